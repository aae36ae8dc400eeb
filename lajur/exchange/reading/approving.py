"""Who approved a SOP: post, name and NIP, from the box in which they signed."""

from __future__ import annotations

import re
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.dates import date_in
from lajur.exchange.reading.doubts import Doubts
from lajur.exchange.reading.gathered import Gathered, Said
from lajur.exchange.reading.segments import Segment
from lajur.exchange.reading.wording import sentence_case, tidy

_NIP = re.compile(r"(?:nip|nrp)\.?\s*:?\s*([0-9][0-9 .]{7,28}[0-9])", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:dto|ttd|tertanda|cap dan tanda tangan|\[signature\])\b\.?", re.IGNORECASE)
_POST = re.compile(
    r"^(?:(?:pj|plt|plh|a\.?n|pjs)\b\.?\s*)?(?:kepala|sekretaris|sekretariat|direktur|ketua|wali\s*kota|bupati|gubernur|"
    r"camat|lurah|menteri|inspektur|rektor|dekan|pimpinan|asisten|deputi|koordinator|kuasa|manajer|plt|plh|pj)\b",
    re.IGNORECASE,
)


_DEGREE = re.compile(r",\s*(?:S|M|A|Dr|Ph|Sp)\.?\s?[A-Z]|^(?:Prof|Drs?|Dra|Ir|Hj?|dr|drg)\.\s", re.MULTILINE)
_RANK = re.compile(
    r"^\(?(?:(?:pembina|penata|pengatur|juru)\b(?:\s+(?:utama|muda|madya|tk|tingkat)\b)*[\s.,IV1/a-e()-]*|(?:IV|III|II|I)\s*/\s*[a-e])\)?$",
    re.IGNORECASE,
)
"""Ranks of civil servants, which stand between a name and its NIP."""


def approval(gathered: Gathered, segment: Segment, content: dict[str, Any], doubts: Doubts) -> None:
    said = [one for one in gathered.said.get("disahkan", []) if one.text.strip(" .:-")]
    nips = [one for one in gathered.said.get("nip", []) if one.text]
    if not said:
        said = [
            one for label in ("efektif", "revisi") for one in gathered.said.get(label, []) if _SIGNED.search(one.text)
        ]
        if not said and nips:
            said = [Said(one.text, one.place, 0.5) for one in gathered.free if one.place == nips[0].place][:1]
        if not said:
            said = [Said(one.text, one.place, 0.5) for one in gathered.free if _NIP.search(one.text)][:1]
        if not said:
            doubts.tell(("disahkan",), "", Words("yang mengesahkan tidak ditemukan"), 0.0, segment.place)
            return
        for one in said[:1]:
            kept = re.sub(r"^[0-9]{1,2}\s+\w+\s+[0-9]{4}", "", tidy(one.text))
            said = [Said(kept, one.place, 0.5)]
    place = said[0].place
    text = "\n".join(one.text for one in said)
    approved: dict[str, str] = {}
    nip = _NIP.search(text)
    digits = tidy(nip[1] if nip else nips[0].text if nips else "").replace(".", " ")
    if digits and re.match(r"[0-9]", digits):
        number = re.match(r"[0-9][0-9 ]*[0-9]", digits)
        if number:
            approved["nip"] = number[0][:30]
    text = text[: nip.start()] if nip else text
    parts = [tidy(part) for part in re.split(r"\n|\b(?:dto|ttd)\b\.?|\[signature\]", text, flags=re.IGNORECASE)]
    parts = [part.strip(" :,;") for part in parts if part.strip(" :.,;-_()")]
    parts = [part for part in parts if (not date_in(part) or len(part) > 40) and not _RANK.match(part)]
    posts = [part for part in parts if _POST.match(part)]
    if posts:
        approved["jabatan"] = sentence_case(posts[0])[:300]
        organ = re.search(r"\bsekretariat\b", posts[0], re.IGNORECASE)  # a body signs nothing; its head does
        if len(posts) > 1 or said[0].sure < 1 or organ:
            doubts.tell(
                ("disahkan", "jabatan"),
                approved["jabatan"],
                Words("jabatan tidak tercetak sebagaimana mestinya"),
                0.6,
                place,
                text,
            )
    elif len(parts) == 1 and (nip or nips):
        doubts.tell(("disahkan", "jabatan"), "", Words("jabatan tidak terbaca"), 0.0, place, text)
    elif parts:
        approved["jabatan"] = sentence_case(parts[0])[:300]
        doubts.tell(("disahkan", "jabatan"), parts[0], Words("belum jelas apakah ini jabatan"), 0.4, place, text)
    else:
        doubts.tell(("disahkan", "jabatan"), "", Words("jabatan tidak terbaca"), 0.0, place, text)
    names = [part for part in parts if part not in posts and part != approved.get("jabatan") and len(part) > 3]
    if names:
        approved["nama"] = next((name for name in names if _DEGREE.search(name)), names[-1])[:300]
        if (not nip and not nips) or len(names) > 1 or not re.match(r"^[A-Z][\w.,' ]+$", names[-1]):
            doubts.tell(
                ("disahkan", "nama"),
                names[-1],
                Words("nama tanpa NIP; mungkin salah baca dari tanda tangan"),
                0.5,
                place,
                text,
            )
    if approved:
        content["disahkan"] = approved
