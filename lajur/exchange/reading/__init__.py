"""A SOP document, as agencies have it, to drafts of SOP files. Pure: bytes in, drafts and doubts out.

    found = read_sops(data, "sop.docx")
    found.drafts[0].content, found.drafts[0].doubts

`Unreadable` says in a sentence why a file is not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.exchange.reading.blocks import Progress, silent
from lajur.exchange.reading.doubts import Doubt, Draft
from lajur.exchange.reading.drafting import draft_of
from lajur.exchange.reading.opening import open_source
from lajur.exchange.reading.refusing import Unreadable
from lajur.exchange.reading.segments import segments_of

__all__ = ["Doubt", "Draft", "Found", "Unreadable", "read_sops"]


@dataclass(frozen=True, slots=True)
class Found:
    """Drafts in the file's order. `notices` tell what was left unread on purpose."""

    drafts: list[Draft]
    notices: list[str] = field(default_factory=list)


def read_sops(data: bytes, name: str, progress: Progress = silent) -> Found:
    """Every SOP that the file holds. `name` only tells which format is expected. Raises Unreadable."""
    source = open_source(data, name, progress)
    segments = segments_of(source.blocks)
    if not segments:
        raise Unreadable("bukan-sop")
    return Found([draft_of(segment) for segment in segments], source.notices)
