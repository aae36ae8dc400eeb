"""Proving once more who one is, before what protects the account is changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sessions import BEGAN
from lajur.registers.organisation.signin.throttling import Gate
from lajur.ui.forms import Form

FRESH = timedelta(minutes=15)
"""Since signing in; so long nothing is asked again."""


def is_fresh(request: SignedRequest) -> bool:
    return timezone.now().timestamp() - request.session.get(BEGAN, 0) < FRESH.total_seconds()


class ProofForm(Form):
    """Asks for the password unless its person has just signed in; who has none signs in once more."""

    sandi = forms.CharField(
        label=gettext_lazy("Kata sandi Anda"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: SignedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.fresh = request, is_fresh(request)
        if self.fresh or not request.user.has_usable_password():
            del self.fields["sandi"]

    def clean_sandi(self) -> str:
        given: str = self.cleaned_data["sandi"]
        gate = Gate.of(self.request, self.request.user.username, "bukti")
        if (refusal := gate.enter(timezone.now())) is not None:
            raise forms.ValidationError(sentence(refusal))
        if not self.request.user.check_password(given):
            raise forms.ValidationError(_("Kata sandi ini tidak cocok."))
        gate.passed()
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.fresh and "sandi" not in self.fields:
            raise forms.ValidationError(_("Untuk perubahan ini Anda harus baru saja masuk. Keluar, lalu masuk lagi."))
        return given
