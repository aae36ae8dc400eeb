"""Files that come in parts over a bad line: announced, sent piece by piece, continued where they broke off."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import Http404
from ninja import Query

from lajur.casework.cases.actions import uploads as actions
from lajur.casework.cases.views.files import clean, place_of
from lajur.casework.documents.arriving import at_hand, kept
from lajur.casework.documents.models import Upload
from lajur.casework.documents.rules import CHUNK
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, done, operation
from lajur.entrypoints.api.operations.tasks import ONE, my_task, purpose, receipt

NEEDS, WRITE, TAG = "cases.complete_step", "records:write", "records"
SENT = f"{ONE}/uploads/{{uuid:upload_id}}"


@operation("POST", f"{ONE}/uploads", needs=NEEDS, scope=WRITE, answers=shapes.Arriving, status=201, tag=TAG)
def begin_upload(request: TokenRequest, case_id: UUID, task: str, given: shapes.AnnounceUpload) -> shapes.Arriving:
    """Announce a file for a task; one of the same kind, size and mark that broke off is continued."""
    loaded = my_task(request, case_id, task)
    outcome = actions.begin_upload(
        place=place_of(loaded), kind=given.kind, name=given.name, media_type=clean(given.media_type), size=given.size,
        mark=given.mark, by=request.actor, now=request.now,
    )  # fmt: skip
    return told(done(outcome))


@operation("GET", SENT, needs=NEEDS, scope=WRITE, answers=shapes.Arriving, tag=TAG)
def read_upload(request: TokenRequest, case_id: UUID, task: str, upload_id: UUID) -> shapes.Arriving:
    """How far a file has arrived."""
    my_task(request, case_id, task)
    return told(the_upload(request, case_id, task, upload_id))


@operation("POST", f"{SENT}/parts", needs=NEEDS, scope=WRITE, answers=shapes.Arriving, tag=TAG,
           takes="application/octet-stream")  # fmt: skip
def send_part(
    request: TokenRequest, case_id: UUID, task: str, upload_id: UUID,
    offset: Annotated[int, Query(..., ge=0, le=2**50, description="Where in the file the part begins.")],
) -> shapes.Arriving:  # fmt: skip
    """Send the bytes from `offset` on, at most `part` of them. What has arrived may come again, if it is the same."""
    loaded = my_task(request, case_id, task)
    the_upload(request, case_id, task, upload_id)
    outcome = actions.put_part(
        place=place_of(loaded), upload_id=upload_id, offset=offset, data=request.body, by=request.actor, now=request.now
    )
    return told(done(outcome))


@operation("POST", f"{SENT}/finish", needs=NEEDS, scope=WRITE, answers=shapes.Upload, tag=TAG)
def finish_upload(
    request: TokenRequest, case_id: UUID, task: str, upload_id: UUID, given: shapes.FinishUpload
) -> shapes.Upload:
    """All parts are there: the receipt, as of a file that came in one piece."""
    loaded = my_task(request, case_id, task)
    the_upload(request, case_id, task, upload_id)
    outcome = actions.finish_upload(
        place=place_of(loaded), upload_id=upload_id, claimed=given.sha256, by=request.actor, now=request.now
    )
    row: Upload = done(outcome)
    assert row.arrived_at is not None
    return receipt(kept(row), purpose(case_id, task, row.kind), row.arrived_at)


@operation("POST", f"{SENT}/drop", needs=NEEDS, scope=WRITE, answers=shapes.Arriving, tag=TAG)
def drop_upload(request: TokenRequest, case_id: UUID, task: str, upload_id: UUID) -> shapes.Arriving:
    """Take a file back that was not used. Of one that had arrived the receipt stays."""
    loaded = my_task(request, case_id, task)
    the_upload(request, case_id, task, upload_id)
    outcome = actions.drop_upload(place=place_of(loaded), upload_id=upload_id, by=request.actor, now=request.now)
    return told(done(outcome))


def the_upload(request: TokenRequest, case_id: UUID, task: str, upload_id: UUID) -> Upload:
    """The person's own upload for this task, unless it was taken back; others' do not exist for him."""
    found = Upload.objects.filter(
        id=upload_id, agency_id=request.actor.agency, case_id=case_id, task=task, person_id=request.user.id,
        dropped_at=None,
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return at_hand(found)


def told(row: Upload) -> shapes.Arriving:
    return shapes.Arriving(
        id=row.id, kind=row.kind, name=row.name, size=row.size, received=row.received, part=CHUNK, is_whole=row.is_whole
    )
