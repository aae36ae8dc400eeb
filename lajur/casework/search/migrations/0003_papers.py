"""A line for each issued paper: its number, what it is about, its kind, who signs, who gets it."""

from django.db import migrations, models

LINES = r"""
CREATE FUNCTION search_paper_words(agency uuid, number text, kind text, subject text, signer text, addressees jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT search_words(agency, number || ' ' || search_bare(number) || ' ' || replace(kind, '-', ' ') || ' ' || subject
        || ' ' || signer || ' ' || addressees::text)
$$;
CREATE FUNCTION search_add_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
    SELECT NEW.agency_id, 'naskah', NEW.id, NEW.id, '', NULL, NEW.issued_at,
        search_paper_words(NEW.agency_id, NEW.number, NEW.kind, NEW.subject, coalesce(
            (SELECT name FROM organisation_person WHERE id = NEW.signer_id), ''), NEW.addressees)
    ON CONFLICT (target, kind) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER search_add_paper AFTER INSERT ON papers_paper FOR EACH ROW EXECUTE FUNCTION search_add_paper();

INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
SELECT p.agency_id, 'naskah', p.id, p.id, '', NULL, p.issued_at,
    search_paper_words(p.agency_id, p.number, p.kind, p.subject, coalesce(s.name, ''), p.addressees)
FROM papers_paper p LEFT JOIN organisation_person s ON s.id = p.signer_id
ON CONFLICT (target, kind) DO NOTHING;
"""
UNDO = """
DROP TRIGGER search_add_paper ON papers_paper;
DROP FUNCTION search_add_paper, search_paper_words;
DELETE FROM search_hit WHERE kind = 'naskah';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_latest_lines"),
        ("papers", "0003_papers_of_a_person"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pelaksanaan", "Case"),
                    ("dokumen", "Document"),
                    ("komentar", "Comment"),
                    ("naskah", "Paper"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(LINES, UNDO),
    ]
