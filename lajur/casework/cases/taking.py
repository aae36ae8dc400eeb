"""Lists of cases, tasks and deviations as rows of a table to take along (`organisation.taking`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lajur.casework.cases.inbox import InboxTask
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.queries import open_tasks_by_case
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.taking import in_pieces, one_by_one
from lajur.registers.procedures.queries import sop_of

Line = list[Any]


def case_headings() -> list[str]:
    return [_("Nomor"), _("Hal"), "SOP", _("Keadaan"), _("Menunggu"), _("Batas terdekat"), _("Dimulai"), _("Berakhir")]


def case_lines(found: QuerySet[Case], now: datetime) -> Iterator[Line]:
    for piece in in_pieces(found):
        waiting = open_tasks_by_case(piece)
        for row in piece:
            sop, tasks = sop_of(row.edition_id), waiting.get(row.id, [])
            due = min((task.due_at for task in tasks if task.due_at), default=None)
            state = _("Terlambat") if due and due < now else row.get_status_display()
            steps = "; ".join(f"{sop.steps[task.step].no}. {sop.steps[task.step].title}" for task in tasks)
            yield [row.number, row.subject, sop.identity.title, state, steps, due, row.started_at, row.ended_at]


def deviation_headings() -> list[str]:
    return [
        pgettext("satu", "Penyimpangan"), _("Menit kerja"), _("Dokumen"), _("Langkah"), _("Nomor"), _("Hal"),
        _("Penanggung jawab"), _("Alasan"), _("Penjelasan"), _("Penilaian"), _("Keadaan"), _("Tercatat"),
    ]  # fmt: skip


def deviation_lines(found: QuerySet[Deviation]) -> Iterator[Line]:
    for row in one_by_one(found):
        sop = sop_of(row.case.edition_id)
        step = sop.steps.get(row.task.rpartition(".")[0])
        what = sop.documents[row.what].title if row.what in sop.documents else ""
        yield [
            row.get_kind_display(), row.minutes or None, what, f"{step.no}. {step.title}" if step else "",
            row.case.number, row.case.subject, row.person.name if row.person else "", row.reason, row.answer,
            row.judgement, row.get_status_display(), row.at,
        ]  # fmt: skip


def inbox_headings() -> list[str]:
    return [
        _("Langkah"), _("Nomor"), _("Hal"), "SOP", _("Dari"), _("Sejak"), _("Jatuh tempo"), _("Belum ada"),
        _("Menggantikan"),
    ]  # fmt: skip


def inbox_lines(agency: Agency, tasks: list[InboxTask]) -> Iterator[Line]:
    absent = names_of(agency, [task.stands_for for task in tasks if task.stands_for])
    for task in tasks:
        yield [
            f"{task.step.no}. {task.step.title}", task.number, task.subject, task.sop.identity.title, task.sender,
            task.opened, task.due, "; ".join(task.missing), absent.get(task.stands_for or "", ""),
        ]  # fmt: skip


def waiting_headings() -> list[str]:
    return [_("Langkah"), _("Nomor"), _("Hal"), "SOP", _("Di tangan"), _("Pelaksana"), _("Sejak"), _("Jatuh tempo")]


def waiting_lines(actor: Actor, agency: Agency, found: QuerySet[Task]) -> Iterator[Line]:
    for piece in in_pieces(found):
        rows = []
        for task in piece:
            sop = sop_of(task.case.edition_id)
            step = sop.steps[task.step]
            rows.append((task, sop, step, actor.day.actors(task.case.procedure, step.lane, map(str, task.assignees))))
        names = names_of(agency, {person for *_rest, actors in rows for person in actors})
        for task, sop, step, actors in rows:
            yield [
                f"{step.no}. {step.title}", task.case.number, task.case.subject, sop.identity.title,
                ", ".join(names[person] for person in actors if person in names), sop.lanes[step.lane].title,
                task.opened_at, task.due_at,
            ]  # fmt: skip


def done_headings() -> list[str]:
    return [_("Langkah"), _("Nomor"), _("Hal"), "SOP", _("Hasil"), _("Terlambat"), _("Kapan")]


def done_lines(found: QuerySet[Task]) -> Iterator[Line]:
    for task in one_by_one(found):
        sop = sop_of(task.case.edition_id)
        step = sop.steps[task.step]
        yield [
            f"{step.no}. {step.title}", task.case.number, task.case.subject, sop.identity.title,
            task.exit or task.get_status_display(), _("Ya") if task.is_late else _("Tidak"), task.done_at,
        ]  # fmt: skip
