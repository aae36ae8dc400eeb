"""How a case moves: `advance` turns a command into events, or refuses with a sentence. Pure and total.

Whether the person may act is decided by the caller; here it is decided whether the step may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.answers import faults_in
from lajur.engine.crossing import obstacle
from lajur.engine.deadlines import due_of, mark_at, next_look
from lajur.engine.definition import Exit, Sop, Step
from lajur.engine.events import Event
from lajur.engine.motion import Motion
from lajur.engine.refusal import Refusal, Words
from lajur.engine.state import State, Token
from lajur.engine.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: the new state, and the events that lead to it from the old one."""

    state: State
    events: tuple[Event, ...]

    def __bool__(self) -> Literal[True]:
        return True


def advance(sop: Sop, state: State, command: do.Command, now: datetime, calendar: WorkCalendar) -> Outcome | Refusal:
    """Carry out `command` on a case of `sop` standing at `state`. `now` is aware; `state` is left as it was."""
    if isinstance(command, do.Start):
        if state.status != "belum-mulai":
            return Refusal("sudah-dimulai", "Pelaksanaan ini sudah dimulai.")
    elif not state.is_running:
        return not_running(state)
    move = Motion(sop, state.copy(), now, calendar)
    refusal = _CARRY_OUT[type(command)](move, command)
    if refusal is not None:
        return refusal
    return Outcome(move.state, tuple(move.events))


def not_running(state: State) -> Refusal:
    """Why nothing can be done in a case that has ended, or has not begun."""
    if state.status == "belum-mulai":
        return Refusal("tidak-berjalan", "Pelaksanaan ini belum dimulai.")
    if state.status == "dibatalkan":
        return Refusal("tidak-berjalan", "Pelaksanaan ini sudah dibatalkan; tidak ada lagi yang dapat dikerjakan.")
    return Refusal("tidak-berjalan", "Pelaksanaan ini sudah selesai; tidak ada lagi yang dapat dikerjakan.")


def return_targets(sop: Sop, state: State, task: str) -> tuple[str, ...]:
    """Steps to which the work of an open task can be sent back: done before, earlier on the sheet, same branch."""
    token = state.open.get(task)
    if token is None or token.waits_for_child:
        return ()
    here = sop.steps[token.step]
    earlier: list[str] = []
    for step in sop.steps.values():
        if step.key == here.key:
            break
        if state.visits.get(step.key) and sop.same_branch(step, here):
            earlier.append(step.key)
    return tuple(earlier)


def missing_for(sop: Sop, state: State, task: str) -> tuple[str, ...]:
    """Kinds of kelengkapan the open task still lacks."""
    step = sop.steps[state.open[task].step]
    return tuple(kind for kind in sop.needs_of(step) if kind not in state.documents)


def _start(move: Motion, command: do.Start) -> None:
    move.emit(ev.CaseStarted(command.by, move.now, dict(command.documents), dict(command.appointments)))
    move.open(move.sop.first, None, None)


def _complete(move: Motion, command: do.Complete) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    if token.waits_for_child:
        return Refusal(
            "menunggu-sop-lain",
            "Langkah ini selesai dengan sendirinya setelah pelaksanaan SOP yang dipanggilnya selesai.",
        )
    step = move.sop.steps[token.step]
    if faults := faults_in(step, command.answers):
        return Refusal("isian-belum-benar", "Perbaiki isian yang ditandai.", fields=faults)
    personal = {asked.key for asked in step.fields if asked.personal}
    facts = {key: value for key, value in command.answers.items() if key not in personal}
    way = choose_exit(step, command.exit, {**move.state.facts, **facts})
    if isinstance(way, Refusal):
        return way
    is_return = way is not None and move.sop.is_return(step, way.target)
    if (refusal := _give_documents(move, command, step, token, demand_outputs=not is_return)) is not None:
        return refusal
    if not is_return and command.passing.strip():
        move.deviate("syarat", command.task, reason=command.passing.strip())
    if not is_return:
        unbound = [lane for lane in step.appoints if not command.appoints.get(lane)]
        if unbound:
            titles = ", ".join(move.sop.lanes[lane].title for lane in unbound)
            return Refusal(
                "belum-menunjuk",
                "Tunjuk pelaksana untuk {lanes}.",
                {"lanes": titles},
                dict.fromkeys(unbound, Words("Pilih paling sedikit satu orang.")),
            )
        for lane in step.appoints:
            move.emit(_appointed(move, lane, tuple(command.appoints[lane]), command.by, command.task))
    _close(move, command, step, token, way, facts, personal)
    return None


