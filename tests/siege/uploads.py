"""Files that officers send in parts over bad lines: begun twice, sent again, in the wrong order, with other bytes,
broken off and taken back. What counts of a file is what was sent, and each whole one has one receipt.

Every act here says beforehand what the row must be afterwards, so that one that got no answer is known to have happened
or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from lajur.casework.cases import store
from lajur.casework.cases.actions import uploads
from lajur.casework.cases.shell import TaskSubject
from lajur.casework.documents.models import Upload
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actors import day_of
from lajur.registers.procedures.queries import sop_of
from tests.siege.acts import Act, anybody, open_places, rightful
from tests.siege.checks import Broken, expect
from tests.siege.trial import Trial
from tests.siege.world import World

SLOTS = frozenset({"berkas", "lampiran"})
NO_ROW = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of one person for one task. `got`: the bytes that count; `whole`: it has its receipt; `earlier`: so
    many receipts were issued for the same file before."""

    content: bytes
    name: str
    got: bytes = b""
    whole: bool = False
    gone: bool = False
    earlier: int = 0

    @property
    def told(self) -> tuple[int, bool, bool]:
        return len(self.got), self.whole, self.gone


Slot = tuple[int, str, str, str, str]
"""Case, task, person, kind, mark."""


def send(world: World) -> Act | None:
    """The next thing that a browser does with a file, rightly or wrongly."""
    places, dice = open_places(world), world.dice
    if not places:
        return None
    files, cases = world.model.uploads, world.model.cases
    known = [slot for slot, sent in files.items() if not sent.gone]
    fresh = [slot for slot in known if not files[slot].whole and slot[1] in cases[slot[0]].open]
    if known and dice.random() < (0.85 if fresh else 0.1):
        slot = dice.choice(fresh[-2:]) if fresh and dice.random() < 0.9 else dice.choice(known)
    else:
        number, task, _ = dice.choice(places)
        by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.9 else anybody(world)
        kind = dice.choice(["berkas", "berkas", "lampiran", "asing"]) if dice.random() < 0.2 else "berkas"
        slot = (number, task, by, kind, world.key("tanda"))
    sent = files.get(slot)
    if sent is None:
        return _begin(
            world, slot, Sent(dice.randbytes(dice.randint(1, 300)), dice.choice(["a.pdf", "a.pdf", "b.pdf", "c.exe"]))
        )
    ways = [_put] * 6 + [_finish, _begin] if len(sent.got) < len(sent.content) else [_finish, _finish, _put]
    return dice.choice([_drop] if dice.random() < 0.05 else ways)(world, slot, sent)


def _begin(world: World, slot: Slot, sent: Sent) -> Act:
    """A file that is there already, unfinished, is continued; one that is whole or gone may be sent anew under another
    mark, which a browser makes of the file's name, size and time."""
    *_, kind, mark = slot

    def change(found: Sent | None) -> str | Sent:
        if kind not in SLOTS:
            return "tempat-tidak-ada"
        if sent.name.endswith(".exe"):
            return "jenis-ditolak"
        if found is not None and (found.whole or found.gone):
            return replace(sent, got=b"", whole=False, gone=False, earlier=found.earlier + found.whole)
        return found or sent

    def run(place: uploads.Place, row: Upload | None, who: dict[str, Any]) -> Any:
        return uploads.begin_upload(
            place=place, kind=kind, name=sent.name, media_type="application/pdf", size=len(sent.content), mark=mark,
            **who,
        )  # fmt: skip

    return _act(world, "unggah-mulai", slot, change, run)


def _put(world: World, slot: Slot, sent: Sent) -> Act:
    dice, length = world.dice, len(sent.content)
    offset = len(sent.got) if dice.random() < 0.7 else dice.randint(0, length)
    data = sent.content[offset : offset + dice.choice([40, 400, 400, 400])]
    if dice.random() < 0.08:
        data = bytes(255 - byte for byte in data)  # the file was changed meanwhile
    if dice.random() < 0.04:
        data += sent.content  # beyond the end, or nothing at all at it

    def change(found: Sent | None) -> str | Sent:
        if found is None or found.gone:
            return "unggahan-tidak-ada"
        if found.whole:
            return found
        if not data or offset + len(data) > length:
            return "bagian-keliru"
        if offset > len(found.got):
            return "bagian-melompat"
        known = found.got[offset:][: len(data)]
        if data[: len(known)] != known:
            return "bagian-berbeda"
        return replace(found, got=found.got + data[len(known) :])

    def run(place: uploads.Place, row: Upload | None, who: dict[str, Any]) -> Any:
        return uploads.put_part(place=place, upload_id=row.id if row else NO_ROW, offset=offset, data=data, **who)

    return _act(world, "unggah-bagian", slot, change, run)


