"""Who may do what with cases. Subjects: `TaskSubject` for tasks, `CaseSubject` for cases, `DeviationSubject`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from lajur.casework.cases.shell import TaskSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_anybody, by_the_system
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role
from lajur.registers.organisation.rules import Day, Standing


@dataclass(frozen=True, slots=True)
class StartSubject:
    """`lane` is that of the SOP's first row."""

    procedure: str
    lane: str


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """`taking_part` answers who was appointed, given a task or did one; asked only where nothing simpler decides."""

    procedure: str
    day: Day
    started_by: str | None = None
    taking_part: Callable[[], frozenset[str]] = frozenset


@dataclass(frozen=True, slots=True)
class DeviationSubject:
    person: str | None
    day: Day


class RecordSubject(Protocol):
    """A document of a case."""

    @property
    def brought_by(self) -> str | None: ...
    @property
    def is_running(self) -> bool: ...


READERS = {Role.AUDITOR.value, Role.HEAD.value, Role.ADMINISTRATOR.value}


def _actor_of_task(actor: Actor, subject: TaskSubject | None) -> Allowed | Refusal:
    if subject is None or actor.person is None:
        return Refusal("tugas-tidak-terbuka", "Tugas ini sudah tidak terbuka.")
    standing = subject.day.standing(actor.person, subject.procedure, subject.lane, subject.assignees)
    return Allowed(standing.stands_for) if isinstance(standing, Standing) else standing


def _hand_over(actor: Actor, subject: TaskSubject | None) -> Allowed | Refusal:
    """Besides the officer himself, his superior or an administrator may give a task to somebody else."""
    allowed = _actor_of_task(actor, subject)
    if allowed or subject is None or actor.person is None:
        return allowed
    if Role.ADMINISTRATOR.value in subject.day.roles_of(actor.person):
        return ALLOWED
    actors = subject.day.actors(subject.procedure, subject.lane, subject.assignees)
    if any(actor.person in subject.day.superiors_of(person) for person in actors):
        return ALLOWED
    return Refusal("bukan-wewenang", "Tugas hanya dapat dialihkan oleh pelaksananya, atasannya, atau administrator.")


def _save_draft(actor: Actor, subject: Any) -> Allowed | Refusal:
    """Whoever may open a form keeps what he types into it; of a task closed meanwhile, whoever reads its case."""
    if actor.person is None:
        return Refusal("bukan-wewenang", "Draf hanya milik orang yang mengetiknya.")
    if isinstance(subject, StartSubject):
        return _start(actor, subject)
    if not subject.is_open:
        return _view(actor, subject)
    return ALLOWED if _hand_over(actor, subject) else _actor_of_task(actor, subject)


def _own(actor: Actor, subject: Any) -> Allowed | Refusal:
    """One's own things: the query names the actor."""
    return ALLOWED if actor.person else Refusal("bukan-wewenang", "Draf hanya milik orang yang mengetiknya.")


def _start(actor: Actor, subject: StartSubject) -> Allowed | Refusal:
    if actor.person is None:
        return ALLOWED
    standing = actor.day.standing(actor.person, subject.procedure, subject.lane, ())
    if isinstance(standing, Standing):
        return Allowed(standing.stands_for)
    return Refusal(
        "bukan-pelaksana-awal", "SOP ini dimulai oleh pelaksana langkah pertamanya; Anda bukan pelaksananya."
    )


def _view(actor: Actor, subject: CaseSubject) -> Allowed | Refusal:
    """Those who take part read a case; officers of a lane read all cases of the SOP; overseers read all."""
    if actor.person is None or actor.roles & READERS:
        return ALLOWED
    mine = {actor.person, *subject.day.stands_in_for(actor.person)}
    if subject.started_by in mine:
        return ALLOWED
    if not actor.outside and any(name == subject.procedure for name, _ in subject.day.lanes_of(actor.person)):
        return ALLOWED
    if mine & subject.taking_part():
        return ALLOWED
    return Refusal("tidak-terlibat", "Anda tidak terlibat dalam pelaksanaan ini, jadi tidak dapat membukanya.")


def _cancel(actor: Actor, subject: CaseSubject) -> Allowed | Refusal:
    if actor.person is None or actor.person == subject.started_by or Role.HEAD.value in actor.roles:
        return ALLOWED
    return Refusal("bukan-wewenang", "Pelaksanaan hanya dapat dibatalkan oleh yang memulainya atau pimpinan.")


