"""A SOP document, as agencies have it, to drafts of SOP files. Pure: bytes in, drafts and doubts out.

    found = read_sops(data, "sop.docx")
    found.drafts[0].content, found.drafts[0].doubts

`Unreadable` says in a sentence why a file is not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lajur.exchange.reading.blocks import Block, Cell, Line, Progress, silent
from lajur.exchange.reading.doubts import Doubt, Draft
from lajur.exchange.reading.drafting import draft_of
from lajur.exchange.reading.opening import open_source
from lajur.exchange.reading.refusing import MAX_WORDS, Unreadable, notice
from lajur.exchange.reading.segments import segments_of

__all__ = ["Doubt", "Draft", "Found", "Unreadable", "read_sops"]


@dataclass(frozen=True, slots=True)
class Found:
    """Drafts in the file's order. `notices` tell what was left unread on purpose."""

    drafts: list[Draft]
    notices: list[str] = field(default_factory=list)


def _cut(blocks: list[Block]) -> bool:
    """Shortens cells and lines that no sheet has. Whether there were any."""
    long: list[Cell | Line] = []
    for block in blocks:
        parts = [block] if isinstance(block, Line) else [cell for row in block.rows for cell in row]
        long += [one for one in parts if len(one.text) > MAX_WORDS]
    for one in long:
        one.text = one.text[:MAX_WORDS]
    return bool(long)


def read_sops(data: bytes, name: str, progress: Progress = silent) -> Found:
    """Every SOP that the file holds. `name` only tells which format is expected. Raises Unreadable. Half of the
    progress is the file, half its SOPs."""
    source = open_source(data, name, lambda done, total: progress(done, 2 * total))
    if _cut(source.blocks):
        source.notices.append(notice("teks-panjang", limit=MAX_WORDS))
    segments = segments_of(source.blocks)
    if not segments:
        raise Unreadable("bukan-sop")
    drafts: list[Draft] = []
    for segment in segments:
        progress(len(segments) + len(drafts), 2 * len(segments))
        drafts.append(draft_of(segment))
    progress(2 * len(segments), 2 * len(segments))
    return Found(drafts, source.notices)
