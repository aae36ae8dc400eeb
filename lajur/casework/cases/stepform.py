"""The form of a step, made of what its row of the sheet asks for: questions, documents, results, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from lajur.casework.cases.helping import about_document
from lajur.casework.cases.plugging import Plugged
from lajur.casework.documents.actions import KeptFile
from lajur.casework.documents.rules import is_refused
from lajur.casework.documents.uploads import Unfinished
from lajur.engine.definition import END, Exit, Field, Sop, Step
from lajur.engine.state import State
from lajur.registers.authority.words import sentence
from lajur.ui import formats
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
    already safe on disk, with `offered` those of an earlier visit that may be used again; `broken_off` came in part."""

    kind: str
    title: str
    is_output: bool
    kept: Sequence[KeptFile] = ()
    offered: Sequence[KeptFile] = ()
    text: str = ""
    broken_off: Sequence[Unfinished] = ()


@dataclass(frozen=True)
class Plan:
    """What a task asks for. `people`: lane → (holders by position, everybody else), each (id, name)."""

    sop: Sop
    step: Step
    state: State
    slots: Sequence[Slot]
    people: Mapping[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = field(default_factory=dict)
    plugged: Plugged | None = None

    @property
    def asked(self) -> tuple[Field, ...]:
        """The questions that the officer answers himself; the others are answered by the step's plug."""
        plugged = self.plugged
        return tuple(one for one in self.step.fields if plugged is None or one.key not in plugged.answers)


def answer_field(asked: Field) -> forms.Field:
    """A question of the SOP file as a form field, with a line of help: the file's own, and how to write the answer."""
    advice = " ".join(part for part in (asked.help, how_to_write(asked)) if part)
    common: dict[str, Any] = {"label": asked.label, "required": asked.required, "help_text": advice}
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


def how_to_write(asked: Field) -> str:
    """An example for what can be written wrongly; for the rest a word only where the SOP file says nothing."""
    match asked.kind:
        case "angka":
            words = _("Angka, misalnya 25 atau %(example)s.") % {"example": formats.number(Decimal("1234.5"))}
        case "uang":
            words = _("Rupiah penuh, misalnya %(example)s.") % {"example": formats.number(1_250_000)}
        case "tanggal":
            words = _("Misalnya %(example)s.") % {"example": formats.long_date(date(2025, 2, 21))}
        case "paragraf":
            return "" if asked.help else _("Boleh beberapa baris.")
        case "teks":
            return "" if asked.help else _("Satu baris, paling banyak %(longest)d huruf.") % {"longest": TEXT}
        case _:
            return "" if asked.help else _("Pilih satu.")
    limits = {"low": _number(asked.minimum), "high": _number(asked.maximum)}
    if asked.minimum is not None and asked.maximum is not None:
        return words + " " + _("Dari %(low)s sampai %(high)s.") % limits
    return words


def _number(value: int | None) -> str:
    return "" if value is None else formats.number(value)


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
    """Asked for, but something else may take its place: the form as a whole judges whether anything is missing.
    `alone`: whether it is marked as required all the same."""

    required: bool
    owed = True

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
    owed = False


class StepForm(Form):
    """Everything a task asks for, from its step: questions, documents, results, the decision, persons to appoint.
    `draft` is what was typed before, shown as it was typed."""

    def __init__(self, data: Any = None, files: Any = None, *, plan: Plan, draft: QueryDict | None = None) -> None:
        self.plan = plan
        super().__init__(data, files)

        step, facts = plan.step, plan.state.facts
        for asked in plan.asked:
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
                label=_("Apa keputusan Anda?"),
                choices=choices,
                widget=RadioSelect,
                help_text=_("Sebelum tersimpan, semuanya diperlihatkan sekali lagi untuk diperiksa."),
            )
        if plan.plugged and (plan.plugged.passable or plan.plugged.weighs):
            told = _("Tercatat sebagai penyimpangan yang Anda pertanggungjawabkan kepada atasan.")
            some = _("Diisi hanya bila yang Anda pilih belum memenuhi syarat.")
            self.fields["syarat_alasan"] = forms.CharField(
                label=_("Alasan melanjutkan meskipun begitu"),
                required=False,
                max_length=2000,
                widget=TextInput,
                help_text=told if plan.plugged.passable else f"{some} {told}",
            )
        self.fields["catatan"] = forms.CharField(
            label=_("Catatan untuk langkah berikutnya"),
            required=False,
            max_length=PARAGRAPH,
            widget=Textarea({"rows": 2}),
            help_text=_("Dibaca pelaksana berikutnya, misalnya: “Lampiran 2 menyusul besok pagi.”"),
        )
        for name, added in self.fields.items():
            if not isinstance(added, Owed):
                prepare(added, name)
        if draft is not None:
            self._resume(draft)

    def _resume(self, draft: QueryDict) -> None:
        for name, added in self.fields.items():
            if isinstance(added, FilesField) or (name not in draft and not added.widget.use_fieldset):
                continue
            self.initial[name] = added.widget.value_from_datadict(draft, {}, name)

    def _add_slot(self, slot: Slot) -> None:
        limit = settings.UPLOAD_LIMIT
        about = about_document(self.plan.sop, self.plan.step, slot.kind, is_output=slot.is_output)
        self.fields[f"berkas-{slot.kind}"] = OwedFiles(
            label=_("Berkas"), max_bytes=limit, slot=slot.kind, refuses=is_refused, help_text=about
        )
        self.fields[f"teks-{slot.kind}"] = OwedText(
            label=_("Isi dokumen"),
            max_length=PARAGRAPH,
            widget=Textarea({"rows": 3}),
            initial=slot.text,
            help_text=_("Misalnya nomor dan tanggal surat, atau isi singkatnya."),
        )
        self.fields[f"alasan-{slot.kind}"] = OwedText(
            label=_("Alasan melanjutkan tanpa dokumen ini"),
            max_length=2000,
            widget=TextInput,
            help_text=_(
                "Misalnya: “Surat asli masih di bagian umum.” Tercatat sebagai penyimpangan yang Anda"
                " pertanggungjawabkan kepada atasan."
            ),
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
            help_text=_("Boleh lebih dari satu orang."),
        )
        self.fields[f"tunjuk-lain-{lane}"] = forms.MultipleChoiceField(
            label=_("Orang lain di instansi"),
            choices=others,
            required=False,
            widget=CheckboxSelectMultiple,
            initial=[key for key, _name in others if key in bound],
            help_text=_("Bila yang ditunjuk tidak memegang jabatan pelaksana ini."),
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
        self._clean_plugged(given)
        return given

    def _clean_plugged(self, given: dict[str, Any]) -> None:
        """What the step's plug has against it: against the work, or against the persons chosen."""
        plugged = self.plan.plugged
        if plugged is None or self.goes_back:
            return
        lanes = self.plan.step.appoints
        weighed = plugged.weighed({lane: self.appointed(lane) for lane in lanes}) if plugged.weighs else None
        found = [refusal for refusal in (plugged.refusal, weighed) if refusal is not None]
        for refusal in found:
            if not refusal.passable:
                names = [f"tunjuk-{lane}" for lane in lanes if lane in refusal.fields]
                self.add_error(names[0] if names else None, sentence(refusal))
            elif not given.get("syarat_alasan", "").strip():
                self.add_error("syarat_alasan", sentence(refusal))
        if not found:
            given["syarat_alasan"] = ""  # a reason without anything against it is no deviation

    def appointed(self, lane: str) -> tuple[str, ...]:
        both = [*self.cleaned_data.get(f"tunjuk-{lane}", ()), *self.cleaned_data.get(f"tunjuk-lain-{lane}", ())]
        return tuple(dict.fromkeys(both))

    @property
    def answers(self) -> dict[str, Any]:
        found = {}
        for asked in self.plan.asked:
            given = self.cleaned_data.get(f"jawab-{asked.key}")
            if given not in (None, ""):
                found[asked.key] = to_fact(asked, given)
        return found


def prepare(added: forms.Field, name: str) -> None:
    """What `Form` does for declared fields, for those added later: say what is required, in our words."""
    if added.required and not added.widget.use_fieldset:
        added.widget.attrs.setdefault("aria-required", "true")
    say_in_our_words(added, name)
