from typing import Any

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "lajur.registers.organisation"
    label = "organisation"

    def ready(self) -> None:
        from django.contrib.auth.models import update_last_login
        from django.contrib.auth.signals import user_logged_in
        from django_scopes import scope

        from lajur.registers.organisation.cards import CARDS
        from lajur.ui.pages import ADMIN_PAGES

        ADMIN_PAGES[:0] = CARDS

        def note(sender: Any, user: Any, **more: Any) -> None:
            with scope(agency=user.agency_id):
                update_last_login(sender, user, **more)

        # Django writes it from here, where nobody's agency is entered yet: the border would let nothing be written.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note, dispatch_uid="lajur.last_login", weak=False)
