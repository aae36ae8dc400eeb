"""Settings that keep attackers out, and what is told of what happens: passwords, cookies, headers, logs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from csp.constants import NONE, SELF

_CHECKS = "django.contrib.auth.password_validation."
_OURS = ("script-src", "style-src", "font-src", "connect-src", "manifest-src", "form-action")
_NOBODY = ("default-src", "frame-ancestors", "base-uri")
_ALLOWED = {**{name: [SELF] for name in _OURS}, **{name: [NONE] for name in _NOBODY}}


def safety(*, production: bool) -> dict[str, Any]:
    """Django's settings by name; `production` is a server behind a proxy that speaks TLS."""
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "lajur.registers.organisation.signin.passwords.WordsOfTheHouse"},
            {"NAME": _CHECKS + "UserAttributeSimilarityValidator"},
            {"NAME": _CHECKS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": _CHECKS + "CommonPasswordValidator"},
        ],
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {**_ALLOWED, "img-src": [SELF, "data:"]}},
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000 if production else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if production else None,
        "SECURE_SSL_REDIRECT": production,
        # Monitors ask from inside, past the proxy; programs that send a token in the clear are refused, not led on.
        "SECURE_REDIRECT_EXEMPT": [r"^(metrik|sehat)/$", r"^api/v1/"],
        # HSTS for all subdomains and in browsers' preload lists: an agency's domain carries services that are not ours.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
        "SESSION_COOKIE_SECURE": production,
        "CSRF_COOKIE_SECURE": production,
        "LANGUAGE_COOKIE_SECURE": production,
        # Names that a browser takes only from this very host, over TLS (ASVS 3.3.3).
        "SESSION_COOKIE_NAME": "__Host-sesi" if production else "sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrf" if production else "csrftoken",
        "LANGUAGE_COOKIE_NAME": "__Host-bahasa" if production else "django_language",
        "SESSION_ENGINE": "lajur.registers.organisation.sessions",
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
    }


class Addressless(logging.Filter):
    """A request is told by its page's name: addresses hold links that open an account, calendars' secrets, and what
    people typed. Django itself logs the address of every request that it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            found = getattr(request, "resolver_match", None)
            name = (found.view_name if found else "") or "unknown"
            record.args = tuple(name if arg == path else arg for arg in record.args)
        return True


_GOES_ON = ("Traceback (most recent call last)", "The above exception was", "During handling of the above", "CONTEXT:")
"""What comes after an error's detail."""


class Lines(logging.Formatter):
    """The message, and the trace where something broke, without the row that the database could not take."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return "\n".join(_without_rows(super().formatException(ei).splitlines()))


def _without_rows(lines: list[str]) -> Iterator[str]:
    """What the database tells in detail goes on over as many lines as people wrote in the row."""
    hidden = False
    for line in lines:
        hidden = line.startswith("DETAIL:") or (hidden and not line.startswith(_GOES_ON))
        if not hidden:
            yield line


class JsonLines(Lines):
    """One JSON object a line: time (UTC), level, logger, message, and the trace where something broke.

    Only what the code chose to log: no request, no address, no name of a person.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def logs(*, structured: bool) -> dict[str, Any]:
    """`logging.config.dictConfig`'s dictionary: warnings and worse, on stderr; structured, every request too."""
    to_stderr = {"handlers": ["stderr"], "level": "WARNING"}
    form = "json" if structured else "plain"
    told = "INFO" if structured else "WARNING"
    handler = {"class": "logging.StreamHandler", "formatter": form, "filters": ["addressless"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "root": to_stderr,
        "filters": {"addressless": {"()": "lajur.config.safety.Addressless"}},
        "formatters": {
            "json": {"()": "lajur.config.safety.JsonLines"},
            "plain": {"()": "lajur.config.safety.Lines"},
        },
        "handlers": {"stderr": handler},
        "loggers": {
            "django": {**to_stderr, "propagate": False},
            **{name: {**to_stderr, "level": told, "propagate": False} for name in ("lajur.akses", "lajur.keamanan")},
        },
    }
