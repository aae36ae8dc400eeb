"""Cells of other people's tables made into values; what cannot be read is told with how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from lajur.engine.refusal import Words
from lajur.ui.formats import Unreadable, parse_date

MOST_MONEY = Decimal(10) ** 17
SUFFIXES = {"rb": 3, "ribu": 3, "jt": 6, "juta": 6, "m": 9, "miliar": 9, "milyar": 9, "t": 12, "triliun": 12}
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


class Unfit(Exception):
    """The cell says nothing that fits: `what` is wrong and how to `mend` it."""

    def __init__(self, what: Words, mend: Words) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def tidy(cell: Any) -> str:
    """As text: without tags, unseen signs and breaks of lines; a whole number without “.0”."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if not text.isascii() or "<" in text or "&" in text:
        text = UNSEEN.sub("", TAG.sub(" ", unescape(text)))
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or not tidy(cell)))


def text(limit: int) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        found = tidy(cell)
        if len(found) > limit:
            raise Unfit(Words("Terlalu panjang."), Words("Paling banyak {limit} huruf.", limit=limit))
        return found

    return read


def whole(least: int, most: int) -> Callable[[Any], int]:
    def read(cell: Any) -> int:
        found = re.sub(r"\.0+$", "", tidy(cell))
        if not re.fullmatch(r"\d{1,9}", found) or not least <= int(found) <= most:
            raise Unfit(
                Words("“{text}” bukan bilangan yang mungkin.", text=tidy(cell)[:40]),
                Words("Tulis bilangan dari {least} sampai {most}.", least=least, most=most),
            )
        return int(found)

    return read


def money(cell: Any) -> Decimal:
    """Rupiah, as a number or written: 7700000000, 7.700.000.000,50, 7,700,000,000.5, Rp 7.700.000.000, 279,4 Jt."""
    if isinstance(cell, bool):
        raise _no_money(cell)
    if isinstance(cell, int | float):
        amount = Decimal(repr(cell)) if cell == cell and abs(cell) != float("inf") else Decimal(-1)
    else:
        amount = _written(tidy(cell))
    if amount < 0 or amount >= MOST_MONEY:
        raise _no_money(cell)
    return amount.quantize(Decimal("0.01"))


def _written(written: str) -> Decimal:
    found = re.fullmatch(r"(?:rp\.?\s*)?([\d.,]+)\s*(?:,-)?\s*([a-z]*)\.?", written, flags=re.IGNORECASE)
    if found is None or found[2].casefold() not in {"", *SUFFIXES}:
        raise _no_money(written)
    digits, power = found[1].strip(".,"), SUFFIXES.get(found[2].casefold(), 0)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits) and not power:
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits) and not power:
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d+,\d+", digits):
        digits = digits.replace(",", ".")
    elif not re.fullmatch(r"\d+(\.\d+)?", digits):
        raise _no_money(written)
    if len(digits) > 30:
        raise _no_money(written)
    return Decimal(digits).scaleb(power)


def _no_money(cell: Any) -> Unfit:
    return Unfit(
        Words("“{text}” bukan jumlah rupiah.", text=tidy(cell)[:40]),
        Words("Tulis seperti 7700000000 atau 7.700.000.000,50."),
    )


def day(cell: Any) -> date:
    """A date, or the day of a moment: 2025-01-31, 2025-01-31 22:22:47, 31/01/2025, 31 Januari 2025."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = tidy(cell)
    iso = re.match(r"\d{4}-\d{2}-\d{2}(?=$|[T ])", written)
    try:
        return date.fromisoformat(iso[0]) if iso else parse_date(written)
    except (Unreadable, ValueError):
        raise Unfit(
            Words("Tanggal “{text}” tidak terbaca.", text=written[:40]),
            Words("Tulis seperti 2026-01-31 atau 31/01/2026."),
        ) from None


def choice(known: Mapping[str, str], options: str) -> Callable[[Any], str]:
    """One of `known`: what is written, in small letters and digits only → our code. The same said twice with a
    semicolon between counts once. `options` are told to who writes something else."""

    def read(cell: Any) -> str:
        written = tidy(cell)
        parts = {re.sub(r"[^a-z0-9]", "", part.casefold()) for part in written.split(";")} - {""}
        found = {known.get(part) for part in parts}
        code = found.pop() if len(found) == 1 else None
        if code is None:
            raise Unfit(
                Words("“{text}” tidak dikenal.", text=written[:60]),
                Words("Tulis salah satu dari: {choices}.", choices=options),
            )
        return code

    return read
