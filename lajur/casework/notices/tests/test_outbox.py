"""Mail over a real SMTP server on this machine: at once, in a digest, never; late servers, and killed workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from lajur.casework.notices import outbox
from lajur.casework.notices.actions import choose_mail, mark_read, notify
from lajur.casework.notices.composing import message_of
from lajur.casework.notices.models import Mail, MailState, Notice, NoticeKind
from lajur.casework.notices.queries import failed_mails, mail_health
from lajur.casework.notices.rules import RETRIES, Choice
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency, make_person

TEN = NOW + timedelta(hours=2)
"""Monday, 10.00 in Jakarta."""
ANI = "Ani Wulandari"
SECRETS = (ANI, "Budi Santoso", "198001012005011001", "budi@kota.example", "Sengketa tanah Pak Joko")


@pytest.fixture
def agency(db: None, mailbox: Any) -> Any:
    with scopes_disabled():
        made = make_agency()
    with scope(agency=made):
        yield made


def person(agency: Agency, name: str = ANI, email: str = "ani@kota.example", **more: str) -> Person:
    made = make_person(agency, name)
    Person.objects.filter(id=made.id).update(email=email, **more)
    return Person.objects.select_related("agency").get(id=made.id)


def tell(
    agency: Agency, *people: Person, key: str = "1", kind: NoticeKind = NoticeKind.REMINDER, at: datetime = TEN
) -> None:
    notify(
        agency=str(agency.id), persons=[str(p.id) for p in people], kind=kind, key=key, at=at,
        link="/pelaksanaan/018f/periksa.1/",
        params={"number": "2026-00017", "sop": "Pengadaan langsung", "step": "Memeriksa berkas", "mark": 90},
    )  # fmt: skip


def run(agency: Agency, now: datetime = TEN) -> int:
    outbox.plan(agency, now)
    outbox.digest(agency, now)
    return outbox.send(agency, now)


def subjects(mailbox: Any) -> list[str]:
    return [str(message["Subject"]) for _, message in mailbox.messages]


def test_a_notice_at_once_is_one_mail_with_a_link_that_lands_on_the_task(agency: Agency, mailbox: Any):
    ani = person(agency)
    tell(agency, ani)
    tell(agency, ani)
    assert [run(agency), run(agency), run(agency, TEN + timedelta(days=1))] == [1, 0, 0]
    ((to, message),) = mailbox.messages
    notice = Notice.objects.get()
    plain = message.get_body(("plain",)).get_content()
    assert to == ("ani@kota.example",)
    assert message["Subject"] == "Lajur: Waktunya hampir habis: Memeriksa berkas (2026-00017)"
    assert f"https://lajur.kota.example/pemberitahuan/{notice.id}/" in plain
    assert "Pengadaan langsung" in plain
    assert f'href="https://lajur.kota.example/pemberitahuan/{notice.id}/"' in message.get_body(("html",)).get_content()
    assert message["Message-ID"] == f"<{notice.mail_id}@lajur.kota.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert Mail.objects.get().state == MailState.SENT


def test_mails_name_no_person_and_nothing_that_somebody_typed(agency: Agency, mailbox: Any):
    ani = person(agency, nip="198001012005011001")
    person(agency, "Budi Santoso", "budi@kota.example")
    for kind in NoticeKind:
        tell(agency, ani, kind=kind, key=f"{kind}")
    run(agency)
    run(agency, TEN + timedelta(hours=1))
    text = "\n".join(str(message) for _, message in mailbox.messages)
    bodies = "\n".join(
        message.get_body((part,)).get_content() for _, message in mailbox.messages for part in ("plain", "html")
    )
    assert len(mailbox.messages) == 10
    assert [secret for secret in SECRETS if secret in text or secret in bodies] == []
    assert "2026-00017" in bodies


def test_the_digest_gathers_what_waits_once_a_day_and_each_notice_once(agency: Agency, mailbox: Any):
    ani = person(agency)
    tell(agency, ani, kind=NoticeKind.NEW_TASK, key="a", at=NOW)
    tell(agency, ani, kind=NoticeKind.JUDGEMENT, key="b", at=NOW)
    assert run(agency, NOW - timedelta(minutes=30)) == 0
    assert run(agency, NOW) == 1
    tell(agency, ani, kind=NoticeKind.NEW_TASK, key="c")
    assert run(agency, TEN) == 0
    assert run(agency, NOW + timedelta(days=1)) == 1
    assert run(agency, NOW + timedelta(days=2)) == 0
    assert subjects(mailbox) == ["Lajur: 2 pemberitahuan", "Lajur: 1 pemberitahuan"]
    assert len({notice.mail_id for notice in Notice.objects.all()}) == 2


def test_never_means_never_and_who_has_no_address_gets_none(agency: Agency, mailbox: Any):
    ani, budi, gone = person(agency), person(agency, "Budi", ""), person(agency, "Cici")
    Person.objects.filter(id=gone.id).update(is_active=False)
    done(choose_mail(choice=Choice({"pengingat": "tidak"}), by=as_actor(ani), now=NOW))
    tell(agency, ani, budi, gone)
    assert run(agency) == 0
    tell(agency, ani, kind=NoticeKind.LATE)
    assert run(agency) == 1
    assert len(mailbox.messages) == 1


def test_quiet_hours_hold_a_mail_back_and_what_was_read_meanwhile_is_not_sent(agency: Agency, mailbox: Any):
    ani, budi = person(agency), person(agency, "Budi", "budi@kota.example")
    evening, morning = NOW + timedelta(hours=12), NOW + timedelta(days=1)
    tell(agency, ani, budi, at=evening)
    assert run(agency, evening) == 0
    mark_read(by=as_actor(budi), now=evening)
    assert run(agency, morning) == 1
    assert [to for to, _ in mailbox.messages] == [("ani@kota.example",)]
    assert Mail.objects.get(person=budi).state == MailState.NEEDLESS


def test_the_persons_language_is_used(agency: Agency, mailbox: Any, monkeypatch: pytest.MonkeyPatch):
    chosen: list[str] = []

    def composed(*given: Any) -> Any:
        chosen.append(given[3])
        return message_of(*given)

    monkeypatch.setattr(outbox, "message_of", composed)
    tell(agency, person(agency, language="en"))
    run(agency)
    assert chosen == ["en"]


@pytest.mark.parametrize("field", ["is_demo", "is_training"])
def test_invented_and_training_agencies_write_to_nobody(agency: Agency, mailbox: Any, field: str):
    setattr(agency, field, True)
    agency.save()
    tell(agency, person(agency))
    assert run(agency) == 0
    setattr(agency, field, False)
    assert run(agency, TEN + timedelta(days=1)) == 0
    assert mailbox.messages == []


def test_without_settings_nothing_is_kept_for_later(agency: Agency, mailbox: Any, settings: Any):
    url, settings.SMTP_URL = settings.SMTP_URL, ""
    tell(agency, person(agency))
    tell(agency, person(agency, "B", "b@kota.example"), kind=NoticeKind.NEW_TASK)
    assert run(agency) == 0
    settings.SMTP_URL = url
    assert run(agency, TEN + timedelta(days=1)) == 0
    assert not mail_health(agency, TEN).failed


def test_a_server_that_is_busy_or_away_is_tried_again_and_given_up_in_the_end(agency: Agency, mailbox: Any):
    ani = person(agency)
    tell(agency, ani)
    mailbox.refuse = {"RCPT": "450 <ani@kota.example> try later"}
    assert run(agency) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.error) == (MailState.WAITING, 1, "450 … try later")
    assert run(agency) == 0
    assert Mail.objects.get().attempts == 1
    health = mail_health(agency, TEN + timedelta(hours=1))
    assert (health.is_on, health.waiting, health.errors) == (True, 1, ("450 … try later",))
    mailbox.refuse = {}
    assert run(agency, TEN + timedelta(minutes=2)) == 1
    assert mail_health(agency, TEN + timedelta(hours=1)).last_sent_at == TEN + timedelta(minutes=2)
    tell(agency, ani, key="2")
    mailbox.refuse = {"DATA": "451 no room"}
    now = TEN + timedelta(days=1)
    for _ in range(len(RETRIES) + 1):
        run(agency, now)
        now += timedelta(days=1)
    assert Mail.objects.filter(state=MailState.FAILED).count() == 1


def test_a_refused_address_fails_at_once_and_is_told_to_the_person(agency: Agency, mailbox: Any):
    ani = person(agency)
    tell(agency, ani)
    mailbox.refuse = {"RCPT": "550 no such user"}
    run(agency)
    (failed,) = failed_mails(ani.id, TEN + timedelta(hours=1))
    assert failed.error == "550 no such user"
    assert mail_health(agency, TEN + timedelta(hours=1)).failed == 1
    mailbox.refuse = {}
    assert run(agency, TEN + timedelta(days=1)) == 0


def test_one_refused_mail_does_not_hold_up_the_others(agency: Agency, mailbox: Any):
    tell(agency, person(agency, "A", "tidak sah@@"), person(agency, "B", "b@kota.example"))
    run(agency)
    assert [to for to, _ in mailbox.messages] == [("b@kota.example",)]
    assert Mail.objects.get(person__name="A").state == MailState.FAILED


def test_a_server_that_is_not_there_costs_one_attempt_and_loses_nothing(agency: Agency, mailbox: Any, settings: Any):
    url, settings.SMTP_URL = settings.SMTP_URL, "smtp://127.0.0.1:9"
    for n in range(3):
        tell(agency, person(agency, f"P{n}", f"p{n}@kota.example"))
    assert run(agency) == 0
    assert sum(Mail.objects.values_list("attempts", flat=True)) == 1
    settings.SMTP_URL = url
    assert run(agency, TEN + timedelta(minutes=5)) == 3


def test_a_password_does_not_leave_in_the_clear(monkeypatch: pytest.MonkeyPatch):
    from lajur.casework.notices.post import Away, Post

    class Open:
        def __init__(self, *given: Any, **more: Any) -> None: ...
        def ehlo(self) -> None: ...
        def has_extn(self, name: str) -> bool:
            return False

        def close(self) -> None: ...
        def login(self, *given: str) -> None:
            raise AssertionError("the password was sent")

    monkeypatch.setattr("smtplib.SMTP", Open)
    with pytest.raises(Away):
        Post("smtp://user:pass@mail.example:25")._connected()


WORKER = """
import django, sys
django.setup()
from datetime import datetime
from django_scopes import scope
from lajur.casework.notices import outbox
from lajur.registers.organisation.models import Agency
agency = Agency.objects.get(id=sys.argv[1])
with scope(agency=agency):
    print("ready", flush=True)
    outbox.send(agency, datetime.fromisoformat(sys.argv[2]))
