"""What an identity page says behind its labels, before it is understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.exchange.reading.blocks import Place
from lajur.exchange.reading.labels import Label, Piece


@dataclass(slots=True)
class Said:
    """What the sheet says behind a label."""

    text: str
    place: Place
    sure: float = 1.0


@dataclass(slots=True)
class Gathered:
    said: dict[Label, list[Said]] = field(default_factory=dict)
    free: list[Said] = field(default_factory=list)
    open: dict[int, Label | None] = field(default_factory=dict)
    order: list[Label] = field(default_factory=list)

    def add(self, piece: Piece, column: int, place: Place) -> None:
        if piece.label is not None:
            self.open[column] = piece.label
            self.said.setdefault(piece.label, []).append(Said(piece.text, place, piece.sure))
            self.order.append(piece.label)
        elif label := self.open.get(column):
            self.said[label][-1].text = f"{self.said[label][-1].text}\n{piece.text}".strip()
        else:
            self.free.append(Said(piece.text, place))
