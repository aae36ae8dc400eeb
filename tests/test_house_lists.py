"""What is on the screen can be taken along: every list that has pages has its file."""

from __future__ import annotations

import re

from tests.test_house_files import FILES, named

PAGED = re.compile(r"{% pagination ")
OWN_FILE = {
    "lajur/casework/documents/papers/templates/papers/register.html": "papers.exported",
    "lajur/casework/documents/retention/templates/retention/index.html": "retention.download",
    "lajur/registers/organisation/templates/organisation/people.html": "organisation.export",
}
"""Lists with a file at an address of its own."""
NONE = {
    "lajur/ui/tests/templates/gallery.html": "shows components",
    "lajur/casework/search/templates/search/search.html": "an answer to a question; what it finds has its list",
    "lajur/casework/notices/templates/notices/notices.html": "messages to one person; his tasks have their file",
    "lajur/casework/upkeep/templates/upkeep/outage.html": "the same deadlines stand in Jadwal, which has its file",
    "lajur/capabilities/staffing/templates/staffing/part_packages.html": "goes out as the decree of its plan",
    "lajur/capabilities/surveys/templates/surveys/held.html": "answers that wait for a judgement, not yet counted",
}


def test_every_list_with_pages_can_be_taken_along() -> None:
    paged = {
        named(path): text
        for path in FILES
        if path.suffix == ".html" and PAGED.search(text := path.read_text()) and named(path) not in NONE
    }
    bare = [
        name
        for name, text in paged.items()
        if "{% take_along %}" not in text and not (name in OWN_FILE and OWN_FILE[name] in text)
    ]
    assert bare == []
    gone = [name for name in (*OWN_FILE, *NONE) if name not in {named(path) for path in FILES}]
    assert gone == []
