"""Forms of cases: the generic form of a step, and what else is done with tasks, cases and deviations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.documents.actions import KeptFile
from lajur.engine.definition import END, Exit, Field, Sop, Step
from lajur.engine.state import State
from lajur.ui.forms import (
    CheckboxSelectMultiple,
    DateField,
    DecimalField,
    FilesField,
    Form,
    MoneyField,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
    say_in_our_words,
)

FEW = 7
"""Up to this many choices stand open as radio buttons."""
TEXT, PARAGRAPH = 300, 20_000
"""Longest answers, in characters."""


def where(sop: Sop, step: Step, target: str) -> str:
    """Where a way out leads, in words."""
    if target == END:
        return _("cabang ini selesai") if step.group else _("pelaksanaan selesai")
    next_step = sop.steps[target]
    words = {"no": next_step.no, "title": next_step.title}
    if sop.is_return(step, target):
        return _("kembali ke langkah %(no)s: %(title)s") % words
    return _("lanjut ke langkah %(no)s: %(title)s") % words


def way_label(sop: Sop, step: Step, way: Exit) -> str:
    return f"{way.label[:1].upper()}{way.label[1:]} → {where(sop, step, way.target)}"


@dataclass(frozen=True)
class Slot:
    """A place in the step's form where a document is due. `is_output` tells results from kelengkapan; `kept` are files
    already safe on disk, with `offered` those of an earlier visit that may be used again."""

    kind: str
    title: str
    is_output: bool
    kept: Sequence[KeptFile] = ()
    offered: Sequence[KeptFile] = ()
    text: str = ""


@dataclass(frozen=True)
class Plan:
    """What a task asks for. `people`: lane → (holders by position, everybody else), each (id, name)."""

    sop: Sop
    step: Step
    state: State
    slots: Sequence[Slot]
    people: Mapping[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = field(default_factory=dict)


def answer_field(asked: Field) -> forms.Field:
    """A question of the SOP file as a form field."""
    common: dict[str, Any] = {"label": asked.label, "required": asked.required, "help_text": asked.help}
    match asked.kind:
        case "paragraf":
            return forms.CharField(widget=Textarea, max_length=PARAGRAPH, **common)
        case "angka":
            return DecimalField(decimals=4, minimum=asked.minimum, maximum=asked.maximum, **common)
        case "uang":
            return MoneyField(minimum=asked.minimum or 0, maximum=asked.maximum, **common)
        case "tanggal":
            return DateField(**common)
        case "pilihan":
            options = list(asked.options)
            if len(options) <= FEW:
                return forms.ChoiceField(choices=options, widget=RadioSelect, **common)
            return forms.ChoiceField(choices=[("", _("Pilih")), *options], widget=Select, **common)
        case "ya-tidak":
            return forms.ChoiceField(choices=[("ya", _("Ya")), ("tidak", _("Tidak"))], widget=RadioSelect, **common)
    return forms.CharField(widget=TextInput, max_length=TEXT, **common)


def to_fact(asked: Field, given: Any) -> Any:
    """A cleaned answer as the plain value a case keeps."""
    if asked.kind == "ya-tidak":
        return given == "ya"
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, Decimal):
        return int(given) if given == given.to_integral_value() else float(given)
    return given


def from_fact(asked: Field, fact: Any) -> Any:
    """A kept value as the initial answer of a step that opens again."""
    if asked.kind == "ya-tidak":
        return "ya" if fact else "tidak"
    if asked.kind == "tanggal" and isinstance(fact, str):
        return date.fromisoformat(fact)
    return fact


class Owed:
    """Asked for, but something else may take its place: the form as a whole judges whether anything is missing."""

    required: bool

    def validate(self, value: Any) -> None:
        self.required = False
        try:
            super().validate(value)  # type: ignore[misc]
        finally:
            self.required = True


class OwedFiles(Owed, FilesField):
    pass


class OwedText(Owed, forms.CharField):
    pass


class OwedPeople(Owed, forms.MultipleChoiceField):
    pass


class StepForm(Form):
    """Everything a task asks for, from its step: questions, documents, results, the decision, persons to appoint."""

    def __init__(self, data: Any = None, files: Any = None, *, plan: Plan) -> None:
        self.plan = plan
        super().__init__(data, files)

        step, facts = plan.step, plan.state.facts
        for asked in step.fields:
            answer = self.fields[f"jawab-{asked.key}"] = answer_field(asked)
            if asked.key in facts:
                answer.initial = from_fact(asked, facts[asked.key])
        for slot in plan.slots:
            self._add_slot(slot)
        for lane in step.appoints:
            self._add_people(lane)
        if step.is_decision:
            choices = [(way.label, way_label(plan.sop, step, way)) for way in step.exits]
            self.fields["keputusan"] = forms.ChoiceField(
                label=_("Apa keputusan Anda?"), choices=choices, widget=RadioSelect
            )
        self.fields["catatan"] = forms.CharField(
            label=_("Catatan untuk langkah berikutnya"),
            required=False,
            max_length=PARAGRAPH,
            widget=Textarea({"rows": 2}),
        )
        for name, added in self.fields.items():
            if not isinstance(added, Owed):
                prepare(added, name)

    def _add_slot(self, slot: Slot) -> None:
        limit = settings.UPLOAD_LIMIT
        self.fields[f"berkas-{slot.kind}"] = OwedFiles(label=_("Berkas"), max_bytes=limit)
        self.fields[f"teks-{slot.kind}"] = OwedText(
            label=_("Isi dokumen"),
            max_length=PARAGRAPH,
            widget=Textarea({"rows": 3}),
            initial=slot.text,
        )
        self.fields[f"alasan-{slot.kind}"] = OwedText(
            label=_("Alasan melanjutkan tanpa dokumen ini"),
            max_length=2000,
            widget=TextInput,
            help_text=_("Tercatat sebagai penyimpangan yang Anda pertanggungjawabkan kepada atasan."),
        )

    def _add_people(self, lane: str) -> None:
        title = self.plan.sop.lanes[lane].title
        holders, others = self.plan.people[lane]
        bound = self.plan.state.appointments.get(lane, ())
        self.fields[f"tunjuk-{lane}"] = OwedPeople(
            label=_("Tunjuk %(lane)s") % {"lane": title},
            choices=holders,
            widget=CheckboxSelectMultiple,
            initial=[key for key, _name in holders if key in bound or len(holders) == 1],
        )
        self.fields[f"tunjuk-lain-{lane}"] = forms.MultipleChoiceField(
            label=_("Orang lain di instansi"),
            choices=others,
            required=False,
            widget=CheckboxSelectMultiple,
            initial=[key for key, _name in others if key in bound],
        )

    @property
    def goes_back(self) -> bool:
        """Whether the decision taken sends the work back: then no result is owed and nobody needs to be appointed."""
        way = self.plan.step.exit(self.cleaned_data.get("keputusan") or "")
        return way is not None and self.plan.sop.is_return(self.plan.step, way.target)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for slot in self.plan.slots:
            handed = slot.kept or given.get(f"berkas-{slot.kind}") or given.get(f"teks-{slot.kind}", "").strip()
            excused = given.get(f"alasan-{slot.kind}", "").strip() or (slot.is_output and self.goes_back)
            if not handed and not excused and f"berkas-{slot.kind}" not in self.errors:
                told = _("Berkas “%(title)s” belum ada: unggah, tulis isinya, atau beri alasan melanjutkan tanpanya.")
                self.add_error(f"berkas-{slot.kind}", told % {"title": slot.title})
        for lane in self.plan.step.appoints:
            if not self.goes_back and not self.appointed(lane):
                self.add_error(f"tunjuk-{lane}", _("Pilih paling sedikit satu orang."))
        return given

    def appointed(self, lane: str) -> tuple[str, ...]:
        both = [*self.cleaned_data.get(f"tunjuk-{lane}", ()), *self.cleaned_data.get(f"tunjuk-lain-{lane}", ())]
        return tuple(dict.fromkeys(both))

    @property
    def answers(self) -> dict[str, Any]:
        found = {}
        for asked in self.plan.step.fields:
            given = self.cleaned_data.get(f"jawab-{asked.key}")
            if given not in (None, ""):
                found[asked.key] = to_fact(asked, given)
        return found


def prepare(added: forms.Field, name: str) -> None:
    """What `Form` does for declared fields, for those added later: say what is required, in our words."""
    if added.required and not added.widget.use_fieldset:
        added.widget.attrs.setdefault("aria-required", "true")
    say_in_our_words(added, name)


class ReasonForm(Form):
    """A reason, for what must not happen without one."""

    alasan = forms.CharField(label=gettext_lazy("Alasan"), max_length=2000, widget=Textarea({"rows": 3}))


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
    komentar = forms.CharField(label=gettext_lazy("Komentar"), max_length=5000, widget=Textarea({"rows": 3}))


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
        help_text=gettext_lazy("Tentang apa pelaksanaan ini, misalnya nama paket, survei, atau penyedianya."),
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
