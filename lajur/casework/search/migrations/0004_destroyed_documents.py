"""The words of a document go with its bytes."""

from django.db import migrations

FORGET = """
CREATE FUNCTION search_forget_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_hit WHERE target = NEW.id AND kind = 'dokumen';
    RETURN NULL;
END $$;
CREATE TRIGGER search_forget_record AFTER UPDATE OF destroyed_at ON documents_record
    FOR EACH ROW WHEN (NEW.destroyed_at IS NOT NULL) EXECUTE FUNCTION search_forget_record();
"""
UNDO = """
DROP TRIGGER search_forget_record ON documents_record;
DROP FUNCTION search_forget_record;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_papers"),
        ("documents", "0005_destroyed_records"),
    ]

    operations = [migrations.RunSQL(FORGET, UNDO)]
