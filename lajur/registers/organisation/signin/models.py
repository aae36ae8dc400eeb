"""What signing in keeps: sessions, second factors, an agency's OpenID Connect provider. Secrets are sealed
(`sealing`), so that a copy of the database alone opens no account."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be (`person` empty). It ends at `ends_at`, or when it is idle too long.

    `expire_date` is the sooner of both; `seen_at` is written every few minutes only (`sessions.TOUCH`).
    """

    person = models.ForeignKey("organisation.Person", null=True, on_delete=models.CASCADE)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from lajur.registers.organisation.sessions import SessionStore

        return SessionStore


class CodeApp(models.Model):
    """An app that shows a new code every thirty seconds (TOTP, RFC 6238). A code up to `last_step` is spent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT)
    person = models.OneToOneField("organisation.Person", on_delete=models.CASCADE, related_name="code_app")
    secret = models.TextField()
    last_step = models.BigIntegerField(default=0)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager[CodeApp]] = ScopedManager(agency="agency")


class RecoveryCode(models.Model):
    """A code on paper, good once. Only its keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[RecoveryCode]] = ScopedManager(agency="agency")


class SecurityKey(models.Model):
    """A security key or passkey (WebAuthn). `credential` is what it told when it was registered: its id and public
    key; `uses` the counter it told last, 0 where it keeps none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="security_keys")
    name = models.CharField(max_length=60)
    credential = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[SecurityKey]] = ScopedManager(agency="agency")


class Match(models.TextChoices):
    """By what a person of the provider is found among the agency's people."""

    NIP = "nip", _("NIP")
    EMAIL = "surel", _("Surel")


class Provider(models.Model):
    """The agency's OpenID Connect provider. `claim` names what in its token holds the NIP or the e-mail address."""

    agency = models.OneToOneField("organisation.Agency", primary_key=True, on_delete=models.PROTECT)
    is_on = models.BooleanField(default=False)
    label = models.CharField(max_length=60)
    issuer = models.URLField(max_length=300)
    client = models.CharField(max_length=200)
    secret = models.TextField()
    match = models.CharField(max_length=10, choices=Match.choices, default=Match.NIP)
    claim = models.CharField(max_length=60, default="nip")

    objects: ClassVar[models.Manager[Provider]] = ScopedManager(agency="agency")
