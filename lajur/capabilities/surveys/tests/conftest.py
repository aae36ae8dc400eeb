"""The office of the cases' tests."""

from __future__ import annotations

from lajur.casework.cases.tests.conftest import office

__all__ = ["office"]
