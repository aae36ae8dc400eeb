"""The OpenID Connect providers of agencies: which are offered, and setting one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django_scopes import scopes_disabled

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, FactorRule, Match, Provider
from lajur.registers.organisation.signin.sealing import seal

RULES = "organisation.signing_rules"
CLIENT = "oidc-klien"
"""Purpose under which the client's secret is sealed."""


def offered() -> list[Provider]:
    """Of all active agencies, for the sign-in page."""
    if not settings.OIDC_HOSTS and not settings.OIDC_LOOPBACK:
        return []
    with scopes_disabled():
        return list(
            Provider.objects.filter(is_on=True, agency__is_active=True)
            .select_related("agency")
            .order_by("agency__name", "agency_id")
        )


def refuse_address(url: str, hosts: Sequence[str], *, loopback: bool = False) -> Refusal | None:
    """Whether Lajur's server may ask `url`: https and a host that the operator allows (`host` or `host:port`)."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not host or not plain or parts.username is not None or parts.fragment:
        return Refusal("alamat-penyedia-salah", "Tuliskan alamat lengkap, misalnya https://sso.contoh.go.id/realm.")
    if loopback and host in ("127.0.0.1", "localhost"):
        return None
    if parts.scheme != "https":
        return Refusal("penyedia-bukan-https", "Alamat penyedia harus diawali https://.")
    if (f"{host}:{port}" if port not in (None, 443) else host) in hosts:
        return None
    return Refusal(
        "host-tidak-diizinkan",
        "Host “{host}” belum diizinkan; minta operator menambahkannya ke LAJUR_OIDC_HOSTS.",
        {"host": host},
    )


@action(needs=RULES)
def set_factor_rule(*, by: Actor, now: datetime, rule: FactorRule) -> FactorRule | Refusal:
    """Whom the agency asks for a second factor, from the next page they open."""
    if not (allowed := may(by, RULES)):
        return allowed
    was = Agency.objects.select_for_update().values_list("second_factor", flat=True).get(id=by.agency)
    if was != rule:
        Agency.objects.filter(id=by.agency).update(second_factor=rule)
        event = {"was": was, "rule": str(rule)}
        record(agency=by.agency, kind="langkah-kedua-diatur", at=now, by=by.person, event=event)
    return rule


@action(needs=RULES)
def set_provider(
    *,
    by: Actor,
    now: datetime,
    is_on: bool,
    label: str,
    issuer: str,
    client: str,
    secret: str,
    match: Match,
    claim: str,
) -> Provider | Refusal:
    """Who signs the agency's people in. An empty `secret` keeps the one that is known."""
    if not (allowed := may(by, RULES)):
        return allowed
    found = refuse_address(issuer, settings.OIDC_HOSTS, loopback=settings.OIDC_LOOPBACK)
    if found is not None:
        return Refusal(found.code, found.template, found.params, {"penerbit": Words(found.template, **found.params)})
    old = Provider.objects.filter(agency_id=by.agency).first()
    if not secret and old is None:
        why = Words("Isi rahasia klien dari penyedia.")
        return Refusal("rahasia-kosong", why, fields={"rahasia": why})
    sealed = seal(secret, purpose=CLIENT) if secret else (old.secret if old else "")
    values = {"is_on": is_on, "label": label, "issuer": issuer, "client": client, "match": match, "claim": claim}
    row, _ = Provider.objects.update_or_create(agency_id=by.agency, defaults={**values, "secret": sealed})
    event = {**values, "match": str(match), "new_secret": bool(secret)}
    record(agency=by.agency, kind="penyedia-masuk-diatur", at=now, by=by.person, event=event)
    return row
