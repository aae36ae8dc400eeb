"""The offices of the cases' tests, and the mail server of the notices'."""

from __future__ import annotations

from lajur.casework.cases.tests.conftest import _guarded_again, office, shared_office
from lajur.casework.notices.tests.conftest import mailbox

__all__ = ["_guarded_again", "mailbox", "office", "shared_office"]
