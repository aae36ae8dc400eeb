"""Numbers beside the main navigation, asked for only when a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from lajur.casework.cases.queries import count_deviations_for, inbox_tasks
from lajur.casework.notices.queries import count_unread
from lajur.registers.organisation.actors import Actor
from lajur.ui.pages import frame_of

COUNTS: dict[str, Callable[[Actor], int]] = {
    "tugas": lambda actor: inbox_tasks(actor).count(),
    "penyimpangan": count_deviations_for,
    "pemberitahuan": count_unread,
}


class WorkCounts:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is not None:
            request.frame = replace(frame_of(request), notices_path="/pemberitahuan/", counts=Counts(actor))  # type: ignore[attr-defined]
        return self.get_response(request)


class Counts(Mapping[str, int]):
    """Each number is counted once, when it is first looked up."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.known = actor, dict[str, int]()

    def __getitem__(self, key: str) -> int:
        if key not in self.known:
            self.known[key] = COUNTS[key](self.actor)
        return self.known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(COUNTS)

    def __len__(self) -> int:
        return len(COUNTS)
