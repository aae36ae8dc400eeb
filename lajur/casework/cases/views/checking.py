"""The last look before a step that cannot be undone: all answers, and what follows from them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases.presentation import answer_text
from lajur.casework.cases.stepform import StepForm, way_label
from lajur.casework.cases.views import typed
from lajur.casework.cases.views.filling import command_of, finish, plan_for
from lajur.casework.cases.views.foreseeing import foresee
from lajur.casework.cases.views.loading import LoadedTask, case_path, the_task
from lajur.casework.cases.views.surroundings import records_here
from lajur.casework.cases.views.tasks import second, settle, work
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

Row = tuple[str, str, str]
"""Label, answer, address of the field where it is changed."""


@page(needs="cases.view", subject=the_task)
def check_step(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Everything comes from the sender's draft, and only that version counts which he was shown."""
    if not loaded.is_open:
        return second(request, loaded)
    allowed = may(request.actor, "cases.complete_step", loaded)
    if not allowed:
        return refused(request, allowed)
    draft = loaded.draft
    if draft is None:
        return redirect(loaded.path)
    given = typed.drafted(draft)
    form = StepForm(given, plan=plan_for(request, loaded, records_here(loaded, shown=False), given))
    if not form.is_valid():
        return work(request, loaded, form)
    changed = request.method == "POST" and request.POST.get("versi") != str(draft.version)
    if request.method == "POST" and not changed:
        done = settle(request, loaded, form, finish(request, loaded, form))
        return done if done is not None else work(request, loaded, form)
    ahead = foresee(request, loaded, command_of(request, loaded, form))
    if isinstance(ahead, Refusal):
        settle(request, loaded, form, ahead)
        return work(request, loaded, form)
    decides = loaded.step.is_decision
    context = {
        "loaded": loaded, "case": loaded.case, "step": loaded.step, "crumb_case": case_path(loaded.case.id),
        "title": _("Periksa keputusan Anda") if decides else _("Periksa sebelum disimpan"),
        "button": _("Simpan keputusan ini") if decides else _("Selesaikan langkah ini"),
        "rows": rows_of(loaded, form), "ahead": ahead, "changed": changed, "back": loaded.path,
        "hidden": [("versi", str(draft.version))], "silent": goes_back_silently(form),
        "note": f"{loaded.path}#id_catatan",
    }  # fmt: skip
    return render_page(request, "cases/check.html", context, status=409 if changed else 200)


def goes_back_silently(form: StepForm) -> bool:
    """Whether work is returned without a word or a document that says why."""
    given = form.cleaned_data
    said = given["catatan"].strip() or any(slot.kept or given[f"teks-{slot.kind}"].strip() for slot in form.plan.slots)
    return form.goes_back and not said


def rows_of(loaded: LoadedTask, form: StepForm) -> list[Row]:
    """Every answer as it will be kept, empty ones too."""
    given, path, step = form.cleaned_data, loaded.path, loaded.step
    rows: list[Row] = []
    if step.is_decision:
        way = step.exit(given["keputusan"])
        rows.append((_("Keputusan"), way_label(loaded.sop, step, way) if way else "", f"{path}#id_keputusan_0"))
    answers = form.answers
    plug = form.plan.plugged
    told = plug.answers if plug else {}
    rows += [(one.label, answer_text(one, told[one.key]), path) for one in step.fields if one.key in told]
    if "syarat_alasan" in given and given["syarat_alasan"].strip():
        rows.append((_("Alasan melanjutkan meskipun begitu"), given["syarat_alasan"], f"{path}#id_syarat_alasan"))
    if plug and plug.makes and not form.goes_back:
        titles = "\n".join(loaded.sop.documents[kind].title for kind in plug.makes)
        rows.append((_("Terbit saat langkah diselesaikan"), titles, path))
    for asked in form.plan.asked:
        bound = form[f"jawab-{asked.key}"]
        anchor = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        rows.append((asked.label, answer_text(asked, answers.get(asked.key)), f"{path}#{anchor}"))
    for slot in form.plan.slots:
        text, reason = given[f"teks-{slot.kind}"].strip(), given[f"alasan-{slot.kind}"].strip()
        said = [file.name for file in slot.kept]
        if text and not (said and text == slot.text.strip()):
            said.append(text)
        if not said and reason:
            said = [_("Tidak ada. Alasan: %(reason)s") % {"reason": reason}]
        rows.append((slot.title, "\n".join(said) or "–", f"{path}#slot-{slot.kind}"))
    for lane in step.appoints:
        names = dict([*form.plan.people[lane][0], *form.plan.people[lane][1]])
        chosen = "\n".join(names.get(person, "") for person in form.appointed(lane))
        rows.append((loaded.sop.lanes[lane].title, chosen or "–", f"{path}#id_tunjuk-{lane}_0"))
    rows.append((_("Catatan untuk langkah berikutnya"), given["catatan"] or "–", f"{path}#id_catatan"))
    return rows
