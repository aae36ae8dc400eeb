"""Lines to search in, and the triggers that write them in the transaction of what they tell."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


WORDS = r"""
CREATE FUNCTION search_words(agency uuid, content text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT strip(to_tsvector('pg_catalog.indonesian', plain) || to_tsvector('pg_catalog.simple', plain)
        || array_to_tsvector(ARRAY['@' || agency::text]))
    FROM (SELECT regexp_replace(lower(left(content, 100000)), '[^[:alnum:]]+', ' ', 'g') AS plain) AS written
$$;
CREATE FUNCTION search_bare(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(number, '(^|[^0-9])0+([0-9])', '\1\2', 'g')
$$;
CREATE FUNCTION search_triples(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT DISTINCT substr(' ' || word || ' ', n, 3) FROM generate_series(1, length(word)) AS n)
$$;
"""

TRIGGERS = """
CREATE FUNCTION search_add_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
    VALUES (NEW.agency_id, 'pelaksanaan', NEW.id, NEW.id, NEW.procedure, NEW.started_by_id, NEW.started_at,
        search_words(NEW.agency_id, NEW.number || ' ' || search_bare(NEW.number) || ' ' || NEW.subject))
    ON CONFLICT (target, kind) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE TRIGGER search_add_case AFTER INSERT OR UPDATE OF subject, number ON cases_case
    FOR EACH ROW EXECUTE FUNCTION search_add_case();

CREATE FUNCTION search_add_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
    SELECT NEW.agency_id, 'dokumen', NEW.id, c.id, c.procedure, c.started_by_id, NEW.at,
        search_words(NEW.agency_id, c.number || ' ' || NEW.kind || ' ' || NEW.name || ' ' || NEW.text)
    FROM cases_case c WHERE c.id = NEW.case_id
    ON CONFLICT (target, kind) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER search_add_record AFTER INSERT ON documents_record
    FOR EACH ROW WHEN (NEW.name <> '') EXECUTE FUNCTION search_add_record();

CREATE FUNCTION search_add_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
    SELECT NEW.agency_id, 'komentar', NEW.id, c.id, c.procedure, c.started_by_id, NEW.at,
        search_words(NEW.agency_id, NEW.text)
    FROM cases_case c WHERE c.id = NEW.case_id
    ON CONFLICT (target, kind) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE TRIGGER search_add_comment AFTER INSERT OR UPDATE OF text ON cases_comment
    FOR EACH ROW EXECUTE FUNCTION search_add_comment();
"""

FILL = """
INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
SELECT agency_id, 'pelaksanaan', id, id, procedure, started_by_id, started_at,
    search_words(agency_id, number || ' ' || search_bare(number) || ' ' || subject)
FROM cases_case;
INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
SELECT r.agency_id, 'dokumen', r.id, c.id, c.procedure, c.started_by_id, r.at,
    search_words(r.agency_id, c.number || ' ' || r.kind || ' ' || r.name || ' ' || r.text)
FROM documents_record r JOIN cases_case c ON c.id = r.case_id;
INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
SELECT m.agency_id, 'komentar', m.id, c.id, c.procedure, c.started_by_id, m.at, search_words(m.agency_id, m.text)
FROM cases_comment m JOIN cases_case c ON c.id = m.case_id;
"""

PART = """
CREATE INDEX search_task_done_for ON cases_task (done_for_id) WHERE done_for_id IS NOT NULL;
CREATE INDEX search_task_given ON cases_task USING gin (assignees) WHERE status <> 'terbuka' AND assignees <> '{}';
"""

UNDO = """
DROP INDEX search_task_done_for;
DROP INDEX search_task_given;
DROP TRIGGER search_add_case ON cases_case;
DROP TRIGGER search_add_record ON documents_record;
DROP TRIGGER search_add_comment ON cases_comment;
DROP FUNCTION search_add_case, search_add_record, search_add_comment, search_triples, search_bare, search_words;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0002_room_on_case_pages'),
        ('documents', '0001_records'),
        ('organisation', '0002_training_and_entering'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pelaksanaan', 'Case'), ('dokumen', 'Document'), ('komentar', 'Comment')], max_length=12)),
                ('target', models.UUIDField()),
                ('case', models.UUIDField()),
                ('procedure', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organisation.agency')),
                ('started_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='hit_words')],
                'constraints': [models.UniqueConstraint(fields=('target', 'kind'), name='hit_once')],
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=30)),
                ('triples', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organisation.agency')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['triples'], name='known_word_triples')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'word'), name='known_word_once')],
            },
        ),
        migrations.RunSQL(WORDS + TRIGGERS + FILL + PART, UNDO),
    ]
