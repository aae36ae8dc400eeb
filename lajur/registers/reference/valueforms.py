"""The form of a new version: a field for each part of the value instead of the notation of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lajur.registers.authority.words import spoken
from lajur.registers.reference.forms import ValueField, ValueForm, written
from lajur.registers.reference.rules import HOURS, WEEKDAYS, read_spans, words_of
from lajur.registers.reference.showing import SEASONS, cell, label
from lajur.ui.forms import IntegerField, Textarea, TextInput

_BETWEEN = re.compile(r"\s*(?:,|;|\bdan\b|\band\b)\s*")
_HOUR = re.compile(r"(?<!\d)(\d)\.(\d\d)")


class HoursField(forms.CharField):
    """→ the hours of a day, ["07.30-12.00", "13.00-16.00"], read as people write them; empty for a day off."""

    widget = TextInput

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text or text.casefold() in ("libur", "off", "-", "–"):
            return []
        plain = re.sub(r"\s*(?:-|–|—|s\.?d\.?|sampai)\s*", "-", text.replace(":", "."))
        spans = [_HOUR.sub(r"0\1.\2", part.strip()) for part in _BETWEEN.split(plain) if part.strip()]
        try:
            read_spans(spans)
        except ValueError as error:
            raise ValidationError(spoken(words_of(error)), "hours") from error
        return spans

    def run_validators(self, value: Any) -> None:
        """`read_spans` has judged."""


class LinesField(forms.CharField):
    """→ the lines of a text as a list."""

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        """The table's rules judge (`rules.fault_in`)."""


class PartsForm(ValueForm):
    """`value` is the value in force: its shape decides the fields, its content is what they begin with.

    → `cleaned_data["nilai"]`. `heads` are the titles over groups of parts.
    """

    def __init__(self, *args: Any, table: str, value: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        self.table = table
        self.parts: dict[str, tuple[str, ...]] = {}
        self.heads: list[tuple[str, list[str]]] = []
        fields: dict[str, forms.Field] = {}
        for path, title, part in _parts(table, value):
            name = "nilai_" + "_".join(path)
            self.parts[name] = path
            fields[name], initial[name] = _field(table, title, part)
            if table == HOURS:
                if path[-1] == WEEKDAYS[0]:
                    self.heads.append((str(SEASONS[path[0]]), []))
                self.heads[-1][1].append(name)
        super().__init__(*args, initial=initial, **kwargs)
        if fields:
            del self.fields["nilai"]
            self.fields.update(fields)
            self.order_fields(["berlaku", *fields])

    def without_value(self) -> None:
        """The agency's own way ends: nothing of the value is asked."""
        for name in (*self.parts, "nilai"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        value: dict[str, Any] = {}
        for name, path in self.parts.items():
            inner = value
            for key in path[:-1]:
                inner = inner.setdefault(key, {})
            inner[path[-1]] = given.get(name)
        return given | {"nilai": value} if self.parts else given

    @property
    def columns(self) -> list[tuple[str, list[Any]]]:
        return [(title, [self[name] for name in names]) for title, names in self.heads]

    @property
    def others(self) -> Iterable[Any]:
        """The fields after the columns."""
        grouped = {name for _, names in self.heads for name in names}
        return [self[name] for name in self.fields if name not in grouped and name != "berlaku"]


def _parts(table: str, value: Any) -> Iterable[tuple[tuple[str, ...], str, Any]]:
    """Path, title and content of every part that has a field of its own; none for what is not made of named parts."""
    if table == HOURS:
        return [((season, day), _day(season, day), value[season][day]) for season in SEASONS for day in WEEKDAYS]
    if not isinstance(value, Mapping):
        return []
    return [found for key, part in value.items() for found in _named((key,), label(key), part)]


def _day(season: str, day: str) -> str:
    """So that the summary of errors tells the two weeks apart."""
    return gettext("%(day)s, Ramadan") % {"day": label(day)} if season == "ramadan" else label(day)


def _named(path: tuple[str, ...], title: str, part: Any) -> Iterable[tuple[tuple[str, ...], str, Any]]:
    if not isinstance(part, Mapping) or not part:
        return [(path, title, part)]
    return [found for key, inner in part.items() for found in _named((*path, key), f"{title}: {label(key)}", inner)]


def _field(table: str, title: str, part: Any) -> tuple[forms.Field, Any]:
    if table == HOURS:
        return HoursField(label=title, required=False), cell(part, "").replace("-", "–")
    if isinstance(part, int) and not isinstance(part, bool):
        return IntegerField(label=title), part
    if isinstance(part, str):
        return forms.CharField(label=title, widget=TextInput), part
    if isinstance(part, list) and all(isinstance(item, str) for item in part):
        told = _("Satu baris untuk tiap butir.")
        lines = LinesField(
            label=title, required=False, help_text=told, widget=Textarea({"rows": max(3, len(part) + 1)})
        )
        return lines, "\n".join(part)
    widget = Textarea({"rows": 8, "class": "input input-code", "spellcheck": "false"})
    told = _("Ubah kata atau angka di kanan titik dua; nama di kirinya, kurung, dan jarak di awal baris dibiarkan.")
    return ValueField(label=title, help_text=told, widget=widget), written(part)
