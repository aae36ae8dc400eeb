"""From a draft that is reviewed to an edition that is in force on its day, and to the one after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.engine.refusal import Refusal
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, make_person, make_position
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures import work
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.drafts.actions import create_draft, publish_draft
from lajur.registers.procedures.life.approving import approve_draft, begin_editions, withdraw_edition
from lajur.registers.procedures.life.reviewing import ask_review, give_verdict, resolve_comment, write_comment
from lajur.registers.procedures.models import DraftComment, DraftReview, Edition, Procedure, SopDraft, Term

pytestmark = pytest.mark.usefixtures("still_clock")

TODAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302


def content(title: str = "SOP nota") -> dict[str, Any]:
    return {**canonical(make_document()), "judul": title}


@pytest.fixture
def draft(place: Place) -> SopDraft:
    return done(create_draft(by=as_actor(place.admin), now=NOW, key="nota", content=content()))


def approve(place: Place, draft: SopDraft, by: Any = None, effective: date = TODAY, **given: Any) -> Any:
    given = {"number": "SOP/7/2026", "version": draft.version, **given}
    return approve_draft(by=as_actor(by or place.boss), now=NOW, draft_id=draft.id, effective=effective, **given)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was told to whom."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(work, "TELLERS", [lambda **given: found.append(given)])
    return found


def begun(place: Place, days: int) -> int:
    now = NOW + timedelta(days=days)
    return done(begin_editions(by=clock(place.agency, now), now=now))


def code(outcome: Any) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def test_reviewers_are_asked_told_and_heard_and_what_they_say_is_settled_before_approval(
    place: Place, draft: SopDraft, told: list[dict[str, Any]]
) -> None:
    admin, ani = as_actor(place.admin), as_actor(place.ani)
    path = f"/sop/draf/{draft.id}/telaah/"
    assert signed_in(place.ani).get(path).status_code == FORBIDDEN
    asked = {"aksi": "minta", "orang": str(place.ani.id)}
    assert signed_in(place.admin).post(path, asked).status_code == MOVED
    assert [(one["persons"], one["kind"], one["link"]) for one in told] == [([str(place.ani.id)], "sop-telaah", path)]
    page = words(signed_in(place.ani).get(path))
    assert "Pendapat Anda" in page
    assert "Sunting draf" not in page, "who was asked reads the draft and changes nothing"
    signed_in(place.ani).post(path, {"aksi": "catat", "baris": "kirim", "catatan": "Kepada <siapa>?"})
    signed_in(place.ani).post(path, {"aksi": "perbaiki", "versi": draft.version})
    page = words(signed_in(place.admin).get(path))
    assert "Langkah 7: Mengirim laporan" in page
    assert "Kepada &lt;siapa&gt;?" in page
    answers = [one for one in told if one["kind"] == "sop-tanggapan"]
    assert [one["persons"] for one in answers] == [[str(place.admin.id)]] * 2
    assert code(approve(place, draft)) == "catatan-belum-selesai"
    comment = DraftComment.objects.get()
    stranger = as_actor(make_person(place.agency, "Siti", place.desk))
    settle: dict[str, Any] = {"draft_id": draft.id, "comment_id": comment.id, "now": NOW, "resolved": True}
    assert code(resolve_comment(by=stranger, **settle)) == "bukan-wewenang"
    signed_in(place.admin).post(path, {"aksi": "beres", "nomor": str(comment.id)})
    assert code(approve(place, draft)) == "diminta-diperbaiki"
    done(ask_review(by=admin, now=NOW, draft_id=draft.id, persons=[place.ani.id]))
    assert DraftReview.objects.get().verdict == "", "asked again, the verdict is open again"
    said: dict[str, Any] = {"by": ani, "now": NOW, "draft_id": draft.id, "verdict": "setuju"}
    assert code(give_verdict(**said, version=draft.version - 1)) == "draf-berubah", (
        "nobody agrees to what he has not read"
    )
    done(give_verdict(**said, version=draft.version))
    page = words(signed_in(place.boss).get(path))
    assert "1 catatan sudah diselesaikan" in page
    assert "Setuju" in page
    assert f"/sop/draf/{draft.id}/sahkan/" in page


def test_who_wrote_at_a_draft_does_not_approve_it(place: Place) -> None:
    own = done(create_draft(by=as_actor(place.boss), now=NOW, key="nota", content=content()))
    assert code(approve(place, own)) == "pembuat-mengesahkan"
    assert signed_in(place.boss).get(f"/sop/draf/{own.id}/sahkan/").status_code == FORBIDDEN
    second = make_person(place.agency, "Dewi", make_position(place.agency, "Wakil", roles=[Role.HEAD]))
    assert code(approve(place, own, by=place.admin)) == "bukan-wewenang"
    assert done(approve(place, own, by=second)).approved_by_id == second.id


def test_an_approved_edition_says_who_when_and_under_which_number(place: Place, draft: SopDraft) -> None:
    boss = signed_in(place.boss)
    path = f"/sop/draf/{draft.id}/sahkan/"
    assert "belum ditelaah siapa pun" in words(boss.get(path))
    early = boss.post(path, {"versi": draft.version, "nomor": "SOP/7/2026", "berlaku": "2026-03-01"})
    assert early.status_code == INVALID
    sent = boss.post(path, {"versi": 1, "nomor": "SOP/7/2026", "berlaku": "2026-03-02"})
    assert sent.headers["Location"] == "/sop/nota/edisi/"
    procedure = Procedure.objects.select_related("in_force").get(key="nota")
    edition = procedure.in_force
    assert edition is not None
    assert (edition.approved_by_id, edition.approved_at, edition.waits_for) == (place.boss.id, NOW, None)
    assert edition.content["nomor"] == "SOP/7/2026"
    assert edition.content["tanggal"]["efektif"] == "2026-03-02"
    assert edition.content["disahkan"]["jabatan"] == "Kepala"
    assert edition.content["disahkan"]["nama"] == "Kartini"
    kinds = set(Entry.objects.filter(chain=place.agency.id).values_list("kind", flat=True))
    assert {"edisi-disahkan", "edisi-diberlakukan"} <= kinds
    assert "Disahkan di Lajur oleh Kartini" in words(boss.get("/sop/nota/"))
    assert boss.get(path).status_code == MISSING, "the draft is closed"


def test_an_edition_for_a_later_day_begins_then_by_itself_and_the_one_before_runs_until_then(
    place: Place, draft: SopDraft
) -> None:
    first = done(publish(by=clock(place.agency), now=NOW - timedelta(days=30), key="nota", content=content("SOP lama")))
    edition = done(approve(place, draft, effective=LATER))
    procedure = Procedure.objects.get(key="nota")
    assert (procedure.in_force, edition.waits_for) == (first, LATER)
    assert "berlaku mulai 9 Maret 2026" in words(signed_in(place.ani).get("/sop/nota/"))
    assert [begun(place, days) for days in (0, 6, 7, 7)] == [0, 0, 1, 0]
    day = NOW + timedelta(days=7)
    procedure.refresh_from_db()
    assert (procedure.in_force, procedure.title) == (edition, "SOP nota")
    terms = list(Term.objects.order_by("since").values_list("edition__number", "until", "began_by"))
    assert terms == [(1, day, None), (2, None, None)]
    page = words(signed_in(place.ani).get("/sop/nota/edisi/"))
    assert page.index("SOP/7/2026") < page.index("UJI/1")
    assert "tanpa pengesahan di Lajur" in page
    assert "digantikan" in page


def test_an_edition_that_waits_can_be_withdrawn(place: Place, draft: SopDraft) -> None:
    edition = done(approve(place, draft, effective=LATER))
    assert signed_in(place.ani).post("/sop/nota/edisi/tarik/", {"edisi": "1"}).status_code == FORBIDDEN
    assert signed_in(place.boss).post("/sop/nota/edisi/tarik/", {"edisi": "1"}).status_code == MOVED
    assert begun(place, 7) == 0
    outcome = withdraw_edition(by=as_actor(place.boss), now=NOW, edition_id=edition.id)
    assert code(outcome) == "edisi-tidak-menunggu"
    assert "ditarik" in words(signed_in(place.boss).get("/sop/nota/edisi/"))


def test_where_approval_is_needed_nobody_puts_an_edition_in_force_without_it(place: Place, draft: SopDraft) -> None:
    boss = signed_in(place.boss)
    page = words(signed_in(place.admin).get(f"/sop/draf/{draft.id}/berlakukan/"))
    assert "tanpa pengesahan di Lajur" in page
    assert signed_in(place.admin).post("/sop/draf/aturan/", {"sahkan": "ya"}).status_code == FORBIDDEN
    boss.post("/sop/draf/aturan/", {"sahkan": "ya"})
    for person in (place.admin, place.boss):
        outcome = publish_draft(by=as_actor(person), now=NOW, draft_id=draft.id, version=draft.version)
        assert code(outcome) == "harus-disahkan"
        assert code(publish(by=as_actor(person), now=NOW, key="lain", content=content())) == "harus-disahkan"
    page = words(signed_in(place.admin).get(f"/sop/draf/{draft.id}/berlakukan/"))
    assert "Berlakukan sekarang" not in page
    done(approve(place, draft))
    assert Edition.objects.get().approved_by_id == place.boss.id


def test_a_comment_is_about_a_row_that_is_there(place: Place, draft: SopDraft) -> None:
    admin = as_actor(place.admin)
    given: dict[str, Any] = {"by": admin, "now": NOW, "draft_id": draft.id}
    assert code(write_comment(**given, text="?", row="tiada")) == "baris-tidak-ada"
    assert code(write_comment(**given, text=" ")) == "catatan-kosong"
    done(write_comment(**given, text="Sudah baik"))
    assert "Seluruh SOP" in words(signed_in(place.admin).get(f"/sop/draf/{draft.id}/telaah/"))