def _close(
    move: Motion,
    command: do.Complete,
    step: Step,
    token: Token,
    way: Exit | None,
    facts: dict[str, Any],
    personal: set[str],
    by_child: bool = False,
) -> None:
    overdue = move.overdue(command.task, token)
    private = {key: value for key, value in command.answers.items() if key in personal}
    label = way.label if way else None
    move.emit(
        ev.TaskCompleted(command.task, command.by, move.now, label, facts or None, private or None, overdue, by_child)
    )
    move.leave(step, token, command.task, way.target if way else step.next)


def choose_exit(step: Step, label: str | None, facts: dict[str, Any]) -> Exit | Refusal | None:
    """The way out of `step`: chosen by the officer's `label`, by the facts, or None where there is only one."""
    if step.by_facts:
        for way in step.exits:
            if all(condition.holds(facts) for condition in way.conditions):
                return way
        return Refusal("tidak-ada-jalan", "Tidak satu pun syarat pilihan pada langkah ini terpenuhi; periksa isiannya.")
    if not step.exits:
        if label:
            return Refusal("bukan-keputusan", "Langkah ini bukan keputusan.")
        return None
    if label is None:
        return Refusal(
            "pilih-keputusan",
            "Pilih salah satu keputusan: {labels}.",
            {"labels": ", ".join(way.label for way in step.exits)},
        )
    chosen = step.exit(label)
    if chosen is None:
        return Refusal("keputusan-tidak-dikenal", "Keputusan “{label}” tidak ada pada langkah ini.", {"label": label})
    return chosen


def _give_documents(
    move: Motion, command: do.Complete, step: Step, token: Token, *, demand_outputs: bool
) -> Refusal | None:
    """Bring what was attached and produced into the case; what is missing needs a reason and is a deviation."""
    sop, state = move.sop, move.state
    needs, yields = sop.needs_of(step), sop.yields_of(step)
    allowed_outputs = yields or step.standard.yields
    for kind in (*command.attachments, *command.outputs, *command.without):
        if kind not in needs and kind not in allowed_outputs:
            return Refusal("dokumen-tidak-diminta", "Dokumen “{kind}” tidak diminta pada langkah ini.", {"kind": kind})
    lacking = [k for k in needs if k not in state.documents and k not in command.attachments]
    owed = [k for k in yields if k not in command.outputs] if demand_outputs else []
    unexplained = [k for k in (*lacking, *owed) if not command.without.get(k, "").strip()]
    if unexplained:
        faults = {
            k: Words("Lampirkan dokumen ini, atau nyatakan alasan melanjutkan tanpanya.")
            if k in lacking
            else Words("Serahkan hasil ini, atau nyatakan alasan melanjutkan tanpanya.")
            for k in unexplained
        }
        titles = "; ".join(sop.documents[k].title for k in unexplained)
        code = "kelengkapan-belum-ada" if unexplained[0] in lacking else "output-belum-ada"
        return Refusal(
            code,
            "Belum ada: {titles}. Lampirkan, atau nyatakan alasan melanjutkan tanpanya.",
            {"titles": titles},
            faults,
        )
    for role, given in (("kelengkapan", command.attachments), ("output", command.outputs)):
        for kind, record in given.items():
            move.emit(ev.DocumentGiven(command.task, kind, record, role))
    for kind in lacking:
        move.deviate("kelengkapan", command.task, kind, reason=command.without[kind].strip())
    for kind in owed:
        move.deviate("output", command.task, kind, reason=command.without[kind].strip())
    return None


