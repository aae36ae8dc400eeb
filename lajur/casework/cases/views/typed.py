"""What somebody has typed into a task's form: out of a request, into his draft, and back into words."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.actions.drafts import Mark, Place
from lajur.casework.cases.models import Draft
from lajur.casework.cases.reading import draft_place
from lajur.casework.cases.views.loading import LoadedTask
from lajur.casework.documents.uploads import referred
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest

TECHNICAL = frozenset({"csrfmiddlewaretoken", "versi", "jendela", "urut", "cara", "buang", "tiket", "lokal"})
"""Names in a form that carry nothing typed."""
DEVICE = "perangkat"
"""A cookie that tells one browser from another; it names nobody."""
YEAR = 365 * 86_400


def typed(given: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in given.lists() if name not in TECHNICAL}


def drafted(draft: Draft) -> QueryDict:
    """A draft as if its form had just been sent."""
    given = QueryDict(mutable=True)
    for name, values in json.loads(draft.data).items():
        given.setlist(name, values)
    return given


def place_of(loaded: LoadedTask) -> Place:
    return Place(draft_place(loaded.case.id, loaded.row.key), loaded.case.id, loaded.row.key)


def device_of(request: SignedRequest) -> str:
    """The browser's mark, a new one for a browser that has none yet; `with_device` then hands it out."""
    if "device" not in request.__dict__:
        request.__dict__["device"] = request.COOKIES.get(DEVICE) or secrets.token_urlsafe(12)
    return str(request.__dict__["device"])


def with_device(request: SignedRequest, response: HttpResponse) -> HttpResponse:
    if DEVICE not in request.COOKIES:
        response.set_cookie(
            DEVICE, device_of(request), max_age=YEAR, httponly=True, samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )  # fmt: skip
    return response


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def mark_of(request: SignedRequest) -> Mark:
    given = request.POST
    return Mark(
        min(_number(given.get("versi")), 2**31 - 2), device_of(request), given.get("jendela", ""),
        _number(given.get("urut")),
    )  # fmt: skip


def overtaken(request: SignedRequest, loaded: LoadedTask) -> bool:
    """Whether another window has saved a draft since the page came that this form was sent from."""
    draft, mark = loaded.draft, mark_of(request)
    if draft is None or "versi" not in request.POST or draft.version == mark.version:
        return False
    return not (mark.window and draft.window == mark.window)


def keep(request: SignedRequest, loaded: LoadedTask, files: Mapping[str, list[str]] | None = None) -> int | Refusal:
    """Save what a request brings as the sender's draft; its version. `files` are the signed references by field. A form
    that does not say what it was typed over is taken for the latest."""
    mark = mark_of(request)
    if "versi" not in request.POST and loaded.draft is not None:
        mark = replace(mark, version=loaded.draft.version)
    return actions.save_draft(
        place=place_of(loaded), fields={**typed(request.POST), **(files or {})}, mark=mark,
        subject=loaded, by=request.actor, now=request.now,
    )  # fmt: skip


def told(loaded: LoadedTask, given: QueryDict) -> list[tuple[str, str, str]]:
    """What was typed, as (name, label, text) for people, in the order of the form; what is empty is left out."""
    step, sop = loaded.step, loaded.sop
    found: list[tuple[str, str, list[str]]] = []
    for asked in step.fields:
        options = {"ya": _("Ya"), "tidak": _("Tidak")} if asked.kind == "ya-tidak" else dict(asked.options)
        name = f"jawab-{asked.key}"
        found.append((name, asked.label, [options.get(value, value) for value in given.getlist(name)]))
    for kind in dict.fromkeys((*sop.needs_of(step), *sop.yields_of(step))):
        title = sop.documents[kind].title
        purpose = f"{loaded.case.id}:{loaded.row.key}:{kind}"
        files = [file.name for token in given.getlist(f"simpan-{kind}") if (file := referred(token, purpose))]
        found.append((f"simpan-{kind}", _("%(title)s, berkas") % {"title": title}, files))
        found.append((f"teks-{kind}", title, given.getlist(f"teks-{kind}")))
        reason = _("%(title)s, alasan melanjutkan tanpanya") % {"title": title}
        found.append((f"alasan-{kind}", reason, given.getlist(f"alasan-{kind}")))
    for lane in step.appoints:
        persons = [*given.getlist(f"tunjuk-{lane}"), *given.getlist(f"tunjuk-lain-{lane}")]
        found.append((f"tunjuk-{lane}", sop.lanes[lane].title, _names(loaded, persons)))
    found.append(("syarat_alasan", _("Alasan melanjutkan meskipun begitu"), given.getlist("syarat_alasan")))
    found.append(("keputusan", _("Keputusan"), given.getlist("keputusan")))
    found.append(("catatan", _("Catatan untuk langkah berikutnya"), given.getlist("catatan")))
    joined = ((name, label, "\n".join(v.strip() for v in values if v.strip())) for name, label, values in found)
    return [one for one in joined if one[2]]


def _names(loaded: LoadedTask, persons: Iterable[str]) -> list[str]:
    wanted = [person for person in persons if person]
    names = names_of(loaded.case.agency, wanted) if wanted else {}
    return [names[person] for person in wanted if person in names]


def differences(loaded: LoadedTask, mine: QueryDict, theirs: QueryDict) -> list[tuple[str, str, str]]:
    """(label, mine, theirs) for every answer that differs."""
    here = {label: text for _name, label, text in told(loaded, mine)}
    there = {label: text for _name, label, text in told(loaded, theirs)}
    labels = dict.fromkeys((*here, *there))
    return [(one, here.get(one, ""), there.get(one, "")) for one in labels if here.get(one) != there.get(one)]
