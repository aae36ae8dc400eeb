"""Who is signed in, read in one query together with the agency."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django_scopes import scopes_disabled

from lajur.registers.organisation.models import Person
from lajur.registers.organisation.prepared import person_with_agency


class PersonBackend(ModelBackend):
    """Names and passwords of our own people; whoever has left is nobody."""

    def authenticate(self, request: Any, *given: Any, **named: Any) -> Person | None:
        """Before it is known whose agency it is: also where an old password's hash is made anew."""
        with scopes_disabled():
            found = super().authenticate(request, *given, **named)
        return found if isinstance(found, Person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (user is None or user.agency.is_active)

    def get_user(self, user_id: Any) -> Person | None:
        person = person_with_agency(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
