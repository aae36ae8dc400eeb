"""How the agency's people sign in: who needs a second step, and its own provider. Resetting a lost second step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.models import Agency, FactorRule, Match, Person, Provider, Session
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.signin.actions import reset_factors
from lajur.registers.organisation.signin.factors import factors_of
from lajur.registers.organisation.signin.providers import set_factor_rule, set_provider
from lajur.registers.organisation.views.people import loaded, put_errors
from lajur.ui.forms import Form, RadioSelect, Textarea, TextInput
from lajur.ui.pages import render_page


class RuleForm(Form):
    wajib = forms.ChoiceField(
        label=gettext_lazy("Langkah kedua wajib bagi"),
        widget=RadioSelect,
        choices=[
            (FactorRule.FREE, gettext_lazy("Tidak ada; siapa mau boleh memasangnya")),
            (FactorRule.ADMINISTRATORS, gettext_lazy("Administrator")),
            (FactorRule.ALL, gettext_lazy("Semua orang")),
        ],
        help_text=gettext_lazy("Yang belum memasangnya diarahkan memasang sebelum membuka halaman lain."),
    )


class ProviderForm(Form):
    aktif = forms.BooleanField(label=gettext_lazy("Tawarkan di halaman masuk"), required=False)
    nama = forms.CharField(
        label=gettext_lazy("Nama layanan"),
        max_length=60,
        widget=TextInput,
        help_text=gettext_lazy("Tertulis pada tombolnya, misalnya SSO Kota."),
    )
    penerbit = forms.CharField(
        label=gettext_lazy("Alamat penerbit (issuer)"),
        max_length=300,
        widget=TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Persis seperti yang tertulis pada penyedia, misalnya https://sso.contoh.go.id/realms/kota."
        ),
    )
    klien = forms.CharField(label=gettext_lazy("ID klien"), max_length=200, widget=TextInput({"spellcheck": "false"}))
    rahasia = forms.CharField(
        label=gettext_lazy("Rahasia klien"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "off"}),
        help_text=gettext_lazy("Kosongkan untuk mempertahankan yang sudah tersimpan."),
    )
    cocok = forms.ChoiceField(label=gettext_lazy("Orang dikenali dari"), widget=RadioSelect, choices=Match.choices)
    klaim = forms.CharField(
        label=gettext_lazy("Nama klaim yang memuatnya"),
        max_length=60,
        widget=TextInput({"spellcheck": "false"}),
        help_text=gettext_lazy("Misalnya nip, preferred_username, atau email."),
    )


class ResetForm(Form):
    alasan = forms.CharField(
        label=gettext_lazy("Alasan dan nomor surat"),
        max_length=300,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Misalnya “ponsel hilang, surat permohonan 800/12/BKD/2026”. Tercatat di jurnal."),
    )


@page(needs="organisation.signing_rules")
def signing_rules(request: SignedRequest) -> HttpResponse:
    """Two forms on one page: the rule, and the provider."""
    known = Provider.objects.filter(agency=request.user.agency).first()
    sent = request.POST.get("bagian") if request.method == "POST" else None
    rule = RuleForm(request.POST if sent == "wajib" else None, initial={"wajib": request.user.agency.second_factor})
    provider = ProviderForm(request.POST if sent == "penyedia" else None, initial=_initial(known))
    if rule.is_valid():
        made = set_factor_rule(by=request.actor, now=request.now, rule=FactorRule(rule.cleaned_data["wajib"]))
        if not isinstance(made, Refusal):
            messages.success(request, _("Aturan langkah kedua sudah disimpan."))
            return redirect("organisation.signing_rules")
        put_errors(rule, made)
    if provider.is_valid():
        refusal = _set(request, provider.cleaned_data)
        if refusal is None:
            messages.success(request, _("Layanan masuk sudah disimpan."))
            return redirect("organisation.signing_rules")
        put_errors(provider, refusal)
    base = settings.PUBLIC_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    context = {
        "rule": rule,
        "provider": provider,
        "allowed": bool(settings.OIDC_HOSTS) or settings.OIDC_LOOPBACK,
        "back": base + reverse("organisation.sso_return"),
        "known": known,
        "without": _without(request.user.agency),
        "others": _others(request),
    }
    status = 422 if rule.errors or provider.errors else 200
    return render_page(request, "organisation/signing_rules.html", context, status=status)


def _initial(known: Provider | None) -> dict[str, Any]:
    if known is None:
        return {"cocok": Match.NIP, "klaim": "nip"}
    return {
        "aktif": known.is_on,
        "nama": known.label,
        "penerbit": known.issuer,
        "klien": known.client,
        "cocok": known.match,
        "klaim": known.claim,
    }


def _set(request: SignedRequest, given: dict[str, Any]) -> Refusal | None:
    made = set_provider(
        by=request.actor,
        now=request.now,
        is_on=given["aktif"],
        label=given["nama"],
        issuer=given["penerbit"],
        client=given["klien"],
        secret=given["rahasia"],
        match=Match(given["cocok"]),
        claim=given["klaim"],
    )
    return made if isinstance(made, Refusal) else None


def _without(agency: Agency) -> int:
    """How many active people have no second factor."""
    people = Person.within.filter(agency=agency, is_active=True)
    return people.filter(code_app__isnull=True, security_keys__isnull=True).count()


def _others(request: SignedRequest) -> int:
    """How many sessions of the agency's people are open besides this one."""
    rows = Session.objects.filter(person__agency=request.user.agency, expire_date__gt=timezone.now())
    return rows.exclude(session_key=request.session.session_key).count()


@page(needs="organisation.reset_factors", subject=loaded)
def person_factors(request: SignedRequest, person: Person) -> HttpResponse:
    """Take away what somebody lost, so that he can sign in by his password and set it up anew."""
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["alasan"]
        made = reset_factors(by=request.actor, now=timezone.now(), person=person, reason=reason)
        if not isinstance(made, Refusal):
            messages.success(request, _("Langkah kedua %(name)s sudah direset.") % {"name": person.name})
            return redirect("organisation.person", person.id)
        put_errors(form, made)
    context = {"form": form, "shown": person, "factors": factors_of(person), "is_self": person.id == request.user.id}
    return render_page(request, "organisation/person_factors.html", context, status=422 if form.errors else 200)
