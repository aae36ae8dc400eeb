"""Pages about people, grouped by who opens them."""

from lajur.registers.organisation.views.account import account, arrange, end, substitutes
from lajur.registers.organisation.views.signing import SIGN_IN_PARTS, form_expired, sign_in, sign_out, wanted_path

__all__ = [
    "SIGN_IN_PARTS",
    "account",
    "arrange",
    "end",
    "form_expired",
    "sign_in",
    "sign_out",
    "substitutes",
    "wanted_path",
]
