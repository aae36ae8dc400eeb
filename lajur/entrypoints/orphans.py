"""Processes that ``lajur serve`` started end with it, also when it is killed and can tell nobody."""

from __future__ import annotations

import os
import signal
import threading
import time

LOOK_SECONDS = 1.0
GRACE_SECONDS = 10.0


def end_with_parent() -> None:
    """Watch for the end of the parent, if it is a ``lajur serve`` (which says so in ``LAJUR_PARENT``)."""
    parent = int(os.environ.get("LAJUR_PARENT", "0"))
    if parent and os.getppid() == parent:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
