"""Every page there is, in English: none keeps Indonesian, and no address is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scopes_disabled

from lajur.capabilities.staffing.personnel.testing import values_of
from lajur.capabilities.staffing.rules import TEAMS
from lajur.capabilities.staffing.testing import plan_values
from lajur.capabilities.surveys.followups.testing import address_values
from lajur.capabilities.surveys.models import Group, Question, Service
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.demonstration.actions import open_training
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.upkeep.models import Outage
from lajur.entrypoints.api.actions import add_webhook
from lajur.entrypoints.api.rules import EVENTS
from lajur.registers.authority.journal import seal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import Holding
from lajur.registers.organisation.passwords import link_path
from lajur.registers.organisation.signin.models import SecurityKey
from lajur.registers.organisation.signin.tests.making import PASSWORD, SIGN_IN, STEP, give_app
from lajur.registers.organisation.testing import NOW, as_actor, clock, done
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.procedures import first_run
from lajur.registers.procedures.actions import show_publicly
from lajur.registers.procedures.drafts.actions import create_draft
from lajur.registers.procedures.laws.register import record_law
from lajur.registers.procedures.models import Procedure, ReadingState, SopReading
from lajur.registers.reference.queries import value
from tests.borders.scene_archive import archive_values
from tests.english import in_english, indonesian_in, written_by_people
from tests.test_house_english import lived_in

pytest_plugins = ("tests.english",)

WITHOUT_A_PAGE = {
    "procedures.check_paper",
    "procedures.rule",
    "procedures.watch_table",
    "procedures.withdraw",
    "api.remove_webhook",
    "api.revoke_token",
    "api.rotate_secret",
    "api.send_again",
    "api.switch_webhook",
    "archive.download",
    "cases.begin_upload",
    "cases.call_again",
    "cases.comment",
    "cases.delete_filter",
    "cases.download_file",
    "cases.download_record",
    "cases.drop_upload",
    "cases.finish_upload",
    "cases.front",
    "cases.handed_over",
    "cases.move_upload",
    "cases.open_with_filter",
    "cases.put_part",
    "cases.receipt_code",
    "cases.remove_calendar_day",
    "cases.save_draft",
    "cases.several",
    "cases.show_record",
    "demonstration.enter_as",
    "demonstration.enter_room",
    "demonstration.leave_room",
    "checking.file",
    "guide.card_pdf",
    "guide.my_cards_pdf",
    "notices.follow",
    "notices.read",
    "organisation.agency_sessions",
    "organisation.arrange_substitute",
    "organisation.end_holding",
    "organisation.end_substitution",
    "organisation.export",
    "organisation.import_apply",
    "organisation.import_template",
    "organisation.leave",
    "organisation.person_link",
    "organisation.person_returns",
    "organisation.person_sessions",
    "organisation.put_away_steps",
    "organisation.seat_here",
    "organisation.sign_out",
    "organisation.sso_begin",
    "organisation.sso_return",
    "overview.event_log",
    "packages.import_apply",
    "packages.import_check",
    "packages.import_columns",
    "packages.import_rejected",
    "packages.import_template",
    "papers.exported",
    "retention.destroy",
    "signing.bring",
    "staffing.certificate_revoked",
    "staffing.conflict_lifted",
    "staffing.import_apply",
    "staffing.import_check",
    "staffing.import_columns",
    "staffing.import_rejected",
    "staffing.import_template",
    "staffing.leave_cancelled",
    "staffing.propose",
    "surveys.drop_question",
    "surveys.public_file",
    "surveys.publish",
    "surveys.qr",
    "surveys.table",
    "surveys.withdraw",
    "surveys.workbook",
    "upkeep.metrics",
    "overview.table",
    "overview.workbook",
    "papers.docx",
    "papers.pdf",
    "papers.sample",
    "privacy.erase",
    "privacy.erase_case",
    "privacy.export",
    "procedures.bpmn",
    "procedures.draft_file",
    "procedures.draft_outside",
    "procedures.draft_part",
    "procedures.draft_row",
    "procedures.draft_settle",
    "procedures.draft_step",
    "procedures.fill_lanes",
    "procedures.put_in_force",
    "procedures.first_run",
    "procedures.public_file",
    "procedures.reading_forgotten",
    "procedures.sheet_docx",
    "procedures.sheet_pdf",
    "procedures.sheet_xlsx",
    "procedures.show",
    "reference.crest",
    "retention.change",
    "retention.disposal_file",
    "retention.download",
    "retention.hold",
    "schedule.feed",
    "schedule.revoke_feed",
    "set_language",
    "signing.mark",
    "signing.newest",
    "upkeep.alive",
    "upkeep.seal_addresses",
    "upkeep.seal_pdf",
    "upkeep.seal_qr",
}
"""Files, changes that lead elsewhere, what is tried below, and two that need an event of their own: a called SOP whose
case was cancelled, and tasks that were handed over together."""
MORE = {
    "cases.inbox": ["?urut=lama&kelompok=sop", "?cari=tidak-ada-yang-begini"],
    "cases.deviations": ["?bagian=semua", "?bagian=nilai"],
    "cases.view": ["?versi=semua"],
    "cases.appoint": ["?pelaksana=petugas"],
    "cases.hand_over_several": ["?tugas={case_id}/buat.2"],
    "notices.list": ["?bagian=semua"],
    "procedures.draft": ["?baris=buat", "?bagian=identitas", "?bagian=pelaksana", "?bagian=dokumen"],
    "schedule.view": ["?tampilan=minggu", "?tampilan=hari", "?lihat=instansi"],
    "search.search": ["?q=uji", "?q=zzzzzz", "?q=a"],
    "overview.read": ["?masa=tahun", "?masa=sendiri&dari=2026-01-01&sampai=2026-03-31"],
    "organisation.people": ["?cari=zzzzzz"],
    "organisation.positions": ["?cari=zzzzzz"],
}
"""Other sides of a page, by its name."""


TWO = 2
"""Readers of every page, of different powers where there are."""


def names() -> Iterator[tuple[str, list[str]]]:
    """Every named address of ours with the names of its blanks; the API answers in JSON and is tried elsewhere."""

    def inside(resolver: URLResolver, blanks: list[str]) -> Iterator[tuple[URLPattern, list[str]]]:
        for entry in resolver.url_patterns:
            there = [*blanks, *entry.pattern.converters]
            if isinstance(entry, URLResolver):
                yield from inside(entry, there)
            else:
                yield entry, there

    for pattern, blanks in inside(get_resolver(), []):
        if pattern.name and not str(pattern.pattern).startswith(("api/", "^api")):
            yield pattern.name, blanks


@pytest.fixture
def blanks(office: Office, settings: Any) -> dict[str, dict[str, Any]]:
    """What fills an address, by the name of the blank; those of one address under its name."""
    settings.WEBHOOK_HOSTS = ["sistem.contoh.go.id"]
    case, later = lived_in(office), office.start()
    files = {"berkas-permintaan": SimpleUploadedFile("surat.txt", b"Uji coba"), "teks-konsep": "Uji coba"}
    sent = signed_in(office.ani).post(path(later, "buat.1"), files)
    assert sent.status_code == 302, sent.content.decode()
    decided = signed_in(office.koordinator).post(path(later, "periksa.1"), {"keputusan": "setuju"})
    assert decided.headers["Location"].endswith("/periksa/")
    with scopes_disabled():
        upload = Upload.objects.get(case=later, arrived_at__isnull=False)
        record = Record.objects.get(upload=upload)
        outage = Outage.objects.create(began_at=NOW.replace(hour=0), ended_at=NOW.replace(hour=1))
        holding = Holding.objects.get(person=office.budi)
    admin = as_actor(office.admin)
    webhook = done(add_webhook(url="https://sistem.contoh.go.id/x", events=list(EVENTS)[:1], by=admin, now=NOW))
    unit = done(organise.add_unit(by=clock(office.agency), now=NOW, name="Uji coba"))
    procedure = Procedure.objects.get(key="surat")
    content = procedure.in_force.content  # type: ignore[union-attr]
    done(show_publicly(by=admin, now=NOW, procedure=procedure, public=True))
    draft = done(create_draft(by=admin, now=NOW, key="surat", content=content))
    title = "Peraturan Presiden Nomor 1 Tahun 2020 tentang Uji coba"
    law = done(record_law(by=admin, now=NOW, title=title, status="berlaku", source="Uji coba"))
    room = done(open_training(by=clock(office.agency), now=NOW, agency=office.agency, rate=60))
    assert room.is_training
    office.budi.set_password(PASSWORD)
    office.budi.save()
    for person in (office.ani, office.budi):
        give_app(person)
    with scopes_disabled():
        key = SecurityKey.objects.create(agency=office.agency, person=office.koordinator, name="Uji coba", since=NOW)
        found = [{"isi": {"judul": "Uji coba"}, "ragu": [], "tempat": "Uji coba", "draf": ""}]
        reading = SopReading.objects.create(
            agency=office.agency, name="Uji coba", size=1, sent_at=NOW, state=ReadingState.READ, found=found
        )
    assert seal(agency=str(office.agency.id), now=NOW)
    link = link_path(office.budi, NOW).split("/")
    planning = plan_values(office, "Uji coba")
    surveys = address_values(office)
    letter = make_paper(office.agency, office.ani, subject="Uji coba", copies=[office.koordinator])
    return {
        **{name: given for name, given in surveys.items() if name},
        "": {
            **values_of(office.budi, "Uji coba"),
            **planning,
            **surveys[""],
            **archive_values(office.agency, office.ani, "Uji coba"),
            "paper_id": letter.id, "check_code": letter.token,
            "key_id": key.id, "reading_id": reading.id, "archive_id": webhook.id, "slug": office.agency.slug,
            "draft_id": draft.id, "check_id": webhook.id, "year": 2026, "half": 1,
            "key": "surat", "case_id": case.id, "task": "buat.2", "lane": "petugas", "name": "reference.jam-kerja",
            "number": 1,
            "person_id": office.budi.id, "position_id": office.positions["staf"].id, "unit_id": unit.id,
            "holding_id": holding.id, "record_id": record.id, "upload_id": upload.id, "code": upload.code,
            "outage_id": outage.id, "webhook_id": webhook.id, "token_id": webhook.id, "delivery_id": webhook.id,
            "rule_id": webhook.id, "filter_id": webhook.id, "notice_id": webhook.id, "secret": "x" * 32, "kind": "xlsx",
        },
        "cases.check_step": {"case_id": later.id, "task": "periksa.1"},
        "cases.handed_over": {"key": webhook.id},
        "staffing.start": {"case_id": planning["plan_case"]},
        "procedures.law": {"kind": law.kind, "number": law.number, "year": law.year},
        "papers.pattern": {"kind": "surat"},
        "papers.wording": {"key": "umum.surat"},
        "reference.crest": {"key": webhook.id},
        "overview.table": {"key": "beban"},
        "organisation.password_link": {"token": link[-2]},
        "demonstration.enter_room": {"person_id": office.ani.id},
    }  # fmt: skip


def written_in_registers(office: Office) -> set[str]:
    """What the team of a survey writes, and what tables and decrees word: questions, groups of the archive, ways
    to monitor, teams."""
    found = {"Survei Zamrud", "Menata alur"} | {row.title for model in (Group, Service) for row in model.objects.all()}
    found |= {row["judul"] for row in value("retention.jadwal", NOW.date(), office.agency)}
    found |= {*value("procedures.pemantauan-sop", NOW.date(), office.agency)["cara"]} | {team.name for team in TEAMS}
    for question in Question.objects.all():
        found |= {question.title, question.text, *question.words}
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_every_page_there_is_keeps_no_indonesian(office: Office, blanks: dict[str, dict[str, Any]]) -> None:
    data = sorted([*written_by_people(office), *written_in_registers(office)], key=len, reverse=True)
    visitors = [in_english(signed_in(one)) for one in (office.ani, office.admin, office.koordinator, office.kepala)]
    visitors.append(in_english(Client()))
    asked = visitors[-1].post(SIGN_IN, {"username": office.budi.username, "password": PASSWORD})
    assert asked.headers["Location"] == STEP
    left: dict[str, set[str]] = {}
    shown: set[str] = set()
    for name, wanted in names():
        given = blanks[""] | blanks.get(name, {})
        address = reverse(name, kwargs={blank: given[blank] for blank in wanted})
        for query in ("", *MORE.get(name, ())):
            seen = 0
            for visitor in visitors:
                answer = visitor.get(address + query.format(**given))
                if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                    continue
                seen, html = seen + 1, answer.content.decode()
                assert '<html lang="en">' in html or "<html" not in html, address
                if found := indonesian_in(html, data):
                    left.setdefault(address + query, set()).update(found)
                if seen == TWO:
                    break
            shown |= {name} if seen else set()
    unread = {name for name, _ in names()} - shown
    assert (left, unread ^ WITHOUT_A_PAGE) == ({}, set()), "a page that nobody in this test can see is not read"


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_the_first_run_keeps_no_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(first_run.VARIABLE, "")
    code = first_run.new_code()
    client = in_english(Client())
    asked = client.get("/mulai/").content.decode()
    wrong = client.get("/mulai/?kode=salah").content.decode()
    client.get(f"/mulai/?kode={code}")
    questions = client.get("/mulai/").content.decode()
    faulty = client.post("/mulai/", {"instansi": "", "baru": "a", "ulangi": "b", "nama_pengguna": "a b"})
    pages = [asked, wrong, questions, faulty.content.decode()]
    assert all('<html lang="en">' in html for html in pages)
    assert [indonesian_in(html, []) for html in pages] == [[], [], [], []]
    assert not Case.objects.exists()
