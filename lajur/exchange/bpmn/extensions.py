"""Content of a SOP file as elements of our own namespace, and back to the tree that the catalogue's reader takes.

`<lajur:isi kunci="…">` is an entry of a table, `<lajur:butir>` an item of a list, text a scalar; `jenis` marks a
scalar that is a number or a yes or no. The tree keeps the line of every element, so that faults are told with it.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from lajur.catalogue.yamltree import Listing, Node, Scalar, Table

NAMESPACE = "urn:lajur:sop:1"
ENTRY = f"{{{NAMESPACE}}}isi"
ITEM = f"{{{NAMESPACE}}}butir"


def write(parent: etree._Element, written: Any) -> None:
    """Put `written`, as the shapes of the catalogue write it, inside `parent`."""
    if isinstance(written, dict):
        for key, value in written.items():
            write(etree.SubElement(parent, ENTRY, kunci=str(key)), value)
    elif isinstance(written, list):
        for value in written:
            write(etree.SubElement(parent, ITEM), value)
    elif isinstance(written, bool):
        parent.set("jenis", "ya-tidak")
        parent.text = "true" if written else "false"
    elif isinstance(written, int):
        parent.set("jenis", "bilangan")
        parent.text = str(written)
    else:
        parent.text = str(written)


def read(element: etree._Element) -> Node:
    line = line_of(element)
    entries = element.findall(ENTRY)
    if entries:
        table = Table(line)
        for entry in entries:
            key = entry.get("kunci", "")
            table.entries[key] = read(entry)
            table.lines[key] = line_of(entry)
        return table
    if items := element.findall(ITEM):
        return Listing(line, [read(item) for item in items])
    return Scalar(line, element.text or "", plain=element.get("jenis") is not None)


def line_of(element: etree._Element) -> int:
    line: Any = element.sourceline  # its stub names no type
    return int(line or 0)
