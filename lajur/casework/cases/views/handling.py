"""What else is done with an open task: hand over, return, skip, call the SOP again. Each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.forms import PeopleForm, ReasonForm, ReturnForm
from lajur.casework.cases.views.loading import LoadedTask, case_path, choices_for, posted, put_on, tell, the_task
from lajur.engine.advance import return_targets
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

Words = dict[str, str]


def ask(
    request: SignedRequest,
    loaded: LoadedTask,
    form: BaseForm | None,
    act: Callable[[], object],
    words: Words,
    *,
    names: Words | None = None,
) -> HttpResponse:
    """One page for all of them: a form, then the action; a refusal comes back in the form."""
    if not loaded.is_open:
        return redirect(loaded.path)
    if request.method == "POST" and (form is None or form.is_valid()):
        outcome = act()
        if form is None or not isinstance(outcome, Refusal):
            tell(request, outcome, words["done"])
            return redirect(case_path(loaded.case.id))
        put_on(form, outcome, names)
    context = {"form": form, "loaded": loaded, "case": loaded.case, "step": loaded.step, "words": words,
               "crumb_case": case_path(loaded.case.id)}  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "cases/handle.html", context, status=status)


@page(needs="cases.hand_over", subject=the_task)
def hand_over(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    holders, others = choices_for(request, loaded, loaded.lane)
    me = str(request.user.id)
    form = PeopleForm(
        posted(request),
        holders=[choice for choice in holders if choice[0] != me],
        others=[choice for choice in others if choice[0] != me],
    )
    words = {
        "title": _("Alihkan tugas"),
        "lead": _("Sesudah dialihkan, tugas ini hanya menunggu orang yang Anda pilih. Alasannya tercatat di jurnal."),
        "button": _("Alihkan"),
        "done": _("Tugas sudah dialihkan."),
    }
    return ask(request, loaded, form, lambda: actions.hand_over(
        case_id=loaded.case.id, task=loaded.row.key, persons=form.persons,
        reason=form.cleaned_data["alasan"], by=request.actor, now=request.now,
    ), words)  # fmt: skip


@page(needs="cases.return_step", subject=the_task)
def send_back(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    steps = loaded.sop.steps
    targets = [
        (key, _("Langkah %(no)s: %(title)s") % {"no": steps[key].no, "title": steps[key].title})
        for key in return_targets(loaded.sop, loaded.state, loaded.row.key)
    ]
    form = ReturnForm(posted(request), targets=targets)
    words = {
        "title": _("Kembalikan pekerjaan"),
        "lead": _("Langkah yang dipilih terbuka lagi sebagai tugas baru. Yang sudah dikerjakan tetap tersimpan."),
        "button": _("Kembalikan"),
        "done": _("Pekerjaan sudah dikembalikan."),
    }
    return ask(request, loaded, form, lambda: actions.return_step(
        case_id=loaded.case.id, task=loaded.row.key, target=form.cleaned_data["tujuan"],
        reason=form.cleaned_data["alasan"], by=request.actor, now=request.now,
    ), words)  # fmt: skip


@page(needs="cases.skip_step", subject=the_task)
def skip(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    form = ReasonForm(posted(request))
    words = {
        "title": _("Lewati langkah"),
        "lead": _("Langkah ini ditutup tanpa dikerjakan. Itu penyimpangan, dan tidak dapat ditarik kembali."),
        "button": _("Lewati langkah ini"),
        "done": _("Langkah dilewati; penyimpangannya tercatat."),
        "danger": "1",
    }
    return ask(request, loaded, form, lambda: actions.skip_step(
        case_id=loaded.case.id, task=loaded.row.key, reason=form.cleaned_data["alasan"],
        by=request.actor, now=request.now,
    ), words)  # fmt: skip


@page(needs="cases.call_again", subject=the_task)
def call_again(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    if loaded.step.call is None:
        return redirect(loaded.path)
    words = {
        "title": _("Panggil SOP lagi"),
        "lead": _(
            "Pelaksanaan SOP yang dipanggil langkah ini dimulai baru, karena yang lama berakhir tanpa hasil lengkap."
        ),
        "button": _("Mulai pelaksanaan baru"),
        "done": _("SOP dipanggil lagi."),
    }
    return ask(request, loaded, None, lambda: actions.call_again(
        case_id=loaded.case.id, task=loaded.row.key, by=request.actor, now=request.now,
    ), words)  # fmt: skip
