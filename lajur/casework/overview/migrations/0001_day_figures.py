"""Days added up, and the index by which the cases that ended on a day are found (written once in a case's life)."""

import django.db.models.deletion
from django.db import migrations, models

import lajur.registers.authority.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("organisation", "0001_people_and_positions"), ("cases", "0001_cases_and_tasks")]

    operations = [
        migrations.CreateModel(
            name="DayFigures",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("tasks", models.IntegerField()),
                ("calendar_version", models.BigIntegerField()),
                ("content", models.TextField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.agency"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "day"), name="day_figures_once")],
            },
        ),
        migrations.RunSQL(
            "CREATE INDEX case_by_end ON cases_case (agency_id, ended_at) WHERE ended_at IS NOT NULL",
            "DROP INDEX case_by_end",
        ),
    ]
