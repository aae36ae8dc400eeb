"""Plugs of a step: what they show, refuse, make and set off, all in the step's own transaction."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.utils.translation import get_language, override

from lajur.casework.cases import actions, plugging
from lajur.casework.cases.models import Case, Deviation
from lajur.casework.cases.plugging import FormPlug, Panel, Work, effect
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.simulation import Office as Officers
from lajur.casework.cases.testing import Office, complete, make_row, open_tasks
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents.actions import Given
from lajur.casework.documents.models import Record
from lajur.engine.refusal import Refusal, Words
from lajur.registers.organisation.models import Person, Unit
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.django_db


class Counting(FormPlug):
    """Counts answers that came in elsewhere; wants three of them."""

    meaning = Words("Jawaban dihitung di halaman survei")
    count = 3
    in_use = True
    hard = False

    def leads(self, work: Work) -> bool:
        return self.in_use

    def panel(self, work: Work) -> Panel:
        return Panel("ui/person.html", {"name": f"Survei {work.case_number}"})

    def refuse(self, work: Work) -> Refusal | None:
        if self.count >= 3:
            return None
        return Refusal("sampel-kurang", "Sampel {n} dari 3.", {"n": self.count}, passable=not self.hard)

    def makes(self, work: Work) -> tuple[str, ...]:
        return ("hasil",)

    def outputs(self, work: Work) -> dict[str, list[Given]]:
        Unit.objects.create(agency_id=work.agency_id, name=f"Dibuat {work.by.name}")
        word = {"id": "jawaban", "en": "answers"}[get_language() or ""]
        return {"hasil": [Given("hasil", text=f"{self.count} {word}")]}

    def facts(self, work: Work) -> dict[str, Any]:
        return {"banyak": self.count, "tidak_ditanya": 1}

    def pretend(self, work: Work, random: Random) -> None:
        self.count = 3


@pytest.fixture
def plug() -> Iterator[Counting]:
    module, counting = ModuleType("lajur.capabilities.uji.plug"), Counting()

    def announce(work: Work, outcome: Any) -> Refusal | None:
        if counting.count == 13:
            return Refusal("sial", "Tiga belas tidak diumumkan.")
        if counting.count == 7:
            head = as_actor(Person.within.get(name="Kartini"), work.now)
            chosen = [str(work.by.id)]
            done(
                actions.appoint(
                    case_id=work.case_id, lane="kepala", persons=chosen, reason="Rencana", by=head, now=work.now
                )
            )
        return None

    vars(module).update(count=counting, announce=effect(Words("Diumumkan"))(announce))
    sys.modules[module.__name__] = module
    plugging._found.cache_clear()
    with override_settings(PLUGS=(module.__name__,)):
        yield counting
    plugging._found.cache_clear()
    del sys.modules[module.__name__]


@pytest.fixture
def case(office: Office, plug: Counting) -> Case:
    office.publish("survei", [
        make_row("kumpul", yields=["hasil", "berita"], formulir="uji.count", efek=["uji.announce"],
                 isian={"banyak": {"label": "Banyak jawaban", "jenis": "angka", "wajib": True}}),
        make_row("sahkan", "kepala", needs=["hasil"]),
    ])  # fmt: skip
    return office.start("survei")


def test_a_plug_makes_outputs_and_answers_questions_in_the_steps_transaction(office: Office, case: Case) -> None:
    done(complete(case, "kumpul.1", office.ani, outputs=["berita"]))
    case.refresh_from_db()
    assert case_state(case).facts == {"banyak": 3}
    assert sorted(Record.objects.values_list("kind", "text")) == [("berita", "Isi dokumen"), ("hasil", "3 jawaban")]
    assert Unit.objects.filter(name="Dibuat Ani").count() == 1
    assert replay_case(case) == []


def test_documents_are_indonesian_whatever_their_maker_reads(office: Office, case: Case) -> None:
    with override("en"):
        done(complete(case, "kumpul.1", office.ani, outputs=["berita"]))
        assert get_language() == "en"
    assert Record.objects.get(case=case, kind="hasil").text == "3 jawaban"


def test_a_step_that_is_refused_leaves_nothing_of_what_its_plug_made(
    office: Office, case: Case, plug: Counting
) -> None:
    assert refusal(complete(case, "kumpul.1", office.ani)).code == "output-belum-ada"  # the engine's, after the plug
    plug.count = 13
    assert (
        refusal(complete(case, "kumpul.1", office.ani, outputs=["berita"])).code == "sial"
    )  # the effect's, after the step
    assert (Record.objects.count(), Unit.objects.filter(name="Dibuat Ani").count()) == (0, 0)
    assert open_tasks(case) == ["kumpul.1"]
    plug.count = 4
    done(complete(case, "kumpul.1", office.ani, outputs=["berita"]))
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_an_effect_may_move_the_case_itself(office: Office, case: Case, plug: Counting) -> None:
    plug.count = 7
    outcome = done(complete(case, "kumpul.1", office.ani, outputs=["berita"]))
    assert outcome.held.state.open["sahkan.1"].assignees == (str(office.ani.id),)
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_a_condition_can_be_passed_by_a_reason_which_is_a_deviation(office: Office, case: Case, plug: Counting) -> None:
    plug.count = 2
    assert refusal(complete(case, "kumpul.1", office.ani, outputs=["berita"])).code == "sampel-kurang"
    plug.hard = True
    why = "Penyedia tutup"
    assert refusal(complete(case, "kumpul.1", office.ani, outputs=["berita"], passing=why)).code == "sampel-kurang"
    plug.hard = False
    done(complete(case, "kumpul.1", office.ani, outputs=["berita"], passing=why))
    deviation = Deviation.objects.get(case=case)
    assert (deviation.kind, deviation.person_id) == ("syarat", office.ani.id)
    assert deviation.reason == "Sampel 2 dari 3. Alasan: Penyedia tutup"
    assert replay_case(Case.objects.get(id=case.id)) == []


def test_where_the_capability_is_not_in_use_the_step_is_filled_by_hand(
    office: Office, case: Case, plug: Counting
) -> None:
    plug.in_use = False
    assert refusal(complete(case, "kumpul.1", office.ani, outputs=["berita"])).code == "isian-belum-benar"
    done(complete(case, "kumpul.1", office.ani, outputs=["berita", "hasil"], answers={"banyak": 9}))
    assert sorted(Record.objects.values_list("text", flat=True)) == ["Isi dokumen", "Isi dokumen"]


def test_the_page_shows_the_plug_and_asks_only_for_the_rest(
    office: Office, case: Case, plug: Counting, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    plug.count = 2
    with time_machine.travel(NOW, tick=False):
        client, address = signed_in(office.ani), path(case, "kumpul.1")
        page = client.get(address).content.decode()
        assert f"Survei {case.number}" in page
        assert "Sampel 2 dari 3." in page
        assert ('name="teks-berita"' in page, 'name="teks-hasil"' in page) == (True, False)
        assert 'name="jawab-banyak"' not in page
        again = client.post(address, {"teks-berita": "Berita"})
        assert (again.status_code, "Sampel 2 dari 3." in words(again)) == (422, True)
        look = client.post(address, {"teks-berita": "Berita", "syarat_alasan": "Penyedia tutup"})
        assert look.headers["Location"] == path(case, "kumpul.1", "periksa/")
        shown = client.get(look.headers["Location"])
        assert "Penyedia tutup" in words(shown)
        kept = shown.content.decode().partition('name="versi" value="')[2].partition('"')[0]
        assert client.post(look.headers["Location"], {"versi": kept}).status_code == 302
    assert Deviation.objects.get(case=case).kind == "syarat"
    plug.in_use = False
    other = office.start("survei")
    with time_machine.travel(NOW, tick=False):
        page = client.get(path(other, "kumpul.1")).content.decode()
    assert f"Survei {other.number}" in page  # the panel still tells that it could be used
    assert 'name="jawab-banyak"' in page


def test_the_simulator_lets_the_plug_pretend(office: Office, case: Case, plug: Counting) -> None:
    plug.count = 0
    officers = Officers(office.agency, 5)
    officers.plan_start(NOW, "survei", "Simulasi")
    officers.run()
    assert Record.objects.filter(kind="hasil", text="3 jawaban").exists()
    assert case_state(Case.objects.latest("id")).status == "selesai"


def test_editions_that_name_an_unknown_plug_run_by_hand(office: Office, plug: Counting) -> None:
    office.publish("lama", [make_row("buat", yields=["surat"], formulir="hilang.entah", efek=["hilang.lain"])])
    case = office.start("lama")
    done(complete(case, "buat.1", office.ani, outputs=["surat"]))
    assert open_tasks(case) == []


def test_the_editor_offers_what_is_installed(plug: Counting) -> None:
    offered = [(one.name, one.kind, one.meaning) for one in plugging.choices()]
    assert offered == [
        ("uji.count", "formulir", "Jawaban dihitung di halaman survei"), ("uji.announce", "efek", "Diumumkan"),
    ]  # fmt: skip
