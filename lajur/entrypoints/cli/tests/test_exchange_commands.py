"""`lajur catalogue bpmn`, `read-bpmn` and `lajur cases xes`, as a script would call them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from lajur.catalogue.reader import Document, load, parse
from lajur.entrypoints.cli import cli
from lajur.entrypoints.cli.tests.test_case_commands import HEAD, kp2mi, number

__all__ = ["kp2mi", "number"]


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_a_sop_is_written_as_bpmn_and_read_back_as_the_same_file(tmp_path: Path) -> None:
    drawn, back = tmp_path / "a.bpmn", tmp_path / "a.yaml"
    assert run("catalogue", "bpmn", "kp2mi/kepuasan-pengguna", "-o", str(drawn)).exit_code == 0
    assert run("catalogue", "read-bpmn", str(drawn), "-o", str(back)).exit_code == 0
    document = parse(back.read_bytes(), "a.yaml")
    assert isinstance(document, Document)
    assert document.content == dict(load("kp2mi/kepuasan-pengguna").content)


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    target = str(tmp_path / "a")
    assert "tidak ada" in run("catalogue", "bpmn", "kp2mi/lain", "-o", target).output
    broken = tmp_path / "b.bpmn"
    broken.write_text("<html/>")
    refused = run("catalogue", "read-bpmn", str(broken), "-o", target)
    assert refused.exit_code == 1
    assert "bukan-bpmn" in refused.output
    assert not Path(target).exists()


@pytest.mark.django_db
def test_cases_of_a_period_are_written_as_a_log(number: str, tmp_path: Path) -> None:
    done = run("cases", "complete", number, "beri-arahan.1", "--by", HEAD, "--text", "disposisi-survei=Laksanakan")
    assert done.exit_code == 0, done.output
    log = tmp_path / "a.xes"
    words = ["cases", "xes", "--agency", "kp2mi", "-o", str(log)]
    written = run(*words, "--from", "2020-01-01", "--to", "2099-01-01")
    assert written.exit_code == 0, written.output
    root = etree.parse(str(log)).getroot()
    (trace,) = root.findall("{*}trace")
    assert trace[0].get("value") == number
    assert HEAD not in log.read_text()
    assert len(trace.findall("{*}event")) == 1
    assert run(*words, "--from", "2020-01-01", "--to", "2020-12-31").exit_code == 0
    assert etree.parse(str(log)).getroot().findall("{*}trace") == []
