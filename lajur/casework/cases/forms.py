"""Forms of cases: what is done with tasks, cases and deviations besides a step's own work (`stepform.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.cases.stepform import OwedPeople
from lajur.ui.forms import CheckboxSelectMultiple, Form, RadioSelect, Select, Textarea, TextInput


class ReasonForm(Form):
    """A reason, for what must not happen without one."""

    alasan = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=2000,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Tercatat di riwayat dan dibaca yang berikutnya, misalnya: “Tanggal pada halaman 2 keliru.”"
        ),
    )


class ReturnForm(ReasonForm):
    """`targets`: (step key, label) of the steps to which the work may go back."""

    tujuan = forms.ChoiceField(label=gettext_lazy("Kembalikan ke"), widget=RadioSelect)
    field_order = ("tujuan", "alasan")

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tujuan"].choices = list(targets)  # type: ignore[attr-defined]


class PeopleForm(ReasonForm):
    """Persons and why. `holders` are likely, `others` possible; each (id, name)."""

    orang = OwedPeople(label=gettext_lazy("Kepada"), widget=CheckboxSelectMultiple)
    lain = forms.MultipleChoiceField(
        label=gettext_lazy("Orang lain di instansi"), required=False, widget=CheckboxSelectMultiple
    )
    field_order = ("orang", "lain", "alasan")

    def __init__(
        self, *args: Any, holders: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["orang"].choices = list(holders)  # type: ignore[attr-defined]
        self.fields["lain"].choices = list(others)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.persons:
            self.add_error("orang", _("Pilih paling sedikit satu orang."))
        return given

    @property
    def persons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.cleaned_data.get("orang", ()), *self.cleaned_data.get("lain", ())]))


class CommentForm(Form):
    komentar = forms.CharField(
        label=gettext_lazy("Komentar"),
        max_length=5000,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy("Tulis @namapengguna untuk menyebut orang; ia mendapat pemberitahuan."),
    )
    sebut = forms.ChoiceField(label=gettext_lazy("Sebut seseorang"), required=False, widget=Select)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sebut"].choices = [("", _("Tidak seorang pun")), *people]  # type: ignore[attr-defined]


class AnswerForm(Form):
    jawaban = forms.CharField(
        label=gettext_lazy("Penjelasan Anda"),
        max_length=5000,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy("Apa yang terjadi, dan apa yang sudah dilakukan. Atasan Anda menilainya."),
    )


class JudgeForm(Form):
    nilai = forms.ChoiceField(
        label=gettext_lazy("Penilaian"),
        widget=RadioSelect,
        choices=[
            ("terima", gettext_lazy("Terima penjelasan")),
            ("tolak", gettext_lazy("Tolak, minta dijelaskan lagi")),
        ],
    )
    penilaian = forms.CharField(
        label=gettext_lazy("Alasan"),
        required=False,
        max_length=5000,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Wajib bila ditolak."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("nilai") == "tolak" and not given.get("penilaian", "").strip():
            self.add_error("penilaian", _("Tuliskan mengapa penjelasan ini ditolak."))
        return given


class StartForm(Form):
    """`people`: lane → (title, holders, others) for lanes that are bound to persons in each case."""

    hal = forms.CharField(
        label=gettext_lazy("Hal"),
        max_length=300,
        widget=TextInput,
        help_text=gettext_lazy("Tentang apa pelaksanaan ini, misalnya: “Pengadaan 12 laptop Dinas Pendidikan 2026”."),
    )

    def __init__(self, *args: Any, lanes: Sequence[tuple[str, str, list[tuple[str, str]]]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lanes = [key for key, _title, _people in lanes]
        for key, title, people in lanes:
            self.fields[f"tunjuk-{key}"] = forms.MultipleChoiceField(
                label=title,
                choices=people,
                required=False,
                widget=CheckboxSelectMultiple,
                help_text=_("Boleh dikosongkan bila ditunjuk kemudian oleh langkah SOP atau pimpinan."),
            )

    @property
    def appointments(self) -> dict[str, tuple[str, ...]]:
        chosen = {lane: tuple(self.cleaned_data.get(f"tunjuk-{lane}", ())) for lane in self.lanes}
        return {lane: persons for lane, persons in chosen.items() if persons}
