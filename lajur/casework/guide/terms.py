"""The glossary, read from terms.yaml, its one source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

FILE = Path(__file__).with_name("terms.yaml")
GROUPS = ("lajur", "bidang")


@dataclass(frozen=True, slots=True)
class Term:
    """`title` as officers write it, `whole` the words of an abbreviation; `meaning` in one language."""

    title: str
    whole: str
    meaning: str
    source: str

    @property
    def key(self) -> str:
        """Its anchor on the page."""
        return slugify(self.title)


@cache
def terms(language: str) -> dict[str, tuple[Term, ...]]:
    """Group → its terms by the alphabet; English where `language` is "en", Indonesian else."""
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text("utf-8"))
    meaning = "en" if language == "en" else "id"
    return {
        group: tuple(
            sorted(
                (
                    Term(row["istilah"], row.get("panjang", ""), row[meaning], row.get("sumber", ""))
                    for row in content[group]
                ),
                key=lambda term: term.title.lower(),
            )
        )
        for group in GROUPS
    }
