"""A draft under test, and a page's form sent back as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.procedures.models import SopDraft

Sent = dict[str, list[str]]


class _Forms(HTMLParser):
    """What each form of a page would send: action → names and values. Disabled and unchecked boxes are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Sent]] = []
        self.select = self.textarea = ""
        self.chosen: list[str] = []
        self.first: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and given.get("name") and "disabled" not in given:
            if given.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in given:
                self._put(given["name"], given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self.select, self.chosen, self.first = given["name"], [], None
        elif tag == "option" and self.select:
            self.first = given["value"] if self.first is None else self.first
            if "selected" in given:
                self.chosen.append(given["value"])
        elif tag == "textarea":
            self.textarea, self.text = given["name"], ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            for value in self.chosen or ([self.first] if self.first is not None else []):
                self._put(self.select, value)
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self._put(self.textarea, self.text.removeprefix("\n"))
            self.textarea = ""

    def _put(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


def sent_by(answer: Any, end: str) -> Sent:
    """What the page's form whose action ends so would send."""
    forms = _Forms()
    forms.feed(answer.content.decode())
    return next(sent for action, sent in forms.forms if action.endswith(end) and sent.keys() != {"csrfmiddlewaretoken"})


class Desk:
    """Somebody at the editor of one draft."""

    def __init__(self, place: Place, draft: SopDraft, client: Client | None = None) -> None:
        self.place, self.draft = place, draft
        self.client = client or signed_in(place.admin)
        self.path = f"/sop/draf/{draft.id}/"

    def open(self, query: str = "") -> Any:
        answer = self.client.get(self.path + query)
        assert answer.status_code == 200, answer.content.decode()[:500]
        return answer

    def row(self, key: str, act: str = "simpan", **changes: Any) -> Any:
        """Open the row's form, change some answers, press a button."""
        sent = sent_by(self.open(f"?baris={key}"), "/baris/")
        return self.client.post(f"{self.path}baris/", {**sent, **changes, "aksi": act})

    def part(self, name: str, act: str = "simpan", **changes: Any) -> Any:
        sent = sent_by(self.open(f"?bagian={name}"), "/bagian/")
        return self.client.post(f"{self.path}bagian/", {**sent, **changes, "aksi": act})

    def step(self, way: str) -> Any:
        return self.client.post(f"{self.path}urungkan/", {"versi": self.now().version, "arah": way})

    def now(self) -> SopDraft:
        return SopDraft.objects.get(id=self.draft.id)

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.now().content
        return content
