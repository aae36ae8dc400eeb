import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_signing_in"),
        ("procedures", "0006_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedure",
            name="watched_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.position",
            ),
        ),
    ]
