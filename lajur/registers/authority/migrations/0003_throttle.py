"""How often something was tried lately. Unlogged: counting must cost little, and after a crash may begin anew. Keys are
digests, so that no address and no name of a user stands here."""

from django.db import migrations

FORWARD = """
CREATE UNLOGGED TABLE authority_throttle (
    key bytea PRIMARY KEY,
    ends timestamptz NOT NULL,
    count integer NOT NULL
) WITH (fillfactor = 70);
"""


class Migration(migrations.Migration):
    dependencies = [("authority", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, "DROP TABLE authority_throttle;")]
