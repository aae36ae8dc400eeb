"""Pages for one's own tokens, and for the agency's webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lajur.casework.cases.views.loading import planned, posted, put_on, tell, ticket
from lajur.engine.refusal import Refusal
from lajur.entrypoints.api import actions
from lajur.entrypoints.api.forms import EVENT_LABELS, SCOPE_LABELS, TokenForm, WebhookForm
from lajur.entrypoints.api.models import AccessToken, Webhook
from lajur.entrypoints.api.queries import deliveries_of, delivery_of, token_of, tokens_of, webhook_of, webhooks_of
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="api.manage_tokens")
def tokens(request: SignedRequest) -> HttpResponse:
    """My tokens, and a form for another one. The new one is shown in the answer to its form, and never again."""
    now = timezone.now()
    zone = ZoneInfo(request.user.agency.zone)
    form = TokenForm(posted(request), today=now.astimezone(zone).date())
    wanted = planned(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = actions.create_token(
            name=given["nama"], scopes=given["lingkup"], expires_at=end_of(given["sampai"], zone),
            by=request.actor, now=now, token_id=wanted,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            return show_once(request, "api/token_made.html", {"token": outcome.row, "secret": outcome.secret})
        if outcome.code == "token-sudah-dibuat":
            tell(request, outcome, "")
            return redirect("api.tokens")
        put_on(form, outcome)
    rows = [(row, state_of(row, now), [SCOPE_LABELS[s] for s in row.scopes]) for row in tokens_of(request.user.id)]
    context = {"form": form, "rows": rows, "ticket": ticket(request, wanted)}
    return render_page(request, "api/tokens.html", context, status=422 if form.errors else 200)


def the_token(request: SignedRequest, token_id: UUID) -> AccessToken:
    row = token_of(request.actor, token_id)
    if row is None:
        raise Http404
    return row


@page(needs="api.manage_tokens")
def revoke(request: SignedRequest, token_id: UUID) -> HttpResponse:
    row = the_token(request, token_id)
    if request.method == "POST":
        outcome = actions.revoke_token(token=row, by=request.actor, now=timezone.now())
        tell(request, outcome, _("Token dicabut; tidak ada yang dapat masuk dengannya lagi."))
    return redirect("api.tokens")


@page(needs="api.manage_webhooks")
def webhooks(request: SignedRequest) -> HttpResponse:
    """Who is told of what, and a form for another one."""
    form = WebhookForm(posted(request))
    wanted = planned(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = actions.add_webhook(
            url=given["alamat"].strip(), events=given["peristiwa"], by=request.actor, now=request.now,
            webhook_id=wanted,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            return secret_shown(request, outcome)
        if outcome.code == "webhook-sudah-dibuat":
            tell(request, outcome, "")
            return redirect("api.webhooks")
        put_on(form, outcome)
    rows = [(row, [EVENT_LABELS[event] for event in row.events]) for row in webhooks_of(request.actor.agency)]
    context = {"form": form, "rows": rows, "hosts": settings.WEBHOOK_HOSTS, "ticket": ticket(request, wanted)}
    return render_page(request, "api/webhooks.html", context, status=422 if form.errors else 200)


def the_webhook(request: SignedRequest, webhook_id: UUID, **rest: object) -> Webhook:
    row = webhook_of(request.actor.agency, webhook_id)
    if row is None:
        raise Http404
    return row


@page(needs="api.manage_webhooks", subject=the_webhook, verbs=("GET",))
def webhook(request: SignedRequest, row: Webhook) -> HttpResponse:
    """One webhook and what was sent to it."""
    rows = [(delivery, EVENT_LABELS[delivery.event]) for delivery in deliveries_of(row)]
    labels = [EVENT_LABELS[event] for event in row.events]
    context = {"row": row, "labels": labels, "deliveries": rows, "old_secret": row.previous_until is not None
               and row.previous_until > request.now}  # fmt: skip
    return render_page(request, "api/webhook.html", context)


@page(needs="api.manage_webhooks", subject=the_webhook)
def rotate(request: SignedRequest, row: Webhook) -> HttpResponse:
    if request.method != "POST":
        return redirect("api.webhook", row.id)
    outcome = actions.rotate_secret(webhook=row, by=request.actor, now=request.now)
    if isinstance(outcome, Refusal):
        tell(request, outcome, "")
        return redirect("api.webhook", row.id)
    return secret_shown(request, outcome)


@page(needs="api.manage_webhooks", subject=the_webhook)
def switch(request: SignedRequest, row: Webhook) -> HttpResponse:
    """Pause, or go on."""
    words = {True: _("Webhook berjalan lagi."), False: _("Webhook dihentikan sementara.")}
    active = not row.is_active
    return changed(
        request, row, lambda: actions.switch_webhook(webhook=row, active=active, by=request.actor, now=request.now),
        words[active],
    )  # fmt: skip


@page(needs="api.manage_webhooks", subject=the_webhook)
def remove(request: SignedRequest, row: Webhook) -> HttpResponse:
    response = changed(
        request, row, lambda: actions.remove_webhook(webhook=row, by=request.actor, now=request.now),
        _("Webhook dihapus."),
    )  # fmt: skip
    return redirect("api.webhooks") if request.method == "POST" else response


@dataclass(frozen=True, slots=True)
class Sent:
    webhook: Webhook
    delivery_id: UUID


def the_delivery(request: SignedRequest, webhook_id: UUID, delivery_id: UUID) -> Sent:
    return Sent(the_webhook(request, webhook_id), delivery_id)


@page(needs="api.manage_webhooks", subject=the_delivery)
def send_again(request: SignedRequest, loaded: Sent) -> HttpResponse:
    row = delivery_of(loaded.webhook, loaded.delivery_id)
    if row is None:
        raise Http404
    return changed(
        request, loaded.webhook, lambda: actions.send_again(delivery=row, by=request.actor, now=request.now),
        _("Peristiwa ini dikirim lagi dalam satu menit."),
    )  # fmt: skip


def changed(request: SignedRequest, row: Webhook, act: Callable[[], object], words: str) -> HttpResponse:
    if request.method == "POST":
        tell(request, act(), words)
    return redirect("api.webhook", row.id)


def secret_shown(request: SignedRequest, row: Webhook) -> HttpResponse:
    secret = actions.secret_of(row.id, row.secret_version)
    return show_once(request, "api/webhook_secret.html", {"row": row, "secret": secret})


def show_once(request: SignedRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page that no browser and no proxy keeps."""
    messages.success(request, _("Tersimpan. Salin rahasia di bawah sekarang: hanya ditampilkan sekali ini."))
    response = render_page(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone)


def state_of(row: AccessToken, now: datetime) -> str:
    """Code of `{% status %}`."""
    if row.revoked_at is not None:
        return "batal"
    return "berjalan" if row.expires_at > now else "selesai"
