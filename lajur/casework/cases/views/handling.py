"""What else is done with an open task: hand over, return, skip, call the SOP again. Each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.forms import PeopleForm, ReasonForm, ReturnForm
from lajur.casework.cases.views.foreseeing import Ahead, foresee
from lajur.casework.cases.views.loading import LoadedTask, case_path, choices_for, posted, put_on, tell, the_task
from lajur.casework.cases.views.tasks import CLOSED, second
from lajur.engine import commands as do
from lajur.engine.advance import return_targets
from lajur.engine.commands import Command
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

Words = dict[str, str]
Rows = list[tuple[str, str, str]]


def ask(
    request: SignedRequest,
    loaded: LoadedTask,
    form: BaseForm | None,
    act: Callable[[], object],
    words: Words,
    *,
    look: Callable[[], tuple[Rows, Command]] | None = None,
) -> HttpResponse:
    """One page for all of them: a form, where `look` says so a last look at what follows, then the action; a refusal
    comes back in the form. `look` gives the answers in words and the engine's command."""
    if not loaded.is_open:
        return second(request, loaded) if request.method == "POST" else redirect(loaded.path)
    changing = "ubah" in request.POST
    if request.method == "POST" and not changing and (form is None or form.is_valid()):
        if form is not None and look is not None and "konfirmasi" not in request.POST:
            rows, command = look()
            ahead = foresee(request, loaded, command)
            if not isinstance(ahead, Refusal):
                return last_look(request, loaded, form, words, rows, ahead)
            put_on(form, ahead)
        else:
            outcome = act()
            if form is None or not isinstance(outcome, Refusal):
                tell(request, outcome, words["done"])
                return redirect(case_path(loaded.case.id))
            if outcome.code in CLOSED:
                return second(request, the_task(request, loaded.case.id, loaded.row.key))
            put_on(form, outcome)
    context = {"form": form, "loaded": loaded, "case": loaded.case, "step": loaded.step, "words": words,
               "crumb_case": case_path(loaded.case.id), "draft": loaded.draft}  # fmt: skip
    status = 422 if form is not None and form.errors and not changing else 200
    return render_page(request, "cases/handle.html", context, status=status)


def last_look(
    request: SignedRequest, loaded: LoadedTask, form: BaseForm, words: Words, rows: Rows, ahead: Ahead
) -> HttpResponse:
    """The same answers once more, kept in the page itself; “Ubah” brings the form back with all of them."""
    names = set(form.fields)
    hidden = [(name, value) for name, values in request.POST.lists() if name in names for value in values]
    context = {
        "loaded": loaded, "case": loaded.case, "step": loaded.step, "crumb_case": case_path(loaded.case.id),
        "title": words["check"], "button": words["button"], "danger": "danger" in words, "rows": rows,
        "ahead": ahead, "hidden": hidden, "change": True, "back": loaded.path, "loss": words.get("loss", ""),
    }  # fmt: skip
    return render_page(request, "cases/check.html", context)


@page(needs="cases.hand_over", subject=the_task)
def hand_over(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """One click, unless something that was typed stays behind: then a last look says so."""
    holders, others = choices_for(request, loaded, loaded.lane)
    me = str(request.user.id)
    holders, others = ([choice for choice in choices if choice[0] != me] for choices in (holders, others))
    form = PeopleForm(posted(request), holders=holders, others=others)
    words = {
        "title": _("Alihkan tugas"),
        "lead": _("Sesudah dialihkan, tugas ini hanya menunggu orang yang Anda pilih. Alasannya tercatat di jurnal."),
        "button": _("Alihkan"),
        "done": _("Tugas sudah dialihkan."),
        "check": _("Periksa sebelum dialihkan"),
        "loss": _("Draf Anda pada tugas ini tidak ikut dialihkan: hanya Anda yang dapat membacanya."),
    }

    def look() -> tuple[Rows, Command]:
        named = dict([*holders, *others])
        persons = "\n".join(named[person] for person in form.persons)
        rows = [(_("Kepada"), persons, ""), (_("Alasan"), form.cleaned_data["alasan"], "")]
        return rows, do.Reassign(loaded.row.key, me, form.persons, form.cleaned_data["alasan"])

    if request.method == "POST" and form.is_valid() and set(loaded.assignees) == set(form.persons):
        messages.success(request, _("Sudah tersimpan: tugas ini sudah dialihkan."))
        return redirect(case_path(loaded.case.id))
    return ask(request, loaded, form, lambda: actions.hand_over(
        case_id=loaded.case.id, task=loaded.row.key, persons=form.persons,
        reason=form.cleaned_data["alasan"], by=request.actor, now=request.now,
    ), words, look=look if loaded.draft else None)  # fmt: skip


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
        "check": _("Periksa sebelum dikembalikan"),
        "loss": _("Draf Anda pada tugas ini ikut terhapus.") if loaded.draft else "",
        "empty": "" if targets else _("Belum ada langkah sebelumnya yang pernah dikerjakan, jadi tidak ada tujuannya."),
    }

    def look() -> tuple[Rows, Command]:
        given = form.cleaned_data
        rows = [(_("Kembalikan ke"), dict(targets)[given["tujuan"]], ""), (_("Alasan"), given["alasan"], "")]
        return rows, do.Return(loaded.row.key, str(request.user.id), given["tujuan"], given["alasan"])

    return ask(request, loaded, form, lambda: actions.return_step(
        case_id=loaded.case.id, task=loaded.row.key, target=form.cleaned_data["tujuan"],
        reason=form.cleaned_data["alasan"], by=request.actor, now=request.now,
    ), words, look=look)  # fmt: skip


@page(needs="cases.skip_step", subject=the_task)
def skip(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    form = ReasonForm(posted(request))
    words = {
        "title": _("Lewati langkah"),
        "lead": _("Langkah ini ditutup tanpa dikerjakan. Itu penyimpangan, dan tidak dapat ditarik kembali."),
        "button": _("Lewati langkah ini"),
        "done": _("Langkah dilewati; penyimpangannya tercatat."),
        "danger": "1",
        "check": _("Periksa sebelum dilewati"),
        "loss": _("Draf Anda pada tugas ini ikut terhapus.") if loaded.draft else "",
    }

    def look() -> tuple[Rows, Command]:
        reason = form.cleaned_data["alasan"]
        return [(_("Alasan"), reason, "")], do.Skip(loaded.row.key, str(request.user.id), reason)

    return ask(request, loaded, form, lambda: actions.skip_step(
        case_id=loaded.case.id, task=loaded.row.key, reason=form.cleaned_data["alasan"],
        by=request.actor, now=request.now,
    ), words, look=look)  # fmt: skip


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
