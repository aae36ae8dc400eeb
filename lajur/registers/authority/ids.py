"""Keys of rows: UUID version 7 (RFC 9562), so that new rows land at the end of every index."""

import os
import time
import uuid

_last_ms = 0
_counter = 0


def uuid7() -> uuid.UUID:
    """Time-ordered random key; within one process strictly increasing, also inside one millisecond."""
    return uuid.UUID(int=_next())


def new_id() -> str:
    """The same as text, for statements that take texts."""
    text = f"{_next():032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _next() -> int:
    global _last_ms, _counter
    now = time.time_ns() // 1_000_000
    if now > _last_ms:
        _last_ms, _counter = now, int.from_bytes(os.urandom(1), "big")
    else:
        _counter += 1
        if _counter > 0xFFF:
            _last_ms, _counter = _last_ms + 1, 0
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return _last_ms << 80 | 0x7 << 76 | _counter << 64 | 0x2 << 62 | tail
