from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0005_destroyed_records")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("name", ""), _negated=True), fields=["sha256"], name="record_of_file"
            ),
        )
    ]
