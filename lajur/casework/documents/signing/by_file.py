"""Signing with the officer's own certificate file (PKCS#12), handed over for this one signature and not kept.

Not kept, because a signature binds its maker while he alone commands the key (PP 71/2019): with the file stored here,
whoever runs the server would need only the passphrase, and the server has that each time anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from lajur.casework.documents.signing import apart
from lajur.casework.documents.signing.backends import Failed, Made, Outcome, Secret, Work
from lajur.casework.documents.signing.rules import same_person


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """`stamper`: address of a time-stamp authority, empty without; `person`: whose certificate it must be."""

    person: str
    stamper: str = ""

    def sign(self, work: Work, secret: Secret) -> Outcome:
        """Everything happens on this machine, so nothing is ever unknown."""
        try:
            made = Made(
                **apart.sign(
                    work.pdf, file=secret.file, passphrase=secret.passphrase, field=work.field, place=work.place,
                    stamp=work.stamp, reason=work.reason, location=work.location, now=work.now, trust=work.trust,
                    stamper=self.stamper,
                )
            )  # fmt: skip
        except apart.Broke:
            return Failed("terlalu-berat")
        except ValueError as why:
            return Failed(str(why))
        return made if same_person(self.person, made.holder) else Failed("bukan-sertifikat-anda")