"""


def worker(agency: Agency, now: datetime, settings: Any) -> subprocess.Popen[str]:
    """A process of its own on the test's database and mail server."""
    given = connection.settings_dict
    host, port = given["HOST"], given["PORT"]
    url = f"postgresql://{given['USER']}:{given['PASSWORD'] or ''}@/{given['NAME']}?host={host}&port={port or ''}"
    environ = os.environ | {
        "DATABASE_URL": url,
        "LAJUR_SECRET_KEY": "k" * 50,
        "LAJUR_SMTP_URL": settings.SMTP_URL,
        "LAJUR_MAIL_FROM": settings.MAIL_FROM,
        "LAJUR_PUBLIC_URL": settings.PUBLIC_URL,
    }
    words = [sys.executable, "-W", "ignore", "-c", WORKER, str(agency.id), now.isoformat()]
    return subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, text=True)


def ids(mailbox: Any) -> list[str]:
    return [message["Message-ID"] for _, message in mailbox.messages]


def waiting_mails(agency: Agency, count: int) -> set[UUID]:
    people = [person(agency, f"P{n}", f"p{n}@kota.example") for n in range(count)]
    tell(agency, *people)
    outbox.plan(agency, TEN)
    return set(Mail.objects.values_list("id", flat=True))


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)


