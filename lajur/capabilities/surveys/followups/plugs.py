"""How a SOP's rows call results: the report with its plan, the decision on it, carrying it out, judging it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from lajur.capabilities.surveys.documents import REPORT, done_text, evaluation_text, report_data
from lajur.capabilities.surveys.followups.actions import (
    Planned,
    decide_report,
    finish_follow_up,
    propose_report,
    publish_result,
    write_analysis,
    write_follow_up,
)
from lajur.capabilities.surveys.loading import survey_of
from lajur.capabilities.surveys.models import Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import local_day
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.capabilities.surveys.results import pictures
from lajur.capabilities.surveys.results.queries import result_of
from lajur.capabilities.surveys.rules import lowest
from lajur.casework.cases.models import Task
from lajur.casework.cases.plugging import FormPlug, Panel, Work, effect
from lajur.casework.documents.actions import Given
from lajur.casework.documents.papers.actions import given_of, issue_paper
from lajur.casework.documents.papers.models import PaperKind
from lajur.engine.advance import Outcome
from lajur.engine.refusal import Refusal, Words
from lajur.registers.organisation.models import Agency

PROGRAMMES = (
    "Menata ulang alur layanan dan menempelkannya di ruang layanan",
    "Menambah jadwal konsultasi dua kali seminggu",
    "Melatih petugas tentang standar layanan",
)


def closed_survey(work: Work) -> Survey | None:
    found = survey_of(work.case_id)
    return found if found is not None and found.state == SurveyState.CLOSED else None


def report_state(survey: Survey | None) -> str:
    row = Report.objects.filter(survey=survey).first() if survey else None
    return row.state if row else ReportState.WRITTEN


class _ResultForm(FormPlug):
    """A row about a closed survey whose report has come to `state`; otherwise it is filled by hand. `text`, where
    there is one, is written down as what the row makes; `template` shows what `shown` gives."""

    state: str = ReportState.APPROVED
    text: Callable[[Survey], str] | None = None
    template: str

    def leads(self, work: Work) -> bool:
        found = closed_survey(work)
        return found is not None and report_state(found) == self.state

    def panel(self, work: Work) -> Panel | None:
        found = closed_survey(work)
        return Panel(self.template, {"survey": found, **self.shown(found, work)}) if found is not None else None

    def shown(self, found: Survey, work: Work) -> dict[str, Any]:
        return {}

    def makes(self, work: Work) -> tuple[str, ...]:
        return work.yields[:1]

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        found = closed_survey(work)
        assert found is not None
        assert self.text is not None
        return {kind: [Given(kind, text=self.text(found))] for kind in self.makes(work)}


class ReportForm(_ResultForm):
    """A row that reports the result with its follow-up plan. Without a closed survey it is filled by hand."""

    meaning = Words("Laporan survei disusun dari angkanya, dengan rencana tindak lanjut dari halaman survei")
    state = ReportState.WRITTEN
    template = "surveys/panel_report.html"

    def shown(self, found: Survey, work: Work) -> dict[str, Any]:
        result = result_of(found, trend=False)
        rows = list(FollowUp.objects.filter(survey=found).select_related("person"))
        return {"rows": rows, "words": pictures.words_of(result), "lowest": result.lowest}

    def refuse(self, work: Work) -> Refusal | None:
        found = closed_survey(work)
        if found is not None and not found.follow_ups.exists():
            return Refusal("tindak-lanjut-kosong", "Susun sedikitnya satu tindak lanjut di halaman survei.")
        return None

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        """The report as a paper, signed by who completes the row; from now on its plan is settled."""
        found = closed_survey(work)
        assert found is not None
        done = propose_report(by=work.actor, now=work.now, survey_id=found.id)
        if isinstance(done, Refusal):
            return done
        paper = issue_paper(
            agency=Agency.objects.get(id=work.agency_id), kind=PaperKind.REPORT, subject=found.title, template=REPORT,
            data=report_data(found, done), signer=work.by, now=work.now, by=work.actor, case=work.case_id,
            task=work.task_id,
        )  # fmt: skip
        if isinstance(paper, Refusal):
            return paper
        return {kind: [given_of(paper, kind)] for kind in self.makes(work)}

    def facts(self, work: Work) -> Mapping[str, Any]:
        found = closed_survey(work)
        days = list(found.follow_ups.values_list("due_on", flat=True)) if found else []
        return (
            {"tanggal_selesai_tindak_lanjut": max(days).isoformat(), "jumlah_tindak_lanjut": len(days)} if days else {}
        )

    def pretend(self, work: Work, random: Random) -> None:
        found = closed_survey(work)
        if found is None or report_state(found) != ReportState.WRITTEN:
            return
        today = local_day(work.now, found.agency)
        wanted = 0 if found.follow_ups.exists() else random.randint(1, 3)  # sent back, the plan stands already
        weakest = lowest(result_of(found, trend=False).whole, wanted)
        for element, programme in zip(weakest, PROGRAMMES, strict=False):
            due = today + timedelta(days=random.randint(20, 45))
            planned = Planned(int(element.key[1:]), programme, due, str(work.actor.person))
            write_follow_up(by=work.actor, now=work.now, survey_id=found.id, number=None, planned=planned)
        words = "Nilai terendah ditemukan pada waktu layanan yang paling ramai."
        write_analysis(by=work.actor, now=work.now, survey_id=found.id, analysis=words)


class DoForm(_ResultForm):
    """A row that carries follow-ups out: it goes on when all are told done, or with a reason."""

    meaning = Words("Tindak lanjut survei dikerjakan penanggung jawabnya; laporannya dari catatan mereka")
    template = "surveys/panel_follow_ups.html"
    text = staticmethod(done_text)

    def shown(self, found: Survey, work: Work) -> dict[str, Any]:
        rows = list(FollowUp.objects.filter(survey=found).select_related("person"))
        done = sum(row.state == FollowUpState.DONE for row in rows)
        return {"rows": rows, "done": done, "today": local_day(work.now, found.agency)}

    def refuse(self, work: Work) -> Refusal | None:
        found = closed_survey(work)
        states = list(found.follow_ups.values_list("state", flat=True)) if found else []
        done = states.count(FollowUpState.DONE)
        if done == len(states):
            return None
        return Refusal(
            "tindak-lanjut-belum-selesai", "Tindak lanjut yang terlaksana baru {n} dari {all}.",
            {"n": done, "all": len(states)}, passable=True,
        )  # fmt: skip

    def pretend(self, work: Work, random: Random) -> None:
        found = closed_survey(work)
        for row in found.follow_ups.filter(state=FollowUpState.RUNNING) if found else ():
            words = "Dilaksanakan sesuai rencana; daftar hadir dan foto tersimpan di unit."
            finish_follow_up(by=work.actor, now=work.now, survey_id=row.survey_id, number=row.number, done=words)


class EvaluationForm(_ResultForm):
    """A row that judges the follow-ups: how many were done, and what the figures say since the period before."""

    meaning = Words("Tindak lanjut survei dievaluasi dari catatannya dan dari angka masa sebelumnya")
    template = "surveys/panel_evaluation.html"
    text = staticmethod(evaluation_text)

    def shown(self, found: Survey, work: Work) -> dict[str, Any]:
        return {"text": evaluation_text(found)}

    def facts(self, work: Work) -> Mapping[str, Any]:
        found = closed_survey(work)
        states = list(found.follow_ups.values_list("state", flat=True)) if found else []
        done = states.count(FollowUpState.DONE)
        return {"hasil_evaluasi": "seluruhnya" if done == len(states) else "sebagian" if done else "belum"}


def _named(work: Work) -> tuple[str, ...]:
    """Those whom the task named: only they decide, whoever holds the lane."""
    found = Task.objects.filter(case_id=work.case_id, key=work.task_id).values_list("assignees", flat=True).first()
    return tuple(str(person) for person in found or ())


@effect(Words("Rencana tindak lanjut survei menjadi tugas bila disetujui, atau kembali ke penyusunnya"))
def decide(work: Work, outcome: Outcome) -> Refusal | None:
    found = closed_survey(work)
    if found is None or report_state(found) != ReportState.PROPOSED:
        return None
    done = decide_report(
        by=work.actor, now=work.now, survey_id=found.id, approved=not work.goes_back, lane=work.lane,
        assignees=_named(work),
    )  # fmt: skip
    return done if isinstance(done, Refusal) else None


@effect(Words("Hasil survei diumumkan kepada umum begitu laporannya disetujui"))
def announce(work: Work, outcome: Outcome) -> Refusal | None:
    found = closed_survey(work)
    if found is None or work.goes_back or report_state(found) != ReportState.APPROVED:
        return None
    done = publish_result(by=work.actor, now=work.now, survey_id=found.id, lane=work.lane, assignees=_named(work))
    return done if isinstance(done, Refusal) else None
