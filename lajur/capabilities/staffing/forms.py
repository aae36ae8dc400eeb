"""Forms of the plan: its period, a team, a Pokja."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.capabilities.staffing.models import Part
from lajur.ui.forms import CheckboxSelectMultiple, DateField, Form, Select, TextInput

Choices = Sequence[tuple[str, str]]


class PeriodForm(Form):
    sejak = DateField(label=_("Berlaku mulai"))
    sampai = DateField(label=_("Berlaku sampai"))


class PlanForm(PeriodForm):
    judul = forms.CharField(label=_("Judul rencana"), max_length=200, widget=TextInput)
    field_order = ("judul", "sejak", "sampai")


class TeamForm(Form):
    """One part and task for each of `people`, and the lanes the team fills."""

    def __init__(
        self, data: Any = None, *, people: Choices, lanes: Choices, seats: dict[str, tuple[str, str]], bound: list[str]
    ) -> None:
        self.people = people
        super().__init__(data)
        parts = [("", "–"), *Part.choices]
        for person, _name in people:
            part, task = seats.get(person, ("", ""))
            select = Select({"aria-label": _("Kedudukan")})
            self.fields[f"bagian-{person}"] = forms.ChoiceField(
                choices=parts, required=False, widget=select, initial=part, label=_("Kedudukan")
            )
            self.fields[f"tugas-{person}"] = forms.CharField(
                required=False, max_length=300, initial=task, widget=TextInput, label=_("Tugas")
            )
        self.fields["pelaksana"] = forms.MultipleChoiceField(
            label=_("Mengerjakan langkah sebagai"), choices=list(lanes), required=False, initial=bound,
            widget=CheckboxSelectMultiple,
            help_text=_("Selama rencana berlaku, tugas pelaksana ini menunggu anggota tim, juga pada pelaksanaan yang"
                        " sedang berjalan."),
        )  # fmt: skip

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        return [(name, self[f"bagian-{person}"], self[f"tugas-{person}"]) for person, name in self.people]

    @property
    def seats(self) -> list[tuple[str, str, str]]:
        """(person, part, task) of those who have a part."""
        given = self.cleaned_data
        return [(p, given[f"bagian-{p}"], given[f"tugas-{p}"]) for p, _n in self.people if given[f"bagian-{p}"]]


class PokjaForm(Form):
    def __init__(self, data: Any = None, *, people: Choices, chosen: Sequence[str] = (), chair: str = "") -> None:
        super().__init__(data)
        self.fields["orang"] = forms.MultipleChoiceField(
            choices=list(people), required=False, initial=list(chosen), label=_("Anggota Pokja")
        )
        self.fields["ketua"] = forms.ChoiceField(
            choices=[("", _("Ditentukan menurut jenjang")), *people], required=False, initial=chair, widget=Select,
            label=_("Ketua"),
        )  # fmt: skip
