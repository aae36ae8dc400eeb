"""The glossary has one source, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from lajur.casework.guide.terms import GROUPS, terms

ROOT = Path(__file__).resolve().parents[4]


def test_every_term_is_explained_in_both_languages_and_once() -> None:
    for language in ("id", "en"):
        found = [term for group in GROUPS for term in terms(language)[group]]
        assert len(found) > 35
        assert all(len(term.meaning) > 15 and term.meaning.endswith(".") for term in found)
        assert len({term.key for term in found}) == len(found)
    indonesian, english = (
        {term.title: term.meaning for group in GROUPS for term in terms(language)[group]} for language in ("id", "en")
    )
    assert all(indonesian[title] != english[title] for title in indonesian)


def test_the_repository_explains_terms_of_the_field_nowhere_else() -> None:
    page = (ROOT / "docs/glossary.md").read_text("utf-8")
    assert "lajur/casework/guide/terms.yaml" in page
    told = {term.title for term in terms("en")["bidang"]}
    twice = [title for title in told if re.search(rf"^\| {re.escape(title)} \|", page, re.MULTILINE)]
    assert twice == []
