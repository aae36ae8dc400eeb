from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from lajur.ui import forms


class Budget(forms.Form):
    name = django_forms.CharField(label="Nama paket", help_text="Seperti di RUP.")
    pagu = forms.MoneyField(label="Pagu")
    score = forms.DecimalField(label="Nilai", required=False, maximum=Decimal("99.5"))
    people = forms.IntegerField(label="Jumlah orang", required=False, minimum=1)
    day = forms.DateField(label="Tanggal", required=False, minimum=dt.date(2026, 1, 2))
    way = django_forms.ChoiceField(
        label="Cara", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False
    )
    papers = forms.FilesField(label="Berkas", required=False, max_bytes=10)


def make_form(**changes: str) -> Budget:
    return Budget({"name": "Meja", "pagu": "1.000", **changes})


def test_amounts_dates_and_counts_become_plain_values() -> None:
    form = make_form(pagu="Rp 2.500.000", score="87,5", people="30", day="2 Januari 2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["pagu"] == 2_500_000
    assert type(form.cleaned_data["people"]) is int
    assert form.cleaned_data["score"] == Decimal("87.5")
    assert form.cleaned_data["day"] == dt.date(2026, 1, 2)


def test_a_label_that_asks_ends_its_sentence_itself() -> None:
    class Asking(forms.Form):
        way = django_forms.ChoiceField(label="Apa keputusan Anda?", choices=[("a", "A")])

    assert Asking({}).errors["way"] == ["Pilih: Apa keputusan Anda?"]


def test_each_fault_says_how_to_mend_it() -> None:
    form = make_form(name="", pagu="1.5", score="1,234", people="2,5", day="1 Januari 2026")
    assert form.errors["name"] == ["Isi: Nama paket."]
    assert form.errors["pagu"] == ["Pemisah ribuan tidak pada tempatnya. Tulis seperti 1.234.567,5."]
    assert form.errors["score"] == ["Paling banyak 2 angka di belakang koma."]
    assert form.errors["people"] == ["Tulis bilangan bulat, tanpa angka di belakang koma."]
    assert form.errors["day"] == ["Tanggal paling awal 2 Januari 2026."]


def test_limits_are_kept() -> None:
    form = make_form(pagu="-1", score="99,51", people="0")
    assert form.errors["pagu"] == ["Paling sedikit 0."]
    assert form.errors["score"] == ["Paling banyak 99,5."]
    assert form.errors["people"] == ["Paling sedikit 1."]


def test_what_was_typed_wrongly_stays_in_the_box() -> None:
    assert 'value="1.5"' in str(make_form(pagu="1.5")["pagu"])
    assert 'value="2.500.000"' in str(Budget(initial={"pagu": 2_500_000})["pagu"])


def test_the_error_stands_at_its_field_and_the_input_names_it() -> None:
    html = make_form(name="")["name"].as_field_group()
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-required="true"' in html
    assert " required" not in html


def test_the_summary_leads_to_every_faulty_input() -> None:
    form = make_form(name="", pagu="x", way="c")
    html = Template("{% load ui %}{% error_summary form %}").render(Context({"form": form}))
    assert "Ada 3 hal yang perlu diperbaiki" in html
    assert '<a href="#id_name">Isi: Nama paket.</a>' in html
    assert '<a href="#id_pagu">Pagu: Tulis angka saja' in html
    assert 'href="#id_way_0"' in html


def test_there_is_no_summary_without_faults() -> None:
    assert Template("{% load ui %}{% error_summary form %}").render(Context({"form": make_form()})).strip() == ""


def test_several_files_come_as_a_list_and_limits_name_the_file() -> None:
    good = SimpleUploadedFile("a.pdf", b"123")
    form = Budget({"name": "Meja", "pagu": "1"}, MultiValueDict({"papers": [good, SimpleUploadedFile("b.pdf", b"1")]}))
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["papers"]] == ["a.pdf", "b.pdf"]
    heavy = MultiValueDict({"papers": [SimpleUploadedFile("besar.pdf", b"x" * 1_500)]})
    form = Budget({"name": "Meja", "pagu": "1"}, heavy)
    assert form.errors["papers"] == ["Berkas “besar.pdf” berukuran 1,5 kB; batasnya 10 B."]
