"""The editor's pages: what is changed is kept and drawn, and what is left alone stays as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from lajur.catalogue.editing import find_row
from lajur.catalogue.reader import Document, canonical, catalogue_ids, load, parse
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.drafts import actions, plugs
from lajur.registers.procedures.drafts.showing import _drawn, _row
from lajur.registers.procedures.drafts.tests.drafting import Desk, sent_by
from lajur.registers.procedures.models import Procedure, SopDraft

pytestmark = pytest.mark.usefixtures("still_clock")

OK = 200


def desk_with(place: Place, content: dict[str, Any]) -> Desk:
    return Desk(place, done(actions.create_draft(by=as_actor(place.admin), now=NOW, key="uji", content=content)))


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_shipped_sop_opens_in_the_editor_and_its_sheet_saves_back_unchanged(place: Place, sop_id: str) -> None:
    """Its parts and its last row as a browser sends them; the other rows are tried with the form alone."""
    content = canonical(load(sop_id))
    desk = desk_with(place, content)
    assert desk.row(list(load(sop_id).steps)[-1]).status_code == 302
    for part in ("identitas", "pelaksana", "dokumen"):
        answer = desk.part(part)
        assert answer.status_code == 302, answer.content.decode()
    assert desk.content == content
    assert desk.now().version == 1


def new_draft(place: Place) -> Desk:
    answer = signed_in(place.admin).post("/sop/draf/baru/", {"judul": "Izin Pakai", "pelaksana": "Kepala\nTim\n"})
    return Desk(place, SopDraft.objects.get(id=answer.url.split("/")[3]))  # type: ignore[attr-defined]


def test_a_sop_is_written_row_by_row_tried_and_put_in_force(place: Place) -> None:
    desk = new_draft(place)
    assert "Belum bernomor" in words(desk.open("?bagian=identitas"))
    desk.part("identitas", nomor="IZIN/1")
    qualified = {"kualifikasi.kepala": "Memahami izin", "kualifikasi.tim": "Memahami izin"}
    desk.part("pelaksana", **qualified)
    receive = {"kegiatan": "Menerima permohonan", "kelengkapan-0": "Surat permohonan", "waktu_jumlah": "1",
               "waktu_cara": "jam", "output-0": "Lembar periksa", "pelaksana": "tim"}  # fmt: skip
    added = desk.row("langkah-1", "bawah", **receive)
    assert added.url.endswith("?baris=langkah-2"), "the new row's form is open"
    assert [row["kunci"] for row in desk.content["langkah"]] == ["menerima-permohonan", "langkah-2"]
    decide = {"kegiatan": "Memutuskan permohonan", "pelaksana": "kepala", "kelengkapan-0": "Lembar periksa",
              "jalan": "keputusan", "jalan-0-label": "setuju", "jalan-0-ke": "selesai",
              "jalan-1-label": "perbaiki", "jalan-1-ke": "menerima-permohonan", "output-0": "Izin"}  # fmt: skip
    desk.row("langkah-2", **decide)
    page = words(desk.open())
    assert "Kelengkapan “Surat permohonan” tidak dihasilkan langkah sebelumnya" in page
    refused = desk.client.post(f"{desk.path}berlakukan/", {"versi": desk.now().version}, follow=True)
    assert "Masih ada 1 hal yang harus dibereskan" in words(refused)
    outside = {"versi": desk.now().version, "dokumen": "surat-permohonan", "baris": "menerima-permohonan"}
    desk.client.post(f"{desk.path}dari-luar/", outside)
    assert "Dapat dijalankan" in words(desk.open())
    trial = f"{desk.path}coba/"
    assert "Menerima permohonan" in words(desk.client.post(trial, {"tugas": "menerima-permohonan.1"}, follow=True))
    back = {"tugas": "memutuskan-permohonan.1", "jalan": "perbaiki"}
    assert "menerima-permohonan.2" in words(desk.client.post(trial, back, follow=True))
    assert "tenggat" in words(desk.client.post(trial, {"jam": "tenggat"}, follow=True))
    assert desk.client.post(trial, {"tugas": "memutuskan-permohonan.1"}).status_code == 422
    desk.client.post(trial, {"aksi": "mundur"})
    assert "menerima-permohonan.1" in words(desk.client.post(trial, {"aksi": "ulang"}, follow=True))
    published = desk.client.post(f"{desk.path}berlakukan/", {"versi": desk.now().version})
    assert published.url == "/pengelolaan/pelaksana/izin-pakai/"  # type: ignore[attr-defined]
    edition = Procedure.objects.get(key="izin-pakai").in_force
    assert edition is not None
    assert edition.content == desk.content
    kinds = Entry.objects.filter(agency=place.agency, kind__startswith="draf-sop").values_list("kind", flat=True)
    assert sorted(kinds) == ["draf-sop-diberlakukan", "draf-sop-dibuat"]
    assert desk.client.get(desk.path).status_code == 302, "what is in force is no draft any longer"


def test_every_change_is_undone_and_done_again(place: Place) -> None:
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    seen = [desk.content]
    desk.row("putuskan-rencana", kegiatan="Memutuskan rencana")
    seen.append(desk.content)
    desk.row("putuskan-rencana", "hapus")
    seen.append(desk.content)
    desk.row("beri-arahan", "turun")
    seen.append(desk.content)
    assert len({str(content) for content in seen}) == 4
    for content in reversed(seen[:-1]):
        desk.step("urung")
        assert desk.content == content
    desk.step("urung")
    assert desk.content == seen[0]
    assert "Urungkan" in words(desk.open())
    for content in seen[1:]:
        desk.step("ulang")
        assert desk.content == content
    desk.step("urung")
    desk.row("beri-arahan", kegiatan="Memberi arahan")
    desk.step("ulang")
    assert "Memberi arahan" in str(desk.content), "a new change takes the place of what was undone"


def test_what_is_typed_is_kept_at_once_and_only_what_differs_is_drawn_anew(place: Place) -> None:
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    sent = sent_by(desk.open("?baris=putuskan-rencana"), "/baris/")
    version = 1
    for text, toolbar in (("Memutuskan r", True), ("Memutuskan rencana", False)):
        answer = desk.client.post(f"{desk.path}baris/", {**sent, "kegiatan": text, "langsung": "1", "versi": version})
        told = answer.json()
        version = told["versi"]
        assert [key for key, _ in told["baris"]] == ["langkah-putuskan-rencana"]
        assert text in told["baris"][0][1]
        assert ("Urungkan" in told.get("alat", "")) == toolbar, "what can be undone is told once"
    exit = {**sent, "jalan-0-label": "disetujui", "langsung": "1", "versi": version}
    rough = desk.client.post(f"{desk.path}baris/", exit).json()
    assert rough["kasar"]
    assert "disetujui" in str(rough["baris"])
    exact = desk.client.post(f"{desk.path}baris/", {**exit, "versi": rough["versi"], "tepat": "1"}).json()
    assert not exact["kasar"]
    assert exact["versi"] == rough["versi"], "nothing was changed"
    desk.step("urung")
    assert desk.content == canonical(load("kp2mi/kepuasan-pengguna")), "what is typed in one form is one change"
    wrong = desk.client.post(
        f"{desk.path}baris/", {**sent, "kegiatan": "", "langsung": "1", "versi": desk.now().version}
    )
    assert wrong.status_code == 422
    assert wrong.json()["alasan"] == "Isi: Kegiatan."


def test_rows_that_came_one_by_one_make_the_sheet_that_is_drawn_anew(place: Place) -> None:
    """As the page's script puts them in: rows in the place of rows, or a whole sheet; findings and toolbar too."""
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    key, version = "putuskan-rencana", 1
    page = desk.open(f"?baris={key}")
    sent: dict[str, Any] = {**sent_by(page, "/baris/")}
    shown = parts_of(page)
    changes: list[dict[str, Any]] = [
        {"kegiatan": "Memutuskan rencana survei"}, {"jalan-0-label": "ya"}, {"kelengkapan-0": "Nota dinas baru"},
        {"jalan-1-label": "kembali"}, {"kegiatan": "putusan", "pelaksana": sent["pelaksana"]},
        {"waktu_cara": "jam", "waktu_jumlah": "3"},
    ]  # fmt: skip
    for change in changes:
        sent |= change
        for exactly in ({}, {"tepat": "1"}):
            answer = desk.client.post(f"{desk.path}baris/", {**sent, **exactly, "langsung": "1", "versi": version})
            told = answer.json()
            assert answer.status_code == OK, told
            version = told["versi"]
            if "lembar" in told:
                shown["rows"] = rows_in(told["lembar"])
            shown["rows"] |= {name: plain(html) for name, html in told.get("baris", [])}
            shown |= {name: plain(told[name]) for name in ("temuan", "alat") if name in told}
    _row.cache_clear()
    _drawn.cache_clear()
    anew = parts_of(desk.open(f"?baris={key}"))
    assert shown["rows"] == anew["rows"]
    assert shown["temuan"] == anew["temuan"]
    assert shown["alat"] == anew["alat"]


