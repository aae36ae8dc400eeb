"""All fifty payloads come in through the API and by mail's ways, and stay texts wherever they are shown later (S3)."""

from __future__ import annotations

import icalendar
from django.test import Client

from lajur.casework.cases.models import Case, Comment
from lajur.casework.cases.testing import Office
from lajur.casework.notices import outbox
from lajur.casework.notices.actions import notify
from lajur.casework.notices.composing import message_of
from lajur.casework.notices.models import Mail, Notice, NoticeKind
from lajur.entrypoints.api.testing import Program, make_token
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW
from lajur.registers.organisation.tests.browsing import signed_in
from tests.hostile.judging import PAYLOADS, faults_of, read

PAGES = ("/tugas/", "/tugas/?cari=ljx", "/pelaksanaan/", "/jadwal/", "/cari/?q=ljx", "/pemberitahuan/")


def test_what_programs_store_is_text_on_every_page_and_in_the_calendar(office: Office) -> None:
    program, refused = Program(make_token(office.ani)), []
    for name, text in PAYLOADS.items():
        answer = program.post("/cases", {"procedure": "surat", "subject": text})
        if answer.status_code == 422:  # a line break in what is one line
            refused.append(name)
            continue
        assert answer.status_code == 201, (name, answer.content)
        case = answer.json()["id"]
        remark = text.replace("@", "")  # who is mentioned must be known
        assert program.post(f"/cases/{case}/comments", {"text": remark}).status_code == 201, name
    assert len(refused) <= 10, refused
    cases = list(Case.objects.all())
    assert len(cases) + len(refused) == len(PAYLOADS)
    assert Comment.objects.count() == len(cases)

    browser, wrong, words = signed_in(office.ani), [], ""
    addresses = [*PAGES, *(f"/pelaksanaan/?halaman={n}" for n in (2, 3)), *(f"/pelaksanaan/{one.id}/" for one in cases)]
    for address in addresses:
        page = browser.get(address)
        wrong += [f"{address}: {fault}" for fault in faults_of("text/html", page.content, page.headers)]
        words += "".join(read(page.content).text)
    assert wrong == []
    assert [one.number for one in cases if one.subject.split("\n")[0].strip() not in words] == []

    feed = str(browser.post("/jadwal/langganan/").context["address"]).removeprefix("http://testserver")
    answer = Client().get(feed)
    assert faults_of("text/calendar", answer.content, answer.headers) == []
    assert len(list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))) == len(cases)


def test_what_mails_tell_is_text_and_adds_no_header(office: Office) -> None:
    Person.objects.filter(id=office.ani.id).update(email="ani@kota.example")
    for text in PAYLOADS.values():
        params = {"number": text[:30], "sop": text, "step": text, "mark": 90}
        notify(agency=str(office.agency.id), persons=[str(office.ani.id)], kind=NoticeKind.REMINDER, key=text[:40],
               at=NOW, link="/pelaksanaan/018f/periksa.1/", params=params)  # fmt: skip
    told = list(Notice.objects.all())
    assert len(told) == len(PAYLOADS)
    mail = Mail(agency=office.agency, person=office.ani, key="ljx", due_at=NOW)
    outbox.plan(office.agency, NOW)
    for notices in (*([one] for one in told), told):
        message = message_of(mail, notices, "ani@kota.example", "id", NOW)
        assert not {name.lower() for name in message} & {"bcc", "x-ljx", "cc"}
        raw = message.as_bytes()
        head = raw.partition(b"\n\n")[0]
        assert b"\nBcc" not in head
        for part in message.walk():
            if part.get_content_type() == "text/html":
                assert read(part.get_payload(decode=True)).faults == []
