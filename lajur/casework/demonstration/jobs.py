"""Every night training rooms begin anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_scopes import scope

from lajur.casework.demonstration.actions import reset_training
from lajur.casework.jobs.registry import installation_job
from lajur.engine.refusal import Refusal
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency

YOUNG = timedelta(hours=6)
"""A room younger than this was just made: whoever made it still works in it."""


@installation_job(cron="0 19 * * *", title="Menyetel ulang ruang latihan")
def reset_rooms(now: datetime) -> int:
    """Reset every room in which something happened; one that fails does not stop the others, and raises at the end."""
    done, failed = 0, None
    for room in Agency.objects.filter(is_training=True, is_active=True).select_related("training_of").order_by("id"):
        if room.clock_start is None or now - room.clock_start < YOUNG or not was_used(room):
            continue
        try:
            made = reset_training(by=clock_actor(room, now), now=now, room=room)
            done += not isinstance(made, Refusal)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return done


def was_used(room: Agency) -> bool:
    with scope(agency=room):
        return Entry.objects.filter(agency=room, recorded_at__gt=room.clock_start).exists()
