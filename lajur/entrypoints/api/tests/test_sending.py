"""Where a webhook may go, and that it goes nowhere else: against a real server on this machine."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest

from lajur.entrypoints.api import sending
from lajur.entrypoints.api.rules import BACKOFF, hash_of, is_public, next_attempt, refuse_url, signature
from lajur.entrypoints.api.sending import send
from lajur.entrypoints.api.tests.receiver import listening

HOSTS = ["sistem.contoh.go.id", "dekat.contoh.go.id:8443"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://sistem.contoh.go.id/lajur", None),
        ("https://SISTEM.contoh.go.id/lajur?kota=1", None),
        ("https://dekat.contoh.go.id:8443/", None),
        ("https://dekat.contoh.go.id/", "host-tidak-diizinkan"),
        ("https://sistem.contoh.go.id:8443/", "port-tidak-diizinkan"),
        ("http://sistem.contoh.go.id/", "webhook-bukan-https"),
        ("https://lain.contoh.go.id/", "host-tidak-diizinkan"),
        ("https://sistem.contoh.go.id.jahat.example/", "host-tidak-diizinkan"),
        ("https://sistem.contoh.go.id@jahat.example/", "alamat-webhook-salah"),
        ("https://jahat.example\\@sistem.contoh.go.id/", "alamat-webhook-salah"),
        ("https://127.0.0.1/", "host-tidak-diizinkan"),
        ("http://127.0.0.1/", "webhook-bukan-https"),
        ("https://[::1]/", "host-tidak-diizinkan"),
        ("https://2130706433/", "host-tidak-diizinkan"),
        ("ftp://sistem.contoh.go.id/", "webhook-bukan-https"),
        ("https://sistem.contoh.go.id/\r\nX: 1", "alamat-webhook-salah"),
        ("https://sistem.contoh.go.id:99999/", "alamat-webhook-salah"),
        ("sistem.contoh.go.id", "alamat-webhook-salah"),
        ("", "alamat-webhook-salah"),
    ],
)
def test_only_https_to_hosts_on_the_list(url: str, code: str | None) -> None:
    found = refuse_url(url, HOSTS)
    assert (found.code if found is not None else None) == code


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "192.0.2.1"],
)  # fmt: skip
def test_addresses_inside_are_not_reached(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with listening() as receiver:
        url = f"https://sistem.contoh.go.id:{receiver.port}/"
        found = send(url, b"{}", {}, hosts=[f"sistem.contoh.go.id:{receiver.port}"], look_up=lambda h, p: [address])
        assert (found.status, found.error) == (None, "address not public")
        assert receiver.got == []


def test_addresses_outside_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_public(ipaddress.ip_address("103.28.12.1"))
    assert is_public(ipaddress.ip_address("2400:cb00::1"))


def test_one_inner_address_among_several_is_enough_to_refuse() -> None:
    found = send(
        "https://sistem.contoh.go.id/", b"{}", {}, hosts=HOSTS, look_up=lambda h, p: ["103.28.12.1", "127.0.0.1"]
    )
    assert found.error == "address not public"


def test_the_name_is_looked_up_once_and_the_checked_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: a name that is public when it is checked and loopback when it is used."""
    asked: list[str] = []
    reached: list[tuple[str, int]] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["103.28.12.1"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: tuple[str, int], timeout: float) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("lajur.entrypoints.api.sending.socket.create_connection", connect)
    assert send("https://sistem.contoh.go.id/", b"{}", {}, hosts=HOSTS, look_up=look_up).status is None
    assert asked == ["sistem.contoh.go.id"]
    assert reached == [("103.28.12.1", 443)]


def test_a_delivery_arrives_with_its_body_and_headers() -> None:
    with listening(200) as receiver:
        found = send(receiver.url, b'{"a":1}', {"Lajur-Event": "case.started"}, hosts=[], loopback=True)
        assert found.delivered
        [(path, headers, body)] = receiver.got
        assert (path, headers["Lajur-Event"], body) == ("/lajur?kota=1", "case.started", b'{"a":1}')
        assert headers["Host"] == f"127.0.0.1:{receiver.port}"


def test_without_the_tests_permission_this_machine_is_not_reached() -> None:
    with listening() as receiver:
        assert send(receiver.url, b"{}", {}, hosts=["127.0.0.1", f"127.0.0.1:{receiver.port}"]).status is None
        url = receiver.url.replace("http:", "https:")
        assert send(url, b"{}", {}, hosts=[f"127.0.0.1:{receiver.port}"]).error == "address not public"
        assert receiver.got == []


def test_a_redirect_is_a_failure_and_leads_nowhere() -> None:
    with listening() as trap, listening(302, headers={"Location": trap.url}) as receiver:
        found = send(receiver.url, b"{}", {}, hosts=[], loopback=True)
        assert (found.status, found.delivered) == (302, False)
        assert trap.got == []


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WHOLE", 0.4)
    with listening("drip") as receiver:
        found = send(receiver.url, b"{}", {}, hosts=[], loopback=True)
        assert not found.delivered
        assert receiver.dripped < 40, "two seconds of dripping"


def test_nobody_at_home_is_a_failure_with_its_reason() -> None:
    with listening() as receiver:
        url = receiver.url
    found = send(url, b"{}", {}, hosts=[], loopback=True)
    assert found.status is None
    assert "ConnectionRefusedError" in found.error


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with listening() as receiver:
        url = f"https://sistem.contoh.go.id:{receiver.port}/"
        hosts = [f"sistem.contoh.go.id:{receiver.port}"]
        found = send(url, b"{}", {}, hosts=hosts, loopback=True, look_up=lambda h, p: ["127.0.0.1"])
        assert found.status is None
        assert "SSL" in found.error
        assert receiver.got == []


def test_six_waits_and_then_one_gives_up() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert [next_attempt(failures, now) for failures in range(1, 8)] == [*(now + wait for wait in BACKOFF), None]
    assert [wait // timedelta(minutes=1) for wait in BACKOFF] == [1, 5, 30, 120, 360, 1440]


def test_a_signature_is_the_one_that_the_documentation_tells() -> None:
    assert signature('{"a":1}', 1772413200, ["kunci"]) == (
        "t=1772413200,v1=fa44d4506fc90a3b85492a4b3e56270042eaa4c343b650cd4cc7fd0a5fe6c089"
    )
    assert hash_of("lajur_x") == "6bccc153bfd82718ba112036f7ae794128ef49e110c29e30057353da56787785"
