"""The counts of a survey while answers come: kept, with a mark of what came since.

`RunningCount` holds what was counted, `CountChange` every sheet that began or ceased to count after that (a trigger
writes it in the sheet's own transaction). One statement reads both, so at every moment their sum is what counting all
accepted sheets anew gives; a job moves changes into the count, both in one transaction.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count

from lajur.capabilities.surveys.models import ELEMENTS, Survey, SurveyState
from lajur.capabilities.surveys.reporting import RunningCount
from lajur.capabilities.surveys.results.counting import (
    EXTRAS,
    SUM,
    SUM_BY,
    Counts,
    Place,
    cells_of,
    free_texts,
    opened,
    opened_themes,
    packed,
    packed_themes,
    remarks_of,
    themes_of,
    unpacked,
)
from lajur.capabilities.surveys.rules import Counted, nothing
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency

FROM = 500
"""So many changes are added up at every look before a job moves them into the count."""
FEW_REMARKS = 300
"""Up to so many remarks themes are found anew at every look."""
MOST_REMARKS = 3_000
"""While a survey is open its themes are found in so many remarks at most; later ones wait for the closing."""

_ADDED = (
    "coalesce((SELECT json_agg(c.cell) FROM (SELECT json_build_array("  # noqa: S608 - ours
    f"{SUM.format(number='sum(sign)')}) AS cell FROM moved GROUP BY {SUM_BY}) c)::text, '[]'),"
    " coalesce((SELECT json_agg(x.answer) FROM (SELECT json_build_array(e.key, coalesce(e.value, ''), sum(s.sign))"
    f" AS answer FROM {EXTRAS.format(rows='moved')}) x)::text, '[]'),"
    " coalesce((SELECT sum(sign) FROM moved WHERE has_remark), 0)"
)
"""Of the changes `moved`: what `cells_of` reads, [key, answer, how many more] and how many more remarks."""
_LOOK = (
    "WITH moved AS MATERIALIZED (SELECT * FROM surveys_countchange WHERE agency_id = %s AND survey_id = %s)"  # noqa: S608
    f" SELECT {_ADDED}, k.counts::text, k.themes::text, k.read, s.counts::text, s.themes::text FROM (SELECT 1) one"
    " LEFT JOIN surveys_runningcount k ON k.survey_id = %s LEFT JOIN surveys_snapshot s ON s.survey_id = %s"
)
_MOVE = (
    "WITH moved AS (DELETE FROM surveys_countchange WHERE agency_id = %s AND survey_id = %s RETURNING *)"  # noqa: S608
    f" SELECT {_ADDED}"
)
_HOLD = "SELECT 1 FROM surveys_survey WHERE agency_id = %s AND id = %s AND state = 'dibuka' FOR SHARE"
"""Closing takes the row for itself, and so waits for us, or we find it closed."""


def counts_of(survey: Survey) -> Counts:
    """As kept at its closing, else as they are now: two statements, and three more where themes are found anew."""
    found = [survey.agency_id, survey.id]
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [*found, free_texts(survey), survey.id, survey.id])
        cells, extras, remarks, kept, themes, read, closed, last = cursor.fetchone()
    if closed is not None:
        return unpacked(json.loads(closed), json.loads(last))
    now = _together(kept, cells, extras, remarks)
    if read and now.remarks > FEW_REMARKS:
        return replace(now, themes=opened_themes(json.loads(themes)), read=min(read, now.remarks))
    written = remarks_of(survey, MOST_REMARKS) if now.remarks else []
    return replace(now, themes=themes_of(written), read=min(len(written), now.remarks))


def _together(kept: str | None, cells: str, extras: str, remarks: int) -> Counts:
    """What was kept and what changed since; what nobody is left in is left out."""
    before = opened(json.loads(kept)) if kept else Counts({})
    places: dict[Place, Counted] = dict(before.cells)
    for place, change in cells_of(json.loads(cells)).items():
        places[place] = places.get(place, nothing(ELEMENTS)) + change
    answers = {key: dict(given) for key, given in before.extras.items()}
    for key, answer, number in json.loads(extras):
        given = answers.setdefault(key, {})
        given[answer] = given.get(answer, 0) + number
    some = {key: {answer: number for answer, number in given.items() if number} for key, given in answers.items()}
    return Counts(
        {place: cell for place, cell in sorted(places.items()) if cell.respondents},
        {key: given for key, given in some.items() if given},
        before.remarks + int(remarks),
    )


@action(needs="surveys.keep_counts", atomic=False)
def keep_counts(*, by: Actor, now: datetime, agency: Agency) -> int | Refusal:
    """Move what changed in the agency's open surveys into their counts, where it is much; of how many surveys."""
    if not (allowed := may(by, "surveys.keep_counts")):
        return allowed
    rows = Survey.objects.filter(agency=agency, state=SurveyState.OPEN).annotate(number=Count("count_changes"))
    return sum(keep_count(survey, now) for survey in rows.filter(number__gte=FROM).order_by("id"))


def keep_count(survey: Survey, now: datetime) -> bool:
    """False where the survey is not open any more."""
    remarks = remarks_of(survey, MOST_REMARKS)
    found, this = themes_of(remarks), [survey.agency_id, survey.id]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HOLD, this)
        if cursor.fetchone() is None:
            return False
        values = {"agency_id": survey.agency_id, "counts": packed(Counts({})), "taken_at": now}
        RunningCount.objects.get_or_create(survey=survey, defaults=values)
        kept = RunningCount.objects.select_for_update().get(survey=survey)
        cursor.execute(_MOVE, [*this, free_texts(survey)])
        kept.counts = packed(_together(json.dumps(kept.counts), *cursor.fetchone()))
        kept.themes, kept.read, kept.taken_at = packed_themes(found), len(remarks), now
        kept.save()
    return True
