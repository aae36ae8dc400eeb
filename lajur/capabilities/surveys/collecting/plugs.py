"""How a SOP's row calls collecting: the form `surveys.collect`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from lajur.capabilities.surveys.collecting.actions import close_survey
from lajur.capabilities.surveys.collecting.answering import Answers, give_answer
from lajur.capabilities.surveys.collecting.queries import Progress, progress_of
from lajur.capabilities.surveys.loading import survey_of
from lajur.capabilities.surveys.models import POINTS, Survey, SurveyState
from lajur.casework.cases.plugging import FormPlug, Panel, Work
from lajur.casework.documents.actions import Given
from lajur.engine.refusal import Refusal, Words

REMARKS = ("", "", "", "Petugas ramah.", "Ruang tunggu sempit.", "Jadwal konsultasi perlu diperbanyak.")


class CollectForm(FormPlug):
    """A row that carries a survey out. It goes on once every group has its minimum, or with a reason; never while
    answers are held back that nobody has looked at. Completing it closes the survey."""

    meaning = Words("Jawaban survei dikumpulkan di halaman survei sampai minimum setiap kalangan tercapai")

    def leads(self, work: Work) -> bool:
        return _open_survey(work) is not None

    def panel(self, work: Work) -> Panel:
        found = _open_survey(work)
        return Panel("surveys/panel_collect.html", {"survey": found, "progress": progress_of(found) if found else None})

    def refuse(self, work: Work) -> Refusal | None:
        found = _open_survey(work)
        if found is None:
            return None
        progress = progress_of(found)
        if progress.held:
            return Refusal(
                "jawaban-ditahan", "Masih ada {n} jawaban yang ditahan; tinjau dahulu.", {"n": progress.held}
            )
        if progress.is_enough:
            return None
        return _too_few(progress)

    def makes(self, work: Work) -> tuple[str, ...]:
        return work.yields[:1]

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        """Close the survey; what came in, group by group, with the fingerprint of the counted sheets."""
        found = _open_survey(work)
        assert found is not None
        closed = close_survey(by=work.actor, now=work.now, survey_id=found.id)
        if isinstance(closed, Refusal):
            return closed
        return {kind: [Given(kind, text=collected_text(closed))] for kind in self.makes(work)}

    def facts(self, work: Work) -> Mapping[str, Any]:
        found = _open_survey(work)
        return {"responden_menjawab": progress_of(found).counted if found else 0}

    def pretend(self, work: Work, random: Random) -> None:
        """Answers come in: now and then fewer than planned."""
        found = _open_survey(work)
        if found is None:
            return
        services = list(found.services.values_list("number", flat=True))
        clock = type(work.actor)(None, work.actor.agency, work.actor.day)
        short = random.random() < 0.15
        for group in found.groups.all():
            for _turn in range(max(0, group.minimum - (1 if short else 0)) + random.randint(0, 2)):
                mood = random.choice((2, 3, 3, 3, 4))
                scores = {f"u{n}": min(POINTS, max(1, mood + random.choice((-1, 0, 0, 0, 1)))) for n in range(1, 10)}
                answers = Answers(group.number, random.choice(services), scores, {}, random.choice(REMARKS))
                give_answer(
                    by=clock, now=work.now, survey=found, sheet_id=uuid.UUID(int=random.getrandbits(128), version=4),
                    answers=answers, doubts=(),
                )  # fmt: skip


def _open_survey(work: Work) -> Survey | None:
    found = survey_of(work.case_id)
    return found if found is not None and found.state == SurveyState.OPEN else None


def _too_few(progress: Progress) -> Refusal:
    if progress.short:
        group = max(progress.short, key=lambda one: one.missing)
        return Refusal(
            "sampel-kurang", "{group} baru {n} dari {minimum} responden; seluruhnya {all} dari {total}.",
            {"group": group.title, "n": group.counted, "minimum": group.minimum, "all": progress.counted,
             "total": progress.minimum}, passable=True,
        )  # fmt: skip
    return Refusal(
        "sampel-kurang", "Baru {n} dari {total} responden.", {"n": progress.counted, "total": progress.minimum},
        passable=True,
    )  # fmt: skip


def collected_text(survey: Survey) -> str:
    """What came in, in words, as its record keeps it."""
    progress = progress_of(survey)
    rows = [
        _("%(group)s: %(counted)d responden, sasaran %(minimum)d")
        % {"group": one.title, "counted": one.counted, "minimum": one.minimum}
        for one in progress.groups
    ]
    facts = {"counted": progress.counted, "rejected": progress.rejected, "print": bytes(survey.fingerprint).hex()}
    return "\n".join(
        [
            survey.title, "",
            _("Jawaban yang dihitung: %(counted)d; tidak dihitung: %(rejected)d.") % facts,
            *(f"- {row}" for row in rows), "",
            _("Sidik seluruh jawaban yang dihitung (SHA-256): %(print)s") % facts,
        ]
    )  # fmt: skip
