"""The result of a survey: counts made into figures, with the periods before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from lajur.capabilities.surveys.models import ELEMENTS, Group, Question, QuestionKind, Service, Survey, SurveyState
from lajur.capabilities.surveys.reporting import Snapshot
from lajur.capabilities.surveys.results.counting import Counts, unpacked
from lajur.capabilities.surveys.results.running import counts_of
from lajur.capabilities.surveys.rules import Band, Counted, Element, Figure, bands_of, figure_of, lowest
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import value

TABLE = "surveys.mutu"
PERIODS = 8
"""So many periods a trend goes back, the survey's own included."""


@dataclass(frozen=True, slots=True)
class Part:
    """A group or a service with its figure; `number` as sheets name it."""

    number: int
    title: str
    figure: Figure
    population: int = 0
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """All that is known of a survey's answers. `elements`: the questions asked, in order; `before`: earlier closed
    surveys of the agency with their figures, oldest first."""

    survey: Survey
    elements: Sequence[Question]
    extras: Sequence[Question]
    bands: tuple[Band, ...]
    counts: Counts
    whole: Figure
    groups: Sequence[Part]
    services: Sequence[Part]
    before: Sequence[tuple[Survey, Figure]] = field(default_factory=tuple)

    @property
    def is_final(self) -> bool:
        return bool(self.survey.state == SurveyState.CLOSED)

    @property
    def lowest(self) -> list[tuple[Question, Element]]:
        return [(self.question(found.key), found) for found in lowest(self.whole)]

    def question(self, key: str) -> Question:
        return next(question for question in self.elements if question.key == key)

    @property
    def previous(self) -> tuple[Survey, Figure] | None:
        return self.before[-1] if self.before else None


def bands_on(day: date, agency: Agency) -> tuple[Band, ...]:
    return bands_of(value(TABLE, day, agency))


def asked_of(found: Counted, questions: Sequence[Question]) -> Counted:
    """The counts of the elements that were asked alone."""
    tallies = tuple(found.tallies[question.number - 1] for question in questions)
    return Counted(found.respondents, tallies, found.means, found.squares)


def result_of(survey: Survey, *, trend: bool = True) -> Result:
    """Of the counts as they are now, with the questionnaire and, unless `trend` is False, the periods before."""
    questions = list(Question.objects.filter(survey=survey))
    elements = [one for one in questions if one.number <= ELEMENTS and one.in_use]
    extras = [one for one in questions if one.kind in (QuestionKind.SCALE, QuestionKind.CHOICE) and one.in_use]
    groups, services = list(Group.objects.filter(survey=survey)), list(Service.objects.filter(survey=survey))
    counts, bands = counts_of(survey), bands_on(survey.period_until, survey.agency)
    keys = [question.key for question in elements]

    def figure(found: Counted | None, population: int | None = None) -> Figure:
        empty = Counted(0, ((0, 0, 0, 0),) * ELEMENTS)
        return figure_of(asked_of(found or empty, elements), keys, bands, population or None)

    by_group, by_service = counts.by_group, counts.by_service
    return Result(
        survey, elements, extras, bands, counts, figure(counts.whole, sum(one.population for one in groups)),
        [
            Part(one.number, one.title, figure(by_group.get(one.number), one.population), one.population, one.minimum)
            for one in groups
        ],
        [Part(one.number, one.title, figure(by_service.get(one.number))) for one in services],
        earlier(survey, bands) if trend else (),
    )  # fmt: skip


def earlier(survey: Survey, bands: Sequence[Band]) -> list[tuple[Survey, Figure]]:
    """Closed surveys of periods before, oldest first: two statements."""
    kept = (
        Snapshot.objects.filter(agency_id=survey.agency_id, survey__period_until__lt=survey.period_until)
        .select_related("survey")
        .order_by("-survey__period_until")[: PERIODS - 1]
    )
    snapshots = list(kept)[::-1]
    out_of_use: dict[object, set[int]] = {}
    for key, number in Question.objects.filter(
        survey__in=[one.survey_id for one in snapshots], number__lte=ELEMENTS, in_use=False
    ).values_list("survey_id", "number"):
        out_of_use.setdefault(key, set()).add(number)
    found = []
    for one in snapshots:
        numbers = [n for n in range(1, ELEMENTS + 1) if n not in out_of_use.get(one.survey_id, set())]
        whole = unpacked(one.counts, one.themes).whole
        asked = Counted(
            whole.respondents, tuple(whole.tallies[number - 1] for number in numbers), whole.means, whole.squares
        )
        found.append((one.survey, figure_of(asked, [f"u{number}" for number in numbers], bands)))
    return found
