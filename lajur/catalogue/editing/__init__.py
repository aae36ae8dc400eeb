"""Changing the content of a SOP file, as an editor does: pure functions from content to content, or a Refusal.

    changed = add_row(content, near="susun-rencana", where="bawah")

No function changes what it is given. Content that goes in readable (`tidied` finds nothing) comes out readable: keys
stay unique, and what refers to a key follows it. Whether it makes sense as a procedure is the checker's to say; a draft
may be unfinished at any time, and `drawable` gives what of it can be drawn.
"""

from lajur.catalogue.editing.content import UNNUMBERED, completed, drawable, empty, key_from, tidied, tidied_row
from lajur.catalogue.editing.parts import (
    add_lane,
    kinds_for,
    move_lane,
    remove_document,
    remove_lane,
    set_document,
    set_documents,
    set_identity,
    set_lane,
    set_lanes,
    used_rows,
    without_unused,
)
from lajur.catalogue.editing.rows import (
    Changed,
    add_row,
    find_row,
    into_sub,
    move_row,
    out_of_sub,
    remove_row,
    rename_row,
    set_row,
)

__all__ = [
    "UNNUMBERED",
    "Changed",
    "add_lane",
    "add_row",
    "completed",
    "drawable",
    "empty",
    "find_row",
    "into_sub",
    "key_from",
    "kinds_for",
    "move_lane",
    "move_row",
    "out_of_sub",
    "remove_document",
    "remove_lane",
    "remove_row",
    "rename_row",
    "set_document",
    "set_documents",
    "set_identity",
    "set_lane",
    "set_lanes",
    "set_row",
    "tidied",
    "tidied_row",
    "used_rows",
    "without_unused",
]
