"""Substitutes: who acts for whom while he is away."""

from __future__ import annotations

from datetime import date, datetime

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import changed, strangers
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person, Substitution
from lajur.registers.organisation.rules import StandIn, check_stand_in


@action(needs="organisation.arrange_substitute")
def arrange_substitute(
    *, by: Actor, now: datetime, absent: Person, substitute: Person, since: date, until: date, reason: str
) -> Substitution | Refusal:
    """`substitute` acts for `absent` on these days, for tasks already open and new ones."""
    if not (allowed := may(by, "organisation.arrange_substitute", str(absent.id))):
        return allowed
    if (refusal := strangers(by, absent, substitute)) is not None:
        return refusal
    if not reason.strip():
        return Refusal("alasan-kosong", "Tuliskan alasan ketidakhadiran, misalnya cuti atau dinas luar.")
    Agency.objects.select_for_update().get(id=by.agency)
    existing = [
        StandIn(str(s.absent_id), str(s.substitute_id), s.since, s.until)
        for s in Substitution.objects.filter(agency_id=by.agency, until__gte=since)
    ]
    if (refusal := check_stand_in(StandIn(str(absent.id), str(substitute.id), since, until), existing)) is not None:
        return refusal
    rule = Substitution.objects.create(
        agency_id=by.agency, absent=absent, substitute=substitute, since=since, until=until, reason=reason.strip()
    )
    changed(
        by,
        now,
        "pengganti-diatur",
        {
            "absent": absent.id,
            "substitute": substitute.id,
            "since": since,
            "until": until,
        },
        {"reason": reason},
    )
    return rule


@action(needs="organisation.arrange_substitute")
def end_substitution(*, by: Actor, now: datetime, rule: Substitution, until: date) -> Substitution | Refusal:
    """Let a substitution end earlier; `until` is its last day (the day before it begins makes it void)."""
    if not (allowed := may(by, "organisation.arrange_substitute", str(rule.absent_id))):
        return allowed
    if until > rule.until:
        return Refusal(
            "pengganti-diperpanjang",
            "Penggantian hanya dapat diakhiri lebih awal; untuk hari sesudahnya aturlah pengganti yang baru.",
        )
    if until < rule.since:
        rule.delete()
    else:
        rule.until = until
        rule.save(update_fields=["until"])
    changed(by, now, "pengganti-diakhiri", {"absent": rule.absent_id, "substitute": rule.substitute_id, "until": until})
    return rule
