"""Counts of open surveys that are kept up: a trigger notes in the transaction of a sheet that it began or ceased to
count. What open surveys hold already is noted here once."""

import django.db.models.deletion
import lajur.registers.authority.ids
from django.db import migrations, models


_COLUMNS = 'agency_id, survey_id, "group", service, u1, u2, u3, u4, u5, u6, u7, u8, u9, extras'


def _values(row: str) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in _COLUMNS.split(",")) + f", {row}.remark <> ''"


TRIGGER = f"""
CREATE FUNCTION surveys_note_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'diterima' THEN
        INSERT INTO surveys_countchange ({_COLUMNS}, has_remark, sign) VALUES ({_values("OLD")}, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'diterima' THEN
        INSERT INTO surveys_countchange ({_COLUMNS}, has_remark, sign) VALUES ({_values("NEW")}, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER surveys_note_count AFTER INSERT OR UPDATE OR DELETE ON surveys_sheet
    FOR EACH ROW EXECUTE FUNCTION surveys_note_count();
"""
FILL = f"""
INSERT INTO surveys_countchange ({_COLUMNS}, has_remark, sign)
SELECT {_values("s")}, 1 FROM surveys_sheet s JOIN surveys_survey v ON v.id = s.survey_id
WHERE v.state = 'dibuka' AND s.state = 'diterima';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_signing_in"),
        ("surveys", "0003_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sign", models.SmallIntegerField()),
                ("group", models.SmallIntegerField()),
                ("service", models.SmallIntegerField()),
                ("u1", models.SmallIntegerField(null=True)),
                ("u2", models.SmallIntegerField(null=True)),
                ("u3", models.SmallIntegerField(null=True)),
                ("u4", models.SmallIntegerField(null=True)),
                ("u5", models.SmallIntegerField(null=True)),
                ("u6", models.SmallIntegerField(null=True)),
                ("u7", models.SmallIntegerField(null=True)),
                ("u8", models.SmallIntegerField(null=True)),
                ("u9", models.SmallIntegerField(null=True)),
                ("extras", models.JSONField(null=True)),
                ("has_remark", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisation.agency",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_changes",
                        to="surveys.survey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunningCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("counts", models.JSONField()),
                ("themes", models.JSONField(default=list)),
                ("read", models.IntegerField(default=0)),
                ("taken_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.agency"
                    ),
                ),
                (
                    "survey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="running_count", to="surveys.survey"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            TRIGGER, "DROP TRIGGER surveys_note_count ON surveys_sheet; DROP FUNCTION surveys_note_count();"
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
