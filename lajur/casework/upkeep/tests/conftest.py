"""The offices of the cases' tests."""

from __future__ import annotations

from lajur.casework.cases.tests.conftest import _guarded_again, office, shared_office

__all__ = ["_guarded_again", "office", "shared_office"]
