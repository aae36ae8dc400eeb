"""Lists: cases I may see, deviations that wait for me or that I may read."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from lajur.casework.cases.models import CaseStatus, Deviation, DeviationStatus
from lajur.casework.cases.queries import (
    deviations_to_answer,
    deviations_to_judge,
    open_tasks_by_case,
    visible_cases,
)
from lajur.casework.cases.taking import case_headings, case_lines, deviation_headings, deviation_lines
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.taking import taken_along
from lajur.registers.procedures.queries import sop_of, titles_of
from lajur.ui.pages import render_page

PER_PAGE = 50
PARTS = re.compile(r"[\s/-]+")
"""Between words looked for: 2026-00024 is also remembered as 2026/24."""


@page(needs="cases.list", verbs=("GET",))
def cases(request: SignedRequest) -> HttpResponse:
    """Cases, the latest first, by status, SOP and words of their number or subject."""
    agency = request.user.agency
    chosen = {name: request.GET.get(name, "").strip() for name in ("keadaan", "sop", "cari")}
    found = visible_cases(request.actor)
    if chosen["keadaan"] in CaseStatus.values:
        found = found.filter(status=chosen["keadaan"])
    if chosen["sop"]:
        found = found.filter(procedure=chosen["sop"])
    for word in [word for word in PARTS.split(chosen["cari"]) if word][:6]:
        found = found.filter(Q(number__icontains=word) | Q(subject__icontains=word))
    found = found.order_by("-started_at", "-id")
    file = taken_along(request, _("Pelaksanaan"), case_headings(), lambda: case_lines(found, request.now))
    if file is not None:
        return file
    pages = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    rows = list(pages.object_list)
    waiting = open_tasks_by_case(rows)
    listed = []
    for row in rows:
        sop = sop_of(row.edition_id)
        open_now = [(task, sop.steps[task.step]) for task in waiting.get(row.id, [])]
        due = min((task.due_at for task, _step in open_now if task.due_at), default=None)
        listed.append({"case": row, "sop": sop, "open": open_now, "due": due, "late": bool(due and due < request.now)})
    context = {
        "rows": listed, "page": pages, "chosen": chosen, "statuses": CaseStatus.choices,
        "procedures": titles_of(agency), "filtered": any(chosen.values()),
    }  # fmt: skip
    return render_page(request, "cases/cases.html", context)


@page(needs="cases.list", verbs=("GET",))
def deviations(request: SignedRequest) -> HttpResponse:
    """Deviations: mine to answer, mine to judge, all of the cases I may see."""
    part = request.GET.get("bagian", "jawab")
    parts: dict[str, tuple[str, QuerySet[Deviation]]] = {
        "jawab": (_("Menunggu jawaban saya"), deviations_to_answer(request.actor)),
        "nilai": (_("Menunggu penilaian saya"), deviations_to_judge(request.actor)),
        "semua": (_("Semua"), seen(request)),
    }
    if part not in parts:
        part = "jawab"
    rows = parts[part][1].select_related("case", "person").order_by("-at", "-number")
    file = taken_along(request, _("Penyimpangan"), deviation_headings(), lambda: deviation_lines(rows))
    if file is not None:
        return file
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    listed: list[dict[str, Any]] = []
    for row in pages.object_list:
        sop = sop_of(row.case.edition_id)
        step = sop.steps.get(row.task.rpartition(".")[0])
        what = sop.documents[row.what].title if row.what in sop.documents else ""
        listed.append({"row": row, "step": step, "what": what, "sop": sop})
    tabs = [
        {
            "label": label,
            "url": f"?bagian={key}",
            "current": key == part,
            "count": None if key == "semua" else q.count(),
        }
        for key, (label, q) in parts.items()
    ]
    context = {"rows": listed, "page": pages, "tabs": tabs, "part": part, "open_status": DeviationStatus.RECORDED}
    return render_page(request, "cases/deviations.html", context)


def seen(request: SignedRequest) -> QuerySet[Deviation]:
    visible = visible_cases(request.actor).values("id")
    return Deviation.objects.filter(agency_id=request.actor.agency, case_id__in=visible)
