"""Files that officers send in parts over bad lines: begun twice, sent again, in the wrong order, with other bytes,
broken off and taken back. What counts of a file is what was sent, and each whole one has one receipt. Steps are
completed with them, as the form of a task hands them in; what was taken back, or is another's, does not count.

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

from lajur.casework.cases import actions, store
from lajur.casework.cases.actions import uploads
from lajur.casework.cases.shell import TaskSubject
from lajur.casework.cases.views.filling import chosen
from lajur.casework.documents import arriving
from lajur.casework.documents.actions import Given
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.uploads import reference, referred, staged
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actors import day_of
from lajur.registers.procedures.queries import sop_of
from tests.siege.acts import Act, anybody, doing, open_places, rightful
from tests.siege.checks import Broken, expect
from tests.siege.model import Case
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
    def token(self) -> str | None:
        """What the documents of a case tell of it once a step was completed with it."""
        return token_of(self.name, hashlib.sha256(self.got).hexdigest()) if self.whole and not self.gone else None

    @property
    def told(self) -> tuple[int, bool, bool]:
        return len(self.got), self.whole, self.gone


def token_of(name: str, digest: str) -> str:
    return f"{name} {digest}"


Slot = tuple[int, str, str, str, str]
"""Case, task, person, kind, mark."""


def send(world: World) -> Act | None:
    """The next thing that a browser does with a file, rightly or wrongly."""
    places, dice = open_places(world), world.dice
    if not places:
        return None
    files, cases = world.model.uploads, world.model.cases
    known = [slot for slot, sent in files.items() if not sent.gone]
    ready = [slot for slot in known if files[slot].whole and slot[3] in asked_for(cases[slot[0]], slot[1])]
    if ready and dice.random() < 0.8:
        return _complete(world, dice.choice(ready))
    fresh = [slot for slot in known if not files[slot].whole and slot[1] in cases[slot[0]].open]
    if known and dice.random() < (0.85 if fresh else 0.1):
        slot = dice.choice(fresh[-2:]) if fresh and dice.random() < 0.9 else dice.choice(known)
    else:
        number, task, _ = dice.choice(places)
        by = dice.choice(rightful(world, number, task) or [anybody(world)]) if dice.random() < 0.9 else anybody(world)
        real = sorted(asked_for(cases[number], task)) or ["berkas"]
        kind = dice.choice(["berkas", "berkas", "lampiran", "asing"] if dice.random() < 0.2 else real)
        slot = (number, task, by, kind, world.key("tanda"))
    sent = files.get(slot)
    if sent is None:
        name = f"{world.key('berkas')}.{dice.choice(['pdf', 'pdf', 'pdf', 'exe'])}"
        return _begin(world, slot, Sent(dice.randbytes(dice.randint(1, 300)), name))
    ways = [_put] * 6 + [_finish, _begin] if len(sent.got) < len(sent.content) else [_finish, _finish, _put]
    return dice.choice([_drop] if dice.random() < 0.05 else ways)(world, slot, sent)


def _begin(world: World, slot: Slot, sent: Sent) -> Act:
    """A file that is there already, unfinished, is continued; one that is whole or gone may be sent anew under another
    mark, which a browser makes of the file's name, size and time."""
    *_, kind, mark = slot

    def change(found: Sent | None) -> str | Sent:
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

    return _act(world, "unggah-mulai", slot, change, run, begins=True)


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
    run: Callable[[uploads.Place, Upload | None, dict[str, Any]], Any], *, begins: bool = False,
) -> Act:  # fmt: skip
    number, task, by, kind, _ = slot
    wanted: list[Sent] = []

    def judge(trial: Trial) -> str:
        case = trial.model.cases[number]
        if task not in case.open:
            return "tugas-tidak-terbuka"
        if code := trial.people.standing(by, trial.actors(case, task), trial.day)[0]:
            return code
        if begins and kind not in SLOTS | asked_for(case, task):
            return "tempat-tidak-ada"
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


