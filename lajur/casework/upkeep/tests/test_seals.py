"""Seal sheets: one a day, printable, mailed if wanted, and compared with what is typed from paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
from django.test import Client

from lajur.casework.cases.testing import Office
from lajur.casework.jobs.models import JobOutcome
from lajur.casework.jobs.registry import run_job
from lajur.casework.notices.tests.conftest import Mailbox
from lajur.casework.upkeep.models import SealSheet
from lajur.casework.upkeep.seals.actions import choose_addresses
from lajur.registers.authority.journal import seal
from lajur.registers.authority.kept_seals import kept_in
from lajur.registers.authority.models import Entry, Seal
from lajur.registers.authority.tests.test_journal import as_owner, run
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.testing import as_actor, done, make_agency, make_person, make_position, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

FORBIDDEN, MISSING, INVALID = 403, 404, 422
EVENING = datetime(2026, 3, 2, 12, 7, tzinfo=UTC)  # 19.07 in Jakarta
NIGHT = datetime(2026, 3, 2, 17, 12, tzinfo=UTC)  # the day has just ended there
HOME = "/pengelolaan/segel/"


def sealed(office: Office, at: datetime = EVENING) -> Seal:
    office.start()
    made = seal(agency=str(office.agency.id), now=at)
    assert made is not None
    run("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending: a test's transaction never commits
    return made


def head(row: Seal) -> str:
    return bytes(row.hash).hex()


def test_a_days_last_seal_becomes_its_sheet_once(office: Office) -> None:
    sealed(office, EVENING - timedelta(hours=1))
    last = sealed(office)
    assert run_job("upkeep.daily_seal_sheet", NIGHT - timedelta(hours=1)).done == 0, "the day is not over"
    assert run_job("upkeep.daily_seal_sheet", NIGHT).done == 1
    assert run_job("upkeep.daily_seal_sheet", NIGHT + timedelta(hours=1)).done == 0
    sheet = SealSheet.objects.get()
    assert (sheet.day.isoformat(), sheet.number, bytes(sheet.hash)) == ("2026-03-02", 2, bytes(last.hash))
    assert (sheet.entries, sheet.chains) == (
        Entry.objects.count(),
        Entry.objects.values("chain").distinct().count(),
    )


def test_a_day_without_anything_new_needs_no_paper(office: Office) -> None:
    sealed(office)
    run_job("upkeep.daily_seal_sheet", NIGHT)
    run_job("upkeep.daily_seal_sheet", NIGHT + timedelta(days=1))
    assert SealSheet.objects.count() == 1


def test_the_sheet_can_be_read_printed_and_scanned(office: Office) -> None:
    first = sealed(office)
    run_job("upkeep.daily_seal_sheet", NIGHT)
    second = sealed(office, EVENING + timedelta(days=1))
    client = signed_in(office.admin)
    page = words(client.get(f"{HOME}2/"))
    groups = [head(second)[at : at + 4] for at in range(0, 64, 4)]
    assert all(f"<span>{group}</span>" in page for group in groups)
    assert head(first)[:4] in page, "seals before it are listed"
    answer = client.get(f"{HOME}2/lembar.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    told = document[0].get_textpage().get_text_range()
    assert len(document) == 1
    assert all(group in told for group in groups)
    assert "Lembar segel jurnal" in told
    assert words(client.get(f"{HOME}2/kode.svg")).startswith("<svg")
    assert client.get(f"{HOME}99/").status_code == MISSING


def compare(client: Client, **given: str) -> Any:
    return client.post(HOME, given)


def test_a_head_typed_from_paper_is_compared(office: Office) -> None:
    row = sealed(office)
    typed = " ".join(head(row)[at : at + 4] for at in range(0, 20, 4)).upper()
    client = signed_in(office.admin)
    assert "Cocok" in words(compare(client, nomor="1", sidik=typed))
    wrong = ("0" if head(row)[0] != "0" else "1") + head(row)[1:]
    assert "jurnal telah dihitung ulang" in words(compare(client, nomor="1", sidik=wrong))
    assert "tidak mengenalnya lagi" in words(compare(client, nomor="7", sidik=head(row)))
    for bad in ({"nomor": "1", "sidik": head(row)[:19]}, {"nomor": "", "sidik": head(row)}, {"nomor": "1"}):
        assert compare(client, **bad).status_code == INVALID, bad


def test_the_whole_line_needs_no_number_and_another_agencys_is_told(office: Office) -> None:
    row = sealed(office)
    client = signed_in(office.admin)
    whole = f"LAJUR-SEGEL 1 {office.agency.slug} 1 2026-03-02 {head(row)}"
    assert "Cocok" in words(compare(client, sidik=whole))
    other = whole.replace(office.agency.slug, "kota-lain")
    assert "milik instansi lain" in words(compare(client, sidik=other))


def test_seals_that_do_not_hang_together_are_told_even_when_the_typed_one_fits(office: Office) -> None:
    row = sealed(office)
    sealed(office, EVENING + timedelta(hours=1))
    with as_owner():
        run("UPDATE authority_seal SET heads = '[]' WHERE agency_id = %s AND number = 2", office.agency.id)
    assert "tidak cocok dengan segel sebelumnya" in words(compare(signed_in(office.admin), nomor="1", sidik=head(row)))


def test_administrators_and_auditors_see_seals_and_nobody_else(office: Office) -> None:
    sealed(office)
    auditor = make_person(office.agency, "Inspektur", make_position(office.agency, "Inspektur", roles=[Role.AUDITOR]))
    for person, expected in ((office.admin, 200), (auditor, 200), (office.ani, FORBIDDEN)):
        client = signed_in(person)
        for address in ("", "1/", "1/lembar.pdf", "1/kode.svg"):
            assert client.get(HOME + address).status_code == expected, (person.name, address)
    assert signed_in(auditor).post(f"{HOME}alamat/", {"alamat": "a@b.id"}).status_code == FORBIDDEN


def test_another_agencys_seal_does_not_exist(office: Office) -> None:
    from django_scopes import scope

    sealed(office)
    agency = make_agency()
    with scope(agency=agency):
        stranger = make_person(agency, "Lain", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))
    assert signed_in(stranger).get(f"{HOME}1/").status_code == MISSING


def test_addresses_are_chosen_checked_and_journaled(office: Office) -> None:
    client = signed_in(office.admin)
    assert client.post(f"{HOME}alamat/", {"alamat": "inspektorat@kota.go.id\nbukan-alamat"}).status_code == INVALID
    assert client.post(f"{HOME}alamat/", {"alamat": "inspektorat@kota.go.id"}).status_code == 302
    entry = Entry.objects.get(kind="alamat-segel-dipilih")
    assert "inspektorat" not in entry.body
    many = [f"a{n}@kota.go.id" for n in range(11)]
    by = as_actor(office.admin, EVENING)
    assert refusal(choose_addresses(by=by, now=EVENING, addresses=many)).code == "alamat-terlalu-banyak"


def test_sheets_are_mailed_once_with_the_line_and_the_page(office: Office, mailbox: Mailbox) -> None:
    done(choose_addresses(by=as_actor(office.admin, EVENING), now=EVENING, addresses=["a@kota.go.id", "b@kota.go.id"]))
    row = sealed(office)
    mailbox.refuse["DATA"] = "451 nanti"
    assert run_job("upkeep.daily_seal_sheet", NIGHT).outcome == JobOutcome.FAILED
    assert SealSheet.objects.get().mailed_at is None
    mailbox.refuse.clear()
    assert run_job("upkeep.daily_seal_sheet", NIGHT + timedelta(hours=1)).outcome == JobOutcome.DONE
    run_job("upkeep.daily_seal_sheet", NIGHT + timedelta(hours=2))
    assert [to for to, _ in mailbox.messages] == [("a@kota.go.id",), ("b@kota.go.id",)]
    message = mailbox.messages[0][1]
    assert [kept.head for kept in kept_in(message.as_string())] == [head(row)], "as the file of the mail is read"
    (sheet,) = message.iter_attachments()
    assert sheet.get_content().startswith(b"%PDF")
    assert Entry.objects.filter(kind="alamat-segel-dipilih").count() == 1


def test_nobody_chosen_nobody_written_to(office: Office, mailbox: Mailbox) -> None:
    sealed(office)
    assert run_job("upkeep.daily_seal_sheet", NIGHT).outcome == JobOutcome.DONE
    done(choose_addresses(by=as_actor(office.admin, NIGHT), now=NIGHT, addresses=["a@kota.go.id"]))
    run_job("upkeep.daily_seal_sheet", NIGHT + timedelta(hours=1))
    assert mailbox.messages == [], "older sheets are not sent"
