"""Who may do what with surveys. Subjects: `TeamSubject`; for reading, any subject of `cases.view`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lajur.capabilities.surveys.followups.permissions import PERMISSIONS as OF_FOLLOW_UPS
from lajur.casework.cases.permissions import CaseSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_the_system, permission
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.rules import Standing


@dataclass(frozen=True, slots=True)
class TeamSubject(CaseSubject):
    """A survey's case, with the lane whose officers carry the survey out and those of them whom its open task names."""

    lane: str = field(kw_only=True)
    assignees: tuple[str, ...] = field(kw_only=True, default=())


def _team(actor: Actor, subject: TeamSubject | None) -> Allowed | Refusal:
    """Who acts in the lane of the survey, by position, by name, or as a substitute; nobody where there is none."""
    if actor.person is None:
        return ALLOWED
    if subject is None:
        return Refusal("survei-tidak-ada", "Survei ini tidak ada.")
    standing = subject.day.standing(actor.person, subject.procedure, subject.lane, subject.assignees)
    if isinstance(standing, Standing):
        return Allowed(standing.stands_for)
    return Refusal("bukan-tim-survei", "Ini pekerjaan tim survei pelaksanaan ini; Anda bukan anggotanya.")


def _deciding(actor: Actor, subject: TeamSubject | None) -> Allowed | Refusal:
    """Who acts in the row that decides; `subject.lane` is that row's."""
    allowed = _team(actor, subject)
    if allowed:
        return allowed
    return Refusal("bukan-wewenang", "Rencana survei diputuskan pada langkah SOP yang memutuskannya.")


def _view(actor: Actor, subject: CaseSubject) -> Allowed | Refusal:
    """Whoever may read the case reads its survey."""
    return permission("cases.view").allows(actor, subject)


def _inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    """The list shows what its reader may see."""
    if actor.outside:
        return Refusal("bukan-wewenang", "Daftar survei hanya untuk pegawai instansi.")
    return ALLOWED


def _anybody(actor: Actor, subject: Any) -> Allowed:
    """Answers come from whoever holds the address; who that is, is not asked."""
    return ALLOWED


PERMISSIONS = [
    Permission("surveys.list", "Melihat daftar survei kepuasan", _inside),
    Permission("surveys.view", "Melihat survei kepuasan dan kemajuannya", _view),
    Permission("surveys.plan", "Menyusun rencana survei kepuasan", _team),
    Permission("surveys.settle_plan", "Memutuskan rencana survei kepuasan", _deciding),
    Permission("surveys.collect", "Mengumpulkan jawaban survei kepuasan", _team),
    Permission("surveys.answer", "Menjawab survei kepuasan", _anybody),
    Permission("surveys.send_invitations", "Mengirim undangan survei", by_the_system),
    Permission("surveys.keep_counts", "Menghitung jawaban survei yang sedang dibuka", by_the_system),
    *OF_FOLLOW_UPS,
]
