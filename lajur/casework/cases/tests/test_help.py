"""Every step of the 17 SOPs has help: its text and standard, and a line at whatever it asks for."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from lajur.casework.cases.models import Task
from lajur.casework.cases.stepform import Plan, Slot, StepForm
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.catalogue.reader import catalogue_ids, load
from lajur.engine.definition import Sop, Step
from lajur.engine.state import State
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.testing import NOW
from lajur.registers.organisation.tests.browsing import signed_in, words


def form_of(sop: Sop, step: Step) -> StepForm:
    """Everything the step can ask for at once."""
    needs, yields = sop.needs_of(step), sop.yields_of(step)
    slots = [Slot(kind, sop.documents[kind].title, kind in yields) for kind in dict.fromkeys([*needs, *yields])]
    people = {lane: ([("a", "Ani")], [("b", "Budi")]) for lane in step.appoints}
    return StepForm(plan=Plan(sop, step, State(), slots, people))


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_field_of_every_step_has_a_line_of_help(sop_id: str) -> None:
    sop = load(sop_id)
    for step in sop.steps.values():
        bare = {name for name, field in form_of(sop, step).fields.items() if not field.help_text}
        assert bare == set(), step.key


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_step_shows_its_text_standard_and_source_beside_the_work(sop_id: str) -> None:
    sop = load(sop_id)
    assert sop.identity.legal_bases, "the rules that the SOP rests on"
    for step in sop.steps.values():
        needs = [sop.documents[kind].title for kind in step.standard.needs]
        yields = [sop.documents[kind].title for kind in sop.yields_of(step)]
        context = {
            "sop": sop, "step": step, "lane": sop.lanes[step.lane] if step.lane else None, "needs": needs,
            "yields": yields, "row": Task(opened_at=NOW), "zone": "Asia/Jakarta", "actor_names": (step.key, sop_id),
            "case": SimpleNamespace(edition_id=sop_id, procedure=sop_id.partition("/")[2], number="2026-1"),
        }  # fmt: skip
        page = " ".join(re.sub(r"<[^>]+>", " ", render_to_string("cases/part_standard.html", context)).split())
        page = page.replace("&amp;", "&").replace("&quot;", '"').replace("&#x27;", "'")
        assert step.standard.text in page
        assert all(" ".join(title.split()) in page for title in (*needs, *yields)), step.key
        assert f"langkah {step.no}" in page
        assert " ".join(sop.identity.title.split()) in page


def test_help_tells_where_a_document_comes_from_and_where_it_goes() -> None:
    sop = load("kp2mi/kepuasan-pengguna")
    fields = form_of(sop, sop.steps["susun-rencana"]).fields
    assert fields["berkas-disposisi-survei"].help_text == (
        "Kelengkapan menurut mutu baku; biasanya dari langkah 1 (Kepala UKPBJ)."
    )
    assert fields["berkas-rencana-survei"].help_text == (
        "Output langkah ini menurut mutu baku; diperlukan pada langkah 3."
    )


@pytest.mark.django_db
def test_the_contact_stands_on_task_and_case_with_the_case_number_and_nothing_personal(office: Office) -> None:
    case = office.start()
    client = signed_in(office.ani)
    assert "Hubungi administrator instansi Anda." in words(client.get(path(case)))
    Agency.objects.filter(id=office.agency.id).update(contact_email="bantuan@contoh.go.id", contact_phone="(0730) 62")
    number = case.number.replace("/", "%2F")
    task, page = words(client.get(path(case, "buat.1"))), words(client.get(path(case)))
    mail = re.search(r'href="mailto:bantuan@contoh\.go\.id\?subject=([^"]*)"', task)
    assert mail
    assert number.split("%2F")[-1] in mail[1]
    assert "langkah%201" in mail[1]
    assert office.ani.name not in mail[1]
    assert case.subject not in mail[1]
    assert "?subject=Lajur%20" in page
    assert "(0730) 62" in page
    closed = words(signed_in(office.koordinator).get(path(case, "buat.1")))
    assert "?subject=Lajur%20" in closed
