"""The time of a step, in any of its wordings, as the words of a SOP file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lajur.engine.refusal import Words
from lajur.exchange.reading.wording import digits, plain, tidy

_NUMBERS = {
    "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "dua belas": 12, "lima belas": 15, "empat belas": 14,
    "dua puluh": 20, "tiga puluh": 30, "empat puluh lima": 45, "enam puluh": 60, "sembilan puluh": 90,
}  # fmt: skip
_UNITS = {
    "menit": "menit", "mnt": "menit", "min": "menit", "mins": "menit", "minute": "menit", "minutes": "menit",
    "jam": "jam", "jm": "jam", "hour": "jam", "hours": "jam",
    "hari": "hari", "hr": "hari", "hk": "hari", "hari kerja": "hari", "hari kalender": "hari kalender",
    "hari kelender": "hari kalender", "minggu": "minggu", "pekan": "minggu", "bulan": "bulan", "bln": "bulan",
    "tahun": "tahun", "detik": "detik", "day": "hari", "days": "hari",
}  # fmt: skip
_UNIT = r"(?:days?|mins?|hari\s*ker[jl]a|hari\s*k[ae]lender|menit|men[il1]t|mnt|minutes?|jam|hours?|har[il1]|hk|minggu|pekan|bulan|bln|tahun|detik|jm|hr)"  # noqa: E501
_AMOUNT = r"[0-9OolI]{1,4}(?:[.,][0-9]{1,2})?|½"
_ONE = re.compile(rf"(?P<n>{_AMOUNT})\s*(?:\([a-z ]+\)\s*)?(?P<u>{_UNIT})\b", re.IGNORECASE)
_TIMES = re.compile(rf"(?P<m>{_AMOUNT})\s*(?:[x×*]|kali)\s*(?P<n>{_AMOUNT})\s*(?P<u>jam|menit|hari)\b", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?P<a>{_AMOUNT})\s*(?:{_UNIT})?\s*(?:-|–|—|s\.?/?d\.?|sampai(?: dengan)?|hingga)\s*(?P<n>{_AMOUNT})\s*(?P<u>{_UNIT})\b",  # noqa: E501
    re.IGNORECASE,
)
_WORD = re.compile(
    r"\b(?P<n>" + "|".join(sorted((key for key in _NUMBERS if key != "se"), key=len, reverse=True)) + r"|se)\s*"
    rf"(?P<u>{_UNIT})\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:kurang dari|tidak lebih dari|"
    r"maks(?:imal|imum|\.)?|max\.?|paling (?:lama|lambat|banyak)|selambat[- ]lambatnya|lebih kurang|kurang lebih|"
    r"sekitar|kira[- ]kira|[±~<≤+]|minimal|min\.|\(|-\s)\s*",
    re.IGNORECASE,
)
_UNMEASURED = re.compile(
    r"^(?:n\s*/?\s*a|-+|–|—|nihil|sesuai\b.*|menyesuaikan\b.*|disesuaikan\b.*|insident[ai]l\w*|tentatif|kondisional|"
    r"setiap\b.*|tiap\b.*|per\s[a-z]+|ad[ -]?hoc|tentative|(?:pukul|pkl)\b.*|(?:tanggal|tgl)\b.*|"
    r"[0-2]?[0-9][.:][0-5][0-9](?:\s*(?:-|–|s\.?/?d\.?|sampai)\s*[0-2]?[0-9][.:][0-5][0-9])?(?:\s*wi(?:b|ta|t))?|"
    r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu)\b.*|(?:[0-9]+ )?semester|"
    r"sewaktu[- ]waktu|tergantung\b.*|berdasarkan\b.*|selama\b.*|sepanjang\b.*|pada saat\b.*|saat itu\b.*|"
    r"tidak (?:terbatas|ditentukan|dibatasi)\b.*|real ?time|langsung|seketika|segera|rutin|harian|mingguan|bulanan|"
    r"(?:pada )?hari h|h\s*[-+]\s*[0-9]+(?: .*)?|(?:s\.?/?d\.?|sampai(?: dengan)?|hingga)\s+[a-z].*|"
    r"sebelum\b.*|sesudah\b.*|setelah\b.*|berkala\b.*|terjadwal|situasional|mengikuti\b.*|menurut\b.*|jadwal\b.*|"
    r"(?:awal|akhir|tengah) (?:bulan|tahun|triwulan|minggu)\b.*|fleksibel|kapan saja|bervariasi|jam kerja)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Time:
    """`words` for the SOP file; `kind` tells whether it is measured. `why` says what is uncertain, empty if nothing."""

    words: str
    kind: Literal["terukur", "teks"]
    why: str = ""
    sure: float = 1.0


def time_of(text: str, unit: str = "") -> Time | None:
    """The time that the text states. None: it is empty, or no time at all. `unit` is the one of the column's head."""
    words = tidy(text).strip(" .;,*")
    if not words:
        return None
    counted = bool(unit) and re.fullmatch(_AMOUNT, words)
    if (len(words) > 1 and not counted and _UNMEASURED.fullmatch(words)) or words in ("-", "–", "—"):
        return Time(words, "teks")
    bare = _LEADING.sub("", words)
    loose = bare != words
    if unit and re.fullmatch(rf"(?:{_AMOUNT})\s*(?:-|–|—|s\.?/?d\.?)\s*(?:{_AMOUNT})", bare):
        bare = f"{bare} {unit}"
    if unit and re.fullmatch(_AMOUNT, bare):
        return _measured(_amount(bare), unit, words, 1.0)
    bare = _halved(bare)
    bare = re.sub(r"(?<=[0-9])\s*(?:′|'|’|`)(?![0-9])", " menit", bare)
    for pattern, read in ((_TIMES, _product), (_RANGE, _range)):
        found = pattern.match(bare)
        if found:
            return read(found, words)
    total = _sum(bare)
    if total is None:
        found = _WORD.match(bare)
        if not found:
            return None
        amount = 0.5 if bare.lower().startswith("setengah") else _NUMBERS[" ".join(found["n"].lower().split())]
        total = (amount, _unit(found["u"]), found.end())
    value, named, end = total
    rest = tidy(bare[end:]).strip(" .;,*)")
    digits_faulty = bool(re.match(r"[0-9]*[OolI]", bare)) or bool(re.search(r"men[l1]t|har[l1]|kerla", bare, re.I))
    sure = 0.6 if digits_faulty else 0.8 if rest and plain(rest) not in ("", "kerja") else 0.9 if loose else 1.0
    if len(rest.split()) > 6:
        return None
    why = Words("angka atau satuan tampak salah baca") if digits_faulty else ""
    if not why and rest and not re.fullmatch(r"\(.*\)|kerja|/.*", rest):
        why = Words("kata “{words}” tidak ikut dibaca", words=rest)
    return _measured(value, named, words, sure, why)


