"""Forms of the administrator: people, passwords, positions, who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lajur.registers.authority.words import spoken
from lajur.registers.organisation.business import check_nib, check_npwp, tidy_npwp, tidy_number
from lajur.registers.organisation.models import HoldingKind, Position, Role, Unit
from lajur.registers.organisation.nip import check_nip, tidy_nip
from lajur.ui.forms import CheckboxSelectMultiple, DateField, Form, Select, TextInput

USERNAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._@-]*$", _("Pakai huruf tanpa aksen, angka, titik, garis bawah, tanda hubung, atau @.")
)


class PersonForm(Form):
    """`added`: a new person, who is also given a user name."""

    nama = forms.CharField(
        label=_("Nama lengkap"), max_length=200, widget=TextInput, help_text=_("Dengan gelar, seperti pada surat.")
    )
    nama_pengguna = forms.CharField(
        label=_("Nama pengguna"),
        max_length=150,
        validators=[USERNAME],
        widget=TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Untuk masuk; tidak dapat diubah lagi. Misalnya NIP, atau nama dengan titik."),
    )
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=40,
        widget=TextInput({"inputmode": "numeric"}),
        help_text=_("18 angka; kosongkan bagi yang bukan ASN."),
    )
    surel = forms.EmailField(label=_("Surel"), required=False, widget=TextInput({"inputmode": "email"}))
    luar = forms.BooleanField(
        label=_("Pihak luar, misalnya penyedia: hanya melihat pelaksanaan yang melibatkannya"), required=False
    )
    usaha = forms.CharField(
        label=_("Nama usaha"),
        required=False,
        max_length=200,
        widget=TextInput({"autocomplete": "organization"}),
        help_text=_("Ini dan kedua nomor di bawah hanya bagi pihak luar; misalnya CV Maju Bersama."),
    )
    npwp = forms.CharField(
        label="NPWP",
        required=False,
        max_length=40,
        widget=TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("15 atau 16 angka, dengan atau tanpa titik."),
    )
    nib = forms.CharField(
        label="NIB",
        required=False,
        max_length=40,
        widget=TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nomor Induk Berusaha, 13 angka."),
    )

    def __init__(self, *args: Any, added: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not added:
            del self.fields["nama_pengguna"]

    def clean_nip(self) -> str:
        nip = tidy_nip(self.cleaned_data["nip"])
        if (refusal := check_nip(nip)) is not None:
            raise forms.ValidationError(spoken(refusal.fields["nip"]))
        return nip

    def clean_npwp(self) -> str:
        npwp = tidy_npwp(self.cleaned_data["npwp"])
        if (refusal := check_npwp(npwp)) is not None:
            raise forms.ValidationError(spoken(refusal.fields["npwp"]))
        return npwp

    def clean_nib(self) -> str:
        nib = tidy_number(self.cleaned_data["nib"])
        if (refusal := check_nib(nib)) is not None:
            raise forms.ValidationError(spoken(refusal.fields["nib"]))
        return nib


class LeavingForm(Form):
    """`tasks`: whether tasks wait for the person by name; that they stay where they are must then be accepted."""

    akhiri = forms.BooleanField(
        label=_("Akhiri juga jabatannya hari ini (hilangkan tanda bila ia akan kembali)"), required=False, initial=True
    )
    tetap = forms.BooleanField(
        label=_("Nonaktifkan walaupun tugas di atas belum dialihkan"),
        error_messages={"required": _("Alihkan dahulu tugasnya, atau beri tanda bahwa Anda tetap menonaktifkannya.")},
    )

    def __init__(self, *args: Any, tasks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tasks:
            del self.fields["tetap"]


def password_input(kind: str) -> forms.PasswordInput:
    return forms.PasswordInput({"class": "input", "autocomplete": kind})


class NewPasswordForm(Form):
    baru = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        max_length=200,
        widget=password_input("new-password"),
        help_text=_("Paling sedikit 10 karakter, bukan kata yang mudah ditebak."),
    )
    ulangi = forms.CharField(
        label=_("Ulangi kata sandi baru"), strip=False, max_length=200, widget=password_input("new-password")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("baru") and given.get("ulangi") and given["baru"] != given["ulangi"]:
            self.add_error("ulangi", _("Kedua kata sandi tidak sama."))
        return given


class ChangePasswordForm(NewPasswordForm):
    field_order = ("lama", "baru", "ulangi")
    lama = forms.CharField(
        label=_("Kata sandi lama"), strip=False, max_length=200, widget=password_input("current-password")
    )


class PositionForm(Form):
    """`position`: the one that is changed, which cannot be its own superior."""

    nama = forms.CharField(label=_("Nama jabatan"), max_length=200, widget=TextInput)
    unit = forms.ChoiceField(label=_("Unit kerja"), required=False, widget=Select)
    atasan = forms.ChoiceField(
        label=_("Atasan langsung"),
        required=False,
        widget=Select,
        help_text=_("Menerima eskalasi, menilai penyimpangan, dan mengatur pengganti."),
    )
    peran = forms.MultipleChoiceField(
        label=_("Peran di samping SOP"),
        required=False,
        choices=Role.choices,
        widget=CheckboxSelectMultiple,
        help_text=_("Administrator mengelola bagian ini; auditor membaca semuanya; pimpinan melihat ikhtisar."),
    )
    luar = forms.BooleanField(label=_("Jabatan pihak luar, misalnya penyedia"), required=False)

    def __init__(
        self, *args: Any, positions: Iterable[Position], units: Iterable[Unit], position: Position | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("Tidak ada"))]
        others = [(str(other.id), other.title) for other in positions if position is None or other.id != position.id]
        self.fields["atasan"].choices = none + others  # type: ignore[attr-defined]
        self.fields["unit"].choices = none + [(str(unit.id), unit.name) for unit in units]  # type: ignore[attr-defined]


class UnitForm(Form):
    nama = forms.CharField(label=_("Nama unit kerja"), max_length=200, widget=TextInput)
    induk = forms.ChoiceField(label=_("Bagian dari"), required=False, widget=Select)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Tidak ada")), *((str(unit.id), unit.name) for unit in units)]
        self.fields["induk"].choices = choices  # type: ignore[attr-defined]


class SeatForm(Form):
    """`positions`: on a person's page, those to choose from; on a position's page a person is named instead.

    `overlap`: others hold it definitively on these days; that this is meant must then be said.
    """

    jabatan = forms.ChoiceField(label=_("Jabatan"), widget=Select)
    pegawai = forms.CharField(
        label=_("Pegawai"), max_length=200, widget=TextInput, help_text=_("NIP, nama pengguna, atau nama.")
    )
    status = forms.ChoiceField(
        label=_("Sebagai"),
        choices=[
            (HoldingKind.DEFINITIVE.value, _("Pejabat definitif")),
            (HoldingKind.ACTING.value, _("Pelaksana tugas (Plt.)")),
            (HoldingKind.DAILY_ACTING.value, _("Pelaksana harian (Plh.)")),
        ],
        widget=Select,
        help_text=_("Plt. dan Plh. memerlukan nomor surat perintah dan hari terakhir."),
    )
    surat = forms.CharField(
        label=_("Nomor surat keputusan atau surat perintah"), required=False, max_length=100, widget=TextInput
    )
    mulai = DateField(label=pgettext_lazy("hari pertama", "Mulai"))
    selesai = DateField(label=_("Hari terakhir"), required=False)
    tetap = forms.BooleanField(label=_("Memang benar: dua pejabat definitif pada waktu yang sama"))

    def __init__(
        self, *args: Any, positions: Iterable[Position] | None = None, overlap: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if positions is None:
            del self.fields["jabatan"]
        else:
            del self.fields["pegawai"]
            choices = [("", _("Pilih jabatan")), *((str(row.id), row.title) for row in positions)]
            self.fields["jabatan"].choices = choices  # type: ignore[attr-defined]
        if not overlap:
            del self.fields["tetap"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mulai") and given.get("selesai") and given["selesai"] < given["mulai"]:
            self.add_error("selesai", _("Hari terakhir harus sama dengan atau setelah hari pertama."))
        if given.get("status") != HoldingKind.DEFINITIVE:
            if not given.get("surat"):
                self.add_error("surat", _("Isi nomor surat perintah Plt. atau Plh."))
            if not given.get("selesai") and "selesai" not in self.errors:
                self.add_error("selesai", _("Isi hari terakhir Plt. atau Plh."))
        return given
