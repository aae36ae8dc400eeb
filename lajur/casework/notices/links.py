"""The mail that brings a person the link by which he sets his own password. Sent at once, while the administrator
waits: he is told whether it went, and hands the link over himself when it did not."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from lajur.casework.notices.post import Permanent, Post, Temporary
from lajur.casework.notices.queries import mails_from
from lajur.registers.organisation.models import Person


def mail_link(person: Person, address: str, now: datetime) -> bool:
    """Whether the mail server took it. The link goes to the public address, whatever name the administrator uses."""
    if not mails_from(person.agency):
        return False
    try:
        validate_email(person.email)
    except ValidationError:
        return False
    post = Post(settings.SMTP_URL)
    try:
        post.deliver(message_of(person, settings.PUBLIC_URL.rstrip("/") + urlsplit(address).path, now), lambda: None)
    except (Temporary, Permanent):
        return False
    finally:
        post.close()
    return True


def message_of(person: Person, link: str, now: datetime) -> EmailMessage:
    """In the person's language; it names nobody, like every mail of Lajur."""
    message = EmailMessage()
    with override(person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        message["Subject"] = _("Lajur: tautan untuk menetapkan kata sandi")
        message.set_content(
            "\n".join(
                [
                    _("Tetapkan kata sandi Anda melalui tautan ini:"),
                    "",
                    link,
                    "",
                    _("Tautan hanya dapat dipakai sekali dan berlaku beberapa hari."),
                    _("Bila Anda tidak memintanya, abaikan surel ini dan beri tahu administrator instansi Anda."),
                    "",
                ]
            )
        )
    message["From"] = settings.MAIL_FROM
    message["To"] = person.email
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname)
    message["Auto-Submitted"] = "auto-generated"
    return message
