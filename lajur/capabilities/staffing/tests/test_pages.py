"""The pages of who does what: what they show, that they work without scripts, and what htmx gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from lajur.capabilities.staffing import actions
from lajur.capabilities.staffing.models import Leave, Plan, Staff
from lajur.capabilities.staffing.queries import latest
from lajur.capabilities.staffing.testing import TODAY, Place
from lajur.casework.cases.tests.browsing import path
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in, words


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(actions, "INLINE_SECONDS", 0.3)
    with time_machine.travel(NOW, tick=False):
        yield


def at(plan: Plan, rest: str = "") -> str:
    return f"/penugasan/rencana/{plan.id}/{rest}"


@pytest.fixture
def client(place: Place) -> Client:
    return signed_in(place.office.ani)


def test_the_whole_way_through_the_sop_in_the_browsers_words(place: Place, client: Client):
    task = path(place.case, "susun-rencana.1")
    page = client.get(task)
    assert "Susun rencana di Lajur" in words(page)
    assert 'name="teks-rencana-tugas"' in page.content.decode()  # by hand it goes too
    begun = client.post(f"/penugasan/baru/{place.case.id}/", {"sejak": "2026-03-01", "sampai": "2026-12-31"})
    plan = Plan.objects.get()
    assert begun.headers["Location"] == at(plan)
    assert "Belum ada anggota pada" in words(client.get(task))
    for number, team in enumerate(latest(plan).teams.order_by("order")):
        chair, member = place.staff[number], place.staff[number + 1]
        given = {f"bagian-{chair.id}": "ketua", f"bagian-{member.id}": "anggota", f"tugas-{member.id}": "Mencatat"}
        assert client.post(at(plan, f"tim/{team.key}/"), given).headers["Location"] == at(plan)
    assert client.post(at(plan, "usulkan/")).headers["Location"] == at(plan)
    shown = words(client.get(at(plan)))
    for told in ("4 paket terbagi", "Tim Teknis LPSE", "Paket P-0", "Mencatat", "Personil 1"):
        assert told in shown
    ready = client.get(task)
    assert 'name="teks-rencana-tugas"' not in ready.content.decode()
    assert client.post(task, {}).status_code == 302
    decide = path(place.case, "putuskan-rencana.1")
    assert "Buka rencana lengkap" in words(client.get(decide))
    look = client.post(decide, {"keputusan": "perlu perbaikan", "catatan": "Tukar ketua"})
    kept = client.get(look.headers["Location"]).content.decode().partition('name="versi" value="')[2].partition('"')[0]
    assert client.post(look.headers["Location"], {"versi": kept}).status_code == 302
    assert "Tukar ketua" in words(client.get(at(plan)))


def test_a_pokja_is_chosen_among_persons_with_their_reasons_and_loads(place: Place, client: Client):
    plan = place.plan()
    staff = Staff.objects.get(person=place.staff[6])
    Leave.objects.create(agency=place.office.agency, staff=staff, since=TODAY, until=TODAY.replace(month=12))
    package, three = place.packages[0], [str(one.id) for one in place.staff[:3]]
    page = at(plan, f"paket/{package.id}/")
    assert "Personil 7 tidak masuk" in words(client.get(page))
    part = client.post(page, {"orang": three}, headers={"HX-Request": "true", "HX-Target": "beban"})
    text = part.content.decode()
    assert text.lstrip().startswith('<div class="two" id="beban">')
    assert text.count("checked") == 3
    assert not latest(plan).assignments.exists()
    whole = client.post(page, {"orang": three, "hitung": "1"})
    assert "Pokja: 3 orang dipilih" in words(whole)
    wrong = client.post(page, {"orang": three[:2]})
    rule = "Pokja harus ganjil"
    assert (wrong.status_code, words(wrong).count(rule) > words(whole).count(rule)) == (422, True)
    assert client.post(page, {"orang": three, "ketua": three[1]}).status_code == 302
    chosen = latest(plan).assignments.filter(package=package)
    assert {(str(one.person_id), one.part) for one in chosen} == {
        (three[0], "anggota"), (three[1], "ketua"), (three[2], "anggota"),
    }  # fmt: skip
    assert client.get(at(plan, "?bagian=kurang")).context["page"].paginator.count == 3
    assert client.get(at(plan, f"?orang={three[0]}")).context["page"].paginator.count == 1


def test_the_optimiser_says_what_it_cannot_do(place: Place, client: Client):
    plan = place.plan()
    Staff.objects.filter(person__in=place.staff[2:]).update(is_available=False)
    done(actions.propose_pokja(plan_id=plan.id, by=as_actor(place.office.ani), now=NOW, seconds=0.3))
    shown = words(client.get(at(plan)))
    assert "Yang tidak dapat dipenuhi" in shown
    assert "Paket P-3" in shown


def test_the_plan_in_force_is_everybodys_to_read_and_nobody_elses_to_change(place: Place, client: Client):
    plan = place.plan()
    done(actions.propose_pokja(plan_id=plan.id, by=as_actor(place.office.ani), now=NOW, seconds=0.3))
    assert "Belum ada rencana yang berlaku" in words(client.get("/penugasan/"))
    for task, given in (
        ("susun-rencana.1", {}), ("putuskan-rencana.1", {"exit": "setuju"}), ("laporkan-pembagian.1", {}),
        ("putuskan-pembagian.1", {"exit": "setuju"}),
    ):  # fmt: skip
        done(place.go(task, **given))
    decree = path(place.case, "tetapkan-personil.1")
    assert "menerbitkan empat SK bernomor" in words(client.get(decree))
    look = client.post(decree, {}).headers["Location"]
    page = client.get(look)
    assert "SK tim pembinaan SDM" in words(page)
    assert "Belum ada rencana yang berlaku" in words(client.get("/penugasan/"))
    kept = page.content.decode().partition('name="versi" value="')[2].partition('"')[0]
    assert client.post(look, {"versi": kept}).status_code == 302
    reader = signed_in(place.office.staf)
    page = reader.get("/penugasan/")
    for told in ("Siapa mengerjakan apa", "Tim Pembinaan SDM", "Paket P-2", "Personil 3"):
        assert told in words(page)
    assert "/naskah/" not in page.content.decode().partition("<main")[2]  # not his to open
    assert "/naskah/" in signed_in(place.staff[0]).get("/penugasan/").content.decode().partition("<main")[2]
    assert reader.get(at(plan)).status_code == 200
    assert reader.get(at(plan, "tim/konsultasi/")).status_code == 403
    assert client.post(at(plan, "usulkan/")).status_code == 403
