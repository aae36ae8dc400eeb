"""Keys of rows: UUID version 7 (RFC 9562), so that new rows land at the end of every index."""

import os
import time
import uuid

_last_ms = 0
_counter = 0


def uuid7() -> uuid.UUID:
    """Time-ordered random key; within one process strictly increasing, also inside one millisecond."""
    global _last_ms, _counter
    now = time.time_ns() // 1_000_000
    if now > _last_ms:
        _last_ms, _counter = now, int.from_bytes(os.urandom(1), "big")
    else:
        _counter += 1
        if _counter > 0xFFF:
            _last_ms, _counter = _last_ms + 1, 0
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return uuid.UUID(int=_last_ms << 80 | 0x7 << 76 | _counter << 64 | 0x2 << 62 | tail)
