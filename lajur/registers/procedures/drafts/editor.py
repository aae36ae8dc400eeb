"""The editor: the sheet, beside it the form of what is being changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lajur.catalogue import editing
from lajur.catalogue.editing import Changed
from lajur.catalogue.editing.content import NEW_ROW, fresh
from lajur.catalogue.editing.rows import spot_of
from lajur.catalogue.outline import rows_of
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence, spoken
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.drafts import actions
from lajur.registers.procedures.drafts.actions import Edited
from lajur.registers.procedures.drafts.doubting import told
from lajur.registers.procedures.drafts.judging import Judged, judged
from lajur.registers.procedures.drafts.loading import is_typing, sop_choices, the_draft, version_of
from lajur.registers.procedures.drafts.partforms import DocumentsForm, IdentityForm, LanesForm
from lajur.registers.procedures.drafts.rowdata import row_of
from lajur.registers.procedures.drafts.rowform import RowForm
from lajur.registers.procedures.drafts.showing import (
    Around,
    Shown,
    difference,
    is_rough,
    recalled,
    remember,
    shown,
    told_state,
)
from lajur.registers.procedures.models import DraftState, SopDraft
from lajur.ui import formats
from lajur.ui.forms import Form
from lajur.ui.pages import render_page

Content = dict[str, Any]
PANELS: dict[str, type[Any]] = {"identitas": IdentityForm, "pelaksana": LanesForm, "dokumen": DocumentsForm}
UNNAMED = re.compile(r"langkah-[0-9]+")


@page(needs="procedures.write", subject=the_draft)
def draft(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """`?baris` opens a row's form, `?bagian` that of the identity page, the lanes or the documents."""
    if found.published is not None:
        messages.info(request, _("Draf ini sudah berlaku sebagai edisi %(n)d.") % {"n": found.published.number})
        return redirect("procedures.read", found.key)
    part, key = request.GET.get("bagian", ""), request.GET.get("baris", "")
    if part in PANELS:
        return answer(request, found, part, PANELS[part](content=found.content))
    if key and editing.find_row(found.content, key) is not None:
        return answer(request, found, "langkah", row_form(found, key), key)
    return answer(request, found)


def row_form(found: SopDraft, key: str, data: Mapping[str, Any] | None = None, *, typing: bool = False) -> RowForm:
    """`typing`: its answers are wanted and it is not shown, so it need not know what may be chosen and was not."""
    needless = typing and data is not None and not data.get("panggil")
    return RowForm(data, content=found.content, key=key, sops={} if needless else sop_choices(found))


def answer(
    request: SignedRequest, found: SopDraft, part: str = "", form: Form | None = None, key: str = "", status: int = 200
) -> HttpResponse:
    """The page, or to the page's script what is inside it."""
    judgement = judged(found)
    around = tools(found, judgement)
    sheet = shown(found, judgement, key)
    remember(found, key, replace(sheet, around=Around(tuple(judgement.told), around["undo"], around["redo"])))
    spot = spot_of(found.content, key) if key else None
    context = {
        **around, "draft": found, "sheet": sheet, "form": form, "part": part, "key": key,
        "session": uuid4().hex[:12], "spot": spot, "doubts": doubts_of(found, part, key),
        "row_told": judgement.of_row(key) if key else [],
    }  # fmt: skip
    template = "procedures/editor_body.html" if request.headers.get("X-Editor") else "procedures/editor.html"
    response = render_page(request, template, context, status=status)
    response["X-Editor"] = "1"  # the page's script knows by it that this is no other page
    patch_vary_headers(response, ["X-Editor"])
    return response


def tools(found: SopDraft, judgement: Judged, done: Words | None = None) -> Content:
    """What toolbar and findings show. `done` is what was changed just now: it can be undone, and nothing done again."""
    undo, redo = (spoken(done), "") if done else steps_of(found)
    return {
        "draft": found, "judged": judgement, "advice": len(judgement.told) - judgement.errors, "undo": undo,
        "redo": redo,
    }  # fmt: skip


def steps_of(found: SopDraft) -> tuple[str, str]:
    """What can be undone and done again, "" for nothing."""
    near = DraftState.objects.filter(draft=found, number__in=[found.state - 1, found.state, found.state + 1])
    states = {state.number: state for state in near.defer("content")}
    return (
        told_state(states.get(found.state)) if found.state - 1 in states else "",
        told_state(states[found.state + 1]) if found.state + 1 in states else "",
    )


def doubts_of(found: SopDraft, part: str, key: str) -> list[tuple[int, Content, str]]:
    """What the source's reader was not sure of and this panel can settle, with its place among the doubts: (number,
    doubt, row). Without a panel, all of them."""
    rows = {row.key for row in rows_of(found.content)}
    found_here = []
    for number, doubt in enumerate(found.doubts):
        where = str(doubt.get("bidang", "")).split(".")
        row = where[1] if where[0] == "langkah" and len(where) > 1 and where[1] in rows else ""
        home = "langkah" if row else where[0] if where[0] in ("pelaksana", "dokumen") else "identitas"
        if not part or (home == part and row == key):
            found_here.append((number, told(doubt), row))
    return found_here