def _halved(text: str) -> str:
    """Fractions as decimals: `1 ½`, `1/4`, `satu setengah`."""
    text = re.sub(r"^satu setengah\b", "1,5", text, flags=re.IGNORECASE)

    def decimal(found: re.Match[str]) -> str:
        part = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}[found["part"]]
        return f"{int(found['whole'] or 0) + part:g}"

    return re.sub(r"^(?:(?P<whole>[0-9]{1,2})\s*)??(?P<part>[½¼¾]|(?:1/2|1/4|3/4)(?![0-9]))", decimal, text)


def _sum(text: str) -> tuple[float, str, int] | None:
    """`1 jam 30 menit` as (90, menit, where it ends)."""
    parts: list[tuple[float, str]] = []
    position = 0
    while found := _ONE.match(text, position):
        parts.append((_amount(found["n"]), _unit(found["u"])))
        position = found.end()
        joint = re.compile(r"\s*(?:dan|,|\+)?\s*").match(text, position)
        if joint and _ONE.match(text, joint.end()):
            position = joint.end()
    if not parts:
        if found := re.match(rf"setengah\s*(?P<u>{_UNIT})\b", text, re.IGNORECASE):
            return 0.5, _unit(found["u"]), found.end()
        return None
    if len(parts) == 1:
        return *parts[0], position
    if {unit for _, unit in parts} <= {"jam", "menit"}:
        return sum(amount * (60 if unit == "jam" else 1) for amount, unit in parts), "menit", position
    return *parts[0], _ONE.match(text).end()  # type: ignore[union-attr]


def _product(found: re.Match[str], words: str) -> Time:
    """`2 x 24 jam` is two days of the calendar."""
    times, amount, unit = _amount(found["m"]), _amount(found["n"]), _unit(found["u"])
    if unit == "jam" and amount == 24:
        return _measured(times, "hari kalender", words, 0.7, Words("kelipatan 24 jam dibaca sebagai hari kalender"))
    return _measured(times * amount, unit, words, 0.7, Words("perkalian dibaca sebagai satu jumlah"))


def _range(found: re.Match[str], words: str) -> Time:
    return _measured(_amount(found["n"]), _unit(found["u"]), words, 0.6, Words("rentang dibaca sebagai batas terlama"))


def _amount(text: str) -> float:
    text = text.replace("½", "0.5")
    return float(digits(text).replace(",", "."))


def _unit(text: str) -> str:
    word = " ".join(text.lower().replace("1", "i").split())
    word = re.sub(r"^har[l1]", "hari", word)
    word = {"hari kerla": "hari kerja", "menlt": "menit", "harl": "hari", "harikerja": "hari kerja"}.get(word, word)
    return _UNITS.get(word, word)


def _measured(amount: float, unit: str, words: str, sure: float, why: str = "") -> Time:
    """Whole amounts of the units that a SOP file knows; what does not fit stays text, and doubtful."""
    if unit in ("minggu", "bulan", "tahun"):
        why = why or Words("satuan {unit} dibaca sebagai hari kalender", unit=unit)
        amount, unit, sure = amount * {"minggu": 7, "bulan": 30, "tahun": 365}[unit], "hari kalender", min(sure, 0.5)
    if unit == "jam" and amount != int(amount):
        amount, unit = amount * 60, "menit"
    if unit not in ("menit", "jam", "hari", "hari kalender") or amount != int(amount) or not 1 <= amount <= 9999:
        return Time(words, "teks", Words("waktu tidak dapat dinyatakan dengan satuan yang dikenal"), 0.4)
    return Time(f"{int(amount)} {unit}", "terukur", why, sure)


def unit_in(head: str) -> str:
    """The unit that a column's head names, as in `Waktu (menit)`; empty if none."""
    found = re.search(r"[(/]\s*(?:dalam\s+)?(menit|jam|hari kerja|hari)\b", head, re.IGNORECASE)
    return _unit(found[1]) if found else ""