def _finish(world: World, slot: Slot, sent: Sent) -> Act:
    claimed = hashlib.sha256(sent.content).hexdigest() if world.dice.random() < 0.8 else ""

    def change(found: Sent | None) -> str | Sent:
        if found is None or found.gone:
            return "unggahan-tidak-ada"
        if found.whole:
            return found
        if len(found.got) < len(found.content):
            return "belum-lengkap"
        if claimed and hashlib.sha256(found.got).hexdigest() != claimed:
            return "sidik-berbeda"
        return replace(found, whole=True)

    def run(place: uploads.Place, row: Upload | None, who: dict[str, Any]) -> Any:
        return uploads.finish_upload(place=place, upload_id=row.id if row else NO_ROW, claimed=claimed, **who)

    return _act(world, "unggah-selesai", slot, change, run)


def _drop(world: World, slot: Slot, sent: Sent) -> Act:
    def change(found: Sent | None) -> str | Sent:
        return "unggahan-tidak-ada" if found is None or found.gone else replace(found, gone=True)

    def run(place: uploads.Place, row: Upload | None, who: dict[str, Any]) -> Any:
        return uploads.drop_upload(place=place, upload_id=row.id if row else NO_ROW, **who)

    return _act(world, "unggah-batal", slot, change, run)


def _act(
    world: World, name: str, slot: Slot, change: Callable[[Sent | None], str | Sent],
    run: Callable[[uploads.Place, Upload | None, dict[str, Any]], Any],
) -> Act:  # fmt: skip
    number, task, by, *_ = slot
    wanted: list[Sent] = []

    def judge(trial: Trial) -> str:
        case = trial.model.cases[number]
        if task not in case.open:
            return "tugas-tidak-terbuka"
        if code := trial.people.standing(by, trial.actors(case, task), trial.day)[0]:
            return code
        after = change(trial.model.uploads.get(slot))
        if isinstance(after, str):
            return after
        wanted[:] = [after]
        trial.changes.append(lambda model: setattr(model, "uploads", {**model.uploads, slot: after}))
        return ""

    def doing() -> Any:
        return run(place_of(world, slot), row_of(world, slot), {"by": world.actor(by), "now": world.now})

    def happened() -> bool:
        before, after = world.model.uploads.get(slot), wanted[0]
        found = row_of(world, slot)
        told = (found.received, found.is_whole, found.dropped_at is not None) if found else None
        if told == after.told:
            return True
        if told == (before.told if before else None):
            return False
        raise Broken(f"{name} {slot}: before {before}, wanted {after}, stored {told}")

    return Act(name, judge, doing, happened=happened)


_LATEST = """SELECT * FROM documents_upload
    WHERE case_id = %s AND task = %s AND person_id = %s AND kind = %s AND mark = %s ORDER BY id DESC LIMIT 1"""


def row_of(world: World, slot: Slot) -> Upload | None:
    """Asked before every act on a file; put together by Django the statement would cost twice what it takes to run."""
    number, *rest = slot
    return next(iter(Upload.objects.raw(_LATEST, [world.ids[number], *rest])), None)


def place_of(world: World, slot: Slot) -> uploads.Place:
    """The task as the view reads it."""
    number, task, *_ = slot
    held = store.read(world.ids[number], world.agency.id)
    assert held is not None
    token = held.state.open.get(task)
    subject = None
    if token is not None:
        lane = sop_of(held.edition).steps[token.step].lane
        subject = TaskSubject(held.procedure, lane, token.assignees, day_of(held.agency, world.now))
    return uploads.Place(held.id, task, subject, SLOTS)


def check(world: World) -> None:
    """What lies on the disk is what was sent, and each whole file has one receipt in the journal.

    A part of other bytes counts, too, where nobody said beforehand what the digest will be.
    """
    receipts = 0
    for slot, sent in world.model.uploads.items():
        row = row_of(world, slot)
        assert row is not None
        expect(f"upload {slot}", sent.told, (row.received, row.is_whole, row.dropped_at is not None))
        receipts += sent.earlier + sent.whole
        if sent.whole and not sent.gone:
            expect(f"the file of {slot}", sent.got, file_path(str(world.agency.id), row.sha256).read_bytes())
        elif not sent.whole and not sent.gone and sent.got:
            waiting = Path(settings.MEDIA_ROOT) / str(world.agency.id) / "menunggu" / row.id.hex
            expect(f"the parts of {slot}", sent.got, waiting.read_bytes()[: len(sent.got)])
    journal = Entry.objects.filter(agency=world.agency, kind="berkas-diterima")
    expect("receipts", receipts, journal.count())
