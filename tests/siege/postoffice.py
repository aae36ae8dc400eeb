"""The post office that a seed pretends: it takes, refuses, falls silent, lets the worker die in front of it, and keeps
it waiting while a second worker does the whole job, at times so long that the first one's lease is over.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from random import Random
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import override_settings

from lajur.casework.notices import outbox
from lajur.casework.notices.post import Away, Permanent, Temporary
from tests.siege.faults import Killed

SERVER = {
    "SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "lajur@kepung.example", "PUBLIC_URL": "https://kepung.example",
}  # fmt: skip

OVERLAPS = {"planning": 0.1, "claiming": 0.3, "handing over": 0.3}
"""How often a second worker runs while one is at it."""
LATE = 0.5
"""How often it does so by a clock at which the first one's lease is over."""


class WorkerKilled(Killed):
    """The worker died while it talked to the post office."""


class Office:
    """The post office that the seed pretends. `taken`: Message-ID → how often it took the message; `doubts`: how often
    the sender could not know whether it had; `calm`: from now on it takes whatever comes. `second`: the other worker's
    whole run, `True`: at a time at which the first one's lease is over; `in_hand`: the message that is still the first
    one's; `robbed`: those that the second one brought all the same; `overlaps`: its runs, by what they overlapped."""

    def __init__(self, seed: int) -> None:
        self.dice, self.calm = Random(seed), False
        self.taken, self.doubts = Counter[str](), Counter[str]()
        self.said_again, self.refused = set[str](), set[str]()
        self.answered: defaultdict[int, list[str]] = defaultdict(list)
        self.second: Callable[[bool], None] | None = None
        self.in_hand, self.robbed, self.overlaps = "", set[str](), Counter[str]()

    @contextmanager
    def open(self) -> Iterator[None]:
        choices_of = outbox.choices_of

        def choices_in_time(persons: Any) -> Any:
            """A worker that plans or gathers has read what is new, and has not yet written."""
            self.keep_waiting("planning")
            return choices_of(persons)

        with (
            ThreadPoolExecutor(1) as self.beside,
            override_settings(**SERVER),
            patch.object(outbox, "Post", lambda url: Clerk(self)),
            patch.object(outbox, "choices_of", choices_in_time),
            patch.object(outbox, "PATIENCE", 600),
        ):
            try:
                yield
            finally:
                if self.overlaps:
                    self.beside.submit(lambda: connection.close()).result()

    def take(self, message: EmailMessage) -> None:
        self.taken[message["Message-ID"]] += 1
        body = message.get_body(("plain",))
        if body is not None and "sekali lagi setelah gangguan" in body.get_content():
            self.said_again.add(message["Message-ID"])

    def begin(self) -> None:
        """A worker begins: what the one before it was answered and did not write down nobody knows."""
        self.answered[threading.get_ident()].clear()

    def believed(self) -> None:
        """A worker came to its end or with its next mail: what it was answered before it has written down."""
        mine = self.answered[threading.get_ident()]
        self.doubts.subtract(mine)
        mine.clear()

    def keep_waiting(self, doing: str, key: str = "") -> bool:
        """Now and then the second worker runs, while the first one is at `doing`; whether the mail is still the first
        one's after it."""
        second = self.second
        if second is None or self.dice.random() >= OVERLAPS[doing]:
            return True
        late = self.dice.random() < LATE
        self.second = None  # nobody keeps the second one waiting
        self.in_hand = "" if late else key
        try:
            self.beside.submit(second, late).result(600)
        finally:
            self.second, self.in_hand = second, ""
        self.overlaps[f"{doing}, {'late' if late else 'in time'}"] += 1
        return not late


class Clerk:
    """Stands where `post.Post` stands."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def deliver(self, message: EmailMessage, handing_over: Callable[[], None]) -> None:
        office, key = self.office, message["Message-ID"]
        office.believed()
        if key == office.in_hand:
            office.robbed.add(key)
        luck = 1.0 if office.calm else office.dice.random()
        if luck < 0.05:
            raise Away("no connection")
        if luck < 0.15:
            raise Temporary("451 later")
        if luck < 0.18:
            office.refused.add(key)
            raise Permanent("550 nobody here")
        office.keep_waiting("claiming", key)
        handing_over()
        office.doubts[key] += 1  # whoever dies from here on cannot know
        if luck < 0.24:
            raise Temporary("silence", handed_over=True)
        if luck < 0.28:
            raise WorkerKilled("while the message went over")
        held = office.keep_waiting("handing over", key)
        office.take(message)
        if luck < 0.32:
            raise Temporary("silence", handed_over=True)
        if luck < 0.36:
            raise WorkerKilled("before the answer was read")
        if held:  # who lost it meanwhile cannot write it down: the second one will say that it may have come twice
            office.answered[threading.get_ident()].append(key)

    def close(self) -> None:
        pass
