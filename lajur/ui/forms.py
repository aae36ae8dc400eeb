"""Forms that look and speak alike: our field template, plain widgets, numbers and dates as written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lajur.ui import formats


class Renderer(DjangoTemplates):
    """Finds our templates beside Django's own, so no setting is needed."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class Form(forms.Form):
    """Base of every form. The server's words are the only ones: the browser's own checks are switched off in the page
    (`novalidate`), and required fields say so to assistive software by `aria-required`."""

    default_renderer = Renderer()  # one for all: each instance reads and parses its templates anew
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            attrs = field.widget.attrs
            if field.required and not field.widget.use_fieldset:
                attrs.setdefault("aria-required", "true")
            say_in_our_words(field, name)


def say_in_our_words(field: forms.Field, name: str) -> None:
    """Replace the untouched general message for a missing answer by one that names what is missing."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    label = str(field.label or name.replace("_", " "))
    if isinstance(field, forms.FileField | FilesField):
        text = _("Lampirkan berkas: %(label)s.")
    elif isinstance(field, forms.ChoiceField):
        text = _("Pilih: %(label)s.")
    elif isinstance(field, forms.BooleanField):
        text = _("Beri tanda: %(label)s.")
    else:
        text = _("Isi: %(label)s.")
    field.error_messages["required"] = (text % {"label": label}).replace("?.", "?")  # a question ends itself


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input input-date", **(attrs or {})}, format="%Y-%m-%d")


class DateField(forms.Field):
    """→ date. The browser's calendar gives ISO; a browser without one lets people type 23/11/2026."""

    widget = DateInput

    def __init__(self, *, minimum: dt.date | None = None, maximum: dt.date | None = None, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        limits = {"min": self.minimum, "max": self.maximum}
        return {key: limit.isoformat() for key, limit in limits.items() if limit}

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return formats.parse_date(str(value))
        except formats.Unreadable as problem:
            raise forms.ValidationError(str(problem), code="invalid") from problem

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.minimum and value < self.minimum:
            limit = formats.long_date(self.minimum)
            raise forms.ValidationError(_("Tanggal paling awal %(limit)s."), "early", {"limit": limit})
        if value and self.maximum and value > self.maximum:
            limit = formats.long_date(self.maximum)
            raise forms.ValidationError(_("Tanggal paling akhir %(limit)s."), "late", {"limit": limit})


class NumberInput(forms.TextInput):
    """A text input, because browsers' number inputs refuse 1.234.567,89."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, prefix: str = "") -> None:
        self.prefix = prefix
        super().__init__(
            attrs={"class": "input input-number", "inputmode": "decimal", "autocomplete": "off"} | dict(attrs or {})
        )

    template_name = "ui/widgets/number.html"

    def format_value(self, value: Any) -> str | None:
        return formats.number(value) if isinstance(value, int | float | Decimal) else value

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, dict(attrs or {})) | {"prefix": self.prefix}


class DecimalField(forms.Field):
    """→ Decimal, with at most `decimals` places, between `minimum` and `maximum`."""

    widget = NumberInput

    def __init__(
        self,
        *,
        decimals: int = 2,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        **kwargs: Any,
    ) -> None:
        self.decimals, self.minimum, self.maximum = decimals, minimum, maximum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | int | None:
        if value in self.empty_values:
            return None
        try:
            amount = value if isinstance(value, Decimal) else formats.parse_number(str(value))
        except formats.Unreadable as problem:
            raise forms.ValidationError(str(problem), code="invalid") from problem
        places = -int(amount.as_tuple().exponent)
        if places > self.decimals and amount != round(amount, self.decimals):
            raise forms.ValidationError(self.too_fine(), code="places")
        return amount

    def too_fine(self) -> str:
        if not self.decimals:
            return str(_("Tulis bilangan bulat, tanpa angka di belakang koma."))
        return str(
            ngettext_lazy(
                "Paling banyak %(count)d angka di belakang koma.",
                "Paling banyak %(count)d angka di belakang koma.",
                self.decimals,
            )
            % {"count": self.decimals}
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and self.minimum is not None and value < self.minimum:
            limit = formats.number(self.minimum)
            raise forms.ValidationError(_("Paling sedikit %(limit)s."), "small", {"limit": limit})
        if value is not None and self.maximum is not None and value > self.maximum:
            limit = formats.number(self.maximum)
            raise forms.ValidationError(_("Paling banyak %(limit)s."), "large", {"limit": limit})


class IntegerField(DecimalField):
    """→ int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimals=0, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        amount = super().to_python(value)
        return None if amount is None else int(amount)


class MoneyField(IntegerField):
    """→ int, whole rupiah. "Rp" stands before the box and may be typed too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("minimum", 0)
        super().__init__(widget=NumberInput(prefix="Rp", attrs={"inputmode": "numeric"}), **kwargs)


class TextInput(forms.TextInput):
    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input", **(attrs or {})})


class Textarea(forms.Textarea):
    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input", "rows": 4, **(attrs or {})})


class Select(forms.Select):
    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Sequence[Any] = ()) -> None:
        super().__init__(attrs={"class": "input input-select", **(attrs or {})}, choices=choices)


class FlatChoiceField(forms.ChoiceField):
    """A choice among many (value, label) pairs without groups, taken as they are: Django would look through every pair
    of every field each time a form is made."""

    def __init__(self, *, pairs: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(widget=Select(), **kwargs)
        self._choices = pairs
        self.widget._choices = pairs


class RadioSelect(forms.RadioSelect):
    """Choices one below another; fit for up to about seven."""

    template_name = "ui/widgets/choices.html"
    option_template_name = "django/forms/widgets/radio_option.html"


class CheckboxSelectMultiple(forms.CheckboxSelectMultiple):
    template_name = "ui/widgets/choices.html"
    option_template_name = "django/forms/widgets/checkbox_option.html"


class FilesInput(forms.FileInput):
    """A plain file input in a frame that takes dropped files; scripts add the list of what was chosen. With `slot`,
    `uploads.js` sends them at once and in parts to “unggah/” below the page, for the document of that key."""

    allow_multiple_selected = True
    template_name = "ui/widgets/files.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, several: bool = True, slot: str = "") -> None:
        self.slot, self.max_bytes = slot, 0
        super().__init__(attrs={"class": "input-file", **({"multiple": True} if several else {}), **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, dict(attrs or {})) | {"slot": self.slot, "max_bytes": self.max_bytes}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class FilesField(forms.Field):
    """→ list of UploadedFile. Limits are said before anything is chosen: write them into `help_text`. `refuses` tells
    by its name what is not taken."""

    widget = FilesInput
    empty_values = (None, "", [], ())

    def __init__(
        self,
        *,
        several: bool = True,
        max_bytes: int = 25_000_000,
        slot: str = "",
        refuses: Callable[[str], bool] = lambda name: False,
        **kwargs: Any,
    ) -> None:
        self.several, self.max_bytes, self.refuses = several, max_bytes, refuses
        kwargs.setdefault("widget", FilesInput(several=several, slot=slot))
        super().__init__(**kwargs)
        if isinstance(self.widget, FilesInput):
            self.widget.max_bytes = max_bytes

    def to_python(self, value: Any) -> list[UploadedFile]:
        given = value if isinstance(value, list | tuple) else [value]
        return [file for file in given if file]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not self.several and len(value) > 1:
            raise forms.ValidationError(_("Lampirkan satu berkas saja."), "several")
        for file in value:
            if self.refuses(file.name or ""):
                message = _("“%(name)s” adalah program atau skrip; kirim dokumennya saja.")
                raise forms.ValidationError(message, "refused", {"name": file.name})
            if not file.size:
                raise forms.ValidationError(_("Berkas “%(name)s” kosong."), "empty", {"name": file.name})
            if file.size > self.max_bytes:
                facts = {"name": file.name, "size": formats.size(file.size), "limit": formats.size(self.max_bytes)}
                message = _("Berkas “%(name)s” berukuran %(size)s; batasnya %(limit)s.")
                raise forms.ValidationError(message, "large", facts)
