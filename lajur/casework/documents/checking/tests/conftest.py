"""The office of the papers, and its trust in one authority."""

from __future__ import annotations

from lajur.casework.documents.signing.tests.conftest import _own_files, _trusting, in_process, office

__all__ = ["_own_files", "_trusting", "in_process", "office"]
