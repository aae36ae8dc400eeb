"""Two agencies with one thing of every kind, and everybody who may knock: whom the matrix of permissions asks."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scope, scopes_disabled

from lajur.capabilities.staffing.personnel.testing import values_of
from lajur.capabilities.staffing.testing import plan_values
from lajur.capabilities.surveys.followups.testing import make_closed, make_follow_up
from lajur.capabilities.surveys.models import Group, Question, QuestionKind, Service, Survey, SurveyState
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.casework.archive.models import Archive, ArchiveState
from lajur.casework.cases.actions import comment
from lajur.casework.cases.models import Case, Deviation, Draft, SavedFilter
from lajur.casework.cases.testing import Office, complete, make_office, make_row
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.notices.models import Notice
from lajur.casework.schedule.models import Feed
from lajur.casework.upkeep.models import Outage
from lajur.entrypoints.api.models import AccessToken, Delivery, Webhook
from lajur.entrypoints.api.testing import make_token
from lajur.registers.organisation.models import Holding, Person, Position, Role, Unit
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_person,
    make_position,
    make_substitution,
)
from lajur.registers.procedures.models import DraftReview, Edition, LawEntry, SopCheck, SopDraft, SopReading
from lajur.registers.reference.models import Letterhead
from tests.borders.scene_archive import archive_values

WHO = (
    "ani",  # began the case and did its first step
    "budi",  # holds the same position
    "koordinator",  # the next step is his; Ani's superior
    "kepala",  # head of the office
    "staf",  # an officer of another unit, in no lane of the SOP
    "auditor",
    "admin",
    "penyedia",  # a supplier: a person outside with an outside position
    "responden",  # a person outside without any
    "pensiun",  # still known, in no office any more
    "nonaktif",  # deactivated while signed in
    "lain",  # an officer of another agency, in the same kind of position
    "lain_admin",  # the administrator of another agency
    "tamu",  # signed out
)
STRANGERS = ("lain", "lain_admin")
CREST = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
"""A picture of one point."""
SECRET = "Zamrud"
"""A word in whatever the first agency has: nobody else ever reads it."""


@dataclass
class Scene:
    office: Office
    other: Office
    people: dict[str, Person]
    values: dict[str, Any]
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def build() -> Scene:
    """Everything, made in one go inside the caller's transaction."""
    with scopes_disabled():
        office, other = make_office(), make_office()
    office.agency.name = f"Kota {SECRET}"
    office.agency.save()
    with scope(agency=other.agency):
        other.start("surat")
    with scope(agency=office.agency):
        scene = _fill(office, other)
    for who, person in scene.people.items():
        client = Client()
        with scope(agency=person.agency):
            client.force_login(person)
            scene.tokens[who] = make_token(person)
        scene.cookies[who] = {name: cookie.value for name, cookie in client.cookies.items()}
    with scope(agency=office.agency):
        Person.objects.filter(id=scene.people["nonaktif"].id).update(is_active=False)
    return scene


def _people(office: Office, other: Office) -> dict[str, Person]:
    agency = office.agency
    unit = Unit.objects.create(agency=agency, name=f"Bagian {SECRET}")
    Position.objects.filter(id=office.positions["petugas"].id).update(unit=unit)
    people = {name: getattr(office, name) for name in ("ani", "budi", "koordinator", "kepala", "staf", "admin")}
    people["auditor"] = make_person(agency, "Agus", make_position(agency, "Auditor", roles=[Role.AUDITOR]))
    people["penyedia"] = make_person(agency, "Permata", make_position(agency, "Penyedia", is_outside=True))
    for name in ("responden", "pensiun", "nonaktif"):
        people[name] = make_person(agency, name.title())
    for name in ("penyedia", "responden"):
        Person.objects.filter(id=people[name].id).update(is_outside=True)
    for person in people.values():
        Person.objects.filter(id=person.id).update(name=f"{person.name} {SECRET}")
    return people | {"lain": other.ani, "lain_admin": other.admin}


