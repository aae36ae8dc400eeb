"""A mail server on this machine, and an agency whose notices go to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


class Mailbox:
    """A real SMTP server that keeps what it is given. `refuse` answers commands: "MAIL", "RCPT", "DATA" → answer;
    `before_answer` is called when a message has arrived whole and before the server says so."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.refuse: dict[str, str] = {}
        self.before_answer: Any = None
        self.before_consent: Any = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.before_consent:
            self.before_consent()
        if answer := self.refuse.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        from email import message_from_bytes
        from email.policy import default

        if answer := self.refuse.get("DATA"):
            return answer
        message = message_from_bytes(envelope.content, policy=default)
        self.messages.append((tuple(envelope.rcpt_tos), message))
        if self.before_answer:
            self.before_answer()
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    from aiosmtpd.controller import Controller

    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=0)
    server.port = free_port()
    server.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}"
    settings.MAIL_FROM = "Lajur <lajur@kota.example>"
    settings.PUBLIC_URL = "https://lajur.kota.example"
    yield box
    server.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def _guarded_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends after `transactional_db` has emptied the tables."""
    yield
    with django_db_blocker.unblock():
        _guard_journal("ENABLE")


@pytest.fixture
def shared_agency(_guarded_again: None, transactional_db: None) -> Iterator[Any]:
    """An agency whose rows are committed, so that another process sees them."""
    from django_scopes import scope, scopes_disabled

    from lajur.registers.organisation.testing import make_agency

    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        yield agency
    _guard_journal("DISABLE")


def _guard_journal(how: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("authority_entry", "authority_seal"):
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")
