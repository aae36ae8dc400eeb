"""Decisions hidden in the words of a step: options, where they lead, and signs of a decision that was not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lajur.exchange.reading.listing import bulleted, clean, lettered, numbered
from lajur.exchange.reading.wording import tidy

_IF = re.compile(r"^(?:jika|bila|apabila|kalau|dalam hal)\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:tidak|belum|perlu (?:ada )?(?:perbaikan|diperbaiki|revisi|dilengkapi)|membutuhkan perbaikan|ditolak|menolak|"
    r"dikembalikan|kurang|salah|tanpa|diperbaiki|direvisi|gagal|no)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\b(?:setuju|menyetujui|disetujui|persetujuan|sesuai|lengkap|diterima|menerima|ya|benar|sudah|memenuhi|layak|lulus|"
    r"sah|valid|ok)\b",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:ke|kembali ke|menuju|lanjut(?:kan)? ke|proses|→|->|=>|>)\s*(?:langkah|nomor|no\.?|tahap|kegiatan|butir|proses|angka)?"  # noqa: E501
    r"\s*(?:ke-?)?\s*([0-9]{1,3})\b",
    re.IGNORECASE,
)
_ARROW = re.compile(
    r"(?P<label>ya|tidak|y|t|setuju|tidak setuju|lengkap|tidak lengkap|sesuai|tidak sesuai|disetujui|ditolak|belum|sudah|"  # noqa: E501
    r"diterima|memenuhi|tidak memenuhi)\s*(?:[:=]|→|->|=>|–>|maka)\s*(?P<to>[^;.,\n]{2,60})",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?P<label>[A-Za-z][A-Za-z ]{0,30}?)\s*(?:[:=,]|→|->|=>|–>|\bmaka\b)\s*"
    r"(?P<to>(?:(?:lanjut|kembali|menuju|ulangi|dikembalikan|diteruskan)\w*|ke)\b[^;.,\n]{0,40}?[0-9]{1,3})\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?P<a>\b(?:jika|bila|apabila)\b[^;.]{3,200}?)[;.,]\s*(?:dan\s+|sedangkan\s+|namun\s+|tetapi\s+)?"
    r"(?P<b>\b(?:jika|bila|apabila)\s+(?:tidak|belum)\b.{0,200})",
    re.IGNORECASE,
)
_UNLESS = re.compile(
    r"\b(?:jika|bila|apabila|kalau)\s+(?P<if>[^;.,]{3,80}?)\s*(?:,|\bmaka\b|\b(?=di\w+))(?P<then>[^;.]{4,200})",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\b(?:lanjut|dilanjutkan|diteruskan|meneruskan|berikutnya|selanjutnya)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:kembali|dikembalikan|mengembalikan|diperbaiki|perbaikan|direvisi|revisi|dilengkapi|diulang|"
                   r"mengulang|ulangi|ditolak)\b", re.IGNORECASE)  # fmt: skip
_DONE = re.compile(r"\b(?:selesai|berakhir|proses dihentikan|ditutup)\b", re.IGNORECASE)
_MAYBE = re.compile(
    r"\b(?:jika|bila|apabila|apakah|atau tidak|setuju atau|disetujui/|ya/tidak|memeriksa|memverifikasi|verifikasi|"
    r"mengecek|meneliti|mengevaluasi|mereviu|menelaah|menilai|menimbang|mempertimbangkan|reviu|review|memutuskan|"
    r"menindaklanjuti)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Option:
    """`way`: `maju`, `kembali`, `selesai`, `nomor`. `number` is the printed number that it names."""

    label: str
    way: str
    number: str = ""
    sure: float = 0.6


@dataclass(frozen=True, slots=True)
class Choice:
    kegiatan: str
    options: tuple[Option, ...]
    sure: float = 0.9


def choice_in(text: str, printed: Sequence[str] = ()) -> Choice | None:
    """The decision that a step's words hold. `printed`: what stands in lanes or remarks, such as `Ya` and `Tidak`."""
    found = lettered(text) or numbered(text) or bulleted(text)
    if found and len(found.items) >= 2 and _is_choice(found.items):
        return Choice(_lead(found.lead, text), _options(found.items))
    arrows = list(_ARROW.finditer(text))
    led = [one for one in _LED.finditer(text) if not _IF.match(one["label"])]
    arrows = led if len(led) > len(arrows) and any(_NO.search(one["label"]) for one in led) else arrows
    if len(arrows) >= 2:
        options = tuple(_option(one["label"], one["to"]) for one in arrows)
        return Choice(tidy(text[: arrows[0].start()]).strip(" ;:,.(") or tidy(text), options)
    if pair := _PAIR.search(text):
        return Choice(tidy(text[: pair.start()]).strip(" ;:,.") or tidy(text), _options([pair["a"], pair["b"]]), 0.7)
    words = [word for cell in printed for word in re.findall(r"[a-z]+", cell.lower())]
    if _NO.search(" ".join(words)) and (_YES.search(" ".join(words)) or "?" in text or "apakah" in text.lower()):
        yes = next((word for word in words if _YES.fullmatch(word)), "ya")
        no = next((word for word in words if _NO.fullmatch(word)), "tidak")
        return Choice(tidy(text), (Option(yes, "maju"), Option(no, "ragu", sure=0.2)), 0.6)
    return None


