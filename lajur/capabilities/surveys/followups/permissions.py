"""Who plans follow-ups, decides on them, does them; who publishes."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_the_system
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role
from lajur.registers.organisation.rules import Standing


def in_lane(actor: Actor, subject: Any) -> Allowed | Refusal:
    """`subject` is a `TeamSubject` whose lane is that of the row at work."""
    if actor.person is None:
        return ALLOWED
    standing = subject.day.standing(actor.person, subject.procedure, subject.lane, subject.assignees)
    if isinstance(standing, Standing):
        return Allowed(standing.stands_for)
    return Refusal(
        "bukan-pelaksana-langkah", "Ini pekerjaan pelaksana langkah yang bersangkutan; Anda bukan pelaksananya."
    )


def _do(actor: Actor, subject: Any) -> Allowed | Refusal:
    """The person responsible, who stands in for him, or those who planned it. `subject` is a `DutySubject`."""
    if actor.person is None or actor.person == subject.person:
        return ALLOWED
    if subject.person in subject.planners.day.stands_in_for(actor.person):
        return Allowed(subject.person)
    if in_lane(actor, subject.planners):
        return ALLOWED
    return Refusal("bukan-penanggung-jawab", "Tindak lanjut ini dilaporkan oleh penanggung jawabnya.")


def _publish(actor: Actor, subject: Any) -> Allowed | Refusal:
    """The head, or who approves the report in the SOP."""
    if actor.person is None or Role.HEAD.value in actor.roles:
        return ALLOWED
    if subject is not None and in_lane(actor, subject):
        return ALLOWED
    return Refusal("bukan-wewenang", "Hasil survei diumumkan oleh pimpinan atau pejabat yang menyetujui laporannya.")


PERMISSIONS = [
    Permission("surveys.plan_follow_ups", "Menyusun tindak lanjut survei", in_lane),
    Permission("surveys.decide_follow_ups", "Menyetujui tindak lanjut survei", in_lane),
    Permission("surveys.finish_follow_up", "Melaporkan tindak lanjut survei terlaksana", _do),
    Permission("surveys.remind", "Mengingatkan tindak lanjut survei", by_the_system),
    Permission("surveys.publish", "Mengumumkan hasil survei", _publish),
    Permission(
        "surveys.withdraw",
        "Menarik hasil survei dari pengumuman",
        by_role(Role.HEAD, who="pimpinan instansi"),
    ),
]
