"""Who keeps the archive, who stops its clock, and who decides what may go."""

from __future__ import annotations

from lajur.casework.documents.retention.models import Disposal
from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission, by_the_system
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.permissions import by_role


def _decide(actor: Actor, subject: str | None) -> Allowed | Refusal:
    """`subject`: who proposed it. A head decides, and never on his own proposal."""
    if actor.person is None or Role.HEAD.value not in actor.roles:
        return Refusal("bukan-wewenang", "Ini wewenang pimpinan.")
    if subject == actor.person:
        return Refusal("pengusul-sendiri", "Usul ini Anda buat sendiri; pimpinan lain yang memutuskannya.")
    return ALLOWED


def _destroy(actor: Actor, subject: Disposal | None) -> Allowed | Refusal:
    """An administrator carries out what somebody else has approved."""
    if actor.person is None or Role.ADMINISTRATOR.value not in actor.roles:
        return Refusal("bukan-wewenang", "Pemusnahan dijalankan oleh administrator instansi.")
    if subject is not None and str(subject.decided_by_id) == actor.person:
        return Refusal("pemutus-sendiri", "Daftar ini Anda setujui sendiri; administrator lain yang menjalankannya.")
    return ALLOWED


_OVERSEERS = by_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.HEAD, who="administrator, auditor, atau pimpinan instansi")
_ADMINISTRATOR = by_role(Role.ADMINISTRATOR, who="administrator instansi")
PERMISSIONS = [
    Permission("retention.view", "Melihat retensi arsip", _OVERSEERS),
    Permission("retention.file", "Mengatur klasifikasi dan tempat simpan arsip", _ADMINISTRATOR),
    Permission("retention.hold", "Menahan dan melepas arsip", _OVERSEERS),
    Permission("retention.propose", "Mengusulkan arsip untuk dimusnahkan", _ADMINISTRATOR),
    Permission("retention.decide", "Memutuskan usul musnah", _decide),
    Permission("retention.destroy", "Memusnahkan arsip yang usulnya disetujui", _destroy),
    Permission("retention.erase", "Menghapus berkas arsip yang diperintahkan musnah", by_the_system),
    Permission("retention.gather", "Mendaftarkan dokumen ke arsip", by_the_system),
]