def _return(move: Motion, command: do.Return) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    if not command.reason.strip():
        return _no_reason(Words("mengembalikan"))
    if command.target not in return_targets(move.sop, move.state, command.task):
        return Refusal(
            "tidak-dapat-dikembalikan",
            "Pekerjaan hanya dapat dikembalikan ke langkah sebelumnya yang pernah dikerjakan pada cabang yang sama.",
        )
    overdue = move.overdue(command.task, token)
    move.emit(ev.TaskReturned(command.task, command.by, move.now, command.target, command.reason.strip(), overdue))
    move.open(move.sop.steps[command.target], token.group, command.task)
    return None


def _skip(move: Motion, command: do.Skip) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    step = move.sop.steps[token.step]
    if not command.reason.strip():
        return _no_reason(Words("melewati langkah"))
    if token.waits_for_child:
        return Refusal("menunggu-sop-lain", "Batalkan dahulu pelaksanaan SOP yang dipanggil langkah ini.")
    if step.exits or step.appoints:
        return Refusal(
            "tidak-dapat-dilewati", "Langkah ini menentukan jalan atau pelaksana berikutnya, jadi tidak dapat dilewati."
        )
    overdue = move.overdue(command.task, token)
    move.deviate("dilewati", command.task, reason=command.reason.strip())
    move.emit(ev.TaskSkipped(command.task, command.by, move.now, command.reason.strip(), overdue))
    move.leave(step, token, command.task, step.next)
    return None


def _reassign(move: Motion, command: do.Reassign) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    if not command.reason.strip():
        return _no_reason(Words("mengalihkan tugas"))
    if not command.persons:
        return Refusal("belum-menunjuk", "Pilih paling sedikit satu orang.")
    move.emit(ev.TaskReassigned(command.task, command.by, command.persons, command.reason.strip()))
    return None


def _take(move: Motion, command: do.Take) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    if token.waits_for_child:
        return Refusal("menunggu-sop-lain", "Langkah ini menunggu SOP yang dipanggilnya; belum ada yang perlu diambil.")
    if token.assignees == (command.holder,):
        return Refusal("sudah-dipegang", "Tugas ini sudah dipegang; tidak ada yang berubah.")
    move.emit(ev.TaskReassigned(command.task, command.by, (command.holder,)))
    return None


def _give_back(move: Motion, command: do.GiveBack) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    everybody = move.state.appointments.get(move.sop.steps[token.step].lane, ())
    if token.assignees == everybody:
        return Refusal(
            "tidak-dipegang", "Tugas ini tidak dipegang siapa pun; ia sudah menunggu semua pelaksana langkahnya."
        )
    move.emit(ev.TaskReassigned(command.task, command.by, everybody))
    return None


def _appoint(move: Motion, command: do.Appoint) -> Refusal | None:
    if command.lane not in move.sop.lanes:
        return Refusal("pelaksana-tidak-dikenal", "Pelaksana “{lane}” tidak ada pada SOP ini.", {"lane": command.lane})
    if not command.persons:
        return Refusal("belum-menunjuk", "Pilih paling sedikit satu orang.")
    move.emit(_appointed(move, command.lane, command.persons, command.by, None, command.reason.strip()))
    return None


def _appointed(
    move: Motion, lane: str, persons: tuple[str, ...], by: str, task: str | None, reason: str = ""
) -> ev.LaneAppointed:
    waiting = tuple(key for key, token in move.state.open.items() if move.sop.steps[token.step].lane == lane)
    return ev.LaneAppointed(lane, persons, by, task, waiting, reason)


def _cancel(move: Motion, command: do.Cancel) -> Refusal | None:
    if not command.reason.strip():
        return _no_reason(Words("membatalkan"))
    move.emit(ev.CaseCancelled(command.by, move.now, command.reason.strip()))
    return None


