"""Papers of a person are found without reading all of the agency's."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("papers", "0002_room_for_long_offices"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["signer"], name="paper_by_signer"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["issued_by"], name="paper_by_issuer"),
        ),
    ]
