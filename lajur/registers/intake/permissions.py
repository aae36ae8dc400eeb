"""Who may say what headings mean: whoever the page of the list itself lets in."""

from __future__ import annotations

from typing import Any

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _inside(actor: Actor, subject: Any) -> Allowed | Refusal:
    if actor.outside:
        return Refusal("bukan-wewenang", "Ini hanya untuk pegawai instansi ini.")
    return ALLOWED


PERMISSIONS = [Permission("intake.remember", "Memasangkan kolom berkas impor", _inside)]