def _child_ended(move: Motion, command: do.ChildEnded) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    step = move.sop.steps[token.step]
    if step.call is None or not token.waits_for_child:
        return Refusal("tidak-menunggu", "Langkah ini tidak menunggu pelaksanaan SOP lain.")
    if command.ended == "selesai":
        renamed = dict(step.call.takes_out)
        for kind, record in command.documents.items():
            ours = renamed.get(kind, kind)
            if ours in move.sop.documents and move.state.documents.get(ours) != record:
                move.emit(ev.DocumentGiven(command.task, ours, record, "sop"))
        if not _still_owed(move, step):
            _close(move, do.Complete(command.task, command.by), step, token, None, {}, set(), by_child=True)
            return None
    move.emit(ev.ChildReturned(command.task, command.ended))
    return None


def _still_owed(move: Motion, step: Step) -> bool:
    """Whether a called step needs its officer after the child case has ended."""
    wanted = (*move.sop.needs_of(step), *move.sop.yields_of(step))
    return bool(step.exits or step.fields or step.appoints or any(k not in move.state.documents for k in wanted))


def _call_again(move: Motion, command: do.CallAgain) -> Refusal | None:
    token = move.open_task(command.task)
    if isinstance(token, Refusal):
        return token
    step = move.sop.steps[token.step]
    if step.call is None or token.waits_for_child:
        return Refusal("tidak-dapat-dipanggil", "SOP yang dipanggil langkah ini masih berjalan atau tidak ada.")
    move.call(command.task, step)
    return None


def _tell_time(move: Motion, command: do.TellTime) -> None:
    for task, token in list(move.state.open.items()):
        if token.next_at is None or token.next_at > move.now:
            continue
        mark = mark_at(token, move.now, move.calendar)
        if mark >= 100:
            move.deviate("terlambat", task)
        elif mark > token.mark:
            look = next_look(token.opened, token.due, mark, move.calendar)
            move.emit(ev.TaskReminded(task, mark, look))


def _recalculate(move: Motion, command: do.Recalculate) -> None:
    _recount(move, command.why)


def _change_edition(move: Motion, command: do.ChangeEdition) -> Refusal | None:
    """Deadlines of open tasks are counted by the new standard from when each was opened; what is late stays so."""
    if not command.reason.strip():
        return _no_reason(Words("memindahkan pelaksanaan"))
    if command.before == command.after:
        return Refusal("edisi-sama", "Pelaksanaan ini sudah berjalan menurut edisi itu.")
    if (why := obstacle(command.sop, move.sop, move.state)) is not None:
        return Refusal("tidak-dapat-dipindah", "Pelaksanaan ini tidak dapat dipindah: {why}.", {"why": why})
    move.emit(ev.EditionChanged(command.before, command.after, command.by, move.now, command.reason.strip()))
    _recount(move, Words("edisi SOP diganti"))
    return None


def _recount(move: Motion, why: str) -> None:
    for task, token in list(move.state.open.items()):
        step = move.sop.steps[token.step]
        due = due_of(move.sop, move.state, step, token.opened, token.group, move.calendar)
        look = next_look(token.opened, due, token.mark, move.calendar)
        if token.mark >= 100 or (due, look) == (token.due, token.next_at):
            continue
        move.emit(ev.DueMoved(task, token.due, due, look, why))


def _no_reason(what: Words) -> Refusal:
    return Refusal("alasan-kosong", "Tuliskan alasan {what}.", {"what": what}, {"alasan": "Tuliskan alasannya."})


_CARRY_OUT: dict[type[Any], Callable[[Motion, Any], Refusal | None]] = {
    do.Start: _start,
    do.Complete: _complete,
    do.Return: _return,
    do.Skip: _skip,
    do.Reassign: _reassign,
    do.Appoint: _appoint,
    do.Cancel: _cancel,
    do.ChildEnded: _child_ended,
    do.CallAgain: _call_again,
    do.TellTime: _tell_time,
    do.Recalculate: _recalculate,
    do.ChangeEdition: _change_edition,
    do.Take: _take,
    do.GiveBack: _give_back,
}
