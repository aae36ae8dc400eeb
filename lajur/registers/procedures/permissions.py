"""Who may put editions in force, and who may read procedures."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_the_system
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role
from lajur.registers.procedures.models import SopDraft


def _everybody_inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    """SOPs are the agency's public rules for its own people and for those it serves."""
    return ALLOWED


def _writers(actor: Actor, subject: Any) -> Allowed | Refusal:
    """Administrators and heads, and whoever heads others: he answers for how their work is done."""
    if actor.person is None or actor.roles & {Role.ADMINISTRATOR.value, Role.HEAD.value}:
        return ALLOWED
    held = actor.day.positions.get(actor.person, ())
    if not actor.outside and any(post.superior in held for post in actor.day.roster.posts.values()):
        return ALLOWED
    return Refusal(
        "bukan-wewenang", "Draf SOP disusun oleh pimpinan, pejabat yang membawahkan jabatan lain, atau administrator."
    )


def _reviewers(actor: Actor, subject: Any) -> Allowed | Refusal:
    """Who writes drafts, and who was asked to look at this one."""
    allowed = _writers(actor, subject)
    if allowed or (isinstance(subject, SopDraft) and actor.person in subject.reviewers):
        return ALLOWED
    return Refusal("bukan-wewenang", "Draf ini dibaca oleh penyusun SOP dan oleh mereka yang diminta menelaahnya.")


def _approvers(actor: Actor, subject: Any) -> Allowed | Refusal:
    """The head; never somebody who wrote at the draft himself."""
    allowed: Allowed | Refusal = _HEAD(actor, subject)
    if allowed and isinstance(subject, SopDraft) and actor.person in subject.written_by:
        return Refusal(
            "pembuat-mengesahkan",
            "Anda ikut menyusun draf ini, jadi tidak dapat mengesahkannya sendiri. Mintakan pengesahan pimpinan lain.",
        )
    return allowed


def _staff(actor: Actor, subject: Any) -> Allowed | Refusal:
    """What the agency finds out about its own SOPs is not for suppliers and other parties."""
    if actor.outside:
        return Refusal("bukan-wewenang", "Halaman ini untuk pegawai instansi.")
    return ALLOWED


_HEAD = by_role(Role.HEAD, who="pimpinan instansi")

PERMISSIONS = [
    Permission(
        "procedures.publish",
        "Memberlakukan edisi SOP",
        by_role(Role.ADMINISTRATOR, Role.HEAD, who="pimpinan atau administrator instansi"),
    ),
    Permission(
        "procedures.show",
        "Membuka SOP untuk umum",
        by_role(Role.ADMINISTRATOR, who="administrator instansi"),
    ),
    Permission("procedures.write", "Menyusun draf SOP", _writers),
    Permission("procedures.review", "Menelaah draf SOP", _reviewers),
    Permission("procedures.approve", "Mengesahkan edisi SOP", _approvers),
    Permission("procedures.rule", "Menetapkan bahwa edisi SOP harus disahkan", _HEAD),
    Permission("procedures.begin", "Memberlakukan edisi pada hari berlakunya", by_the_system),
    Permission("procedures.check", "Memantau dan mengevaluasi SOP", _writers),
    Permission("procedures.watch", "Membaca pemantauan SOP dan status dasar hukum", _staff),
    Permission("procedures.laws", "Mencatat status dasar hukum", _writers),
    Permission("procedures.read", "Membaca SOP", _everybody_inside),
]
