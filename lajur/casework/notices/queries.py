"""Reading one's own notices."""

from __future__ import annotations

from django.db.models import QuerySet

from lajur.casework.notices.models import Notice
from lajur.registers.organisation.actors import Actor


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The latest first."""
    return Notice.objects.filter(person_id=str(actor.person)).order_by("-at", "-id")


def count_unread(actor: Actor) -> int:
    return Notice.objects.filter(person_id=str(actor.person), read_at__isnull=True).count()
