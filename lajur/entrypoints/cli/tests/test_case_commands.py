"""The commands that work on the database, as a script would call them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lajur.casework.demonstration.office import build_agency, descriptions
from lajur.entrypoints.cli import cli
from lajur.registers.organisation.models import Agency, Person

pytestmark = pytest.mark.django_db

HEAD = "bagus.prakoso.kp2mi"
AUDITOR = "wahyu.santosa.kp2mi"


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, list(words), env=env)


def output(*words: str, code: int = 0) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.output)


@pytest.fixture
def kp2mi() -> Agency:
    about = next(about for about in descriptions() if about.slug == "kp2mi")
    return build_agency(about, now=datetime(2026, 1, 5, 1, tzinfo=UTC))


@pytest.fixture
def number(kp2mi: Agency) -> str:
    started = output("cases", "start", "kp2mi/kepuasan-pengguna", "--by", HEAD, "--subject", "Survei semester 2")
    assert started["task"] == "beri-arahan.1"
    return str(started["number"])


def test_init_makes_an_agency_with_its_sops_and_an_administrator_with_the_password_given() -> None:
    words = ["init", "--agency", "kp2mi", "--name", "KP2MI", "--admin", "admin", "--admin-name", "Ratna"]
    assert run(*words, env={"LAJUR_ADMIN_PASSWORD": "pendek"}).exit_code == 1
    assert not Agency.objects.exists()
    made = run(*words, "--json", env={"LAJUR_ADMIN_PASSWORD": "Rahasia-Sekali-77"})
    assert made.exit_code == 0, made.output
    assert Person.objects.get(username="admin").check_password("Rahasia-Sekali-77")
    again = run(*words, env={"LAJUR_ADMIN_PASSWORD": "Rahasia-Sekali-77"})
    assert again.exit_code == 1
    assert "sudah ada" in again.output


def test_a_case_is_started_listed_and_completed(number: str) -> None:
    (row,) = output("cases", "list", "--agency", "kp2mi", "--sop", "kepuasan-pengguna")
    assert (row["nomor"], row["status"], row["tugas"]) == (number, "berjalan", "beri-arahan.1")
    words = ("cases", "complete", number, "beri-arahan.1", "--by", HEAD)
    refused = run(*words)
    assert refused.exit_code == 1
    assert "output-belum-ada" in refused.output
    done = output(*words, "--text", "disposisi-survei=Laksanakan bulan ini")
    assert done == {"status": "berjalan", "open": ["susun-rencana.1"]}
    second = run(*words, "--text", "disposisi-survei=Laksanakan bulan ini")
    assert second.exit_code == 1
    assert "sudah" in second.output


def test_who_may_not_is_told_so(number: str) -> None:
    refused = run("cases", "complete", number, "beri-arahan.1", "--by", AUDITOR)
    assert refused.exit_code == 1
    assert "bukan-pelaksana" in refused.output
    stranger = run("cases", "start", "kepuasan-pengguna", "--by", "tidak.ada", "--subject", "x")
    assert "Tidak ada pegawai aktif" in stranger.output


def test_the_journal_is_whole_and_tells_every_case(number: str) -> None:
    (verdict,) = output("journal", "verify")
    assert verdict["whole"] is True
    assert verdict["chains"] == 2
    assert output("cases", "replay") == {"cases": 1, "differences": []}


def test_jobs_run_once_and_are_listed(kp2mi: Agency) -> None:
    runs = output("jobs", "run", "--once")
    assert {row["hasil"] for row in runs} == {"berhasil"}
    assert all(row["terakhir"] for row in output("jobs", "list"))


def test_a_simulation_reports_ways_throughput_and_deviations() -> None:
    words = ("cases", "simulate", "--sop", "kp2mi/distribusi-personil", "--cases", "3", "--seed", "5")
    report = output(*words)
    (row,) = report["sops"]
    assert (row["sop"], row["cases"], row["finished"]) == ("kp2mi/distribusi-personil", 3, 3)
    assert row["steps"] >= 3 * 7
    assert sum(row["ways"].values()) == row["steps"]
    assert report["throughput"]["steps"] == row["steps"]
    assert report["refusals"] == {}
    again = output(*words)
    assert again["sops"] == report["sops"]


def test_an_unknown_sop_is_refused_in_words() -> None:
    result = run("cases", "simulate", "--sop", "kp2mi/entah")
    assert result.exit_code == 1
    assert "lajur catalogue list" in result.output
