"""Seeing Lajur as another: choosing whom, and ending it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.entering import SESSION_KEY, begin_entering, end_entering, recent_enterings
from lajur.registers.organisation.models import Person, Role
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.forms import Form, Select, Textarea
from lajur.ui.pages import render_page


class EnteringForm(Form):
    """`people`: those who may be entered."""

    orang = forms.ChoiceField(label=gettext_lazy("Orang"), widget=Select)
    alasan = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Misalnya nomor laporan atau apa yang ditanyakan orang itu. Tercatat di jurnal."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.id), person.name) for person in people]
        self.fields["orang"].choices = [("", gettext_lazy("Pilih orang")), *choices]  # type: ignore[attr-defined]


@page(needs="organisation.enter_as")
def enter_as(request: SignedRequest) -> HttpResponse:
    """Whom to see Lajur as and why; below, who did so of late."""
    agency = request.user.agency
    if agency.is_training:
        messages.info(request, _("Di ruang latihan Anda dapat berpindah orang dengan satu tekan."))
        return redirect("demonstration.training")
    watchers = {Role.ADMINISTRATOR.value, Role.AUDITOR.value}
    people = [one for one in persons_of(agency) if not request.actor.day.roles_of(str(one.id)) & watchers]
    form = EnteringForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = Person.within.filter(id=form.cleaned_data["orang"]).first()
        if chosen is None:
            raise Http404
        begun = begin_entering(by=request.actor, now=request.now, person=chosen, reason=form.cleaned_data["alasan"])
        if not isinstance(begun, Refusal):
            request.session.cycle_key()
            request.session[SESSION_KEY] = str(begun.id)
            return redirect("/tugas/")
        form.add_error(None, sentence(begun))
    context = {"form": form, "recent": recent_enterings()}
    return render_page(request, "organisation/enter_as.html", context, status=422 if form.errors else 200)


@page(needs="organisation.own_account")
def leave(request: SignedRequest) -> HttpResponse:
    """Be oneself again."""
    entering = getattr(request, "entering", None)
    if request.method != "POST" or entering is None:
        raise Http404
    ended = end_entering(by=request.administrator, now=request.now, entering=entering)  # type: ignore[attr-defined]
    del request.session[SESSION_KEY]
    request.session.cycle_key()
    if not isinstance(ended, Refusal):
        messages.success(request, _("Anda kembali sebagai diri sendiri."))
    return redirect("organisation.enter_as")
