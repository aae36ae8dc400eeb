"""Secrets at rest: sealed and digested with keys derived from the installation's secret key.

After a change of the secret key, the old one in Django's `SECRET_KEY_FALLBACKS` still opens what it sealed.
"""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, *, purpose: str) -> str:
    return _box(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS), purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, seconds: int | None = None) -> str | None:
    """What was sealed for `purpose`, at most `seconds` ago; None when it was not, or not by us."""
    box = _box(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS), purpose)
    try:
        return box.decrypt(sealed.encode(), ttl=seconds).decode()
    except (InvalidToken, ValueError):
        return None


def digests(text: str, *, purpose: str) -> list[str]:
    """Keyed digests of `text`, the present key's first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(_key(key, purpose), text.encode(), sha256).hexdigest() for key in keys]


@lru_cache(maxsize=32)
def _box(key: str, older: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(one, purpose))) for one in (key, *older)])


@lru_cache(maxsize=32)
def _key(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lajur:{purpose}".encode()).derive(key.encode())
