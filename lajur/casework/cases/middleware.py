"""Numbers beside the main navigation, asked for only when a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from lajur.casework.cases.reading import counts_for
from lajur.registers.organisation.actors import Actor
from lajur.ui.pages import frame_of


class WorkCounts:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is not None:
            request.frame = replace(frame_of(request), notices_path="/pemberitahuan/", counts=Counts(actor))  # type: ignore[attr-defined]
        return self.get_response(request)


class Counts(Mapping[str, int]):
    """All are counted at once, when the first is looked up; a view that knows one better may set it in `known`."""

    KEYS = ("tugas", "penyimpangan", "pemberitahuan")

    def __init__(self, actor: Actor) -> None:
        self.actor, self.known, self.counted = actor, dict[str, int](), False

    def __getitem__(self, key: str) -> int:
        if not self.counted:
            self.counted = True
            self.known = {**dict(zip(self.KEYS, counts_for(self.actor), strict=True)), **self.known}
        return self.known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.KEYS)

    def __len__(self) -> int:
        return len(self.KEYS)
