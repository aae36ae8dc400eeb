"""A record says when its bytes were destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_records_without_a_case"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
