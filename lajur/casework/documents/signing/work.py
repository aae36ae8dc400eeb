"""One signature from its asking to its end: the only caller of the backends."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from lajur.casework.documents.signing.actions import ask_signature, settle_signature
from lajur.casework.documents.signing.backends import Backend, Failed, Outcome, Secret, Work
from lajur.casework.documents.signing.bsre import Bsre
from lajur.casework.documents.signing.by_file import CertificateFile
from lajur.casework.documents.signing.forms import MOST_PDF
from lajur.casework.documents.signing.look import Stamp
from lajur.casework.documents.signing.models import Signature, Way
from lajur.casework.documents.signing.queries import Signable, bytes_of
from lajur.casework.documents.signing.rules import place_from
from lajur.casework.documents.signing.trust import trust_in
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.ui.formats import full_moment

NOTES = {
    Way.FILE: "Dengan sertifikat elektronik penandatangan",
    Way.BSRE: "Menggunakan sertifikat elektronik yang diterbitkan BSrE",
}


def backend_for(way: str, person: Person) -> Backend | None:
    """Who signs in this way; None for a service that this installation has not been told of."""
    if way == Way.FILE:
        return CertificateFile(person.name, settings.SIGN_STAMPER)
    if way == Way.BSRE and settings.BSRE_URL:
        return Bsre(
            settings.BSRE_URL, settings.BSRE_USER, settings.BSRE_PASSWORD, settings.BSRE_VERSION, settings.BSRE_SECONDS
        )
    return None


@sensitive_variables("secret")
def sign_record(
    *, found: Signable, way: str, secret: Secret, person: Person, root: str, by: Actor, now: datetime
) -> Signature | Refusal:
    """Ask, sign, keep. `root`: where this installation is reached, for the address on the stamp."""
    backend = backend_for(way, person)
    if backend is None:
        return Refusal("cara-tidak-ada", "Cara menandatangani ini tidak disediakan di sini.")
    asked = ask_signature(record_id=found.record.id, way=way, by=by, now=now)
    if isinstance(asked, Refusal):
        return asked
    pdf = bytes_of(found.version) if found.version.size <= MOST_PDF else b""
    outcome: Outcome = Failed("pdf-rusak" if pdf is None else "terlalu-berat")
    if pdf:
        outcome = backend.sign(_work(found, asked, person, pdf, root, now), secret)
    return settle_signature(signature_id=asked.id, outcome=outcome, by=by, now=now)


def _work(found: Signable, asked: Signature, person: Person, pdf: bytes, root: str, now: datetime) -> Work:
    """The paper's own room for the signature goes to the first one; further ones look for white paper."""
    paper = found.paper
    title = paper.signer_title.replace("\n", ", ") if paper else ""
    address = root.rstrip("/") + reverse("checking.paper", args=[asked.token])
    with override("id"):
        at = full_moment(now, person.agency.zone)
    return Work(
        pdf=pdf,
        stamp=Stamp(person.name, title, at, NOTES[Way(asked.way)], address),
        field=f"Lajur-{asked.id.hex}",
        reason=f"Menandatangani naskah {paper.number}" if paper else "Menandatangani dokumen",
        location=person.agency.name,
        now=now,
        place=place_from(paper.stamp) if paper and not found.done else None,
        trust=trust_in(settings.SIGN_TRUST),
    )
