"""Who approved a SOP: post, name and NIP, from the box in which they signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.blocks import Place
from lajur.exchange.reading.dates import date_in
from lajur.exchange.reading.doubts import Doubts
from lajur.exchange.reading.gathered import Gathered, Said
from lajur.exchange.reading.labels import Label
from lajur.exchange.reading.segments import Segment
from lajur.exchange.reading.wording import sentence_case, tidy

_NIP = re.compile(r"(?:nip|nrp)\.?\s*:?\s*([0-9][0-9 .]{7,28}[0-9])", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:dto|ttd|tertanda|cap dan tanda tangan|\[signature\])\b\.?", re.IGNORECASE)
_POST = re.compile(
    r"^(?:(?:pj|plt|plh|a\.?n|pjs)\b\.?\s*)?(?:kepala|sekretaris|sekretariat|direktur|ketua|wali\s*kota|bupati|gubernur|"
    r"camat|lurah|menteri|inspektur|rektor|dekan|pimpinan|asisten|deputi|koordinator|kuasa|manajer|plt|plh|pj)\b",
    re.IGNORECASE,
)
_DATES: tuple[Label, ...] = ("efektif", "revisi")
"""Labels beside which the box of the signature stands; without a label of its own it is read as theirs."""
_DEGREE = re.compile(r",\s*(?:S|M|A|Dr|Ph|Sp)\.?\s?[A-Z]|^(?:Prof|Drs?|Dra|Ir|Hj?|dr|drg)\.\s", re.MULTILINE)
_RANK = re.compile(
    r"^\(?(?:(?:pembina|penata|pengatur|juru)\b(?:\s+(?:utama|muda|madya|tk|tingkat)\b)*[\s.,IV1/a-e()-]*|"
    r"(?:IV|III|II|I)\s*/\s*[a-e])\)?$",
    re.IGNORECASE,
)
"""Ranks of civil servants, which stand between a name and its NIP."""


def approval(gathered: Gathered, segment: Segment, content: dict[str, Any], doubts: Doubts) -> None:
    """Writes `disahkan` into the content: jabatan, nama and nip, as far as they can be read."""
    said = _signed(gathered)
    if not said:
        doubts.tell(("disahkan",), "", Words("yang mengesahkan tidak ditemukan"), 0.0, segment.place)
        return
    box = _Box("\n".join(one.text for one in said), said[0].place, said[0].sure)
    nips = [one for one in gathered.said.get("nip", []) if one.text]
    nip = _NIP.search(box.text)
    approved: dict[str, str] = {}
    digits = tidy(nip[1] if nip else nips[0].text if nips else "").replace(".", " ")
    if number := re.match(r"[0-9][0-9 ]*[0-9]", digits):
        approved["nip"] = number[0][:30]
    with_nip = bool(nip or nips)
    box.text = box.text[: nip.start()] if nip else box.text
    parts = _parts(box.text)
    posts = [part for part in parts if _POST.match(part)]
    if post := _post(parts, posts, box, doubts, with_nip=with_nip):
        approved["jabatan"] = post
    names = [part for part in parts if part not in posts and part != post and len(part) > 3]
    if names:
        approved["nama"] = next((name for name in names if _DEGREE.search(name)), names[-1])[:300]
        if not with_nip or len(names) > 1 or not re.match(r"^[A-Z][\w.,' ]+$", names[-1]):
            why = Words("nama tanpa NIP; mungkin salah baca dari tanda tangan")
            doubts.tell(("disahkan", "nama"), names[-1], why, 0.5, box.place, box.text)
    if approved:
        content["disahkan"] = approved


@dataclass(slots=True)
class _Box:
    """What stands in the box of the signature: `text` up to the NIP, and how sure it is that this is the box."""

    text: str
    place: Place
    sure: float


def _signed(gathered: Gathered) -> list[Said]:
    """The box of the signature: behind its label, else where a sign of a signature or a NIP stands."""
    if said := [one for one in gathered.said.get("disahkan", []) if one.text.strip(" .:-")]:
        return said
    said = [one for label in _DATES for one in gathered.said.get(label, []) if _SIGNED.search(one.text)]
    if not said:
        nips = [one for one in gathered.said.get("nip", []) if one.text]
        said = [one for one in gathered.free if nips and one.place == nips[0].place]
    if not said:
        said = [one for one in gathered.free if _NIP.search(one.text)]
    return [Said(re.sub(r"^[0-9]{1,2}\s+\w+\s+[0-9]{4}", "", tidy(one.text)), one.place, 0.5) for one in said[:1]]


def _parts(text: str) -> list[str]:
    """Posts and names of a box, line by line; dates, ranks and signs of a signature fall away."""
    parts = [tidy(part) for part in re.split(r"\n|\b(?:dto|ttd)\b\.?|\[signature\]", text, flags=re.IGNORECASE)]
    parts = [part.strip(" :,;") for part in parts if part.strip(" :.,;-_()")]
    return [part for part in parts if (not date_in(part) or len(part) > 40) and not _RANK.match(part)]


def _post(parts: list[str], posts: list[str], box: _Box, doubts: Doubts, *, with_nip: bool) -> str | None:
    """The post of who signed; None where only a name or nothing stands."""

    def doubt(read: str, why: Words, sure: float) -> None:
        doubts.tell(("disahkan", "jabatan"), read, why, sure, box.place, box.text)

    if posts:
        post = sentence_case(posts[0])[:300]
        organ = re.search(r"\bsekretariat\b", posts[0], re.IGNORECASE)  # a body signs nothing; its head does
        if len(posts) > 1 or box.sure < 1 or organ:
            doubt(post, Words("jabatan tidak tercetak sebagaimana mestinya"), 0.6)
        return post
    if not parts or (len(parts) == 1 and with_nip):
        doubt("", Words("jabatan tidak terbaca"), 0.0)
        return None
    doubt(parts[0], Words("belum jelas apakah ini jabatan"), 0.4)
    return sentence_case(parts[0])[:300]