# Changes


@page(needs="procedures.write", subject=the_draft)
def save_row(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """Keep what the row's form says, and do with the row what the button says."""
    key, act = request.POST.get("baris", ""), request.POST.get("aksi", "simpan")
    if request.method != "POST" or editing.find_row(found.content, key) is None:
        return redirect("procedures.draft", found.id)
    form = row_form(found, key, request.POST, typing=is_typing(request)) if "kegiatan" in request.POST else None
    if form is not None and not form.is_valid():
        return wrong(request, found, "langkah", form, key)
    given = form.given() if form else None
    changed = edit(
        request, found, partial(_row_changed, given, key, act, is_typing(request)), _row_words(found, key, act)
    )
    if isinstance(changed, Refusal):
        return refused(request, found, changed, "langkah", form or row_form(found, key), key)
    if is_typing(request):
        return live(request, found, changed, key)
    address = reverse("procedures.draft", args=[found.id])
    if act == "simpan":
        return redirect(f"{address}#langkah-{changed.key}")
    return redirect(f"{address}?baris={changed.key}")


OPERATIONS: dict[str, Callable[[Content, str], Changed | Refusal]] = {
    "atas": lambda content, key: editing.add_row(content, near=key, where="atas"),
    "bawah": lambda content, key: editing.add_row(content, near=key, where="bawah"),
    "cabang": lambda content, key: editing.add_row(content, near=key, where="cabang"),
    "naik": lambda content, key: editing.move_row(content, key, -1),
    "turun": lambda content, key: editing.move_row(content, key, 1),
    "masuk": editing.into_sub,
    "keluar": editing.out_of_sub,
    "hapus": editing.remove_row,
}


def _row_changed(given: Content | None, key: str, act: str, typing: bool, content: Content) -> Changed | Refusal:
    changed: Changed | Refusal = Changed(content, key)
    if given is not None:
        named = fresh(content)
        spot = spot_of(named, key)
        if spot is None:
            return editing.rows.GONE
        above = _above(named, key)
        changed = editing.set_row(named, key, row_of(given, spot.row, named, above))
        # while somebody types, a new row's key would be made of half a word
        if changed and not typing and UNNAMED.fullmatch(key) and given["kegiatan"] != NEW_ROW:
            changed = editing.rename_row(changed.content, key, given["kegiatan"])
    if changed and act in OPERATIONS:
        changed = OPERATIONS[act](changed.content, changed.key)
    return changed


def _above(content: Content, key: str) -> str:
    """The first row of the merged cell that the row before this one belongs to, or that row."""
    before = ""
    for row in rows_of(content):
        if row.key == key:
            return before
        before = row.content.get("mutu_baku", {}).get("bersama") or row.key
    return before


def _row_words(found: SopDraft, key: str, act: str) -> Words:
    row = editing.find_row(found.content, key) or {}
    no = row.get("no", "")
    return {
        "atas": Words("Menambah langkah"),
        "bawah": Words("Menambah langkah"),
        "cabang": Words("Menambah sub-langkah pada langkah {no}", no=no),
        "naik": Words("Menaikkan langkah {no}", no=no),
        "turun": Words("Menurunkan langkah {no}", no=no),
        "masuk": Words("Menjadikan langkah {no} sub-langkah", no=no),
        "keluar": Words("Mengeluarkan langkah {no} dari sub-langkah", no=no),
        "hapus": Words("Menghapus langkah {no}", no=no),
    }.get(act, Words("Mengubah langkah {no}", no=no))


@page(needs="procedures.write", subject=the_draft)
def save_part(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """Keep what the form of the identity page, the lanes or the documents says, and do what the button says."""
    part, act = request.POST.get("bagian", ""), request.POST.get("aksi", "simpan")
    if request.method != "POST" or part not in PANELS:
        return redirect("procedures.draft", found.id)
    form = PANELS[part](request.POST, content=found.content)
    if not form.is_valid():
        return wrong(request, found, part, form)
    words = {
        "identitas": Words("Mengubah identitas"),
        "pelaksana": Words("Mengubah pelaksana"),
        "dokumen": Words("Mengubah dokumen"),
    }
    changed = edit(request, found, partial(_part_changed, part, form, act), words[part])
    if isinstance(changed, Refusal):
        return refused(request, found, changed, part, form)
    if is_typing(request):
        return live(request, found, changed, "")
    address = reverse("procedures.draft", args=[found.id])
    return redirect(address if act == "simpan" else f"{address}?bagian={part}")


def _part_changed(part: str, form: Any, act: str, content: Content) -> Content | Refusal:
    verb, _sep, key = act.partition(":")
    if part == "identitas":
        return editing.set_identity(content, form.given())
    if part == "dokumen":
        changed = editing.set_documents(content, form.given())
        return (
            editing.remove_document(changed, key) if verb == "hapus" and not isinstance(changed, Refusal) else changed
        )
    changed = editing.set_lanes(content, form.given(), form.cleaned_data["baru"])
    if isinstance(changed, Refusal):
        return changed
    if verb == "hapus":
        return editing.remove_lane(changed, key, form.cleaned_data.get(f"pengganti.{key}", ""))
    if verb in ("kiri", "kanan"):
        return editing.move_lane(changed, key, -1 if verb == "kiri" else 1)
    return changed


@page(needs="procedures.write", subject=the_draft)
def from_outside(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """One press for the commonest finding: this kind of document comes from outside."""
    kind = next((one for key, one in found.content.get("dokumen", []) if key == request.POST.get("dokumen")), None)
    if request.method == "POST" and kind is not None:
        changed = edit(
            request,
            found,
            lambda content: editing.set_document(content, request.POST["dokumen"], {**kind, "luar": True}),
            Words("Menyatakan “{title}” dari luar", title=kind["nama"]),
        )
        if isinstance(changed, Refusal):
            messages.error(request, sentence(changed))
    return redirect(_back(request, found))


@page(needs="procedures.write", subject=the_draft)
def step(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """Undo or do again."""
    if request.method == "POST":
        back = request.POST.get("arah") != "ulang"
        outcome = actions.step_draft(
            by=request.actor, now=request.now, draft_id=found.id, version=version_of(request), back=back
        )
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
    return redirect(_back(request, found))


@page(needs="procedures.write", subject=the_draft)
def settle(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """What the reader of the source was not sure of has been looked at."""
    number = request.POST.get("nomor", "")
    if request.method == "POST" and number.isascii() and number.isdecimal() and len(number) < 6:
        outcome = actions.settle_doubt(by=request.actor, now=request.now, draft_id=found.id, number=int(number))
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
    return redirect(_back(request, found))


def _back(request: SignedRequest, found: SopDraft) -> str:
    """The editor with the panel that stood open."""
    address, key, part = (
        reverse("procedures.draft", args=[found.id]),
        request.POST.get("baris", ""),
        request.POST.get("bagian", ""),
    )
    if re.fullmatch(r"[a-z0-9-]{1,60}", key):
        return f"{address}?baris={key}"
    return f"{address}?bagian={part}" if part in PANELS else address


def edit(request: SignedRequest, found: SopDraft, change: actions.Change, what: Words) -> Edited | Refusal:
    return actions.edit_draft(
        by=request.actor,
        now=request.now,
        draft_id=found.id,
        version=version_of(request),
        change=change,
        what=what,
        session=request.POST.get("sesi", "")[:40] if request.POST.get("aksi", "simpan") == "simpan" else "",
    )


# Answers to changes


def wrong(request: SignedRequest, found: SopDraft, part: str, form: Form, key: str = "") -> HttpResponse:
    if is_typing(request):
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"alasan": str(first)}, status=422)
    return answer(request, found, part, form, key, 422)


def refused(
    request: SignedRequest, found: SopDraft, refusal: Refusal, part: str, form: Form, key: str = ""
) -> HttpResponse:
    """The form again with what was typed, the reason above it, and the version that there is now."""
    why = [sentence(refusal), *faults(refusal).values()]
    status = 409 if refusal.code == "draf-lebih-baru" else 422
    if is_typing(request):
        return JsonResponse({"alasan": why[-1]}, status=status)
    if form.is_bound:
        for text in why[1:] or why:
            form.add_error(None, text)
    else:
        messages.error(request, why[0])
    return answer(request, found, part, form, key, status)


def live(request: SignedRequest, seen: SopDraft, edited: Edited, key: str) -> JsonResponse:
    """{versi, pukul} and of the page what differs from the version that the browser shows: rows (`baris`: [[id, html]])
    or the whole sheet (`lembar`), findings (`temuan`), toolbar (`alat`). Where `kasar` says that the drawing is a
    sketch, the same is to be sent once more with `tepat` when nobody types."""
    now = edited.draft
    now.agency = seen.agency
    judgement = judged(now)
    rough = "tepat" not in request.POST and is_rough(judgement.sop)
    part = request.POST.get("bagian", "")
    context = {**tools(now, judgement, edited.what), "key": key, "part": part if part in PANELS else "langkah"}
    around = Around(tuple(judgement.told), context["undo"], context["redo"])
    sheet = replace(shown(now, judgement, key, sketch=rough), around=around)
    before = recalled(now, key, seen.version)
    remember(now, key, sheet)
    told: Content = {
        "versi": now.version, "kasar": rough, "pukul": formats.clock(request.now, request.frame.zone),
    }  # fmt: skip
    beside = before.around if before else None
    if beside is None or beside.told != around.told:
        told["temuan"] = render_to_string("procedures/editor_findings.html", context, request=request)
    if beside is None or beside.steps != around.steps:
        told["alat"] = render_to_string("procedures/editor_tools.html", context, request=request)
    rows = difference(before, sheet)
    told["baris" if rows is not None else "lembar"] = rows if rows is not None else table(now, sheet, key)
    return JsonResponse(told)


def table(found: SopDraft, sheet: Shown, key: str) -> str:
    return render_to_string("procedures/editor_sheet.html", {"draft": found, "sheet": sheet, "key": key})
