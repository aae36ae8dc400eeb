"""Records: what a case holds, and the contents."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Query

from lajur.casework.cases.queries import load_case, visible_cases
from lajur.casework.documents import models
from lajur.casework.documents.queries import file_path
from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, operation
from lajur.entrypoints.api.operations.cases import the_case
from lajur.entrypoints.api.paging import Cursor, Limit, moment, paged

SCOPE, TAG = "records:read", "records"


@operation("GET", "/records", needs="cases.list", scope=SCOPE, answers=shapes.Records, tag=TAG)
def list_records(
    request: TokenRequest,
    kind: Annotated[shapes.Key | None, Query(None)],
    cursor: Cursor,
    limit: Limit,
) -> shapes.Records:
    """Records of all cases the person may see, the latest first."""
    allow(request)
    visible = visible_cases(request.actor).values("id")
    found = models.Record.objects.filter(agency_id=request.actor.agency, case_id__in=visible)
    if kind:
        found = found.filter(kind=kind)
    rows, more = paged(found, "at", "id", moment, cursor=cursor, limit=limit, descending=True)
    return shapes.Records(items=[told(row) for row in rows], next=more)


@operation("GET", "/cases/{uuid:case_id}/records", needs="cases.view", scope=SCOPE, answers=shapes.Records, tag=TAG)
def list_case_records(request: TokenRequest, case_id: UUID, cursor: Cursor, limit: Limit) -> shapes.Records:
    """Records of one case in the order of their numbers."""
    the_case(request, case_id)
    found = models.Record.objects.filter(case_id=case_id)
    rows, more = paged(found, "number", "id", int, cursor=cursor, limit=limit)
    return shapes.Records(items=[told(row) for row in rows], next=more)


@operation("GET", "/records/{uuid:record_id}", needs="cases.view", scope=SCOPE, answers=shapes.Record, tag=TAG)
def read_record(request: TokenRequest, record_id: UUID) -> shapes.Record:
    """A record without its content; a written text is told here."""
    return told(the_record(request, record_id))


@operation("GET", "/records/{uuid:record_id}/content", needs="cases.view", scope=SCOPE, answers=None, tag=TAG)
def download_record(request: TokenRequest, record_id: UUID) -> HttpResponseBase:
    """The bytes, of which `sha256` of the record is the digest."""
    row = the_record(request, record_id)
    if row.destroyed_at is not None:
        raise Http404
    etag = f'"{row.sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    response: HttpResponseBase
    if row.name:
        path = file_path(request.actor.agency, row.sha256)
        if not path.exists():
            raise Http404
        response = FileResponse(path.open("rb"), as_attachment=True, filename=row.name)
    else:
        response = HttpResponse(row.text.encode())
    response["ETag"] = etag
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def the_record(request: TokenRequest, record_id: UUID) -> models.Record:
    """A record of the agency, if the person may see its case."""
    row = models.Record.objects.filter(agency_id=request.actor.agency, id=record_id).first()
    loaded = load_case(request.user.agency, row.case_id, request.now) if row and row.case_id else None
    if row is None or loaded is None:
        raise Http404
    allow(request, loaded)
    return row


def told(row: models.Record) -> shapes.Record:
    """Of a record that lies in a case."""
    assert row.case_id is not None
    return shapes.Record(
        id=row.id,
        case=row.case_id,
        number=row.number,
        kind=row.kind,
        task=row.task,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        by=row.by_id,
        at=row.at,
        source=row.source_id,
        text=None if row.name else row.text,
    )
