"""The post office that a seed pretends: it takes, refuses, falls silent, and lets the worker die in front of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from random import Random
from unittest.mock import patch

from django.test import override_settings

from lajur.casework.notices import outbox
from lajur.casework.notices.post import Away, Permanent, Temporary
from tests.siege.faults import Killed

SERVER = {
    "SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "lajur@kepung.example", "PUBLIC_URL": "https://kepung.example",
}  # fmt: skip


class WorkerKilled(Killed):
    """The worker died while it talked to the post office."""


class Office:
    """The post office that the seed pretends. `taken`: Message-ID → how often it took the message; `doubts`: how often
    the sender could not know whether it had; `calm`: from now on it takes whatever comes."""

    def __init__(self, seed: int) -> None:
        self.dice, self.calm = Random(seed), False
        self.taken, self.doubts = Counter[str](), Counter[str]()
        self.said_again, self.refused = set[str](), set[str]()
        self.answered: list[str] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        with (
            override_settings(**SERVER),
            patch.object(outbox, "Post", lambda url: Clerk(self)),
            patch.object(outbox, "PATIENCE", 600),
        ):
            yield

    def take(self, message: EmailMessage) -> None:
        self.taken[message["Message-ID"]] += 1
        body = message.get_body(("plain",))
        if body is not None and "sekali lagi setelah gangguan" in body.get_content():
            self.said_again.add(message["Message-ID"])

    def believed(self) -> None:
        """The sender came to its end: what it was answered it has written down."""
        self.doubts.subtract(self.answered)
        self.answered.clear()


class Clerk:
    """Stands where `post.Post` stands."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def deliver(self, message: EmailMessage, handing_over: Callable[[], None]) -> None:
        office, key = self.office, message["Message-ID"]
        luck = 1.0 if office.calm else office.dice.random()
        if luck < 0.05:
            raise Away("no connection")
        if luck < 0.15:
            raise Temporary("451 later")
        if luck < 0.18:
            office.refused.add(key)
            raise Permanent("550 nobody here")
        handing_over()
        office.doubts[key] += 1  # whoever dies from here on cannot know
        if luck < 0.24:
            raise Temporary("silence", handed_over=True)
        if luck < 0.28:
            raise WorkerKilled("while the message went over")
        office.take(message)
        if luck < 0.32:
            raise Temporary("silence", handed_over=True)
        if luck < 0.36:
            raise WorkerKilled("before the answer was read")
        office.answered.append(key)

    def close(self) -> None:
        pass
