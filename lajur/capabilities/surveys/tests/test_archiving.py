"""Surveys in the agency's archive: whole enough to be checked, and nothing that leads to a respondent."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lajur.capabilities.surveys.collecting.actions import close_survey, enter_paper
from lajur.capabilities.surveys.collecting.answering import Answers
from lajur.capabilities.surveys.followups.testing import make_follow_up, make_open
from lajur.capabilities.surveys.models import Survey
from lajur.casework.archive import actions
from lajur.casework.archive.actions import write_archive
from lajur.casework.cases.testing import Office
from lajur.registers.organisation.testing import NOW, as_actor, done


def make_zip(office: Office, target: Path, monkeypatch: pytest.MonkeyPatch) -> zipfile.ZipFile:
    monkeypatch.setattr(actions, "RESERVE", 0)
    write_archive(office.agency, target, NOW)
    return zipfile.ZipFile(target)


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]


def fingerprint(answers: list[dict[str, Any]]) -> str:
    """As anybody with the archive computes it."""
    digest = hashlib.sha256()
    for row in sorted((row for row in answers if row["state"] == "diterima"), key=lambda row: row["id"]):
        extras = "" if row["extras"] is None else json.dumps(row["extras"], ensure_ascii=False)
        scores = ["" if row[f"u{n}"] is None else str(row[f"u{n}"]) for n in range(1, 10)]
        line = [row["id"], str(row["group"]), str(row["service"]), *scores, extras, row["remark"], row["channel"]]
        digest.update("\x1f".join(line).encode() + b"\n")
    return digest.hexdigest()


def test_the_archive_holds_surveys_and_no_identity(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = make_open(office, sheets=(6, 5, 0, 0, 0))
    answers = Answers(1, 1, {f"u{n}": 4 for n in range(1, 10)}, {}, "Antrean panjang")
    done(
        enter_paper(
            by=as_actor(office.ani), now=NOW, survey_id=survey.id, sheet_id=survey.id, paper="KERTAS-77",
            answers=answers,
        )
    )  # fmt: skip
    done(close_survey(by=as_actor(office.ani), now=NOW, survey_id=survey.id))
    make_follow_up(office, survey, office.budi)
    with make_zip(office, tmp_path / "arsip.zip", monkeypatch) as archive:
        given = rows(archive, "survei/jawaban")
        assert len(given) == 12
        assert not {"entered_by_id", "judged_by_id", "given_at", "paper"} & given[0].keys()
        assert b"KERTAS-77" not in archive.read("survei/jawaban.jsonl")
        [kept] = rows(archive, "survei/survei")
        assert kept["fingerprint"] == bytes(Survey.objects.get(id=survey.id).fingerprint).hex() == fingerprint(given)
        assert [row["sheets"] for row in rows(archive, "survei/hasil")] == [12]
        assert [row["programme"] for row in rows(archive, "survei/tindak-lanjut")] == ["Menata alur"]
        assert len(rows(archive, "survei/kalangan")) == 5
        assert {name for name in archive.namelist() if name.startswith("personil/")} >= {
            "personil/rencana.jsonl", "personil/beban.jsonl",
        }  # fmt: skip
        assert "survei/jawaban.jsonl" in archive.read("berkas.sha256").decode()
