"""What once held can always be answered: rows of dated tables are added, never changed or deleted."""

from django.db import migrations

GUARD = """
CREATE FUNCTION reference_value_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of dated tables are never changed or deleted; add a new one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reference_value_stays BEFORE UPDATE OR DELETE ON reference_datedvalue
    FOR EACH ROW EXECUTE FUNCTION reference_value_stays();
"""
UNGUARD = """
DROP TRIGGER reference_value_stays ON reference_datedvalue;
DROP FUNCTION reference_value_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_reference_tables")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
