"""Leave room on the pages of cases, so that their rows, changed by every step, are rewritten in place."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases_and_tasks")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (fillfactor = 70)", "ALTER TABLE cases_case RESET (fillfactor)"
        )
    ]
