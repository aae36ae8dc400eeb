"""Choosing which notices come by mail, and when not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lajur.casework.notices.models import NoticeKind, Pace
from lajur.casework.notices.rules import Choice
from lajur.ui.forms import Form, Select

HALF_HOURS = [(minute, f"{minute // 60:02}.{minute % 60:02}") for minute in range(0, 24 * 60, 30)]
HOURS = [(hour, f"{hour:02}.00") for hour in range(24)]


class MailForm(Form):
    """One choice for each kind of notice, the digest's hour, the quiet hours. `choice`: what holds now."""

    jam_ringkasan = forms.TypedChoiceField(
        label=_("Jam ringkasan harian"),
        choices=HOURS,
        coerce=int,
        widget=Select,
        help_text=_("Hanya pada hari kerja, dan hanya bila ada yang belum Anda baca."),
    )
    tenang = forms.BooleanField(
        label=_("Tahan surel pada jam tenang"),
        required=False,
        help_text=_("Yang terjadi pada jam tenang dikirim sesudahnya; di halaman tetap tampil seketika."),
    )
    tenang_mulai = forms.TypedChoiceField(label=_("Jam tenang mulai"), choices=HALF_HOURS, coerce=int, widget=Select)
    tenang_sampai = forms.TypedChoiceField(label=_("Jam tenang sampai"), choices=HALF_HOURS, coerce=int, widget=Select)
    tenang_libur = forms.BooleanField(label=_("Tahan juga pada hari libur dan akhir pekan"), required=False)

    def __init__(self, data: Any, *, choice: Choice) -> None:
        initial = {
            "jam_ringkasan": choice.digest_hour,
            "tenang": choice.is_quiet,
            "tenang_mulai": choice.quiet_from,
            "tenang_sampai": choice.quiet_until,
            "tenang_libur": choice.quiet_days_off,
            **{kind.value: choice.pace_of(kind.value) for kind in NoticeKind},
        }
        super().__init__(data, initial=initial)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=Pace.choices, widget=Select)
        for field in self.fields.values():
            if isinstance(field.widget, Select):
                field.owed = True  # type: ignore[attr-defined]  # answered from the start, so no star

    def kinds(self) -> list[Any]:
        """The fields of the kinds, in their order."""
        return [self[kind.value] for kind in NoticeKind]

    def chosen(self) -> Choice:
        given = self.cleaned_data
        return Choice(
            {kind.value: given[kind.value] for kind in NoticeKind},
            given["tenang"],
            given["tenang_mulai"],
            given["tenang_sampai"],
            given["tenang_libur"],
            given["jam_ringkasan"],
        )
