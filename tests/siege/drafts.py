"""Drafts of forms that start a case, typed in several windows at once: nothing is overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lajur.casework.cases.actions.drafts import Mark, Place, save_draft
from lajur.casework.cases.models import Draft
from lajur.casework.cases.permissions import StartSubject
from tests.siege.acts import Act, anybody
from tests.siege.checks import expect
from tests.siege.trial import Trial
from tests.siege.world import World


@dataclass(frozen=True, slots=True)
class Kept:
    version: int
    text: str
    window: str
    sequence: int


def type_on(world: World) -> Act:
    """Somebody's browser saves what he has typed, over the version it has seen or an older one. A form is left alone
    after a week, so that the job that clears old drafts finds nobody at work on them."""
    dice, key = world.dice, world.dice.choice(list(world.contents))
    lane = world.model.in_force[key].first.lane
    trial = Trial(world.model, world.now)
    actors = trial.people.actors(key, lane, (), trial.day)
    by = dice.choice(actors) if actors and dice.random() < 0.9 else anybody(world)
    place = (by, f"mulai/{key}/{world.today.isocalendar().week}")
    seen = world.model.drafts.get(place)
    version = seen.version if seen and dice.random() < 0.7 else dice.choice([0, 0, 1, 2])
    window, sequence, text = dice.choice(["", "a", "b"]), dice.randrange(6), world.key("draf")

    def judge(trial: Trial) -> str:
        if trial.people.standing(by, trial.people.actors(key, lane, (), trial.day), trial.day)[0]:
            return "bukan-pelaksana-awal"
        kept = trial.model.drafts.get(place)
        same = kept is not None and window != "" and kept.window == window
        if kept is not None and kept.version != version and not (same and kept.sequence < sequence):
            return "" if same else "draf-lebih-baru"
        new = Kept((kept.version if kept else version) + 1, text, window, sequence)
        trial.changes.append(lambda model: setattr(model, "drafts", {**model.drafts, place: new}))
        return ""

    def run() -> Any:
        return save_draft(
            place=Place(place[1]), fields={"hal": [text]}, mark=Mark(version, "peramban", window, sequence),
            subject=StartSubject(key, lane), by=world.actor(by), now=world.now,
        )  # fmt: skip

    def happened() -> bool:
        return Draft.objects.filter(agency=world.agency, person_id=by, place=place[1], data__contains=text).exists()

    return Act("draf", judge, run, happened=happened)


def check(world: World) -> None:
    """What is stored is what the model kept; drafts of other weeks may have been cleared meanwhile."""
    rows = Draft.objects.filter(agency=world.agency, case=None)
    stored = {(str(row.person_id), row.place): row for row in rows}
    for place, kept in world.model.drafts.items():
        if (row := stored.get(place)) is None:
            expect(f"a draft of this week {place}", False, place[1].endswith(f"/{world.today.isocalendar().week}"))
            continue
        found = (row.version, row.window, row.sequence, kept.text in row.data)
        expect(f"draft {place}", (kept.version, kept.window, kept.sequence, True), found)
