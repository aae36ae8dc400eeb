"""My notices."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from lajur.casework.notices.actions import mark_read
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.casework.notices.queries import count_unread, notices_of
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

PER_PAGE = 50
SENTENCES = {
    NoticeKind.REMINDER: gettext_lazy("Waktunya hampir habis: %(step)s (%(number)s)"),
    NoticeKind.LATE: gettext_lazy("Sudah terlambat: %(step)s (%(number)s)"),
    NoticeKind.ESCALATION: gettext_lazy("Bawahan Anda terlambat: %(step)s (%(number)s)"),
    NoticeKind.HANDED_OVER: gettext_lazy("Satu tugas dialihkan kepada Anda (%(number)s)"),
    NoticeKind.DEVIATION: gettext_lazy("Satu penyimpangan menunggu Anda (%(number)s)"),
}
ICONS = {NoticeKind.REMINDER: "segera", NoticeKind.LATE: "terlambat", NoticeKind.ESCALATION: "terlambat",
         NoticeKind.HANDED_OVER: "serah", NoticeKind.DEVIATION: "penyimpangan"}  # fmt: skip


def sentence_of(notice: Notice) -> str:
    """The sentence of its kind, filled with what it names."""
    words = {"step": "", "number": "", **notice.params}
    template = SENTENCES.get(NoticeKind(notice.kind)) if notice.kind in NoticeKind.values else None
    return str(template) % words if template else notice.get_kind_display()


@page(needs="notices.read")
def notices(request: SignedRequest) -> HttpResponse:
    pages = Paginator(notices_of(request.actor), PER_PAGE).get_page(request.GET.get("halaman"))
    rows = [
        {"notice": row, "text": sentence_of(row), "icon": ICONS.get(NoticeKind(row.kind), "info")}
        for row in pages.object_list
    ]
    context = {"rows": rows, "page": pages, "unread": count_unread(request.actor)}
    return render_page(request, "notices/notices.html", context)


@page(needs="notices.read")
def read(request: SignedRequest) -> HttpResponse:
    if request.method == "POST":
        mark_read(by=request.actor, now=request.now)
    return redirect("notices.list")
