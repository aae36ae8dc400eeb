"""A mail as it goes out. It names no person, and nothing that people have typed: only the number of a case, the titles
of its SOP and step, and a link that asks for signing in. So a mail read by the wrong eyes gives nobody away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from lajur.casework.notices.models import Mail, Notice, NoticeKind
from lajur.casework.notices.words import sentence_of

MOST = 100
"""Lines of a digest; the rest is counted and waits in the page."""


def link_of(notice: Notice) -> str:
    """Lands on the task, after signing in when need be, and marks the notice as read."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/pemberitahuan/{notice.id}/"


def message_of(mail: Mail, notices: Sequence[Notice], address: str, language: str, now: datetime) -> EmailMessage:
    """The mail in the person's language. `notices`: those it still has to tell, at least one."""
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        groups = grouped(notices)
        subject = _("Lajur: %(what)s") % {"what": _subject(mail, notices)}
        foot = [
            _("Masuk ke Lajur untuk membaca selengkapnya. Surel ini dikirim otomatis dan tidak dapat dibalas."),
            _("Pilih surel yang Anda terima: %(link)s")
            % {"link": f"{settings.PUBLIC_URL.rstrip('/')}/akun/pemberitahuan/"},
        ]
        if mail.repeated:
            foot.insert(0, _("Surel ini dikirim sekali lagi setelah gangguan; mungkin Anda sudah menerimanya."))
        rest = len(notices) - MOST
        if rest > 0:
            foot.insert(0, ngettext("Dan %(count)d pemberitahuan lagi.", "Dan %(count)d pemberitahuan lagi.", rest)
                        % {"count": rest})  # fmt: skip
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())  # a title of two lines would end the header
        message["From"] = settings.MAIL_FROM
        message["To"] = address
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message_id(mail)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(groups, foot))
        message.add_alternative(_html(groups, foot), subtype="html")
    return message


def message_id(mail: Mail) -> str:
    """The same for every attempt, so that mail servers and readers drop what they already have."""
    return f"<{mail.id}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def grouped(notices: Sequence[Notice]) -> list[tuple[str, list[Notice]]]:
    """Title of a kind → its notices, in the order of the kinds."""
    order = [str(kind) for kind in NoticeKind]
    told = sorted(notices, key=lambda n: (order.index(n.kind) if n.kind in order else len(order), n.at))[:MOST]
    found: dict[str, list[Notice]] = {}
    for notice in told:
        found.setdefault(str(notice.get_kind_display()), []).append(notice)
    return list(found.items())


def _subject(mail: Mail, notices: Sequence[Notice]) -> str:
    if mail.key.startswith("ringkasan:"):
        count = len(notices)
        return ngettext("%(count)d pemberitahuan", "%(count)d pemberitahuan", count) % {"count": count}
    return sentence_of(notices[0])


def _plain(groups: list[tuple[str, list[Notice]]], foot: Sequence[str]) -> str:
    lines: list[str] = []
    for title, notices in groups:
        lines += [title, ""]
        for notice in notices:
            lines += [f"- {sentence_of(notice)}"]
            lines += [f"  {notice.params['sop']}"] if notice.params.get("sop") else []
            lines += [f"  {link_of(notice)}", ""]
    return "\n".join([*lines, "-- ", *foot, ""])


def _html(groups: list[tuple[str, list[Notice]]], foot: Sequence[str]) -> str:
    parts = ["<!doctype html><html><body>"]
    for title, notices in groups:
        parts.append(f"<h2>{escape(title)}</h2><ul>")
        for notice in notices:
            sop = f"<br>{escape(notice.params['sop'])}" if notice.params.get("sop") else ""
            parts.append(f'<li><a href="{escape(link_of(notice))}">{escape(sentence_of(notice))}</a>{sop}</li>')
        parts.append("</ul>")
    parts += [f"<p>{escape(line)}</p>" for line in foot]
    return "\n".join([*parts, "</body></html>"])