def rows_in(html: str) -> dict[str, str]:
    found = re.findall(r'<tr id="([^"]+)".*?</tr>', html, re.DOTALL)
    return {name: plain(re.search(rf'<tr id="{name}".*?</tr>', html, re.DOTALL)[0]) for name in found}  # type: ignore[index]


def plain(html: str) -> str:
    """Without what differs at each drawing: versions and tokens against forged requests."""
    html = re.sub(r'(name="(?:versi|csrfmiddlewaretoken)" value=")[^"]*', r"\1", html)
    return re.sub(r"\s+", " ", html).strip()


def parts_of(page: Any) -> dict[str, Any]:
    html = page.content.decode()
    parts = r'<div id="editor-tools">(.*?)</div>\s*<div id="editor-findings">(.*?)</div>\s*<(?:section|div)'
    tools = re.search(parts, html, re.DOTALL)
    assert tools is not None
    return {"rows": rows_in(html), "alat": plain(tools[1]), "temuan": plain(tools[2])}


def test_who_saw_an_older_draft_loses_nothing_and_overwrites_nothing(place: Place) -> None:
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    sent = sent_by(desk.open("?baris=putuskan-rencana"), "/baris/")
    desk.row("beri-arahan", kegiatan="Memberi arahan lain")
    answer = desk.client.post(f"{desk.path}baris/", {**sent, "kegiatan": "Memutuskan rencana", "aksi": "simpan"})
    assert answer.status_code == 409
    assert "sudah diubah di jendela" in words(answer)
    again = sent_by(answer, "/baris/")
    assert again["kegiatan"] == ["Memutuskan rencana"]
    assert desk.client.post(f"{desk.path}baris/", {**again, "aksi": "simpan"}).status_code == 302
    assert {"Memberi arahan lain", "Memutuskan rencana"} <= {row["kegiatan"] for row in desk.content["langkah"]}


