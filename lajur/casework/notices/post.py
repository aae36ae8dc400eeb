"""Handing mails to an SMTP server, one connection for many, and what its answers mean."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

TIMEOUT = 10
"""Seconds that the server may keep us waiting for any answer."""

LOCAL = ("localhost", "127.0.0.1", "::1")


class Temporary(Exception):
    """The server is away or asks to try later; `handed_over` when the message itself was already on its way."""

    def __init__(self, why: str, *, handed_over: bool = False) -> None:
        super().__init__(why)
        self.handed_over = handed_over


class Permanent(Exception):
    """The server will never take this mail."""


class Away(Temporary):
    """No connection at all: every other mail would meet the same."""


class Post:
    """A connection to the server of `url`: smtp://[user:password@]host[:port] (STARTTLS where offered), or smtps://.

    A certificate that does not fit is refused, and a password never leaves in the clear but to this machine.
    """

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def deliver(self, message: EmailMessage, handing_over: Callable[[], None]) -> None:
        """Deliver to the one address in To. `handing_over` is called between the server's consent to sender and
        recipient and the message itself. Raises Temporary or Permanent."""
        over = False
        try:
            server = self._connected()
            self._expect(*server.mail(message["From"].addresses[0].addr_spec))
            self._expect(*server.rcpt(message["To"].addresses[0].addr_spec))
            handing_over()
            over = True
            code, answer = server.data(message.as_bytes(policy=SMTP))
            over = False  # it has answered: it has the message or it has not
            self._expect(code, answer)
        except (Permanent, Temporary):
            self._reset()
            raise
        except smtplib.SMTPDataError as error:  # it did not let the message begin
            self._reset()
            self._expect(error.smtp_code, error.smtp_error)
            raise Temporary(_told(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Temporary(type(error).__name__, handed_over=over) from error
        except UnicodeError as error:
            self._reset()
            raise Permanent("the server cannot be told this address") from error

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()
            self._server = None

    def _reset(self) -> None:
        if self._server is not None:
            try:
                self._server.rset()
            except (OSError, smtplib.SMTPException):
                self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._connect()
            except (OSError, smtplib.SMTPException) as error:
                told = _told(error.smtp_code, error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) \
                    else type(error).__name__  # fmt: skip
                raise Away(told) from error
        return self._server

    def _connect(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "localhost", self.url.port
        safe = ssl.create_default_context()
        if self.url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=safe)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
        try:
            server.ehlo()
            is_safe = self.url.scheme == "smtps" or host in LOCAL
            if self.url.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls(context=safe)
                server.ehlo()
                is_safe = True
            if self.url.username:
                if not is_safe:
                    raise smtplib.SMTPNotSupportedError("the server offers no encryption for the password")
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _expect(self, code: int, answer: bytes | str) -> None:
        if 200 <= code < 300:
            return
        raise Permanent(_told(code, answer)) if 500 <= code < 600 else Temporary(_told(code, answer))


def _told(code: int, answer: bytes | str) -> str:
    """The server's code and words, without the addresses that such answers like to repeat."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    words = ["…" if "@" in word else word for word in f"{code} {text}".split()]
    return " ".join(words)[:200]