def _fill(office: Office, other: Office) -> Scene:
    agency, people = office.agency, _people(office, other)
    edition = office.publish(
        "rahasia",
        [
            make_row("buat", needs=["permintaan"], yields=["konsep"], time="1 jam"),
            make_row("periksa", "koordinator", keputusan={"setuju": "sahkan", "perbaiki": "buat"}),
            make_row("sahkan", "kepala"),
        ],
        outside=["permintaan"],
        title=f"SOP {SECRET}",
    )
    agency.refresh_from_db()
    case = office.start("rahasia")
    type(case).objects.filter(id=case.id).update(subject=f"Perkara {SECRET}")
    assert complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": f"Lisan {SECRET}"})
    done(comment(case_id=case.id, text=f"Catatan {SECRET}", by=as_actor(office.ani), now=NOW))
    own = {"agency": agency, "person": office.ani}
    upload = Upload.objects.create(
        **own, case=case, task="periksa.1", kind="konsep", name=f"{SECRET}.pdf", size=3, received=3, begun_at=NOW,
        touched_at=NOW, arrived_at=NOW, sha256="a" * 64, code="TT-ZAMR-UD12-3456",
    )  # fmt: skip
    webhook = Webhook.objects.create(
        agency=agency, url="https://zamrud.example/x", events=["case.started"], seen_until=NOW, created_at=NOW
    )
    delivery = Delivery.objects.create(
        agency=agency, webhook=webhook, case=case.id, seq=1, place=0, event="case.started", event_id="1", body="{}",
        next_at=NOW,
    )  # fmt: skip
    letterhead = Letterhead.objects.create(
        agency=agency, valid_from=date(2026, 1, 1), lines=[f"KOTA {SECRET}"], address=SECRET, city=SECRET,
        crest=b64decode(CREST), crest_type="image/png", recorded_at=NOW,
    )  # fmt: skip
    Feed.objects.create(**own, digest=b"x" * 32, made_at=NOW)
    Draft.objects.create(
        agency=agency, person=office.koordinator, case=case, task="periksa.1", place=f"{case.id}/periksa.1", version=1,
        data="{}", at=NOW,
    )  # fmt: skip
    rule = make_substitution(agency, office.ani, office.staf, date(2026, 3, 9), date(2026, 3, 10))
    draft = SopDraft.objects.create(
        agency=agency, key="rancangan", title=SECRET, content=edition.content, created_at=NOW, changed_at=NOW
    )
    DraftReview.objects.create(agency=agency, draft=draft, person=office.budi, asked_at=NOW)
    check = SopCheck.objects.create(
        agency=agency, procedure=edition.procedure, edition=edition, kind="pemantauan", day=date(2026, 2, 2),
        goes_well=True, methods=["Pengamatan"], findings=SECRET, by=office.koordinator, at=NOW,
    )  # fmt: skip
    Edition.objects.create(
        agency=agency, procedure=edition.procedure, number=2, hash="b" * 64, content=edition.content, published_at=NOW,
        waits_for=date(2099, 1, 1),
    )  # fmt: skip
    LawEntry.objects.create(
        agency=agency, kind="UU", number=7, year=2020, title=f"UU Nomor 7 Tahun 2020 tentang {SECRET}",
        status="berlaku", source=SECRET, recorded_at=NOW,
    )  # fmt: skip
    reading = SopReading.objects.create(agency=agency, name=f"{SECRET}.docx", size=3, data=b"abc", sent_at=NOW)
    survey = _survey(office, case)
    values = {
        "survey_id": survey.id,
        **_closed_survey(office),
        "case_id": case.id,
        "task": "periksa.1",
        "number": Deviation.objects.filter(case=case).earliest("number").number,
        "record_id": Record.objects.filter(case=case).latest("number").id,
        "upload_id": upload.id,
        "code": upload.code,
        "person_id": office.ani.id,
        "position_id": office.positions["petugas"].id,
        "holding_id": Holding.objects.get(person=office.staf).id,
        "unit_id": Unit.objects.get(agency=agency).id,
        "rule_id": rule.id,
        "substitution_id": rule.id,
        "draft_id": draft.id,
        "reading_id": reading.id,
        "check_id": check.id,
        "other_person": office.budi.id,
        "filter_id": SavedFilter.objects.create(**own, name=SECRET, query="", at=NOW).id,
        "notice_id": Notice.objects.create(
            **own, kind="tugas", key="k", link=f"/pelaksanaan/{case.id}/", at=NOW, case=case.id
        ).id,
        "webhook_id": webhook.id,
        "delivery_id": delivery.id,
        "outage_id": Outage.objects.create(began_at=NOW - timedelta(hours=2), ended_at=NOW - timedelta(hours=1)).id,
        "archive_id": Archive.objects.create(agency=agency, state=ArchiveState.FAILED, asked_at=NOW).id,
        "letterhead": letterhead.id,
        "key": "rahasia",
        "lane": "petugas",
        "slug": agency.slug,
        "kind": "csv",
        "name": "reference.jam-kerja",
        "token": "salah",
        "secret": "salah",
        "key_id": UUID(int=5),
        "edition_number": 1,
        **archive_values(agency, office.ani, SECRET),
        **values_of(office.budi, SECRET),
        **plan_values(office, SECRET),
        "paper_id": make_paper(agency, office.kepala, subject=SECRET, copies=[office.ani]).id,
    }
    make_token(office.ani)
    values["token_id"] = AccessToken.objects.get(person=office.ani).id
    clock(agency)
    return Scene(office, other, people, values)


