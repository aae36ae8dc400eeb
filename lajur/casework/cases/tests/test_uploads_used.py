"""A file and the step that is completed with it: taken back or moved before, or handed in, never both."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.uploading import Sender
from lajur.casework.documents import arriving, uploads
from lajur.casework.documents.actions import Given
from lajur.casework.documents.models import Record, Upload
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


@pytest.fixture
def case(office: Office) -> Case:
    return office.start()


@pytest.fixture
def upload(office: Office, case: Case) -> Upload:
    tab = Sender(signed_in(office.ani), case, "buat.1", "konsep", "konsep.pdf", b"isi")
    tab.begin()
    tab.all()
    tab.finish()
    return Upload.objects.get()


def handed_in(office: Office, case: Case, upload: Upload) -> object:
    """The step completed by a form that names the file."""
    return actions.complete_step(
        case_id=case.id, task="buat.1", by=as_actor(office.ani), now=NOW,
        outputs=[Given("konsep", arriving.kept(upload))], attachments=[Given("permintaan", text="Permintaan")],
    )  # fmt: skip


def test_a_file_of_a_finished_step_is_neither_taken_back_nor_moved(office: Office, case: Case, upload: Upload) -> None:
    done(handed_in(office, case, upload))
    mine: dict[str, Any] = {"agency": str(office.agency.id), "person": str(office.ani.id), "upload_id": upload.id}
    for late in (arriving.drop(**mine, now=NOW), arriving.move(**mine, kind="permintaan")):  # allowed while it was open
        assert isinstance(late, Refusal)
        assert late.code == "tugas-tidak-terbuka"
    upload.refresh_from_db()
    assert (upload.kind, upload.dropped_at) == ("konsep", None)


def test_a_file_taken_back_while_its_form_is_on_the_way_counts_no_more(
    office: Office, case: Case, upload: Upload
) -> None:
    Upload.objects.update(dropped_at=NOW)
    refused = handed_in(office, case, upload)
    assert isinstance(refused, Refusal)
    assert refused.code == "output-belum-ada"
    assert not Record.objects.exists()


def test_a_file_counts_where_it_was_sent_to(office: Office, upload: Upload) -> None:
    here, moved, text = (
        Given("konsep", arriving.kept(upload)),
        Given("surat", arriving.kept(upload)),
        Given("a", text="b"),
    )
    with uploads.held(office.agency.id, [here, text], [moved]) as counting:
        assert counting == [[here, text], []]
    with uploads.held(office.agency.id, [text], []) as counting:
        assert counting == [[text], []]
