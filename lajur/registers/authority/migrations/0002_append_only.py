"""The database itself keeps the journal append-only: entries and seals can be neither changed nor removed. The one
exception is erasing `private`, which personal-data law asks for and which leaves the chain whole."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION lajur_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'jurnal hanya dapat ditambah' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION lajur_only_erase_private() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    expected authority_entry := OLD;
BEGIN
    expected.private := NULL;
    IF NEW IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'jurnal hanya dapat ditambah' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entry_only_erase BEFORE UPDATE ON authority_entry
    FOR EACH ROW EXECUTE FUNCTION lajur_only_erase_private();
CREATE TRIGGER entry_keep BEFORE DELETE ON authority_entry
    FOR EACH ROW EXECUTE FUNCTION lajur_refuse_change();
CREATE TRIGGER entry_keep_all BEFORE TRUNCATE ON authority_entry
    FOR EACH STATEMENT EXECUTE FUNCTION lajur_refuse_change();
CREATE TRIGGER seal_keep BEFORE UPDATE OR DELETE ON authority_seal
    FOR EACH ROW EXECUTE FUNCTION lajur_refuse_change();
CREATE TRIGGER seal_keep_all BEFORE TRUNCATE ON authority_seal
    FOR EACH STATEMENT EXECUTE FUNCTION lajur_refuse_change();
"""

BACKWARD = """
DROP TRIGGER seal_keep_all ON authority_seal;
DROP TRIGGER seal_keep ON authority_seal;
DROP TRIGGER entry_keep_all ON authority_entry;
DROP TRIGGER entry_keep ON authority_entry;
DROP TRIGGER entry_only_erase ON authority_entry;
DROP FUNCTION lajur_only_erase_private();
DROP FUNCTION lajur_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("authority", "0001_journal")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
