"""How the API says no: always `application/problem+json` with a code, a sentence in the reader's language, and faults
by field."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import Refused, Stale
from lajur.registers.authority.throttle import CODE as TOO_OFTEN
from lajur.registers.authority.throttle import seconds_left
from lajur.registers.authority.words import faults, sentence
from lajur.ui.errors import SOON
from lajur.ui.hardship import Hardship, hardship_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

NOTHING_THERE = Refusal("tidak-ada", "Yang diminta tidak ada, atau bukan milik instansi Anda.")
WRONG_METHOD = Refusal("metode-tidak-ada", "Alamat ini tidak mengenal metode itu.")
UNREADABLE = Refusal("isi-tidak-terbaca", "Isi permintaan tidak terbaca sebagai JSON.")
INVALID = Refusal("masukan-belum-benar", "Masukan belum benar; lihat keterangan pada tiap isian.")
TOO_BIG = Refusal("terlalu-besar", "Permintaan ini terlalu besar.")
BUSY = Refusal("sedang-sibuk", "Data ini sedang diubah oleh permintaan lain; kirim lagi sebentar lagi.")
BROKEN = Refusal("kesalahan-sistem", "Terjadi kesalahan di server; yang belum selesai tidak tersimpan.")
HARDSHIPS = {
    Hardship.FULL: (
        Refusal("disk-penuh", "Ruang server penuh; ini belum tersimpan. Beri tahu admin."),
        507,
    ),
    Hardship.AWAY: (Refusal("basis-data-putus", "Basis data sedang tidak terjangkau; kirim lagi sebentar lagi."), 503),
}
NO_TOKEN = Refusal("token-tidak-ada", "Sertakan token: kepala permintaan Authorization dengan isi Bearer dan tokennya.")
IN_THE_CLEAR = Refusal(
    "tanpa-tls", "Token ini dikirim tanpa TLS dan dapat terbaca orang lain. Cabut token ini, lalu pakai https."
)

STATUS_OF = {
    **dict.fromkeys(
        ("pelaksanaan-tidak-ada", "penyimpangan-tidak-ada", "sop-belum-berlaku", "tidak-ada", "unggahan-tidak-ada"),
        404,
    ),
    **dict.fromkeys(
        ("tugas-tidak-terbuka", "tidak-berjalan", "sudah-dijawab", "belum-dijawab", "sudah-dimulai",
         "nama-pengguna-terpakai", "sedang-sibuk", "jabatan-sudah-ada", "bagian-melompat", "bagian-berbeda",
         "belum-lengkap", "sidik-berbeda"),
        409,
    ),
    "berkas-besar": 413,
    "disk-penuh": 507,
    **dict.fromkeys(
        ("bukan-pelaksana", "bukan-wewenang", "tidak-terlibat", "bukan-penanggung-jawab", "menilai-diri-sendiri",
         "bukan-atasan", "bukan-pelaksana-awal", "pelaksana-kosong", "sedang-masuk-sebagai"),
        403,
    ),
}  # fmt: skip
"""Refusals of actions that are not simply wrong input (422)."""


class Problem(BaseModel):
    """Why something was not done, and what to do (RFC 9457 with two members of ours)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="For programs; stays the same in every language.")
    sentence: str = Field(description="For people, in Indonesian, or in English where Accept-Language asks for it.")
    fields: dict[str, str] = Field(description="Field or kind of document → what is wrong with it.")


class Denied(Exception):
    """Carries a refusal that comes before anything was tried: no token, no scope, no permission, nothing there."""

    def __init__(self, refusal: Refusal, status: int) -> None:
        super().__init__(refusal.code)
        self.refusal, self.status = refusal, status


def problem(refusal: Refusal, status: int) -> HttpResponse:
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=refusal.code,
        sentence=sentence(refusal),
        fields=faults(refusal),
    )
    response = JsonResponse(body.model_dump(), status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = MEDIA_TYPE
    if refusal.code == TOO_OFTEN:
        response["Retry-After"] = str(seconds_left(refusal))
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="lajur"'
    return response


def register(api: NinjaAPI) -> None:
    """Let every way an operation can fail end as a problem."""

    @api.exception_handler(Denied)
    def denied(request: HttpRequest, error: Denied) -> HttpResponse:
        return problem(error.refusal, error.status)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(error.refusal, STATUS_OF.get(error.refusal.code, 422))

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(NO_TOKEN, 401)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(NOTHING_THERE, 404)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(Refusal(INVALID.code, INVALID.template, {}, in_words(error.errors)), 422)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(UNREADABLE, 400)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(TOO_BIG, 413)

    @api.exception_handler(Stale)
    def stale(request: HttpRequest, error: Stale) -> HttpResponse:
        return problem(BUSY, 409)

    @api.exception_handler(OperationalError)
    def deadlock(request: HttpRequest, error: OperationalError) -> HttpResponse:
        if getattr(error.__cause__, "sqlstate", None) in ("40P01", "40001"):
            return problem(BUSY, 409)
        return broken(request, error)

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        if hardship := hardship_of(error):
            log.error("the API met a hardship: %s", hardship)
            response = problem(*HARDSHIPS[hardship])
            response["Retry-After"] = str(SOON)
            return response
        log.exception("the API failed: %s %s", request.method, request.path, exc_info=error, extra={"request": request})
        return problem(BROKEN, 500)


def in_words(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Faults that pydantic found, by the dotted name of their field."""
    found: dict[str, str] = {}
    for error in errors:
        place = ".".join(str(part) for part in error["loc"][1:] if part not in ("given", "wanted")) or "permintaan"
        found.setdefault(place, _in_words(str(error["type"]), error.get("ctx") or {}))
    return found


def _in_words(kind: str, limits: Mapping[str, Any]) -> Words:
    match kind:
        case "missing":
            return Words("Wajib diisi.")
        case "extra_forbidden":
            return Words("Isian ini tidak dikenal.")
        case "string_too_long" | "too_long":
            return Words("Terlalu panjang: paling banyak {most}.", most=limits["max_length"])
        case "string_too_short" | "too_short":
            return Words("Terlalu pendek: paling sedikit {least}.", least=limits["min_length"])
        case "literal_error" | "enum":
            return Words("Pilihan ini tidak dikenal.")
    return Words("Isian ini tidak sah.")
