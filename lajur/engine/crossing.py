"""Whether a case that runs by one edition of its SOP can go on by another.

It can where what it has done stands on the new sheet too, where its open steps are the same places there, and where
nothing the way ahead needs was asked, appointed or opened side by side before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Words
from lajur.engine.state import State


def hindrance(old: Sop, new: Sop, steps: Collection[str]) -> Words | None:
    """Why a case of `old` that stands at the open `steps` could not go on by `new`; None when it could."""
    for key in steps:
        step, now = old.steps[key], new.steps.get(key)
        if now is None:
            return Words("langkah {no} “{title}” tidak ada lagi", no=step.no, title=step.title)
        if now.umbrella or now.fork != step.fork or now.group != step.group:
            return Words("cabang pada langkah {no} “{title}” berubah", no=step.no, title=step.title)
        if (step.call and step.call.sop) != (now.call and now.call.sop):
            return Words("langkah {no} “{title}” memanggil SOP lain", no=step.no, title=step.title)
        if now.lane not in old.lanes and new.lanes[now.lane].per_case:
            return Words(
                "pelaksana langkah {no} “{title}” belum ditunjuk pada pelaksanaan itu", no=now.no, title=now.title
            )
    return None


def obstacle(old: Sop, new: Sop, state: State) -> Words | None:
    """Why a running case of `old` standing at `state` cannot go on by `new`; None when it can."""
    places = dict.fromkeys(token.step for token in state.open.values())
    if (found := hindrance(old, new, places)) is not None:
        return found
    for key in state.visits:
        if key not in new.steps:
            gone = old.steps[key]
            return Words(
                "langkah {no} “{title}” sudah dikerjakan, tetapi tidak ada pada edisi baru",
                no=gone.no, title=gone.title,
            )  # fmt: skip
    for group in state.groups.values():
        before, now = old.steps[group.step], new.steps[group.step]
        if before.fork != now.fork or before.group != now.group or before.umbrella != now.umbrella:
            return Words("cabang pada langkah {no} “{title}” berubah", no=before.no, title=before.title)
    for token in state.open.values():
        before, now = old.steps[token.step], new.steps[token.step]
        if before.lane != now.lane and (token.assignees or new.lanes[now.lane].per_case):
            return Words(
                "pelaksana langkah {no} “{title}” berubah, sedangkan tugasnya sudah diberikan kepada orang tertentu",
                no=now.no, title=now.title,
            )  # fmt: skip
    return _unprepared(new, state)


def _unprepared(new: Sop, state: State) -> Words | None:
    """What the way ahead takes for granted and the case has not been asked, or appointed."""
    ahead = list(_ahead(new, state))
    asked = {*state.facts, *(asked.key for step in ahead for asked in step.fields)}
    appointed = {*state.appointments, *(lane for step in ahead for lane in step.appoints)}
    for step in ahead:
        if step.by_facts and any(condition.fact not in asked for way in step.exits for condition in way.conditions):
            return Words(
                "langkah {no} “{title}” memilih jalan menurut isian yang belum pernah ditanyakan pada pelaksanaan itu",
                no=step.no, title=step.title,
            )  # fmt: skip
        if new.lanes[step.lane].per_case and step.lane not in appointed:
            return Words(
                "pelaksana langkah {no} “{title}” belum ditunjuk pada pelaksanaan itu", no=step.no, title=step.title
            )
    return None


def _ahead(sop: Sop, state: State) -> Iterator[Step]:
    """Every step that stands open or may still follow."""
    waiting = [token.step for token in state.open.values()]
    for group in state.groups.values():
        waiting += [key for key in (sop.steps[group.step].next,) if key in sop.steps]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        step = sop.steps[key]
        yield step
        waiting += sop.successors(step)
        if step.fork and step.next in sop.steps:
            waiting.append(step.next)
