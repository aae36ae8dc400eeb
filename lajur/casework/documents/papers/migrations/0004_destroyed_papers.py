"""What a paper was set from goes with its bytes: nothing else of an issued paper changes, as before."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION papers_only_void() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    expected papers_paper := NEW;
BEGIN
    IF NEW.body = '{}'::jsonb AND EXISTS (
        SELECT FROM documents_record WHERE id = NEW.record_id AND destroyed_at IS NOT NULL
    ) THEN
        expected.body := OLD.body;
        IF expected IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'naskah yang terbit tidak dapat diubah' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    expected.state := OLD.state;
    expected.voided_at := OLD.voided_at;
    expected.voided_by_id := OLD.voided_by_id;
    expected.void_reason := OLD.void_reason;
    IF expected IS DISTINCT FROM OLD OR OLD.state <> 'berlaku' THEN
        RAISE EXCEPTION 'naskah yang terbit tidak dapat diubah' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0003_papers_of_a_person"),
        ("documents", "0005_destroyed_records"),
    ]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
