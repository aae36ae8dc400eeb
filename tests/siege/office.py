"""What changes around the cases: people and offices, editions, the calendar; and the jobs that run beside everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from lajur.casework.jobs.models import JobMark, JobOutcome
from lajur.casework.jobs.registry import run_job
from lajur.catalogue.reader import content_hash
from lajur.engine.refusal import Refusal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import Agency, Holding, HoldingKind, Person, Position, Substitution
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.models import Procedure
from lajur.registers.reference.actions import remove_calendar_day, set_calendar_day
from lajur.registers.reference.models import CalendarDay, DayKind
from tests.siege import sops
from tests.siege.acts import Act, anybody
from tests.siege.people import People, Seat, StandIn
from tests.siege.trial import Trial
from tests.siege.world import WORKING, World

GONE = Refusal("tidak-ada", "Sudah tidak ada.")


def administrator(world: World) -> str:
    if world.dice.random() < 0.08:
        return anybody(world)
    trial = Trial(world.model, world.now)
    return world.dice.choice([p for p in world.people if "administrator" in trial.people.roles(p, trial.day)])


def _act(world: World, name: str, by: str, change: Callable[[People, Trial], str], run: Callable[[], Any]) -> Act:
    """An administrator's change of the organisation; every real change raises the roster's version by one."""
    version = world.model.roster

    def judge(trial: Trial) -> str:
        if "administrator" not in trial.people.roles(by, trial.day):
            return "bukan-wewenang"
        trial.people = trial.people.copy()
        return change(trial.people, trial)

    def happened() -> bool:
        return Agency.objects.get(id=world.agency.id).roster_version > version

    version = Agency.objects.get(id=world.agency.id).roster_version
    return Act(name, judge, run, happened=happened)


def _movable(world: World) -> str:
    """Somebody other than the administrators: without them nobody could mend anything."""
    admins = world.places["Administrator"]
    kept = {seat.person for seat in world.model.people.seats.values() if seat.position == admins}
    return world.dice.choice([person for person in world.people if person not in kept])


def take_office(world: World) -> Act:
    dice, by, person = world.dice, administrator(world), _movable(world)
    position = world.places[dice.choice(WORKING)]
    since = world.today + timedelta(days=dice.choice([0, 0, 0, 1, -3]))
    acting = dice.random() < 0.4
    until = since + timedelta(days=dice.randint(0, 9)) if acting or dice.random() < 0.3 else None
    key = world.key("kursi")

    def change(people: People, trial: Trial) -> str:
        if person not in people.active:
            return "orang-tidak-dikenal"
        for seat in people.seats.values():
            same = (seat.person, seat.position, seat.acting) == (person, position, acting)
            if same and seat.since <= (until or date.max) and since <= (seat.until or date.max):
                return "sudah-menduduki"
        people.seats[key] = Seat(person, position, since, until, acting)
        return ""

    def run() -> Any:
        return organise.seat(
            by=world.actor(by), now=world.now, person=Person.within.get(id=person),
            position=Position.objects.get(id=position), since=since, until=until,
            kind=HoldingKind.ACTING if acting else HoldingKind.DEFINITIVE, decree="SP/1" if acting else "",
        )  # fmt: skip

    return _act(world, "menduduki", by, change, run)


def leave_office(world: World) -> Act | None:
    dice, by = world.dice, administrator(world)
    admins = world.places["Administrator"]
    seats = {key: seat for key, seat in world.model.people.seats.items() if seat.position != admins}
    if not seats:
        return None
    key = dice.choice(list(seats))
    seat, until = seats[key], world.today + timedelta(days=dice.choice([-1, 0, 2]))

    def row() -> Holding | None:
        kind = HoldingKind.ACTING if seat.acting else HoldingKind.DEFINITIVE
        return Holding.objects.filter(
            agency=world.agency, person_id=seat.person, position_id=seat.position, since=seat.since, kind=kind
        ).first()

    def change(people: People, trial: Trial) -> str:
        if key not in people.seats:
            return "tidak-ada"
        if until < seat.since:
            return "tanggal-terbalik"
        now = people.seats[key]
        people.seats[key] = Seat(now.person, now.position, now.since, until, now.acting)
        return ""

    def run() -> Any:
        holding = row()
        actor = world.actor(by)
        if holding is None:
            return GONE if "administrator" in actor.roles else Refusal("bukan-wewenang", "Bukan wewenang.")
        return organise.unseat(by=actor, now=world.now, holding=holding, until=until)

    return _act(world, "melepas", by, change, run)


def bind_lane(world: World) -> Act:
    dice, by = world.dice, administrator(world)
    procedure, lane = dice.choice(list(world.model.people.lanes))
    chosen = [world.places[title] for title in dice.sample(WORKING, dice.choice([1, 1, 2]))]

    def change(people: People, trial: Trial) -> str:
        before = people.lanes[procedure, lane]
        kept = [position for position in before if position in chosen]
        people.lanes[procedure, lane] = (*kept, *[position for position in chosen if position not in before])
        return ""

    def run() -> Any:
        rows = [Position.objects.get(id=position) for position in chosen]
        return organise.bind_lane(by=world.actor(by), now=world.now, procedure=procedure, lane=lane, positions=rows)

    return _act(world, "petakan", by, change, run)


def let_go(world: World) -> Act:
    """Somebody leaves, or comes back."""
    by, person, ends = administrator(world), _movable(world), world.dice.random() < 0.2
    back = person not in world.model.people.active or world.dice.random() < 0.2
    if len(world.model.people.active) < 10:
        back = True

    def change(people: People, trial: Trial) -> str:
        if back:
            people.active |= {person}
            return ""
        if by == person:
            return "diri-sendiri"
        if person not in people.active:
            return ""
        people.active -= {person}
        for key, seat in list(people.seats.items()) if ends else ():
            if seat.person == person and seat.since > trial.day:
                del people.seats[key]
            elif seat.person == person and (seat.until is None or seat.until > trial.day):
                people.seats[key] = Seat(seat.person, seat.position, seat.since, trial.day, seat.acting)
        return ""

    def run() -> Any:
        row, actor = Person.within.get(id=person), world.actor(by)
        if back:
            return organise.reactivate(by=actor, now=world.now, person=row)
        return organise.deactivate(by=actor, now=world.now, person=row, end_holdings=ends)

    return _act(world, "datang" if back else "pergi", by, change, run)


def be_away(world: World) -> Act:
    """A substitute for some days, arranged by himself, his superior or an administrator; or by one who may not."""
    dice, absent, substitute, key = world.dice, _movable(world), anybody(world), world.key("ganti")
    by = dice.choice([absent, absent, administrator(world), anybody(world)])
    if by not in world.model.people.active:
        by = administrator(world)
    since = world.today + timedelta(days=dice.choice([0, 0, 1]))
    until = since + timedelta(days=dice.randint(-1, 7))
    version = Agency.objects.get(id=world.agency.id).roster_version

    def judge(trial: Trial) -> str:
        people = trial.people = trial.people.copy()
        above = by in people.superiors(absent, trial.day)
        if not (by == absent or above or "administrator" in people.roles(by, trial.day)):
            return "bukan-wewenang"
        if not {absent, substitute} <= people.active:
            return "orang-tidak-dikenal"
        if absent == substitute:
            return "pengganti-diri-sendiri"
        if until < since:
            return "tanggal-terbalik"
        rules = [rule for rule in people.stand_ins.values() if rule.since <= until and since <= rule.until]
        if any(rule.absent == absent for rule in rules):
            return "pengganti-sudah-ada"
        for day in range((until - since).days + 1):
            today = since + timedelta(days=day)
            ways, person = {r.absent: r.substitute for r in rules if r.on(today)}, substitute
            while person in ways and person != absent:
                person = ways[person]
            if person == absent:
                return "pengganti-berputar"
        people.stand_ins[key] = StandIn(absent, substitute, since, until)
        return ""

    def run() -> Any:
        return organise.arrange_substitute(
            by=world.actor(by), now=world.now, absent=Person.within.get(id=absent),
            substitute=Person.within.get(id=substitute), since=since, until=until, reason="Cuti",
        )  # fmt: skip

    def happened() -> bool:
        return Agency.objects.get(id=world.agency.id).roster_version > version

    return Act("pengganti", judge, run, happened=happened)


def come_back(world: World) -> Act | None:
    rules, dice = world.model.people.stand_ins, world.dice
    if not rules:
        return None
    key, by = dice.choice(list(rules)), administrator(world)
    rule, until = rules[key], world.today + timedelta(days=dice.choice([-1, 0, 3]))

    def change(people: People, trial: Trial) -> str:
        if key not in people.stand_ins:
            return "tidak-ada"
        now = people.stand_ins[key]
        if until > now.until:
            return "pengganti-diperpanjang"
        if until < now.since:
            del people.stand_ins[key]
        else:
            people.stand_ins[key] = StandIn(now.absent, now.substitute, now.since, until)
        return ""

    def run() -> Any:
        row = Substitution.objects.filter(
            agency=world.agency, absent_id=rule.absent, substitute_id=rule.substitute, since=rule.since
        ).first()
        actor = world.actor(by)
        if row is None:
            return GONE if "administrator" in actor.roles else Refusal("bukan-wewenang", "Bukan wewenang.")
        return organise.end_substitution(by=actor, now=world.now, rule=row, until=until)

    act = _act(world, "pengganti-berakhir", by, change, run)
    by_right = act.judge

    def judge(trial: Trial) -> str:
        code = by_right(trial)  # the absent one and his superior may, too
        if code != "bukan-wewenang":
            return code
        return change(trial.people, trial) if _may_end(trial, by, rule) else code

    return Act(act.name, judge, run, happened=act.happened)


def _may_end(trial: Trial, by: str, rule: StandIn) -> bool:
    trial.people = trial.people.copy()
    return by == rule.absent or by in trial.people.superiors(rule.absent, trial.day)


def new_edition(world: World) -> Act:
    """A SOP changes under its running cases, or goes back to an older edition."""
    dice, by = world.dice, administrator(world)
    key = dice.choice([key for key in world.contents if key != sops.LEAF])
    is_new = key.startswith("acak-") and dice.random() < 0.7
    content = world.generated(dice.randrange(1000)) if is_new else sops.revised(world.contents[key], dice.randint(1, 4))

    def judge(trial: Trial) -> str:
        if not trial.people.roles(by, trial.day) & {"administrator", "pimpinan"}:
            return "bukan-wewenang"
        trial.changes.append(lambda model: model.in_force.update({key: world.compiled(key, content)}))
        return ""

    def run() -> Any:
        return publish(by=world.actor(by), now=world.now, key=key, content=content)

    def happened() -> bool:
        row = Procedure.objects.select_related("in_force").get(agency=world.agency, key=key)
        return bool(row.in_force and row.in_force.hash == content_hash(content))

    return Act("edisi", judge, run, happened=happened)


def calendar_day(world: World) -> Act:
    """A local holiday is set or taken back, or a Saturday is worked."""
    dice, by = world.dice, administrator(world)
    day = world.today + timedelta(days=dice.randint(0, 12))
    takes_back = dice.random() < 0.4
    kind = dice.choice([DayKind.LOCAL, DayKind.WORKED])
    version = Agency.objects.get(id=world.agency.id).calendar_version

    def judge(trial: Trial) -> str:
        if "administrator" not in trial.people.roles(by, trial.day):
            return "bukan-wewenang"
        if takes_back and not marked:
            return "hari-tidak-ada"
        trial.changes.append(lambda model: setattr(model, "calendar", world.calendar()))
        return ""

    marked = CalendarDay.objects.filter(agency=world.agency, date=day).exists()

    def run() -> Any:
        actor = world.actor(by)
        agency = Agency.objects.get(id=world.agency.id)
        if takes_back:
            return remove_calendar_day(by=actor, now=world.now, agency=agency, day=day)
        return set_calendar_day(by=actor, now=world.now, agency=agency, day=day, kind=kind, name="Hari uji")

    def happened() -> bool:
        return Agency.objects.get(id=world.agency.id).calendar_version > version

    return Act("kalender", judge, run, happened=happened)


# Jobs: each is run whole, as the worker does; a worker that died is followed by another


def _job(world: World, name: str, judge: Callable[[Trial], str]) -> Act:
    def run() -> Any:
        outcome = run_job(name, world.now)
        assert outcome.outcome == JobOutcome.DONE, outcome.error
        return outcome

    return Act(f"kerja {name}", judge, run, parts=True)


def clock_job(world: World) -> Act:
    def judge(trial: Trial) -> str:
        for number, case in world.model.cases.items():
            if case.runs and any(place.look and place.look <= trial.now for place in case.open.values()):
                trial.tell_time(number)
        return ""

    return _job(world, "cases.tell_time_to_cases", judge)


def recount_job(world: World) -> Act:
    """Deadlines are counted anew once for every version of the calendar."""

    def judge(trial: Trial) -> str:
        mark = JobMark.objects.filter(agency=world.agency, job="cases.calendar").first()
        if mark is not None and mark.value == Agency.objects.get(id=world.agency.id).calendar_version:
            return ""
        for number, case in world.model.cases.items():
            if case.runs and any(place.due for place in case.open.values()):
                trial.recount(number)
        return ""

    return _job(world, "cases.recalculate_after_calendar_change", judge)


def other_job(world: World) -> Act:
    """Jobs that move no case: telling people, sealing the journal, planning mail, clearing drafts."""
    name = world.dice.choice(OTHERS)
    return _job(world, name, lambda trial: "")


OTHERS = ("cases.tell_people", "jobs.seal_journal", "cases.clear_old_drafts")