def test_a_worker_killed_before_the_message_leaves_sends_it_once(shared_agency: Agency, mailbox: Any, settings: Any):
    waiting_mails(shared_agency, 2)
    process = worker(shared_agency, TEN, settings)
    mailbox.before_consent = lambda: kill(process)
    process.wait(120)
    mailbox.before_consent = None
    assert (process.returncode, mailbox.messages) == (-signal.SIGKILL, [])
    assert outbox.send(shared_agency, TEN + timedelta(seconds=30)) == 1  # the other one; this one is still held
    assert outbox.send(shared_agency, TEN + timedelta(minutes=3)) == 1
    assert len(ids(mailbox)) == len(set(ids(mailbox))) == 2
    assert not Mail.objects.filter(repeated=True).exists()


def test_a_worker_killed_when_the_server_has_the_message_repeats_it_recognisably(
    shared_agency: Agency, mailbox: Any, settings: Any
):
    waiting_mails(shared_agency, 1)
    process = worker(shared_agency, TEN, settings)
    mailbox.before_answer = lambda: kill(process)
    process.wait(120)
    mailbox.before_answer = None
    assert len(mailbox.messages) == 1
    assert Mail.objects.get().state == MailState.HANDING_OVER
    assert outbox.send(shared_agency, TEN + timedelta(minutes=3)) == 1
    assert outbox.send(shared_agency, TEN + timedelta(minutes=6)) == 0
    first, second = (message for _, message in mailbox.messages)
    assert first["Message-ID"] == second["Message-ID"]
    assert "mungkin Anda sudah menerimanya" in second.get_body(("plain",)).get_content()
    assert "mungkin Anda sudah menerimanya" not in first.get_body(("plain",)).get_content()