def _survey(office: Office, case: Case) -> Survey:
    """An open survey of the case, carried out by the lane of its first row."""
    own, today = {"agency": office.agency}, NOW.date()
    survey = Survey.objects.create(
        **own, case=case, lane="petugas", title=f"Survei {SECRET}", period_from=today, period_until=today,
        opens_on=today, closes_on=date(2036, 1, 1), state=SurveyState.OPEN, token="zamrudzamr", minimum=30,
        created_at=NOW, opened_at=NOW,
    )  # fmt: skip
    Group.objects.create(**own, survey=survey, number=1, key="ppk", title=SECRET, population=40, minimum=30)
    Service.objects.create(**own, survey=survey, number=1, title=SECRET)
    words = ["Buruk", "Cukup", "Baik", "Baik sekali"]
    for number, kind in ((1, QuestionKind.ELEMENT), (10, QuestionKind.SCALE)):
        Question.objects.create(
            **own, survey=survey, number=number, kind=kind, title=SECRET, text="Bagaimana?", words=words
        )
    return survey


def _closed_survey(office: Office) -> dict[str, Any]:
    """A survey whose SOP also reports and follows up: its report is approved, and a follow-up waits for Siti.
    Another whose report is being written."""
    closed = make_closed(office, sheets=(6, 6, 6, 6, 6))
    make_follow_up(office, closed, office.staf, programme=SECRET)
    Report.objects.filter(survey=closed).update(state=ReportState.APPROVED)
    FollowUp.objects.filter(survey=closed).update(state=FollowUpState.RUNNING)
    written = make_closed(office, sheets=(6, 6, 6, 6, 6))
    make_follow_up(office, written, office.staf, programme=SECRET)
    return {"closed_survey": closed.id, "written_survey": written.id, "survey_token": closed.token}


def addresses() -> dict[str, str]:
    """Every address of Lajur: its name → its pattern (of two with one name, the second as `name (2)`)."""
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for pattern in patterns:
            path = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, path)
            else:
                name = str(pattern.name)
                while name in found:
                    name += " (2)"
                found[name] = path

    walk(get_resolver().url_patterns, "")
    return found


def journal_length() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM authority_entry")
        return int(cursor.fetchone()[0])
