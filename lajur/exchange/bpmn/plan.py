"""A diagram laid out: where its shapes, lines and documents lie. Pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.exchange.sheet.labels import Box

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    left: float
    top: float
    width: float
    height: float
    label: Box | None = None

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)


@dataclass(frozen=True, slots=True)
class Wire:
    points: tuple[Point, ...]
    label: Box | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document beside a task: `number` tells one from another of the same task."""

    node: str
    kind: str
    number: int
    given: bool
    title: str


@dataclass
class Plan:
    pool: Shape
    lanes: dict[str, Shape] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)
    papers: dict[Paper, tuple[Shape, Wire]] = field(default_factory=dict)
