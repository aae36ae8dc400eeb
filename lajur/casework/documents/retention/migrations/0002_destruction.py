"""Who ordered a destruction, by which minutes, and when it ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_filings"),
        ("documents", "0005_destroyed_records"),
        ("papers", "0004_destroyed_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="disposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("diusulkan", "Diusulkan"),
                    ("disetujui", "Disetujui"),
                    ("ditolak", "Ditolak"),
                    ("berjalan", "Sedang dimusnahkan"),
                    ("musnah", "Dimusnahkan"),
                ],
                default="diusulkan",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="disposal",
            name="minutes_number",
            field=models.CharField(blank=True, default="", max_length=150),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="disposal",
            name="minutes",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="papers.paper",
            ),
        ),
        migrations.AddField(
            model_name="disposal",
            name="ordered_by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="disposal", name="ordered_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="disposal", name="destroyed_at", field=models.DateTimeField(null=True)),
    ]
