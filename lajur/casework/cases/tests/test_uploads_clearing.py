"""The job that clears away what was sent and never used: never what somebody still writes, uses or may use."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.uploading import Sender
from lajur.casework.documents.arriving import waiting_path
from lajur.casework.documents.jobs import clear_uploads
from lajur.casework.documents.models import Upload
from lajur.casework.documents.queries import file_path
from lajur.registers.organisation.testing import NOW, done
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]
LATE = NOW + timedelta(days=46)


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Any) -> Any:
    """What waits for a commit happens when the job has run."""
    return django_capture_on_commit_callbacks


def clear(office: Office, now: datetime, after_commit: Any) -> int:
    with after_commit(execute=True):
        return clear_uploads(office.agency, now)


def sent(office: Office, case: Case, data: bytes = b"isi", *, whole: bool = True) -> Upload:
    tab = Sender(signed_in(office.ani), case, "buat.1", "konsep", "konsep.pdf", data)
    tab.begin()
    tab.put(0, len(data) if whole else 1)
    if whole:
        assert tab.finish().status_code == 200
    return Upload.objects.get(id=tab.id)


def test_a_broken_upload_goes_after_two_weeks_without_a_part(office: Office, after_commit: Any) -> None:
    upload = sent(office, office.start(), whole=False)
    waiting = waiting_path(upload)
    assert clear(office, NOW + timedelta(days=13), after_commit) == 0
    assert waiting.exists()
    assert clear(office, NOW + timedelta(days=15), after_commit) == 1
    assert not waiting.exists()
    upload.refresh_from_db()
    assert upload.dropped_at is not None


def test_an_upload_that_is_still_written_stays(office: Office, after_commit: Any) -> None:
    upload = sent(office, office.start(), b"isinya", whole=False)
    with time_machine.travel(NOW + timedelta(days=13), tick=False):
        tab = Sender(signed_in(office.ani), upload.case, "buat.1", "konsep", "konsep.pdf", b"isinya")
        tab.id = str(upload.id)
        assert tab.put(1, 3).status_code == 200
    assert clear(office, NOW + timedelta(days=20), after_commit) == 0
    assert waiting_path(upload).read_bytes() == b"isi"


def test_a_whole_file_stays_as_long_as_its_step_is_open(office: Office, after_commit: Any) -> None:
    case = office.start()
    upload = sent(office, case)
    assert clear(office, LATE, after_commit) == 0
    assert file_path(office.agency.id, upload.sha256).exists()
    done(complete(case, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))
    assert clear(office, NOW + timedelta(days=44), after_commit) == 0
    assert clear(office, LATE, after_commit) == 1
    assert not file_path(office.agency.id, upload.sha256).exists()
    upload.refresh_from_db()
    assert upload.code
    assert clear(office, LATE, after_commit) == 0


def test_a_file_that_became_a_document_stays_for_ever(office: Office, after_commit: Any) -> None:
    case, other = office.start(), office.start()
    one, two = sent(office, case), sent(office, other)
    assert one.sha256 == two.sha256
    client = signed_in(office.ani)
    page = client.get(path(case, "buat.1"))
    token = next(s for s in page.context["slots"] if s["slot"].kind == "konsep")["files"][0][0]
    assert client.post(path(case, "buat.1"), {"simpan-konsep": token, "teks-permintaan": "P"}).status_code == 302
    done(complete(other, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))
    assert clear(office, LATE, after_commit) == 0
    assert file_path(office.agency.id, one.sha256).exists()


def test_what_a_crash_left_in_the_waiting_folder_goes(office: Office, after_commit: Any) -> None:
    upload = sent(office, office.start())
    stray = waiting_path(upload)
    stray.write_bytes(b"isi")
    beside = stray.with_name("bukan-kunci")
    beside.write_bytes(b"lain")
    old = (NOW - timedelta(days=30)).timestamp()
    for place in (stray, beside):
        os.utime(place, (old, old))
    assert clear(office, NOW, after_commit) == 1
    assert not stray.exists()
    assert beside.exists()
