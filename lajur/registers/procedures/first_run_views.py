"""The four questions of the first run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import validate_slug
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.administration_forms import USERNAME, NewPasswordForm
from lajur.registers.organisation.models import Agency, AgencyKind, Person
from lajur.registers.organisation.signin.begin import begin
from lajur.registers.procedures.first_run import SAMPLES, is_code
from lajur.registers.procedures.installation import FirstAdministrator, install
from lajur.ui.forms import Form, RadioSelect, Select, TextInput
from lajur.ui.pages import render_page

SESSION_KEY = "first_run"
LOCK = 0x6D756C6169  # any number, the same for all: "mulai"
ZONES = [
    ("Asia/Jakarta", gettext_lazy("WIB (Jakarta)")),
    ("Asia/Makassar", gettext_lazy("WITA (Makassar)")),
    ("Asia/Jayapura", gettext_lazy("WIT (Jayapura)")),
]


class CodeForm(Form):
    kode = forms.CharField(
        label=gettext_lazy("Kode dari terminal"),
        max_length=40,
        widget=TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Tercetak di terminal tempat “lajur serve” dijalankan."),
    )


class SetupForm(NewPasswordForm):
    field_order = ("instansi", "singkat", "jenis", "zona", "nama", "nama_pengguna", "baru", "ulangi", "contoh")
    instansi = forms.CharField(label=gettext_lazy("Nama instansi"), max_length=200, widget=TextInput)
    singkat = forms.CharField(
        label=gettext_lazy("Nama pendek"),
        required=False,
        max_length=50,
        validators=[validate_slug],
        widget=TextInput({"autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("Huruf kecil dan tanda hubung; bila kosong, dibuat dari namanya."),
    )
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis instansi"),
        choices=[("", gettext_lazy("Pilih")), *AgencyKind.choices],
        required=False,
        widget=Select,
        help_text=gettext_lazy("Kop surat pertama dibuat menurut jenisnya; dapat diubah kemudian."),
    )
    zona = forms.ChoiceField(
        label=gettext_lazy("Zona waktu"), choices=ZONES, initial="Asia/Jakarta", widget=RadioSelect
    )
    nama = forms.CharField(label=gettext_lazy("Nama lengkap Anda"), max_length=200, widget=TextInput)
    nama_pengguna = forms.CharField(
        label=gettext_lazy("Nama pengguna"),
        max_length=150,
        validators=[USERNAME],
        widget=TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}),
    )
    contoh = forms.ChoiceField(
        label=gettext_lazy("Sertakan instansi contoh?"),
        choices=[
            ("tidak", gettext_lazy("Tidak, instansi saya saja")),
            ("ya", gettext_lazy("Ya, juga dua instansi rekaan untuk dicoba (sekitar satu menit)")),
        ],
        initial="tidak",
        widget=RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["singkat"] = (given.get("singkat") or slugify(given.get("instansi", "")))[:50].strip("-").lower()
        if given.get("instansi") and not given["singkat"]:
            self.add_error("singkat", _("Tulis nama pendek dengan huruf kecil."))
        return given


@page(public=True)
def first_run(request: HttpRequest) -> HttpResponse:
    """Asks for the code, then the four questions; afterwards it does not exist any more."""
    if Agency.objects.exists():
        return redirect(settings.LOGIN_URL)
    if not request.session.get(SESSION_KEY):
        return _ask_code(request)
    form = SetupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _install(request, form)
        if answer is not None:
            return answer
    context = {"form": form, "samples": bool(SAMPLES)}
    return render_page(request, "procedures/first_run.html", context, status=422 if form.errors else 200)


def _ask_code(request: HttpRequest) -> HttpResponse:
    """The link in the terminal carries the code; it moves into the session, out of the address."""
    given = request.POST.get("kode") or request.GET.get("kode")
    form = CodeForm({"kode": given} if given is not None else None)
    if form.is_valid():
        if is_code(form.cleaned_data["kode"]):
            request.session.cycle_key()
            request.session[SESSION_KEY] = True
            return redirect("procedures.first_run")
        form.add_error("kode", _("Kode ini tidak cocok. Salin dari terminal yang sedang menjalankan Lajur."))
    return render_page(request, "procedures/first_run_code.html", {"form": form}, status=422 if form.errors else 200)


def _install(request: HttpRequest, form: SetupForm) -> HttpResponse | None:
    """None when it was refused; the form then says why."""
    given, now = form.cleaned_data, request.now  # type: ignore[attr-defined]
    wanted = FirstAdministrator(
        given["singkat"], given["instansi"], given["zona"], given["nama_pengguna"], given["nama"], given["baru"],
        given["jenis"],
    )  # fmt: skip
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if Agency.objects.exists():
            return redirect(settings.LOGIN_URL)
        made = install(wanted, now=now)
    if isinstance(made, Refusal):
        form.add_error(None, sentence(made))
        return None
    begin(request, Person.objects.get_by_natural_key(given["nama_pengguna"]))
    request.session.pop(SESSION_KEY, None)
    if given["contoh"] == "ya":
        for make in SAMPLES:
            told = _("Instansi contoh siap. Kata sandi semua orangnya: %(password)s. Catat: tidak ditunjukkan lagi.")
            messages.info(request, told % {"password": make(now)})
    messages.success(request, _("%(name)s siap. Lima langkah lagi sampai pelaksanaan pertama.") % {"name": made.name})
    return redirect("organisation.hub")
