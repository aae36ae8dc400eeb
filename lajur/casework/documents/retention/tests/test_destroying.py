"""What an approved list names is destroyed for good; what must stay stays, and everything says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lajur.casework.documents.actions import keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.documents.papers.wordings import WORDINGS
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.retention import actions, destroying
from lajur.casework.documents.retention.jobs import destroy_ordered
from lajur.casework.documents.retention.models import Disposal, DisposalState, Filing
from lajur.casework.documents.retention.tests.test_archive import due
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

LATER = NOW + timedelta(days=1)


def approved(office: Any) -> Disposal:
    row = done(actions.propose_disposal(agency=office.agency, note="", by=as_actor(office.admin), now=NOW))
    by = as_actor(office.kepala)
    return done(actions.decide_disposal(disposal_id=row.id, approved=True, note="Sesuai", by=by, now=NOW))


def minutes(office: Any) -> Paper:
    given: dict[str, Any] = {"data": WORDINGS["umum.berita-acara"].sample, "subject": "Pemusnahan"}
    return make_paper(office.agency, office.kepala, kind="berita-acara", template="umum.berita-acara", **given)


def path_of(filing: Filing) -> Any:
    return file_path(filing.record.agency_id, filing.record.sha256)


def test_the_bytes_go_and_the_row_the_hash_and_the_journal_stay_and_say_so(office: Any) -> None:
    filing, paper, other = due(office), minutes(office), make_paper(office.agency, office.kepala)
    letter = Paper.objects.get(record=filing.record)
    row, place, digest = approved(office), path_of(filing), filing.record.sha256
    address = f"/retensi/usul/{row.id}/musnahkan/"
    assert place.exists()
    assert signed_in(office.kepala).post(address, {"berita_acara": paper.number}).status_code == 403
    admin = signed_in(office.admin)
    assert admin.post(address, {"berita_acara": ""}).status_code == 422
    assert "bukan berita acara" in words(admin.post(address, {"berita_acara": other.number}))
    assert place.exists()
    assert admin.post(address, {"berita_acara": paper.number}).status_code == 302
    assert not place.exists()
    record = Record.objects.get(id=filing.record_id)
    assert (record.sha256, record.destroyed_at is not None) == (digest, True)
    letter.refresh_from_db()
    assert (letter.body, letter.number) == ({}, letter.number)
    row.refresh_from_db()
    assert (row.state, row.minutes_id, row.ordered_by_id) == (DisposalState.DESTROYED, paper.id, office.admin.id)
    kinds = ("pemusnahan-diperintahkan", "arsip-dimusnahkan", "pemusnahan-selesai")
    assert [Entry.objects.filter(kind=kind).count() for kind in kinds] == [1, 1, 1]
    for page in (f"/naskah/{letter.id}/", f"/retensi/{filing.id}/"):
        assert "Dimusnahkan pada" in words(admin.get(page))
    assert paper.number in words(admin.get(f"/retensi/usul/{row.id}/"))
    for gone in ("pdf", "docx"):
        assert admin.get(f"/naskah/{letter.id}/{gone}/").status_code == 404
    assert "sudah dimusnahkan" in words(signed_in(office.staf).get(f"/periksa/{letter.token}/"))
    assert "Undangan rapat" in words(admin.get("/retensi/?keadaan=dimusnahkan"))
    assert digest in admin.get("/retensi/unduh/dimusnahkan.csv").content.decode("utf-8-sig")
    assert "Undangan rapat" not in words(admin.get("/retensi/"))
    assert admin.post(address, {"berita_acara": paper.number}).status_code == 422, "only once"
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(id=paper.id).update(body={})


def test_what_broke_off_goes_on_and_ends_the_same(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filings = [due(office, subject=f"Surat {n}") for n in range(3)]
    row = approved(office)
    by = as_actor(office.admin)
    done(destroying.order_destruction(disposal_id=row.id, minutes="BA-1/2026", by=by, now=NOW))
    erase = destroying._erase

    def power_cut(kept: Record) -> None:
        erase(kept)
        raise KeyboardInterrupt

    monkeypatch.setattr(destroying, "_erase", power_cut)
    with pytest.raises(KeyboardInterrupt):
        destroying.destroy_some(office.agency, row.id, NOW)
    monkeypatch.undo()
    assert [path_of(one).exists() for one in filings].count(False) == 1
    assert not Record.objects.exclude(destroyed_at=None).exists(), "the row says so only after the bytes went"
    assert destroying.destroy_some(office.agency, row.id, NOW, most=2) == 1
    assert destroy_ordered(office.agency, LATER) == 0
    assert not any(path_of(one).exists() for one in filings)
    row.refresh_from_db()
    assert (row.state, row.destroyed_at) == (DisposalState.DESTROYED, LATER)
    assert destroy_ordered(office.agency, LATER) == 0
    assert Entry.objects.filter(kind="arsip-dimusnahkan").count() == 3
    assert refusal(destroying.destroy_document(filing_id=filings[0].id, by=clock(office.agency), now=NOW)).code


def test_a_hold_forbids_and_comes_too_late_once_it_is_ordered(office: Any) -> None:
    held, free = due(office, subject="Ditahan"), due(office, subject="Bebas")
    row, by = approved(office), as_actor(office.admin)
    done(actions.hold_filing(filing_id=held.id, reason="Sengketa", by=by, now=NOW))
    done(destroying.order_destruction(disposal_id=row.id, minutes="BA-1", by=by, now=NOW))
    too_late = actions.hold_filing(filing_id=free.id, reason="Terlambat", by=by, now=NOW)
    assert refusal(too_late).code == "sudah-dimusnahkan"
    assert destroying.destroy_some(office.agency, row.id, NOW) == 0
    assert (path_of(held).exists(), path_of(free).exists()) == (True, False)


def test_bytes_that_are_also_a_document_that_stays_are_not_destroyed(office: Any) -> None:
    filing = due(office)
    kept = keep_file(office.agency.id, "salinan.pdf", "application/pdf", [path_of(filing).read_bytes()])
    Record.objects.create(
        agency=office.agency, number=0, kind="salinan", name=kept.name, size=kept.size, sha256=kept.sha256, at=NOW
    )
    row = approved(office)
    done(destroying.order_destruction(disposal_id=row.id, minutes="BA-1", by=as_actor(office.admin), now=NOW))
    assert destroying.destroy_some(office.agency, row.id, NOW) == 0
    filing.refresh_from_db()
    assert path_of(filing).exists()
    assert (filing.disposal_id, filing.record.destroyed_at) == (None, None)
    assert Entry.objects.filter(kind="arsip-urung-dimusnahkan").count() == 1


def test_nothing_is_destroyed_that_nobody_approved_or_that_the_approver_orders_himself(office: Any) -> None:
    due(office)
    row = done(actions.propose_disposal(agency=office.agency, note="", by=as_actor(office.admin), now=NOW))
    given: dict[str, Any] = {"disposal_id": row.id, "minutes": "BA-1", "now": NOW}
    assert refusal(destroying.order_destruction(**given, by=as_actor(office.admin))).code == "belum-disetujui"
    assert refusal(destroying.order_destruction(**given, by=clock(office.agency))).code == "bukan-wewenang"
    Disposal.objects.filter(id=row.id).update(state=DisposalState.APPROVED, decided_by=office.admin)
    assert refusal(destroying.order_destruction(**given, by=as_actor(office.admin))).code == "pemutus-sendiri"