def _answer(actor: Actor, subject: DeviationSubject) -> Allowed | Refusal:
    if actor.person is not None and actor.person == subject.person:
        return ALLOWED
    return Refusal("bukan-penanggung-jawab", "Penyimpangan hanya dapat dijawab oleh pejabat yang bertanggung jawab.")


def judge_policy(actor: Actor, subject: DeviationSubject) -> Allowed | Refusal:
    """The superior judges, never the one who answers; the head where there is no superior."""
    if actor.person is None or actor.person == subject.person:
        return Refusal("menilai-diri-sendiri", "Penyimpangan dinilai oleh atasan, bukan oleh yang menjawabnya.")
    superiors = subject.day.superiors_of(subject.person) if subject.person else ()
    stands = next((s for s in superiors if s in subject.day.stands_in_for(actor.person)), None)
    if actor.person in superiors or (not superiors and Role.HEAD.value in actor.roles):
        return ALLOWED
    if stands:
        return Allowed(stands)
    return Refusal("bukan-atasan", "Penyimpangan hanya dapat dinilai oleh atasan pejabat yang bertanggung jawab.")


def _new_version(actor: Actor, subject: RecordSubject | None) -> Allowed | Refusal:
    """Who brought a document mends it while the case runs."""
    if subject is not None and not subject.is_running:
        return Refusal("tidak-berjalan", "Pelaksanaan ini sudah berakhir; dokumennya tidak berubah lagi.")
    if actor.person is None or (subject is not None and actor.person == subject.brought_by):
        return ALLOWED
    return Refusal("bukan-wewenang", "Versi baru hanya dapat diberikan oleh yang menyerahkan dokumen ini.")


PERMISSIONS = [
    Permission("cases.inbox", "Melihat tugas sendiri", by_anybody),
    Permission("cases.save_filter", "Menyimpan saringan tugas sendiri", by_anybody),
    Permission("cases.delete_filter", "Menghapus saringan tugas sendiri", by_anybody),
    Permission("cases.list", "Melihat daftar pelaksanaan dan penyimpangan", by_anybody),
    Permission("cases.start", "Memulai pelaksanaan", _start),
    Permission("cases.complete_step", "Menyelesaikan langkah", _actor_of_task),
    Permission("cases.return_step", "Mengembalikan pekerjaan", _actor_of_task),
    Permission("cases.skip_step", "Melewati langkah", _actor_of_task),
    Permission("cases.call_again", "Memanggil SOP lagi", _actor_of_task),
    Permission("cases.hand_over", "Mengalihkan tugas", _hand_over),
    Permission("cases.take", "Mengambil tugas yang terbuka bagi beberapa orang", _actor_of_task),
    Permission("cases.give_back", "Melepaskan tugas yang dipegang", _actor_of_task),
    Permission("cases.save_draft", "Menyimpan draf isian sendiri", _save_draft),
    Permission("cases.discard_draft", "Membuang draf isian sendiri", _own),
    Permission(
        "cases.appoint",
        "Menunjuk pelaksana pada pelaksanaan",
        by_role(Role.HEAD, Role.ADMINISTRATOR, who="pimpinan atau administrator instansi"),
    ),
    Permission(
        "cases.change_edition",
        "Memindahkan pelaksanaan ke edisi yang berlaku",
        by_role(Role.HEAD, Role.ADMINISTRATOR, who="pimpinan atau administrator instansi"),
    ),
    Permission("cases.cancel", "Membatalkan pelaksanaan", _cancel),
    Permission("cases.view", "Melihat pelaksanaan", _view),
    Permission("cases.comment", "Mengomentari pelaksanaan", _view),
    Permission(
        "cases.download_file",
        "Mengunduh berkas lengkap pelaksanaan",
        by_role(Role.AUDITOR, Role.HEAD, who="auditor atau pimpinan instansi"),
    ),
    Permission("cases.new_version", "Memberi versi baru sebuah dokumen", _new_version),
    Permission("cases.answer_deviation", "Menjawab penyimpangan", _answer),
    Permission("cases.judge_deviation", "Menilai jawaban penyimpangan", judge_policy),
    Permission("cases.scan_files", "Memindai berkas yang diterima", by_the_system),
    Permission("cases.tell_time", "Mengingatkan dan menandai keterlambatan", by_the_system),
]
