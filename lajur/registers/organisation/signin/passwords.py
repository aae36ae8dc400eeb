"""Passwords that everybody here would try first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "lajur", "ukpbj", "lpse", "pokja", "pengadaan", "penyedia", "kp2mi", "pagaralam", "kementerian", "pemkot",
    "indonesia", "merdeka", "bismillah", "sandi", "rahasia", "admin", "password",
)  # fmt: skip
"""Words of this work and of every office: a password that is little more than one of them is guessed at once."""
LEAST = 6
"""Letters and digits that a password must have besides such words."""


class WordsOfTheHouse:
    """A validator of Django's: what is left without these words must still be something."""

    def validate(self, password: str, user: object = None) -> None:
        left = "".join(sign for sign in password.casefold() if sign.isalnum())
        found = [word for word in WORDS if word in left]
        for word in found:
            left = left.replace(word, "")
        if found and len(left) < LEAST:
            raise ValidationError(
                _("Kata sandi ini mudah ditebak di kantor ini. Pakai beberapa kata yang tidak berhubungan."),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        return _("Jangan memakai nama instansi, nama aplikasi, atau kata umum seperti “rahasia” saja.")
