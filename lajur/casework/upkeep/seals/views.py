"""Segel jurnal: sheets to print, who gets them by mail, and the comparison with a head typed from paper."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.notices.queries import mails_from
from lajur.casework.upkeep.models import JournalCheck
from lajur.casework.upkeep.seals import paper, reading
from lajur.casework.upkeep.seals.actions import choose_addresses
from lajur.engine.refusal import Refusal
from lajur.registers.authority.kept_seals import is_head, kept_in, plain_head
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.forms import Form, Textarea, TextInput
from lajur.ui.pages import render_page


class CompareForm(Form):
    """Either the whole line (as a phone reads it from the QR code), or the number and the head as typed."""

    nomor = forms.CharField(
        label=gettext_lazy("Nomor segel"), required=False, max_length=12, widget=TextInput({"inputmode": "numeric"})
    )
    sidik = forms.CharField(
        label=gettext_lazy("Sidik segel"),
        max_length=400,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Ketik dari lembar: lima kelompok pertama sudah cukup, spasi boleh ada. Atau tempel seluruh baris"
            " LAJUR-SEGEL."
        ),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        text, number = str(given.get("sidik", "")), str(given.get("nomor", "")).replace(".", "").strip()
        if found := kept_in(text):
            given["kept"] = (found[0].agency, found[0].number, found[0].head)
        elif not number.isdecimal() or not number.isascii():
            self.add_error("nomor", _("Tulis nomor segel yang tercetak pada lembarnya."))
        elif not is_head(plain_head(text)):
            self.add_error("sidik", _("Tulis sedikitnya 20 angka heksadesimal (0–9, a–f) dari awal sidik."))
        else:
            given["kept"] = ("", int(number), plain_head(text))
        return given


class AddressForm(Form):
    alamat = forms.CharField(
        label=gettext_lazy("Alamat surel, satu per baris"),
        required=False,
        max_length=2000,
        widget=Textarea({"rows": 3}),
        help_text=gettext_lazy("Sebaiknya kotak surat di luar kendali pengelola server, misalnya milik inspektorat."),
    )


def _shown(request: SignedRequest, status: int = 200, **more: object) -> HttpResponse:
    agency = request.user.agency
    last = reading.latest(agency)
    context = {
        "last": reading.line(agency, last.number, last.at, bytes(last.hash)) if last else None,
        "sheets": [
            (row, reading.line(agency, row.number, row.sealed_at, bytes(row.hash))) for row in reading.sheets(agency)
        ],
        "check": JournalCheck.objects.filter(agency=agency).order_by("-at").first(),
        "compare": CompareForm(),
        "addresses": AddressForm(initial={"alamat": "\n".join(reading.addresses_of(agency))}),
        "may_choose": bool(may(request.actor, "upkeep.seal_addresses")),
        "mails": mails_from(agency),
        **more,
    }
    return render_page(request, "upkeep/seals.html", context, status=status)


@page(needs="upkeep.seals")
def seals(request: SignedRequest) -> HttpResponse:
    """All days' sheets; compares when a head was sent."""
    if request.method != "POST":
        return _shown(request)
    form = CompareForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, compare=form)
    agency, number, head = form.cleaned_data["kept"]
    if agency and agency != request.user.agency.slug:
        form.add_error("sidik", _("Segel ini milik instansi lain."))
        return _shown(request, 422, compare=form)
    wrong = [spoken(why) for why in reading.compared(request.user.agency, number, head)]
    return _shown(request, compare=form, compared=number, wrong=wrong)


@page(needs="upkeep.seal_addresses")
def seal_addresses(request: SignedRequest) -> HttpResponse:
    """Choose to whom the sheets are mailed."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = choose_addresses(by=request.actor, now=request.now, addresses=form.cleaned_data["alamat"].split())
        if not isinstance(result, Refusal):
            messages.success(request, _("Alamat tersimpan; lembar segel berikutnya dikirim ke sana."))
            return redirect("upkeep.seals")
        form.add_error("alamat", sentence(result))
    if request.method != "POST":
        return redirect("upkeep.seals")
    return _shown(request, 422, addresses=form)


def the_sheet(request: HttpRequest, number: int) -> reading.Sheet:
    found = reading.sheet_of(request.user.agency, number)  # type: ignore[union-attr]
    if found is None:
        raise Http404
    return found


@page(needs="upkeep.seals", subject=the_sheet, verbs=("GET",))
def seal_sheet(request: SignedRequest, sheet: reading.Sheet) -> HttpResponse:
    """One sheet, to print."""
    return render_page(request, "upkeep/seal_sheet.html", {"sheet": sheet, "agency": request.user.agency})


@page(needs="upkeep.seals", subject=the_sheet, verbs=("GET",))
def seal_pdf(request: SignedRequest, sheet: reading.Sheet) -> HttpResponse:
    answer = HttpResponse(paper.pdf(request.user.agency, sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="segel-{sheet.line.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(needs="upkeep.seals", subject=the_sheet, verbs=("GET",))
def seal_qr(request: SignedRequest, sheet: reading.Sheet) -> HttpResponse:
    answer = HttpResponse(paper.qr_of(sheet.line), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
