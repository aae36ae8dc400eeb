"""Forms of the plan: input only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lajur.capabilities.surveys.models import Question, QuestionKind, Survey
from lajur.capabilities.surveys.planning.actions import Plan, PlannedGroup, Wanted
from lajur.ui.forms import DateField, Form, IntegerField, RadioSelect, Textarea, TextInput

MOST_SERVICES = 20


class PlanForm(Form):
    """Besides its fields, two numbers for every group: `orang_<key>` and `sasaran_<key>`."""

    judul = forms.CharField(label=_("Judul survei"), max_length=200, widget=TextInput)
    dari = DateField(label=_("Layanan sejak"))
    sampai = DateField(label=_("Layanan sampai"))
    buka = DateField(label=_("Jawaban diterima mulai"))
    tutup = DateField(label=_("Jawaban diterima sampai"))
    layanan = forms.CharField(
        label=_("Layanan yang dinilai"),
        widget=Textarea({"rows": 5}),
        help_text=_("Satu jenis layanan per baris; responden memilih satu di antaranya."),
    )
    pengantar = forms.CharField(
        label=_("Kata pengantar"),
        required=False,
        max_length=600,
        widget=Textarea({"rows": 3}),
        help_text=_("Dibaca responden sebelum pertanyaan pertama."),
    )
    profil = forms.BooleanField(
        label=_("Tanyakan jenis kelamin, usia, dan pendidikan (selalu boleh tidak dijawab)"), required=False
    )
    alasan = forms.CharField(
        label=_("Alasan bila sasaran di bawah sampel"), required=False, max_length=600, widget=Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, survey: Survey, **given: Any) -> None:
        self.groups = list(survey.groups.all())
        given.setdefault("initial", initial_of(survey, self.groups))
        super().__init__(*args, **given)
        for group in self.groups:
            self.fields[f"orang_{group.key}"] = IntegerField(
                label=_t("Jumlah orang: %(group)s") % {"group": group.title}, minimum=0, maximum=10_000_000
            )
            self.fields[f"sasaran_{group.key}"] = IntegerField(
                label=_t("Sasaran: %(group)s") % {"group": group.title}, minimum=0, maximum=100_000
            )
        for name in self.fields:
            if name.startswith(("orang_", "sasaran_")):
                self.fields[name].widget.attrs |= {"size": 6}

    @property
    def pairs(self) -> list[tuple[Any, Any, Any]]:
        """(group, box of its population, box of its minimum)."""
        return [(group, self[f"orang_{group.key}"], self[f"sasaran_{group.key}"]) for group in self.groups]

    def clean_layanan(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["layanan"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_SERVICES:
            raise forms.ValidationError(_("Paling banyak %(most)d layanan."), params={"most": MOST_SERVICES})
        if any(len(line) > 150 for line in found):
            raise forms.ValidationError(_("Setiap layanan paling panjang 150 huruf."))
        return found

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in (("dari", "sampai"), ("buka", "tutup")):
            if given.get(first) and given.get(last) and given[last] < given[first]:
                self.add_error(last, _("Tanggal ini lebih awal daripada permulaannya."))
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            given["judul"], given["dari"], given["sampai"], given["buka"], given["tutup"],
            [
                PlannedGroup(group.key, group.title, given[f"orang_{group.key}"], given[f"sasaran_{group.key}"])
                for group in self.groups
            ],
            given["layanan"], given["profil"], given["pengantar"], given["alasan"],
        )  # fmt: skip


def initial_of(survey: Survey, groups: list[Any]) -> dict[str, Any]:
    return {
        "judul": survey.title, "dari": survey.period_from, "sampai": survey.period_until, "buka": survey.opens_on,
        "tutup": survey.closes_on, "layanan": "\n".join(row.title for row in survey.services.all()),
        "pengantar": survey.introduction, "profil": survey.asks_profile, "alasan": survey.remark,
        **{f"orang_{group.key}": group.population for group in groups},
        **{f"sasaran_{group.key}": group.minimum for group in groups},
    }  # fmt: skip


class QuestionForm(Form):
    """A question; the kind is asked for new ones only, an element keeps its own."""

    judul = forms.CharField(label=_("Unsur atau pokok"), max_length=150, widget=TextInput)
    pertanyaan = forms.CharField(label=_("Pertanyaan"), max_length=300, widget=Textarea({"rows": 2}))
    jenis = forms.ChoiceField(
        label=_("Cara menjawab"),
        choices=[(kind.value, kind.label) for kind in QuestionKind if kind != QuestionKind.ELEMENT],
        widget=RadioSelect,
    )
    jawaban = forms.CharField(
        label=_("Jawaban"),
        required=False,
        widget=Textarea({"rows": 4}),
        help_text=_("Satu per baris, dari yang terburuk (nilai 1) sampai yang terbaik; tidak perlu untuk teks."),
    )
    wajib = forms.BooleanField(label=_("Wajib dijawab"), required=False)
    dipakai = forms.BooleanField(label=_("Ditanyakan dalam survei ini"), required=False)

    def __init__(self, *args: Any, question: Question | None, **given: Any) -> None:
        self.question = question
        if question is not None:
            given.setdefault("initial", {
                "judul": question.title, "pertanyaan": question.text, "jenis": question.kind,
                "jawaban": "\n".join(question.words), "wajib": question.is_required, "dipakai": question.in_use,
            })  # fmt: skip
        super().__init__(*args, **given)
        if question is None:
            del self.fields["dipakai"]
        elif question.kind == QuestionKind.ELEMENT:
            del self.fields["jenis"], self.fields["wajib"]

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        kind = given.get("jenis") or QuestionKind.ELEMENT.value
        return Wanted(
            given["judul"], given["pertanyaan"], kind, given["jawaban"].splitlines(), given.get("wajib", True),
            given.get("dipakai", True),
        )  # fmt: skip
