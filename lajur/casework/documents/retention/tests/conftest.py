"""The office of the papers."""

from __future__ import annotations

from lajur.casework.documents.papers.tests.conftest import _own_files, office

__all__ = ["_own_files", "office"]