def test_drafts_are_of_those_who_may_write_and_of_their_agency(place: Place) -> None:
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    assert Desk(place, desk.draft, signed_in(place.boss)).open()
    assert signed_in(place.ani).get(desk.path).status_code == 403
    assert signed_in(place.ani).get("/sop/draf/").status_code == 403
    assert "Draf SOP" not in words(signed_in(place.ani).get("/sop/"))
    assert "Draf SOP" in words(signed_in(place.admin).get("/sop/"))
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        stranger = Place(other).admin
    assert signed_in(stranger).get(desk.path).status_code == 404
    assert signed_in(place.admin).post(f"{desk.path}hapus/").url == "/sop/draf/"  # type: ignore[attr-defined]
    assert not SopDraft.objects.exists()


def test_a_draft_of_an_edition_in_force_is_compared_with_it_and_travels_as_a_file(place: Place) -> None:
    content = canonical(load("kp2mi/kepuasan-pengguna"))
    done(publish(by=as_actor(place.admin), now=NOW, key="kepuasan-pengguna", content=content))
    answer = signed_in(place.admin).post("/sop/draf/baru/", {"sop": "kepuasan-pengguna"})
    desk = Desk(place, SopDraft.objects.get(id=answer.url.split("/")[3]))  # type: ignore[attr-defined]
    assert "Tidak ada bedanya" in words(desk.client.get(f"{desk.path}bandingkan/"))
    desk.row("putuskan-rencana", kegiatan="Memutuskan rencana")
    compared = words(desk.client.get(f"{desk.path}bandingkan/"))
    assert "<ins>" in compared
    assert "Memutuskan rencana" in compared
    file = desk.client.get(f"{desk.path}sop.yaml")
    document = parse(file.content, "sop.yaml")
    assert isinstance(document, Document)
    assert document.content == desk.content


def test_what_a_reader_doubted_is_shown_where_it_is_settled(place: Place) -> None:
    content = canonical(load("kp2mi/kepuasan-pengguna"))
    doubts = [
        {"bidang": "langkah.putuskan-rencana.waktu", "tempat": "baris 3", "terbaca": "1 jam", "tertulis": "1 j",
         "yakin": 0.4, "sebab": "satuan tidak jelas"},
        {"bidang": "nomor", "tempat": "baris 1", "terbaca": "B1", "tertulis": "Bl", "yakin": 0.4, "sebab": "kabur"},
    ]  # fmt: skip
    draft = done(
        actions.create_draft(
            by=as_actor(place.admin), now=NOW, key="uji", content=content, doubts=doubts, source="SOP lama.docx"
        )
    )
    desk = Desk(place, draft)
    assert "2 hal dari dokumen asal" in words(desk.open())
    row = words(desk.open("?baris=putuskan-rencana"))
    assert "satuan tidak jelas" in row
    assert "kabur" not in row
    desk.client.post(f"{desk.path}keraguan/", {"nomor": "0", "baris": "putuskan-rencana"})
    assert [doubt["bidang"] for doubt in desk.now().doubts] == ["nomor"]


def test_plugs_are_chosen_by_their_meaning(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = plugs.Plug("survei.rencana", "formulir", "Formulir rencana survei")
    monkeypatch.setattr(plugs, "SOURCES", [lambda: [offered]])
    desk = desk_with(place, canonical(load("kp2mi/kepuasan-pengguna")))
    assert "Formulir rencana survei" in words(desk.open("?baris=putuskan-rencana"))
    desk.row("putuskan-rencana", formulir="survei.rencana")
    assert find_row(desk.content, "putuskan-rencana")["formulir"] == "survei.rencana"  # type: ignore[index]
