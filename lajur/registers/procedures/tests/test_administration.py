"""Shipped SOPs into force, lanes to positions, and gaps told before they hurt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation import work
from lajur.registers.organisation.models import Holding, LaneBinding, Position
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_acting,
    make_agency,
    make_person,
    make_substitution,
    refusal,
)
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.gaps import HORIZON, Gap, gaps_of
from lajur.registers.procedures.models import Edition, Procedure
from lajur.registers.procedures.queries import sop_of

pytestmark = pytest.mark.usefixtures("still_clock")

TODAY = NOW.date()
SURVEY = "kp2mi/kepuasan-pengguna"


@pytest.fixture
def place(place: Place) -> Place:
    """The SOP “barang” is in force; its first lane is bound to Petugas, which Ani holds, the others to Kepala."""
    edition = done(publish(by=clock(place.agency), now=NOW, key="barang", content=canonical(make_document())))
    sop = sop_of(edition.id)
    for lane in sop.lanes.values():
        if not lane.per_case:
            bind(place, lane.key, place.desk if lane.key == sop.first.lane else place.head)
    return place


def bind(place: Place, lane: str, *positions: Position) -> None:
    done(organise.bind_lane(by=clock(place.agency), now=NOW, procedure="barang", lane=lane, positions=list(positions)))


def gaps(place: Place) -> list[Gap]:
    place.agency.refresh_from_db()
    return gaps_of(place.agency, as_actor(place.admin).day)


def first_lane() -> str:
    return sop_of(Edition.objects.latest("published_at").id).first.lane


def test_a_shipped_sop_comes_into_force_by_one_click(place: Place) -> None:
    client = signed_in(place.admin)
    assert "Pengelolaan Kepuasan Pengguna Layanan" in words(client.get("/pengelolaan/sop/"))
    answer = client.post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY})
    assert answer.url == "/pengelolaan/pelaksana/kepuasan-pengguna/"  # type: ignore[attr-defined]
    assert Procedure.objects.get(key="kepuasan-pengguna").in_force is not None
    assert "berlaku, edisi 1" in words(client.get("/pengelolaan/sop/"))
    client.post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY})
    assert Edition.objects.filter(procedure__key="kepuasan-pengguna").count() == 1
    assert client.post("/pengelolaan/sop/berlakukan/", {"sop": "kp2mi/tidak-ada"}).status_code == 404


def test_others_are_told_why_not(place: Place) -> None:
    ani, boss = signed_in(place.ani), signed_in(place.boss)
    assert "wewenang pimpinan atau administrator" in words(ani.post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY}))
    for path in ("pelaksana/", "pelaksana/barang/", f"pelaksana/barang/kolom/{first_lane()}/"):
        answer = ani.get(f"/pengelolaan/{path}")
        assert answer.status_code == 403, path
        assert "Ini wewenang administrator instansi." in words(answer)
    assert boss.post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY}).url == "/pengelolaan/sop/"  # type: ignore[attr-defined]
    outcome = organise.fill_lanes(by=as_actor(place.boss), now=NOW, procedure="barang", titles={"x": "X"})
    assert refusal(outcome).code == "bukan-wewenang"


def test_lanes_of_another_agency_do_not_exist(place: Place) -> None:
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        done(publish(by=clock(other), now=NOW, key="lain", content=canonical(make_document())))
    client = signed_in(place.admin)
    assert client.get("/pengelolaan/pelaksana/lain/").status_code == 404
    assert client.get("/pengelolaan/pelaksana/barang/kolom/tidak-ada/").status_code == 404


def test_unmapped_lanes_are_gaps_and_one_click_maps_them(place: Place) -> None:
    client = signed_in(place.admin)
    client.post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY})
    found = [gap for gap in gaps(place) if gap.procedure.key == "kepuasan-pengguna"]
    assert found
    assert all(gap.is_now and "belum dipetakan" in gap.why for gap in found)
    page = words(client.get("/pengelolaan/pelaksana/kepuasan-pengguna/"))
    assert "Buat jabatan dengan nama itu dan petakan" in page
    before = Position.objects.get(title="Kepala").roles
    client.post("/pengelolaan/pelaksana/kepuasan-pengguna/isi/")
    assert LaneBinding.objects.filter(procedure="kepuasan-pengguna").count() == len(found)
    assert Position.objects.get(title="Kepala").roles == before
    found = [gap for gap in gaps(place) if gap.procedure.key == "kepuasan-pengguna"]
    assert all("Tidak ada yang memegang" in gap.why for gap in found)
    for gap in found:
        position = Position.objects.get(id=gap.positions[0][0])
        done(organise.seat(by=clock(place.agency), now=NOW, person=place.ani, position=position, since=TODAY))
    assert gaps(place) == []
    assert "setiap langkah ada yang dapat mengerjakannya" in words(client.get("/pengelolaan/pelaksana/"))


def test_a_lane_is_mapped_on_its_page_and_holds_at_once(place: Place) -> None:
    client, lane = signed_in(place.admin), first_lane()
    path = f"/pengelolaan/pelaksana/barang/kolom/{lane}/"
    assert "Petugas" in words(client.get(path))
    assert as_actor(place.ani).day.lane_holders("barang", lane) == (str(place.ani.id),)
    client.post(path, {"jabatan": [str(place.head.id)]})
    assert as_actor(place.boss).day.lane_holders("barang", lane) == (str(place.boss.id),)
    client.post(path, {})
    assert [gap.lane.key for gap in gaps(place)] == [lane]
    assert "belum dipetakan" in words(client.get("/pengelolaan/pelaksana/barang/"))


def test_a_term_that_ends_within_a_month_is_told_ahead(place: Place) -> None:
    assert gaps(place) == []
    holding = Holding.objects.get(person=place.ani)
    given: dict[str, Any] = {"by": clock(place.agency), "now": NOW, "holding": holding}
    done(organise.unseat(until=TODAY + HORIZON, **given))
    assert gaps(place) == [], "it ends a day too late to be told today"
    last = TODAY + timedelta(days=9)
    done(organise.unseat(until=last, **given))
    (gap,) = gaps(place)
    assert (gap.since, gap.is_now, gap.steps[0].lane) == (last + timedelta(days=1), False, first_lane())
    assert "Masa jabatan Ani berakhir, lalu jabatan Petugas kosong." in gap.why
    page = words(signed_in(place.admin).get("/pengelolaan/pelaksana/"))
    assert "mulai 12 Maret 2026" in page
    assert f"/pengelolaan/jabatan/{place.desk.id}/" in page, "the page leads to where somebody is appointed"
    done(organise.seat(by=clock(place.agency), now=NOW, person=place.boss, position=place.desk, since=gap.since))
    assert gaps(place) == []


def test_the_end_of_an_acting_officers_decree_is_told_ahead(place: Place) -> None:
    done(organise.unseat(by=clock(place.agency), now=NOW, holding=Holding.objects.get(person=place.ani), until=TODAY))
    make_acting(place.agency, place.boss, place.desk, TODAY, TODAY + timedelta(days=5))
    (gap,) = gaps(place)
    assert (gap.since, "Surat Plt. atau Plh. Kartini berakhir" in gap.why) == (TODAY + timedelta(days=6), True)


def test_who_is_away_with_a_substitute_who_left_leaves_a_gap(place: Place) -> None:
    budi = make_person(place.agency, "Budi")
    make_substitution(place.agency, place.ani, budi, TODAY, TODAY + timedelta(days=3))
    assert gaps(place) == []
    done(organise.deactivate(by=clock(place.agency), now=NOW, person=budi, end_holdings=True))
    (gap,) = gaps(place)
    assert "penggantinya sudah nonaktif" in gap.why
    assert gap.is_now


def test_a_person_who_leaves_leaves_a_gap_that_the_hub_counts(place: Place, monkeypatch: Any) -> None:
    done(organise.deactivate(by=clock(place.agency), now=NOW, person=place.ani, end_holdings=False))
    monkeypatch.setattr(work, "OPEN_BY_LANE", [lambda agency: {("barang", first_lane()): 7}])
    assert [(gap.is_now, gap.open) for gap in gaps(place)] == [(True, 7)]
    assert "7 tugas sedang menunggu." in words(signed_in(place.admin).get("/pengelolaan/pelaksana/"))
    assert "1 celah" in words(signed_in(place.admin).get("/pengelolaan/"))


def test_pages_ask_little_however_many_sops(place: Place, django_assert_max_num_queries: Any) -> None:
    client = signed_in(place.admin)
    for path in ("", "pelaksana/", "pelaksana/barang/", "sop/"):
        client.get(f"/pengelolaan/{path}")
        with django_assert_max_num_queries(16 if path == "" else 8):
            assert client.get(f"/pengelolaan/{path}").status_code == 200


def test_a_sop_that_rests_on_revoked_law_says_so(place: Place) -> None:
    signed_in(place.admin).post("/pengelolaan/sop/berlakukan/", {"sop": SURVEY})
    page = words(signed_in(place.admin).get("/sop/kepuasan-pengguna/"))
    assert "sudah dicabut oleh Peraturan Pemerintah Nomor 71 Tahun 2019" in page
    assert "dasar hukum SOP ini sudah tidak seperti waktu dikutip" in page
    assert "sudah dicabut" not in words(signed_in(place.admin).get("/sop/barang/"))
