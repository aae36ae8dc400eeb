"""The office of the papers, and that of the cases."""

from __future__ import annotations

from lajur.casework.cases.tests.conftest import office
from lajur.casework.documents.papers.tests.conftest import _own_files

__all__ = ["_own_files", "office"]
