"""The security log: who proved himself, who failed to, what was refused.

Lines of the logger `lajur.keamanan`, in the structured log only. A person stands there by his key, never by name; an
address as a digest under the installation's secret, so that the same place is recognised and not told.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lajur.registers.authority.throttle import address_of

log = logging.getLogger("lajur.keamanan")


class Event(StrEnum):
    SIGNED_IN = "masuk"
    FAILED = "gagal-masuk"
    HELD_BACK = "masuk-ditahan"
    SIGNED_OUT = "keluar"
    REFUSED = "ditolak"
    TOO_OFTEN = "terlalu-sering"


def note(event: Event, request: HttpRequest, *, what: str = "", person: str = "") -> None:
    """`what`: by which proof, or why not. `person`: a key, where the session does not tell it yet."""
    user = getattr(request, "user", None)
    known = person or (str(user.pk) if user is not None and user.is_authenticated else "")
    place = salted_hmac("lajur.keamanan", address_of(request), algorithm="sha256").hexdigest()[:16]
    found = request.resolver_match
    fields = {"event": event.value, "what": what, "person": known, "place": place,
              "page": found.view_name if found else ""}  # fmt: skip
    log.info("security", extra={"fields": fields})
