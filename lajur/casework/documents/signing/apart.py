"""Signing and checking in a process of its own: a hostile PDF or certificate file uses up no more than it is given, and
the officer's key is gone with the process. Both speak JSON over pipes, so nothing of it touches the disk."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from lajur.casework.documents.signing.look import Stamp
from lajur.casework.documents.signing.rules import Place
from lajur.casework.documents.signing.trust import Trust

MEMORY = 1536 * 1024**2
"""Bytes of address space."""
SECONDS = 30
"""Wall time of one piece of work."""


class Broke(Exception):
    """The work did not end in its time or memory."""


def prepare(pdf: bytes, stamp: Stamp, place: Place | None) -> tuple[Place, bytes, int]:
    """Where the stamp goes, how it looks (PNG), and how many signatures the PDF has: for services that sign elsewhere.
    Raises Broke, ValueError(code)."""
    told = _run({"do": "prepare", "pdf": _text(pdf), "stamp": asdict(stamp), "place": place and asdict(place)})
    return Place(**told["place"]), b64decode(told["png"]), told["count"]


def sign(
    pdf: bytes, *, file: bytes, passphrase: str, field: str, place: Place | None, stamp: Stamp, reason: str,
    location: str, now: datetime, trust: Trust, stamper: str,
) -> dict[str, Any]:  # fmt: skip
    """`{data, level, holder, issuer, serial, valid_until}`. Raises Broke, ValueError(code of `pades.NotSigned`)."""
    told = _run(
        {
            "do": "sign", "pdf": _text(pdf), "file": _text(file), "passphrase": passphrase, "field": field,
            "place": place and asdict(place), "stamp": asdict(stamp), "reason": reason, "location": location,
            "now": now.isoformat(), "trust": _trust(trust), "stamper": stamper,
        }
    )  # fmt: skip
    return {**told, "data": b64decode(told["data"]), "valid_until": datetime.fromisoformat(told["valid_until"])}


@dataclass(frozen=True, slots=True)
class Checked:
    """`found`: the fields of `checking.validating.Found` per signature. `is_version`: the pages say the same as those
    of the source asked about."""

    found: list[dict[str, Any]]
    is_version: bool


def check(pdf: bytes, trust: Trust, now: datetime, source: bytes = b"") -> Checked:
    """Raises Broke, ValueError("bukan-pdf")."""
    going_on = bool(source) and pdf.startswith(source)
    other = "" if going_on else _text(source)
    work = {"do": "check", "pdf": _text(pdf), "trust": _trust(trust), "now": now.isoformat(), "source": other}
    told = _run(work)
    for one in told["found"]:
        for name in ("signed_at", "valid_until"):
            one[name] = one[name] and datetime.fromisoformat(one[name])
    return Checked(told["found"], going_on or told["same"])


def _run(work: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "lajur.casework.documents.signing.apart"]
    try:
        done = subprocess.run(
            command, input=json.dumps(work).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Broke from error.with_traceback(None)
    if done.returncode or not done.stdout:
        raise Broke
    told: dict[str, Any] = json.loads(done.stdout)
    if "fault" in told:
        raise ValueError(told["fault"])
    return told


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _trust(trust: Trust) -> dict[str, list[str]]:
    return {"certificates": [*map(_text, trust.certificates)], "lists": [*map(_text, trust.lists)]}


def _trusted(told: dict[str, list[str]]) -> Trust:
    return Trust(tuple(map(b64decode, told["certificates"])), tuple(map(b64decode, told["lists"])))


def _prepared(work: dict[str, Any]) -> dict[str, Any]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    from lajur.casework.documents.signing.look import stamp_png

    place, pdf = _place(work), b64decode(work["pdf"])
    try:
        count = len(PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures)
    except Exception:  # whatever breaks the reader breaks what comes after it
        raise ValueError("pdf-rusak") from None
    return {"place": asdict(place), "png": _text(stamp_png(Stamp(**work["stamp"]), place)), "count": count}


def _place(work: dict[str, Any]) -> Place:
    from lajur.casework.documents.signing.placing import place_in

    try:
        found = place_in(b64decode(work["pdf"]))
    except ValueError:
        raise ValueError("pdf-rusak") from None
    return Place(**work["place"]) if work["place"] else found


def _signed(work: dict[str, Any]) -> dict[str, Any]:
    from lajur.casework.documents.signing import pades
    from lajur.casework.documents.signing.look import stamp_pdf

    place = _place(work)
    try:
        made = pades.sign(
            b64decode(work["pdf"]), file=b64decode(work["file"]), passphrase=work["passphrase"], field=work["field"],
            place=place, stamp=stamp_pdf(Stamp(**work["stamp"]), place), reason=work["reason"],
            location=work["location"], now=datetime.fromisoformat(work["now"]), trust=_trusted(work["trust"]),
            stamper=pades.stamper_at(work["stamper"]) if work["stamper"] else None,
        )  # fmt: skip
    except pades.NotSigned as why:
        raise ValueError(str(why)) from None
    holder = made.holder
    return {
        "data": _text(made.data), "level": made.level, "holder": holder.name, "issuer": holder.issuer,
        "serial": holder.serial, "valid_until": holder.valid_until.isoformat(),
    }  # fmt: skip


def _checked(work: dict[str, Any]) -> dict[str, Any]:
    from lajur.casework.documents.checking.validating import NoPdf, signatures_in
    from lajur.casework.documents.signing.placing import same_words

    pdf, source = b64decode(work["pdf"]), b64decode(work["source"])
    try:
        found = signatures_in(pdf, _trusted(work["trust"]), datetime.fromisoformat(work["now"]))
    except NoPdf:
        raise ValueError("bukan-pdf") from None
    try:
        same = bool(source) and same_words(source, pdf)
    except ValueError:
        same = False
    return {"found": [asdict(one) for one in found], "same": same}


def answered(line: bytes | str) -> str:
    """What the process answers to one piece of work."""
    work = json.loads(line)
    try:
        told = {"prepare": _prepared, "sign": _signed, "check": _checked}[work["do"]](work)
    except ValueError as fault:
        told = {"fault": str(fault)}
    return json.dumps(told, default=lambda moment: moment.isoformat())


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(answered(sys.stdin.buffer.read()))


if __name__ == "__main__":
    _main()