def asked_for(case: Case, task: str) -> frozenset[str]:
    """The documents for which the form of an open task has a place."""
    if task not in case.open:
        return frozenset()
    step = case.sop.steps[case.open[task].step]
    return frozenset(case.sop.yields_of(step)).union(kind for kind in case.sop.needs_of(step) if kind not in case.docs)


def _complete(world: World, slot: Slot) -> Act:
    """Somebody completes the step with all that was sent for it, by a form that he opened a while ago."""
    number, task, by, *_ = slot
    case, dice = world.model.cases[number], world.dice
    step = case.sop.steps[case.open[task].step]
    lacking = [kind for kind in case.sop.needs_of(step) if kind not in case.docs]
    if dice.random() < 0.1:
        by = anybody(world)
    named = [one for one, sent in world.model.uploads.items() if one[:2] == (number, task) and sent.whole]
    kinds = {one[3] for one in named}
    typed = doing(world, case, step, careful=True)
    for kind in kinds:
        typed.attachments.pop(kind, None)
        typed.outputs.pop(kind, None)

    def handed_in(found: Callable[[str], tuple[Any, ...]]) -> tuple[dict[str, tuple[Any, ...]], ...]:
        """(kelengkapan, results) that are files."""
        asked = lacking, case.sop.yields_of(step)
        return tuple({kind: what for kind in due if kind in kinds and (what := found(kind))} for due in asked)

    def judge(trial: Trial) -> str:
        def tokens(kind: str) -> tuple[str, ...]:
            mine = [trial.model.uploads[one] for one in named if one[2:4] == (by, kind)]
            return tuple(sent.token for sent in mine if sent.token)

        papers, results = handed_in(tokens)
        made = replace(
            typed, attachments={**typed.attachments, **papers}, outputs={**typed.outputs, **results}
        )  # fmt: skip
        return trial.complete(number, task, by, made)

    def run() -> Any:
        here = staged(world.agency.id, world.ids[number], task, by)
        rows = [(one[3], row_of(world, one)) for one in named]
        form = [(kind, reference(arriving.kept(row), kind)) for kind, row in rows if row is not None]

        def files(kind: str) -> tuple[Given, ...]:
            meant = [referred(token, kind) for its, token in form if its == kind]
            ticked, _ = chosen(meant, here.whole.get(kind, []), "POST")
            return tuple(Given(kind, file) for file in ticked)

        def all_of(texts: dict[str, tuple[str, ...]], kept: dict[str, tuple[Given, ...]]) -> list[Given]:
            written = [Given(kind, text=text) for kind, several in texts.items() for text in several]
            return [*written, *(one for several in kept.values() for one in several)]

        papers, results = handed_in(files)
        return actions.complete_step(
            case_id=world.ids[number], task=task, by=world.actor(by), now=world.now, exit=typed.exit,
            answers=typed.answers, outputs=all_of(typed.outputs, results),
            attachments=all_of(typed.attachments, papers), without=typed.without, appoints=typed.appoints,
        )  # fmt: skip

    return Act("selesaikan-berberkas", judge, run, by=by)


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
    subject, kinds = None, SLOTS
    if token is not None:
        sop = sop_of(held.edition)
        step = sop.steps[token.step]
        subject = TaskSubject(held.procedure, step.lane, token.assignees, day_of(held.agency, world.now))
        lacking = (kind for kind in sop.needs_of(step) if kind not in held.state.documents)
        kinds = SLOTS.union(sop.yields_of(step), lacking)
    return uploads.Place(held.id, task, subject, kinds)


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
    for record in Record.objects.filter(agency=world.agency, upload__isnull=False).select_related("upload"):
        row = record.upload
        assert row is not None
        sent = (row.case_id, row.task, row.kind, row.person_id, row.sha256, row.dropped_at)
        expect(f"document {record.id} made of a file", sent, (
            record.case_id, record.task, record.kind, record.by_id, record.sha256, None,
        ))  # fmt: skip
