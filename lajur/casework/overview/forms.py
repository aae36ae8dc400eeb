"""What is looked at: a period, a SOP, a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.overview.periods import Period, month_of, name_of, quarter, quarter_of, year
from lajur.ui.forms import DateField, Form, Select

MONTHS, QUARTERS, YEARS = 12, 4, 3
"""So many of each are offered, the running one first."""


class WantedForm(Form):
    """All of it may be empty: this month, every SOP, every unit. Two dates go before the period chosen."""

    periode = forms.ChoiceField(label=gettext_lazy("Masa"), required=False, widget=Select)
    sop = forms.ChoiceField(label=gettext_lazy("SOP"), required=False, widget=Select)
    unit = forms.ChoiceField(label=gettext_lazy("Unit kerja"), required=False, widget=Select)
    dari = DateField(label=gettext_lazy("Dari tanggal"), required=False)
    sampai = DateField(label=gettext_lazy("Sampai tanggal"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        period: Period,
        today: date,
        procedures: Sequence[tuple[str, str]],
        units: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.fields["periode"].choices = choices(period, today)  # type: ignore[attr-defined]
        self.fields["sop"].choices = [("", _("Semua SOP")), *procedures]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("Semua unit")), *units]  # type: ignore[attr-defined]


def choices(period: Period, today: date) -> list[Any]:
    """The latest months, quarters and years, and the period shown where it is none of them."""
    months, quarters, years = [month_of(today)], [quarter(today.year, quarter_of(today))], [year(today.year)]
    for found, many in ((months, MONTHS), (quarters, QUARTERS), (years, YEARS)):
        while len(found) < many:
            found.append(found[-1].before())
    groups: list[Any] = [
        (_("Bulan"), [(one.key, name_of(one)) for one in months]),
        (_("Triwulan"), [(one.key, name_of(one)) for one in quarters]),
        (_("Tahun"), [(one.key, name_of(one)) for one in years]),
    ]
    if period not in (*months, *quarters, *years):
        groups.insert(0, (period.key, name_of(period)))
    return groups
