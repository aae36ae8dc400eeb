"""Links by which a person sets his own password: signed, dated, and good for one use.

Nothing is stored for them. The signature covers the password's hash and the last sign-in, so a link is spent by the
password it sets, by a newer link and by signing in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from lajur.registers.organisation.models import Person

LINK_SENDERS: list[Callable[[Person, str, datetime], bool]] = []
"""What rooms above do to bring a new link (person, whole address, now) to its person, mail for one; whether it went."""


class LinkTokens(PasswordResetTokenGenerator):
    """Good for `settings.PASSWORD_RESET_TIMEOUT` seconds after `now`."""

    key_salt = "lajur.registers.organisation.passwords"

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def _now(self) -> datetime:
        return self.now.astimezone(UTC).replace(tzinfo=None)


def link_path(person: Person, now: datetime) -> str:
    """The address, without the host, where `person` sets his password."""
    return reverse("organisation.password_link", args=[person.id, LinkTokens(now).make_token(person)])


def link_holds(person: Person, token: str, now: datetime) -> bool:
    return person.is_active and LinkTokens(now).check_token(person, token)