def unless(text: str) -> Choice | None:
    """One condition that leads back, the other way unsaid: `Bila belum lengkap, dikembalikan`."""
    for found in _UNLESS.finditer(text):
        if _NO.search(found["if"]) and _BACK.search(found["then"]):
            no = _option(_short(found["if"]), found["then"])
            bare = re.sub(r"^.*?\b(?:tidak|belum|kurang)\s+", "", no.label)
            yes = bare if bare != no.label and len(bare.split()) <= 3 else "ya"
            lead = tidy(text[: found.start()]).strip(" ;:,.(")
            return Choice(lead or tidy(text), (Option(yes, "maju"), no), 0.6)
    return None


def may_decide(text: str) -> bool:
    """Whether the words hint at a decision although no options were read."""
    return bool(_MAYBE.search(text)) or text.strip().endswith("?")


def arrows_in(texts: Sequence[str]) -> list[Option]:
    """Ways that a remark states: `Tidak → langkah 3`."""
    found: dict[str, Option] = {}
    for text in texts:
        for one in (*_ARROW.finditer(text), *_LED.finditer(text)):
            if _TO.search(one[0]) and not _IF.match(one["label"]):
                option = _option(one["label"], one["to"])
                found.setdefault(option.label, option)
    return list(found.values())


def _is_choice(items: Sequence[str]) -> bool:
    told = sum(bool(_IF.match(item)) for item in items)
    short = all(len(item.split()) <= 14 for item in items)
    negative = any(_NO.search(" ".join(item.split()[:9])) for item in items)
    positive = any(_YES.search(" ".join(item.split()[:6])) for item in items)
    return (
        told >= 2
        or (told >= 1 and negative)
        or (negative and positive and short)
        or (negative and len(items) >= 2 and all(re.match(r"me\w+|perlu|di\w+", item, re.I) for item in items))
    )


def _lead(lead: str, text: str) -> str:
    bare = tidy(lead).strip(" ;:,.")
    bare = re.sub(r"\s+untuk selanjutnya$|\s+sebagai berikut$|\s+dengan ketentuan$", "", bare)
    return bare or tidy(text)


def _options(items: Sequence[str]) -> tuple[Option, ...]:
    options: list[Option] = []
    for item in items:
        condition, _, rest = item.partition(",") if _IF.match(item) else (item, "", item)
        if (told := re.match(r"([A-Za-z ]{1,30}?)\s*(?:[,:=]|→|->|maka\b)\s*(\S.*)", item)) and (
            _YES.fullmatch(told[1]) or _NO.match(told[1])
        ):
            condition, rest = told[1], told[2]
        if _IF.match(item) and not rest and " maka " in item:
            condition, _, rest = item.partition(" maka ")
        options.append(_option(_short(condition), rest or item, item))
    return tuple(options)


def _option(label: str, towards: str, whole: str = "") -> Option:
    name = tidy(label).lower() if len(label) < 20 else tidy(label)
    name = clean(name)[:60].strip() or "ya"
    if number := _TO.search(towards) or re.fullmatch(r"\s*(?:langkah|no\.?|nomor)?\s*([0-9]{1,3})\s*", towards):
        return Option(name, "nomor", number[1], 0.9)
    if _ONWARD.search(towards) and not _BACK.search(towards):
        return Option(name, "maju", sure=0.7)
    if _BACK.search(towards) or _BACK.search(name):
        return Option(name, "kembali", sure=0.5)
    if _DONE.search(towards) and not _NO.search(towards):
        return Option(name, "selesai", sure=0.5)
    sure = 0.4 if _NO.search(whole or name) else 0.6
    return Option(name, "ragu" if _NO.search(whole or name) else "maju", sure=sure)


def _short(condition: str) -> str:
    bare = _IF.sub("", tidy(condition)).strip(" ,.;")
    bare = re.split(r"\s(?:maka|di(?:lanjutkan|sampaikan|kembalikan|teruskan|serahkan|perbaiki)|kembali|akan)\b", bare)[
        0
    ]
    words = bare.split()
    cut = " ".join(words[:7])
    return cut[:58] if len(words) > 7 else bare[:58]
