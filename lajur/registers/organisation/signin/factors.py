"""Reading a person's second factors. Inside the scope of his agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, CodeApp, Person, RecoveryCode, Role, SecurityKey
from lajur.registers.organisation.signin.rules import needs_factor
from lajur.registers.organisation.signin.sealing import unseal

APP = "aplikasi-kode"
"""Purpose under which apps' secrets are sealed."""


@dataclass(frozen=True, slots=True)
class Factors:
    """`app_since`: since when codes of an app are asked, None without one; `codes_left` of those on paper."""

    app_since: datetime | None
    keys: tuple[SecurityKey, ...]
    codes_left: int

    def __bool__(self) -> bool:
        return self.app_since is not None or bool(self.keys)


def factors_of(person: Person) -> Factors:
    app = CodeApp.objects.filter(person=person).first()
    return Factors(
        app_since=app.since if app else None,
        keys=tuple(SecurityKey.objects.filter(person=person).order_by("since", "id")),
        codes_left=RecoveryCode.objects.filter(person=person, used_at__isnull=True).count(),
    )


def has_factor(person: Person) -> bool:
    return CodeApp.objects.filter(person=person).exists() or SecurityKey.objects.filter(person=person).exists()


def is_required(agency: Agency, actor: Actor) -> bool:
    """Whether the agency asks a second factor of whom `actor` is."""
    return needs_factor(agency.second_factor, administrator=Role.ADMINISTRATOR.value in actor.roles)


def app_secret(app: CodeApp) -> bytes | None:
    """None when it was sealed under a secret key that this installation does not know any more."""
    text = unseal(app.secret, purpose=APP)
    return None if text is None else bytes.fromhex(text)
