"""Webhooks from the journal to a real server on this machine: signed, in order, again after failures, by their ids."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine

from lajur.casework.cases import actions as cases
from lajur.casework.cases.testing import Office, complete
from lajur.casework.jobs.registry import run_job
from lajur.entrypoints.api import actions, outbox
from lajur.entrypoints.api.models import Delivery, Webhook
from lajur.entrypoints.api.rules import BACKOFF, EVENTS, OVERLAP
from lajur.entrypoints.api.sending import Sent
from lajur.entrypoints.api.tests.receiver import Receiver, listening
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _this_machine_is_allowed(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True


def hook(office: Office, receiver: Receiver, *events: str) -> Webhook:
    made = actions.add_webhook(url=receiver.url, events=events or EVENTS, by=as_actor(office.admin), now=NOW)
    return done(made)


def run(now: datetime = NOW) -> int:
    with time_machine.travel(now, tick=False):
        found = run_job("api.tell_other_systems", now)
    assert found.error == ""
    return found.done


def events_of(receiver: Receiver) -> list[str]:
    return [json.loads(body)["event"] for _, _, body in receiver.got]


def hooked(office: Office, receiver: Receiver) -> tuple[Webhook, Any]:
    """A webhook, and a case that has moved since."""
    made = hook(office, receiver)
    case = office.start()
    complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": "Rahasia Ani"})
    return made, case


def test_events_arrive_signed_in_the_order_of_the_case_and_without_names(office: Office) -> None:
    with listening() as receiver:
        made, case = hooked(office, receiver)
        assert run() == 5
        assert events_of(receiver) == [
            "case.started", "task.opened", "deviation.recorded", "task.completed", "task.opened",
        ]  # fmt: skip
        for _, headers, body in receiver.got:
            moment, _, given = headers["Lajur-Signature"].removeprefix("t=").partition(",v1=")
            secret = actions.secret_of(made.id, 1).encode()
            assert hmac.new(secret, f"{moment}.".encode() + body, sha256).hexdigest() == given
            content = json.loads(body)
            assert headers["Lajur-Event-Id"] == content["id"]
            assert content["case"] == {"id": str(case.id), "number": case.number, "procedure": "surat"}
        told = b"".join(body for _, _, body in receiver.got).decode()
        for secret_word in ("Ani", "Rahasia", "Uji coba", "Lisan"):
            assert secret_word not in told
        assert run(NOW + MINUTE) == 0
        assert len({headers["Lajur-Event-Id"] for _, headers, _ in receiver.got}) == 5


def test_only_chosen_events_are_told_and_the_end_and_judgements_too(office: Office) -> None:
    with listening() as receiver:
        hook(office, receiver, "case.ended", "deviation.answered", "deviation.judged")
        case = office.start()
        complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": "Lisan"})
        done(cases.answer_deviation(case_id=case.id, number=1, answer="Lisan", by=as_actor(office.ani), now=NOW))
        done(
            cases.judge_deviation(
                case_id=case.id, number=1, accept=True, judgement="", by=as_actor(office.koordinator), now=NOW
            )
        )
        done(cases.cancel_case(case_id=case.id, reason="Batal", by=as_actor(office.ani), now=NOW))
        run()
        assert events_of(receiver) == ["deviation.answered", "deviation.judged", "case.ended"]
        assert json.loads(receiver.got[-1][2])["data"] == {"status": "dibatalkan"}


def test_a_failure_is_tried_again_later_and_nothing_of_the_case_overtakes_it(office: Office) -> None:
    with listening(500, 204) as receiver:
        hooked(office, receiver)
        assert run() == 0
        assert events_of(receiver) == ["case.started"]
        assert run(NOW + timedelta(seconds=30)) == 0  # not yet due, and the others wait behind it
        assert run(NOW + MINUTE) == 5
        assert events_of(receiver)[:3] == ["case.started", "case.started", "task.opened"]
        ids = [headers["Lajur-Event-Id"] for _, headers, _ in receiver.got]
        assert ids[0] == ids[1]
        assert len(set(ids)) == 5


def test_after_six_waits_one_gives_up_and_it_can_be_sent_again_by_hand(office: Office) -> None:
    with listening(*[503] * 7, 204) as receiver:
        hook(office, receiver, "case.started")
        office.start()
        moment = NOW
        run(moment)
        for wait in BACKOFF:
            moment += wait
            run(moment)
        [delivery] = Delivery.objects.all()
        assert (delivery.status, delivery.attempts, delivery.answered) == ("menyerah", 7, 503)
        assert run(moment + timedelta(days=9)) == 0
        done(actions.send_again(delivery=delivery, by=as_actor(office.admin), now=moment))
        assert run(moment) == 1
        assert Delivery.objects.get().status == "terkirim"
        assert len(receiver.got) == 8


def test_a_redirect_counts_as_a_failure(office: Office) -> None:
    with listening() as trap, listening(301, headers={"Location": trap.url}) as receiver:
        hook(office, receiver, "case.started")
        office.start()
        assert run() == 0
        assert trap.got == []
        assert Delivery.objects.get().error == "redirects are not followed"


def test_killed_between_sending_and_noting_it_is_sent_once_more_under_the_same_id(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with listening() as receiver:
        made = hook(office, receiver, "case.started")
        office.start()
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "settle", die)
            with pytest.raises(Killed):
                run()
        assert run(NOW + timedelta(seconds=30)) == 0  # still leased
        assert run(NOW + outbox.LEASE) == 1
        ids = [headers["Lajur-Event-Id"] for _, headers, _ in receiver.got]
        assert len(ids) == 2
        assert len(set(ids)) == 1
        assert Delivery.objects.get(webhook=made).status == "terkirim"


def test_killed_while_collecting_loses_and_doubles_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as receiver:
        made = hook(office, receiver)
        office.start()
        outbox.collect(office.agency, made, NOW)
        found = set(Delivery.objects.values_list("event_id", flat=True))
        Webhook.objects.update(seen_until=made.created_at - timedelta(days=1))  # the watermark was not written
        made.refresh_from_db()
        assert outbox.collect(office.agency, made, NOW) == 0
        assert set(Delivery.objects.values_list("event_id", flat=True)) == found


def test_entries_are_read_in_pieces_of_any_size(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 1)
    with listening() as receiver:
        hooked(office, receiver)
        office.start()
        assert run() == 7


def test_a_new_secret_signs_beside_the_old_one_for_two_days(office: Office) -> None:
    with listening() as receiver:
        made = hook(office, receiver, "case.started")
        done(actions.rotate_secret(webhook=made, by=as_actor(office.admin), now=NOW))
        office.start()
        run()
        office.start()
        run(NOW + OVERLAP)
        both, alone = (headers["Lajur-Signature"] for _, headers, _ in receiver.got)
        assert (both.count("v1="), alone.count("v1=")) == (2, 1)
        moment = both.partition(",")[0].removeprefix("t=")
        for version in (1, 2):
            signed = f"{moment}.".encode() + receiver.got[0][2]
            assert hmac.new(actions.secret_of(made.id, version).encode(), signed, sha256).hexdigest() in both


def test_a_paused_webhook_is_told_later_and_a_removed_one_never(office: Office) -> None:
    with listening() as receiver:
        made = hook(office, receiver, "case.started")
        by = as_actor(office.admin)
        done(actions.switch_webhook(webhook=made, active=False, by=by, now=NOW))
        office.start()
        assert run() == 0
        done(actions.switch_webhook(webhook=made, active=True, by=by, now=NOW))
        assert run() == 1
        done(actions.remove_webhook(webhook=made, by=by, now=NOW))
        office.start()
        assert run() == 0
        assert len(receiver.got) == 1


def test_a_training_room_tells_nobody(office: Office) -> None:
    with listening() as receiver:
        hooked(office, receiver)
        type(office.agency).objects.filter(id=office.agency.id).update(is_training=True)
        assert run() == 0
        assert receiver.got == []


def test_who_waits_for_a_slow_receiver_waits_no_longer_than_the_budget(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(range(0, 10_000, 8))
    monkeypatch.setattr(outbox, "monotonic", lambda: next(moments))
    monkeypatch.setattr(outbox, "dispatch", lambda *_: Sent(204))
    with listening() as receiver:
        made, _ = hooked(office, receiver)
        outbox.collect(office.agency, made, NOW)
        assert outbox.send_due(made, NOW, until=20.0) == 3
        assert Delivery.objects.filter(status="menunggu").count() == 2


def test_only_administrators_manage_webhooks_and_only_for_allowed_hosts(office: Office, settings: Any) -> None:
    url = "https://sistem.contoh.go.id/"
    by = as_actor(office.admin)
    ani = as_actor(office.ani)
    assert refusal(actions.add_webhook(url=url, events=EVENTS, by=ani, now=NOW)).code == "bukan-wewenang"
    assert refusal(actions.add_webhook(url=url, events=EVENTS, by=by, now=NOW)).code == "host-tidak-diizinkan"
    settings.WEBHOOK_HOSTS = ["sistem.contoh.go.id"]
    assert refusal(actions.add_webhook(url=url, events=["entah"], by=by, now=NOW)).code == "peristiwa-kosong"
    assert done(actions.add_webhook(url=url, events=EVENTS, by=by, now=NOW)).is_active
