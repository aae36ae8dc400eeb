"""Whether an answer keeps what people wrote as text. Pure: its kind and bytes in, sentences of what is wrong out.

It knows no baseline: whatever carries the payloads' mark `ljx` as an element, attribute, address, formula or header of
its own came from a text, and nothing of ours runs scripts, styles or handlers that stand in a page.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

import yaml
from lxml import etree

from tests import hostile

MARK = "ljx"
PAYLOADS: dict[str, str] = yaml.safe_load((hostile.HERE / "payloads.yaml").read_text())
NEVER = frozenset(("base", "object", "embed", "applet", "marquee", "frame", "frameset", "style", "math"))
ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset"))
QUIET = ("application/json", "application/manifest+json", "speculationrules")
"""Types of script elements that browsers do not run."""
PDF_ACTS = (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile")
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\t\r\n-]*):", re.IGNORECASE)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Reader(HTMLParser):
    """Elements and attributes as a browser would make them of a page; `text` is what people would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.text: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if MARK in tag or any(MARK in name for name in given):
            self.faults.append(f"a text became <{tag} {' '.join(given)}>")
        if tag in NEVER:
            self.faults.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc"):
                self.faults.append(f"<{tag} {name}={value[:60]!r}>")
            if name in ADDRESSES and (fault := address_fault(tag, value)):
                self.faults.append(fault)
        if tag == "script" and not (given.get("src") or given.get("type") in QUIET):
            self.faults.append(f"a script stands in the page: {given}")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh" and MARK in given.get("content", ""):
            self.faults.append(f"<meta refresh {given['content']!r}>")
        self._in_form(tag, given)

    def _in_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append({**given, "fields": []})
        elif tag in ("input", "textarea", "select", "button") and self.forms and given.get("name"):
            self.forms[-1]["fields"].append({"tag": tag, **given})
        elif tag == "option" and self.forms and self.forms[-1]["fields"]:
            last = self.forms[-1]["fields"][-1]
            if last["tag"] == "select" and ("selected" in given or not last.get("value")):
                last["value"] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.faults.append(f"a text stands in a comment: {data[:60]!r}")


def address_fault(tag: str, value: str) -> str:
    scheme = _SCHEME.match(value)
    if scheme is None:
        return f"<{tag}> leads to {value[:60]!r}" if value.strip().startswith(f"//{MARK}") else ""
    name = re.sub(r"\s", "", scheme[1]).lower()
    fine = name in ("http", "https", "mailto", "tel", "webcal") or (name == "data" and tag == "img")
    return "" if fine else f"<{tag}> leads to {value[:60]!r}"


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


def faults_of(kind: str, content: bytes, headers: Any) -> list[str]:
    """`kind`: the answer's Content-Type."""
    faults = [] if headers.get("X-Content-Type-Options") == "nosniff" else ["no nosniff"]
    for name, value in headers.items():
        if name.lower() in (f"x-{MARK}", "bcc"):
            faults.append(f"a text became the header {name}: {value}")
    kind = kind.partition(";")[0]
    if kind == "text/html":
        return [*faults, *policy_faults(headers.get("Content-Security-Policy", "")), *read(content).faults]
    return [*faults, *file_faults(kind, content)]


def policy_faults(policy: str) -> list[str]:
    parts = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    scripts = parts.get("script-src", parts.get("default-src", ["*"]))
    faults = [f"script-src {source}" for source in scripts if source not in ("'self'", "'none'")]
    faults += [f"{name} {one}" for name, sources in parts.items() for one in sources if one.startswith("'unsafe")]
    return faults + [f"no {name}" for name in ("form-action", "base-uri", "frame-ancestors") if name not in parts]


def file_faults(kind: str, content: bytes) -> list[str]:
    if kind == "text/csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=csv_sign(content))
        return [f"a cell computes: {cell[:60]!r}" for row in rows for cell in row if computes(cell)]
    if kind == "text/calendar":
        lines = content.decode().split("\r\n")
        faults = [
            f"a text became a line: {line[:60]!r}" for line in lines if line.upper().startswith(f"X-{MARK.upper()}")
        ]
        return faults + ([] if lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") else ["events out of balance"])
    if kind == "application/pdf":
        return [f"the PDF has {sign.decode()}" for sign in PDF_ACTS if sign in content]
    if content[:2] == b"PK":
        return package_faults(content)
    if kind.endswith(("xml", "svg+xml")) or content[:5] == b"<?xml":
        return xml_faults(content)
    return []


def csv_sign(content: bytes) -> str:
    return ";" if content.count(b";") > content.count(b",") else ","


def computes(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula; a plain number with its sign is none."""
    return cell.startswith(_STARTS_FORMULA) and not re.fullmatch(r"[+-]?[\d.,]+( ?%)?", cell)


def package_faults(content: bytes) -> list[str]:
    """Office files and archives: every part is XML that holds, without formulas, links of texts or fields."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            data = package.read(name)
            if ".." in name.split("/") or name.startswith("/"):
                faults.append(f"a part called {name!r}")
            elif name.endswith((".xml", ".rels", ".bpmn", ".xes", ".svg")):
                faults += [f"{name}: {fault}" for fault in xml_faults(data)]
            elif name.endswith((".html", ".htm")):
                faults += [f"{name}: {fault}" for fault in read(data).faults if fault != "<style>"]
            elif name.endswith(".csv"):
                faults += [f"{name}: {fault}" for fault in file_faults("text/csv", data)]
    return faults


def xml_faults(content: bytes) -> list[str]:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as problem:
        return [f"not XML: {problem}"]
    faults = []
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        names = [etree.QName(name).localname for name in element.attrib]
        if MARK in tag or any(MARK in name for name in names):
            faults.append(f"a text became <{tag} {' '.join(names)}>")
        if tag in ("script", "f", "instrText", "foreignObject") or any(
            name.startswith("on") and len(name) > 4 for name in names
        ):
            faults.append(f"<{tag} {' '.join(names)}>")
        link = element.get("Target", "") if tag == "Relationship" else element.get("href", "")
        if MARK in link:
            faults.append(f"a text became a link: {link[:60]!r}")
    return faults