def test_the_same_when_its_person_has_read_it_meanwhile_is_not_repeated(
    shared_agency: Agency, mailbox: Any, settings: Any
):
    waiting_mails(shared_agency, 1)
    process = worker(shared_agency, TEN, settings)
    mailbox.before_answer = lambda: kill(process)
    process.wait(120)
    mailbox.before_answer = None
    Notice.objects.update(read_at=TEN)
    assert outbox.send(shared_agency, TEN + timedelta(minutes=3)) == 0
    assert len(mailbox.messages) == 1


def test_workers_killed_at_any_moment_lose_nothing_and_double_only_what_was_in_flight(
    shared_agency: Agency, mailbox: Any, settings: Any
):
    """Five workers killed after another six mails each time, at no chosen point,, then one that may finish."""
    wanted = waiting_mails(shared_agency, 40)
    now = TEN
    for round_ in range(5):
        process = worker(shared_agency, now, settings)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        until = time.monotonic() + 20
        while len(mailbox.messages) < 6 * round_ and time.monotonic() < until:
            time.sleep(0.0007)
        time.sleep(0.0011 * round_)
        kill(process)
        now += timedelta(minutes=3)
    outbox.send(shared_agency, now)
    sent = ids(mailbox)
    flagged = Mail.objects.filter(repeated=True).count()
    assert {UUID(key[1:].split("@")[0]) for key in sent} == wanted
    assert len(sent) - len(set(sent)) <= flagged <= 5
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_two_workers_at_once_send_each_mail_once(shared_agency: Agency, mailbox: Any, settings: Any):
    waiting_mails(shared_agency, 30)
    processes = [worker(shared_agency, TEN, settings) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert len(ids(mailbox)) == len(set(ids(mailbox))) == 30
