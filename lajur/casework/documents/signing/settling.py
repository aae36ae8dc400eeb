"""A signed PDF that turns up after all: the officer brings it, and it counts only if it is what was asked for."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from lajur.casework.documents.signing import apart
from lajur.casework.documents.signing.actions import settle_signature
from lajur.casework.documents.signing.backends import Made
from lajur.casework.documents.signing.models import Signature
from lajur.casework.documents.signing.queries import Signable, bytes_of
from lajur.casework.documents.signing.rules import same_person
from lajur.casework.documents.signing.trust import Trust, trust_in
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person

NO_PDF = Refusal("bukan-pdf", "Berkas ini bukan PDF yang dapat dibaca.")
OTHER = Refusal("bukan-naskah-ini", "Isi PDF ini bukan versi terakhir naskah ini. Unggah hasil dari BSrE.")
UNSIGNED = Refusal("tanpa-tanda-tangan-baru", "PDF ini tidak memuat tepat satu tanda tangan baru.")
CHANGED = Refusal("berubah", "PDF ini berubah sesudah ditandatangani: tanda tangannya tidak meliputi seluruh isinya.")
GONE = Refusal("berkas-hilang", "Berkas naskah ini tidak ada lagi di server, jadi tidak dapat dibandingkan.")
STRANGER = Refusal("bukan-sertifikat-anda", "Tanda tangan terakhir pada PDF ini bukan atas nama Anda.")


def bring_signed(
    *, found: Signable, signature: Signature, data: bytes, person: Person, by: Actor, now: datetime
) -> Signature | Refusal:
    """Settle an unknown signature by the PDF that the service made: the paper as we last had it with one more
    signature, which holds, covers the whole file, and is in the officer's name. Nothing is asked of anybody."""
    source = bytes_of(found.version)
    if source is None:
        return GONE
    made = judged(data, source, person.name, trust_in(settings.SIGN_TRUST), now)
    if isinstance(made, Refusal):
        return made
    return settle_signature(signature_id=signature.id, outcome=made, by=by, now=now, is_brought=True)


def judged(data: bytes, source: bytes, name: str, trust: Trust, now: datetime) -> Made | Refusal:
    """What the brought file is, against the version it must go on from."""
    try:
        before = len(apart.check(source, trust, now).found)
        checked = apart.check(data, trust, now, source=source)
    except (apart.Broke, ValueError):
        return NO_PDF
    if not checked.is_version:
        return OTHER
    if len(checked.found) != before + 1:
        return UNSIGNED
    last = checked.found[-1]
    if any(one["state"] in ("berubah", "rusak") for one in checked.found) or not last["covers_all"]:
        return CHANGED
    if not same_person(name, last["name"]):
        return STRANGER
    level = "PAdES B-T" if last["has_stamp"] else "PAdES B-B"
    return Made(data, level, last["name"], last["issuer"], last["serial"], last["valid_until"])
