"""What the triggers leave to a job: texts written into steps, and the words that mistyped ones are compared with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from lajur.casework.jobs.models import JobMark
from lajur.casework.jobs.registry import job
from lajur.registers.organisation.models import Agency

AT_A_TIME = 5000
BACK_MS = 600_000
"""Ids are made when a transaction runs, not when it commits: ten minutes before the last one are looked at again."""
BACK = 2000

_TEXTS = """
INSERT INTO search_hit (agency_id, kind, target, "case", procedure, started_by_id, at, words)
SELECT r.agency_id, 'dokumen', r.id, c.id, c.procedure, c.started_by_id, r.at,
    search_words(r.agency_id, c.number || ' ' || r.kind || ' ' || r.text)
FROM documents_record r JOIN cases_case c ON c.id = r.case_id
WHERE r.agency_id = %s AND r.id > %s AND r.name = '' AND r.destroyed_at IS NULL
    AND NOT EXISTS (SELECT FROM search_hit h WHERE h.target = r.id AND h.kind = 'dokumen')
ORDER BY r.id LIMIT %s
ON CONFLICT (target, kind) DO NOTHING
RETURNING target
"""
_WORDS = """
INSERT INTO search_knownword (agency_id, word, triples)
SELECT %s, word, search_triples(word) FROM (
    SELECT DISTINCT w.lexeme AS word FROM search_hit h, unnest(h.words) AS w WHERE h.agency_id = %s AND h.id > %s) found
WHERE length(word) BETWEEN 4 AND 30 AND word !~ '[0-9@]'
ON CONFLICT (agency_id, word) DO NOTHING
"""


@job(cron="* * * * *", title="Menambah isi dokumen ke pencarian")
def keep_up(agency: Agency, now: datetime) -> int:
    """Add texts since the last run and learn their words; returns how many texts."""
    added = add_texts(agency)
    learn_words(agency)
    return added


def add_texts(agency: Agency) -> int:
    mark, _ = JobMark.objects.get_or_create(agency=agency, job="search.texts", defaults={"value": 0})
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [agency.id, UUID(int=max(mark.value - BACK_MS, 0) << 80), AT_A_TIME])
        added = [row[0] for row in cursor.fetchall()]
    if added:
        mark.value = max(mark.value, max(target.int for target in added) >> 80)
        mark.save(update_fields=["value"])
    return len(added)


def learn_words(agency: Agency) -> int:
    mark, _ = JobMark.objects.get_or_create(agency=agency, job="search.words", defaults={"value": 0})
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM search_hit WHERE agency_id = %s", [agency.id])
        (last,) = cursor.fetchone()
        if last == mark.value:
            return 0
        cursor.execute(_WORDS, [agency.id, agency.id, mark.value - BACK])
        learned = cursor.rowcount
    mark.value = last
    mark.save(update_fields=["value"])
    return int(learned)
