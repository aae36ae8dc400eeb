"""Who is signed in, read in one query together with the agency."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from lajur.registers.organisation.models import Person


class PersonBackend(ModelBackend):
    """Names and passwords of our own people; whoever has left is nobody."""

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.select_related("agency").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
