"""The form of a task between browser and engine: what is asked, what came, what to do with it. Nothing is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from lajur.casework.cases import actions
from lajur.casework.cases.plugging import Work, plugged, work_on
from lajur.casework.cases.shell import Moved
from lajur.casework.cases.stepform import Plan, Slot, StepForm
from lajur.casework.cases.views.files import purpose_of, receive
from lajur.casework.cases.views.loading import LoadedTask, choices_for
from lajur.casework.documents.actions import Given, KeptFile
from lajur.casework.documents.models import Record, Scan
from lajur.casework.documents.queries import numbers_in
from lajur.casework.documents.scanning import infected, refusal_of
from lajur.casework.documents.uploads import reference, referred, staged
from lajur.engine.commands import Complete
from lajur.engine.refusal import Refusal
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest


def plan_for(
    request: SignedRequest, loaded: LoadedTask, records: Mapping[int, Record], given: QueryDict | None = None
) -> Plan:
    """The slots that are due now, with what was sent before (`given` names it) or produced on an earlier visit."""
    sop, step, state = loaded.sop, loaded.step, loaded.state
    lacking = [(kind, False) for kind in sop.needs_of(step) if kind not in state.documents]
    plug = plugged(step, lambda: work_for(request, loaded))
    owed = [(kind, True) for kind in sop.yields_of(step) if plug is None or kind not in plug.makes]
    slots = []
    person = request.actor.person if loaded.has_sent and (lacking or owed) else None
    here = staged(request.actor.agency, loaded.case.id, loaded.row.key, person)
    for kind, is_output in (*lacking, *owed):
        purpose = purpose_of(loaded, kind)
        tokens = given.getlist(f"simpan-{kind}") if given is not None else []
        kept, sent = chosen([referred(token, purpose) for token in tokens], here.whole.get(kind, []), request.method)
        before = [records[n] for n in numbers_in(state.documents[kind]) if n in records] if kind in state.documents else []  # fmt: skip  # noqa: E501
        offered = [*sent, *(KeptFile(r.name, r.media_type, r.size, r.sha256) for r in before if r.name)]
        text = next((r.text for r in reversed(before) if not r.name), "")
        slots.append(
            Slot(kind, sop.documents[kind].title, is_output, kept, offered, text, here.broken_off(kind))
        )  # fmt: skip
    people = {lane: choices_for(request, loaded, lane) for lane in step.appoints}
    return Plan(sop, step, state, slots, people, plug)


def work_for(request: SignedRequest, loaded: LoadedTask) -> Work:
    """The task as plugs see it."""
    case = loaded.case
    return work_on(
        agency=request.actor.agency, case=case.id, number=case.number, subject=case.subject,
        procedure=loaded.procedure, sop=loaded.sop, state=loaded.state, task=loaded.row.key, actor=request.actor,
        now=request.now,
    )  # fmt: skip


def chosen(
    named: Sequence[KeptFile | None], sent: Sequence[KeptFile], method: str | None
) -> tuple[list[KeptFile], list[KeptFile]]:
    """(files of a slot that are ticked, those sent to it that are not). A file that was moved to another slot or taken
    back counts no more wherever an older form names it; a page that is opened ticks all that was sent."""
    there = {file.upload for file in sent}
    ticked = [file for file in named if file and (not file.upload or file.upload in there)]
    rest = [file for file in sent if file.upload not in {one.upload for one in ticked}]
    return (ticked, rest) if method == "POST" else ([*ticked, *rest], [])


def received(request: SignedRequest, loaded: LoadedTask, records: Mapping[int, Record]) -> StepForm:
    """The form that was sent, judged, with the files it brought safe on disk and named in its plan."""
    plan = plan_for(request, loaded, records, request.POST)
    form = StepForm(request.POST, request.FILES, plan=plan)
    form.is_valid()
    slots = [replace(slot, kept=(*slot.kept, *_uploads(request, loaded, form, slot.kind))) for slot in plan.slots]
    held = infected(request.actor.agency, [file.sha256 for slot in slots for file in slot.kept])
    for slot in slots if held else ():
        for file in slot.kept:
            if file.sha256 in held:
                form.add_error(f"berkas-{slot.kind}", sentence(refusal_of(held[file.sha256], file.name)))
    form.plan = replace(plan, slots=[_without(slot, held) for slot in slots] if held else slots)
    return form


def _without(slot: Slot, held: Mapping[str, Scan]) -> Slot:
    return replace(slot, kept=[file for file in slot.kept if file.sha256 not in held])


def _uploads(request: SignedRequest, loaded: LoadedTask, form: StepForm, kind: str) -> list[KeptFile]:
    """Files that came with the form and are within the limits."""
    files: list[UploadedFile] = form.cleaned_data.get(f"berkas-{kind}") or []
    return [receive(request, loaded, kind, file) for file in files]


def references(loaded: LoadedTask, slots: Sequence[Slot]) -> dict[str, list[str]]:
    """The files of the slots as a form or a draft names them."""
    return {
        f"simpan-{slot.kind}": [reference(file, purpose_of(loaded, slot.kind)) for file in slot.kept] for slot in slots
    }


def handed_in(form: StepForm) -> tuple[dict[bool, list[Given]], dict[str, str]]:
    """(results by True, kelengkapan by False), and kind → reason for what is missing; of a valid form."""
    given: dict[bool, list[Given]] = {True: [], False: []}
    without: dict[str, str] = {}
    for slot in form.plan.slots:
        text = form.cleaned_data[f"teks-{slot.kind}"].strip()
        documents = [Given(slot.kind, file) for file in slot.kept]
        if text and not (documents and text == slot.text.strip()):  # a new file replaces the text of the visit before
            documents.append(Given(slot.kind, text=text))
        reason = form.cleaned_data[f"alasan-{slot.kind}"].strip()
        if documents:
            given[slot.is_output] += documents
        elif reason:
            without[slot.kind] = reason
    return given, without


def appointed(form: StepForm) -> dict[str, tuple[str, ...]]:
    return {} if form.goes_back else {lane: form.appointed(lane) for lane in form.plan.step.appoints}


def wants_a_look(form: StepForm) -> bool:
    """Whether a valid form is shown once more before it counts: decisions, appointments, and going on without a
    document. A plain step stays one click: what it did is told at once, and the next officer can send it back."""
    step, plug = form.plan.step, form.plan.plugged
    final = plug is not None and plug.leads and plug.plug.is_final
    return final or step.is_decision or bool(step.appoints) or bool(handed_in(form)[1]) or bool(passing(form))


def passing(form: StepForm) -> str:
    """Why the officer goes on although the step's plug says that something is not met."""
    given: str = form.cleaned_data.get("syarat_alasan", "")
    return given.strip()


def command_of(request: SignedRequest, loaded: LoadedTask, form: StepForm) -> Complete:
    """What the engine would be asked, with stand-ins for the records that do not exist yet."""
    given, without = handed_in(form)
    plug = form.plan.plugged
    made = () if plug is None or form.goes_back else plug.makes
    return Complete(
        loaded.row.key, str(request.user.id), form.cleaned_data.get("keputusan"),
        {**form.answers, **(plug.answers if plug else {})},
        {**{one.kind: "0" for one in given[True]}, **dict.fromkeys(made, "0")},
        {one.kind: "0" for one in given[False]}, without, appointed(form), passing(form),
    )  # fmt: skip


def finish(request: SignedRequest, loaded: LoadedTask, form: StepForm) -> Moved | Refusal:
    given, without = handed_in(form)
    return actions.complete_step(
        case_id=loaded.case.id,
        task=loaded.row.key,
        by=request.actor,
        now=request.now,
        exit=form.cleaned_data.get("keputusan"),
        answers=form.answers,
        outputs=given[True],
        attachments=given[False],
        without=without,
        appoints=appointed(form),
        note=form.cleaned_data["catatan"],
        passing=passing(form),
    )
