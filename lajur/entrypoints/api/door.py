"""The door of version 1: who comes in with which token, and the one way an operation is declared.

`@operation(…, scope=…, needs=…)` says which scope a token must have and which permission its person. The function must
ask for that permission by `allow(request, subject)`; forgetting to is an error, as in an action. Sessions of browsers
count for nothing here, so there is nothing to forge across sites.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from hashlib import sha256
from typing import Any, Literal
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django_scopes import scope as scoped
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.security import HttpBearer
from pydantic import BaseModel, ConfigDict

from lajur.engine.refusal import Refusal
from lajur.entrypoints.api.actions import touch_token
from lajur.entrypoints.api.models import AccessToken, KeptAnswer
from lajur.entrypoints.api.problems import IN_THE_CLEAR, NO_TOKEN, WRONG_METHOD, Denied, Problem, problem, register
from lajur.entrypoints.api.queries import find_token
from lajur.entrypoints.api.rules import GUESSES, REQUESTS, refuse_token
from lajur.registers.authority.actions import PermissionNotAsked, Refused
from lajur.registers.authority.limits import MINUTE
from lajur.registers.authority.permissions import Allowed, may
from lajur.registers.authority.throttle import address_of
from lajur.registers.authority.throttle import allow as allow_often
from lajur.registers.organisation.actors import actor_for
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.requests import SignedRequest

PREFIX = "/api/v1/"
UNKNOWN_TOKEN = Refusal("token-tidak-sah", "Token ini tidak dikenal; periksa apakah tersalin utuh.")
KEY_TAKEN = Refusal("kunci-terpakai", "Idempotency-Key ini sudah dipakai untuk permintaan yang lain.")
KEY_WRONG = Refusal("kunci-tidak-sah", "Idempotency-Key paling panjang 100 huruf, angka, atau tanda baca biasa.")
_FAILURES = {
    304: "unchanged since the ETag of If-None-Match",
    400: "unreadable body",
    401: "no valid token",
    403: "scope or permission missing",
    404: "nothing there",
    409: "in conflict with the present state",
    413: "too big",
    422: "input refused",
    429: "too often; Retry-After says in how many seconds to come again",
    500: "failed",
    503: "not reachable for a moment",
    507: "no room on the server's disk",
}


class TokenRequest(SignedRequest):
    """A request that came with a valid token; `needs` is the permission its operation asks for."""

    token: AccessToken
    needs: str
    asked: bool
    stack: ExitStack


class Answer(BaseModel):
    """Base of everything the API answers."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """Base of everything the API takes: an unknown field is a mistake of the sender's."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a test walks: an operation with its scope and permission."""

    name: str
    method: str
    path: str
    scope: str | None
    needs: str


OPERATIONS: list[Declared] = []


class JsonBody(Parser):
    """Strict JSON; text that PostgreSQL cannot keep (NUL) is refused here, for every field at once."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            found = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, str(error)) from error
        if _has_nul(found):
            raise HttpError(400, "NUL")
        return found


def _has_nul(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_has_nul(part) for pair in value.items() for part in pair)
        case list():
            return any(_has_nul(part) for part in value)
    return False


class Token(HttpBearer):
    """A personal token as bearer; `wanted` is the scope it must have."""

    def __init__(self, wanted: str | None) -> None:
        super().__init__()
        self.wanted = wanted

    def authenticate(self, request: Any, token: str) -> AccessToken:
        """From here on the request runs inside the agency of the token's person, as he."""
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Denied(IN_THE_CLEAR, 403)
        if not token:
            raise Denied(NO_TOKEN, 401)
        found = find_token(token)
        wall = timezone.now()
        if found is None:
            not_too_often(f"api.tebakan:{address_of(request)}", GUESSES, wall)
            raise Denied(UNKNOWN_TOKEN, 401)
        active = found.person.is_active and found.person.agency.is_active
        why = refuse_token(is_active=active, revoked_at=found.revoked_at, expires_at=found.expires_at, now=wall)
        if why is not None:
            raise Denied(why, 401)
        not_too_often(f"api:{found.id}", REQUESTS, wall)
        agency = found.person.agency
        request.stack.enter_context(scoped(agency=agency))
        request.stack.enter_context(timezone.override(ZoneInfo(agency.zone)))
        request.user, request.token = found.person, found
        request.now = agency_now(agency, wall)
        request.actor = actor_for(found.person, request.now)
        touch_token(found, wall)
        if self.wanted is not None and self.wanted not in found.scopes:
            needed = Refusal("lingkup-kurang", "Token ini tidak memiliki lingkup {scope}.", {"scope": self.wanted})
            raise Denied(needed, 403)
        return found


api = NinjaAPI(
    title="Lajur",
    version="1",
    description="Procedures, cases, tasks, records, deviations, the journal and people of one agency. "
    "Codes and sentences are Indonesian, as on the sheet; names of fields are English.",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=JsonBody(),
)
register(api)


