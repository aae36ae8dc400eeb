"""What notices say. The same sentences stand in the page and in mails, so they name things and never people."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.notices.models import Notice, NoticeKind

SENTENCES = {
    NoticeKind.NEW_TASK: gettext_lazy("Tugas baru: %(step)s (%(number)s)"),
    NoticeKind.HANDED_OVER: gettext_lazy("Satu tugas dialihkan kepada Anda (%(number)s)"),
    NoticeKind.RETURNED: gettext_lazy("Dikembalikan kepada Anda: %(step)s (%(number)s)"),
    NoticeKind.REMINDER: gettext_lazy("Waktunya hampir habis: %(step)s (%(number)s)"),
    NoticeKind.LATE: gettext_lazy("Sudah terlambat: %(step)s (%(number)s)"),
    NoticeKind.ESCALATION: gettext_lazy("Bawahan Anda terlambat: %(step)s (%(number)s)"),
    NoticeKind.DEVIATION: gettext_lazy("Satu penyimpangan menunggu jawaban Anda (%(number)s)"),
    NoticeKind.JUDGEMENT: gettext_lazy("Satu penyimpangan menunggu penilaian Anda (%(number)s)"),
    NoticeKind.CANCELLED: gettext_lazy("Pelaksanaan %(number)s dibatalkan"),
    NoticeKind.MENTION: gettext_lazy("Anda disebut dalam komentar (%(number)s)"),
    NoticeKind.SUBSTITUTE: gettext_lazy("Anda ditunjuk sebagai pengganti, mulai %(since)s"),
    NoticeKind.INFECTED: gettext_lazy("Berkas yang Anda kirim terjangkit virus dan dikarantina (%(number)s)"),
    NoticeKind.SOP_REVIEW: gettext_lazy("Anda diminta menelaah draf SOP %(sop)s"),
    NoticeKind.SOP_ANSWER: gettext_lazy("Draf SOP %(sop)s ditanggapi"),
    NoticeKind.SOP_CHECK: gettext_lazy("SOP %(sop)s perlu dipantau atau dievaluasi"),
    NoticeKind.PAPER: gettext_lazy("Naskah untuk Anda: %(number)s"),
    NoticeKind.PAPER_VOID: gettext_lazy("Naskah %(number)s dibatalkan"),
}
HALF_GONE = gettext_lazy("Separuh waktunya sudah terpakai: %(step)s (%(number)s)")
ICONS = {
    NoticeKind.NEW_TASK: "tugas",
    NoticeKind.HANDED_OVER: "serah",
    NoticeKind.RETURNED: "kembali",
    NoticeKind.REMINDER: "segera",
    NoticeKind.LATE: "terlambat",
    NoticeKind.ESCALATION: "terlambat",
    NoticeKind.DEVIATION: "penyimpangan",
    NoticeKind.JUDGEMENT: "penyimpangan",
    NoticeKind.CANCELLED: "batal",
    NoticeKind.MENTION: "komentar",
    NoticeKind.SUBSTITUTE: "orang",
    NoticeKind.INFECTED: "terlambat",
    NoticeKind.SOP_REVIEW: "komentar",
    NoticeKind.SOP_ANSWER: "sop",
    NoticeKind.SOP_CHECK: "kalender",
    NoticeKind.PAPER: "dokumen",
    NoticeKind.PAPER_VOID: "batal",
}


def sentence_of(notice: Notice) -> str:
    """The sentence of its kind, filled with what it names."""
    if notice.kind not in NoticeKind.values:
        return str(notice.get_kind_display())
    kind = NoticeKind(notice.kind)
    template = HALF_GONE if kind == NoticeKind.REMINDER and notice.params.get("mark") == 50 else SENTENCES[kind]
    return str(template) % {"step": _("tugas Anda"), "number": "", "since": "", "sop": "", **notice.params}


def icon_of(notice: Notice) -> str:
    return ICONS[NoticeKind(notice.kind)] if notice.kind in NoticeKind.values else "info"
