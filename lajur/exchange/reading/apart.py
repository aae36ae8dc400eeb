"""Reading in a process of its own, so that a hostile file can use up no more than it is given here."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.blocks import Progress, silent

MEMORY = 2 * 1024**3
"""Bytes of address space: a 300-page document needs a quarter of it."""

Read = dict[str, Any]
"""{`draf`: [{isi, ragu, periksa, tempat}], `catatan`: [sentence]}, or {`sebab`: sentence} for what is not read, with
`catatan` where it has several faults."""

BROKEN = Words(
    "Berkas ini tidak dapat dibaca dengan memori yang tersedia. Simpan ulang dari Word atau Excel, atau pecah menjadi "
    "beberapa berkas."
)


class TookTooLong(Exception):
    """The file was not read within its time."""


def read_apart(data: bytes, name: str, *, seconds: int, progress: Progress = silent) -> Read:
    """What `read_sops` finds, within `seconds` of wall time. Raises TookTooLong."""
    with tempfile.TemporaryDirectory(prefix="lajur-baca-") as folder:
        source, target = Path(folder, "sumber"), Path(folder, "hasil.json")
        source.write_bytes(data)
        command = [sys.executable, "-m", "lajur.exchange.reading.apart", str(source), str(target), name, str(seconds)]
        ended = threading.Event()
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as child:

            def end() -> None:
                ended.set()
                child.kill()

            timer = threading.Timer(seconds, end)
            timer.start()
            try:
                assert child.stdout is not None
                for line in child.stdout:
                    done, _space, total = line.partition(" ")
                    progress(int(done), int(total))
                child.wait()
            except BaseException:
                child.kill()
                raise
            finally:
                timer.cancel()
        if ended.is_set():
            raise TookTooLong
        if child.returncode or not target.exists():
            return {"sebab": BROKEN}
        read: Read = json.loads(target.read_bytes())
        return read


def read_here(data: bytes, name: str, progress: Progress = silent) -> Read:
    """The same in this process."""
    from lajur.exchange.reading import Unreadable, read_sops
    from lajur.exchange.reading.diagrams import is_diagram, read_diagram

    if is_diagram(data, name):
        return read_diagram(data)
    try:
        found = read_sops(data, name, progress)
    except Unreadable as problem:
        return {"sebab": problem.sentence}
    drafts = [
        {
            "isi": draft.content,
            "ragu": [doubt.as_data() for doubt in draft.doubts],
            "periksa": draft.left,
            "tempat": draft.place.words(),
        }
        for draft in found.drafts
    ]
    return {"draf": drafts, "catatan": found.notices}


def _main(source: str, target: str, name: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        share = 100 * done // max(total, 1)
        if share != told:
            told = share
            sys.stdout.write(f"{done} {total}\n")
            sys.stdout.flush()

    read = read_here(Path(source).read_bytes(), name, tell)
    Path(target).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