def operation(
    method: Literal["GET", "POST"],
    path: str,
    *,
    needs: str,
    scope: str | None,
    answers: type[BaseModel] | None,
    status: int = 200,
    tag: str,
    failures: tuple[int, ...] = (),
    takes: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation. `answers` None: the function makes its response itself (a download). `takes`: the media
    type of a body that it reads itself."""
    codes = (401, 403, 404, 422, 429, 500, 503, *failures, *((400, 409, 413, 507) if method == "POST" else ()))

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        OPERATIONS.append(Declared(view.__name__, method, path, scope, needs))

        @wraps(view)
        def run(request: TokenRequest, **kwargs: Any) -> HttpResponseBase:
            request.needs, request.asked = needs, False

            def act() -> HttpResponseBase:
                result = view(request, **kwargs)
                if not request.asked:
                    raise PermissionNotAsked(view.__qualname__)
                if isinstance(result, HttpResponseBase):
                    return result
                assert answers is not None
                return told(answers.model_validate(result), status)

            return once(request, act) if method == "POST" else unless_known(request, act())

        run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        extra: dict[str, Any] = {"x-permission": needs}
        if scope:
            extra["x-scope"] = scope
        extra["parameters"] = [IDEMPOTENCY_KEY if method == "POST" else IF_NONE_MATCH]
        if takes is not None:
            extra["requestBody"] = {"required": True, "content": {takes: {"schema": BYTES}}}
        declare = api.get if method == "GET" else api.post
        declare(
            path,
            auth=Token(scope),
            response={
                status: answers,
                **({304: None} if method == "GET" else {}),
                **dict.fromkeys(sorted(codes), Problem),
            },
            operation_id=view.__name__,
            tags=[tag],
            openapi_extra=extra,
            url_name=view.__name__,
        )(run)
        return run

    return wrap


IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same request is answered as the first time, and done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}


IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "ETag of an earlier answer; 304 without a body while it would be the same.",
    "schema": {"type": "string", "maxLength": 200, "pattern": '^(W/)?"[!#-~]*"$'},
}
BYTES = {"type": "string", "format": "binary"}


def not_too_often(key: str, limit: int, now: datetime) -> None:
    """Refuse with 429 what comes more than `limit` times a minute."""
    if (often := allow_often(key, limit=limit, window=MINUTE, now=now)) is not None:
        raise Denied(often, 429)


def allow(request: TokenRequest, subject: Any = None, *, needs: str | None = None) -> Allowed:
    """Ask for the operation's permission (or for `needs` besides) about what was read; what is refused ends as 403."""
    if needs is None:
        request.asked = True
    allowed = may(request.actor, needs or request.needs, subject)
    if isinstance(allowed, Refusal):
        raise Denied(allowed, 403)
    return allowed


def done(outcome: Any) -> Any:
    """What an action did; a refusal ends the operation and undoes it."""
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return outcome


def told(answer: BaseModel, status: int = 200) -> HttpResponse:
    return JsonResponse(answer.model_dump(mode="json"), status=status, json_dumps_params={"ensure_ascii": False})


def unless_known(request: TokenRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer of a GET with its ETag; 304 to whom has it already. Kept by nobody without asking again."""
    if isinstance(response, HttpResponse) and "ETag" not in response:
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    if "ETag" not in response:
        return response
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Accept-Language"
    known = get_conditional_response(
        request, etag=response["ETag"], response=response if isinstance(response, HttpResponse) else None
    )
    return response if known is None else known


def once(request: TokenRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do a write; with an Idempotency-Key only the first time. The kept answer and the effect are one transaction, so
    that a repeated request finds both or neither. Refusals are not kept: nothing was done."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not (0 < len(key) <= 100 and key.isascii() and key.isprintable()):
        raise Denied(KEY_WRONG, 422)
    words = [request.method or "", request.get_full_path(), sha256(_body(request)).hexdigest()]
    fingerprint = sha256("\n".join(words).encode()).hexdigest()
    with transaction.atomic():
        kept, is_new = KeptAnswer.objects.get_or_create(
            person_id=request.user.id,
            key=key,
            defaults={"agency_id": request.actor.agency, "request": fingerprint, "at": timezone.now()},
        )
        if not is_new:
            if kept.request != fingerprint:
                raise Denied(KEY_TAKEN, 422)
            again = JsonResponse(json.loads(kept.body), status=kept.status, json_dumps_params={"ensure_ascii": False})
            again["Idempotency-Replayed"] = "true"
            return again
        answer = act()
        assert isinstance(answer, HttpResponse)
        kept.status, kept.body = answer.status_code, answer.content.decode()
        kept.save(update_fields=["status", "body"])
    return answer


def _body(request: HttpRequest) -> bytes:
    """What tells two requests apart: the body, or where it was a form, the names and contents of its files."""
    if not request.FILES:
        return bytes(request.body)
    told = [sorted(request.POST.lists()), _files(request)]
    return json.dumps(told).encode()


def _files(request: Any) -> list[tuple[str, str, str]]:
    return [(name, file.name, _digest(file)) for name, file in request.FILES.items()]


def _digest(file: Any) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def nobody_yet(request: Any) -> Iterator[None]:
    """Forget whoever is signed in by session: only a token says who comes."""
    with ExitStack() as stack:
        request.user, request.now, request.stack = AnonymousUser(), timezone.now(), stack
        if hasattr(request, "actor"):
            del request.actor
        yield


def guarded(view: Callable[..., HttpResponseBase], methods: tuple[str, ...]) -> Callable[..., HttpResponseBase]:
    """An address of the API as Django calls it."""

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method not in methods:
            response: HttpResponseBase = problem(WRONG_METHOD, 405)
            response["Allow"] = ", ".join(methods)
            return finished(response)
        with nobody_yet(request):
            return finished(view(request, **kwargs))

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    answer.page_needs = "api"  # type: ignore[attr-defined]  # each operation declares its own: tests/test_operations
    return answer


def finished(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def description() -> dict[str, Any]:
    """The OpenAPI description: problems are told as what they are, and whence the API is reached. The caller's own."""
    told: dict[str, Any] = json.loads(described())
    return told


@cache
def described() -> str:
    """`description` as JSON: it takes seconds to make, and is made once."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/"))))
    for methods in found["paths"].values():
        for details in methods.values():
            for code, response in details["responses"].items():
                if int(code) in _FAILURES:
                    response["description"] = _FAILURES[int(code)]
                if int(code) >= 400:
                    response["content"] = {"application/problem+json": response["content"]["application/json"]}
    return json.dumps(found, ensure_ascii=False)
