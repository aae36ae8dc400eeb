"""Django's `migrate`, quick on an empty database, which raises the border afterwards: a new table never stands without
it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from lajur.registers.authority.quick_states import quick_states
from lajur.registers.authority.raising import raise_border


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        empty = not MigrationRecorder(connections[options["database"]]).applied_migrations()
        with quick_states() if empty else nullcontext():
            super().handle(*args, **options)
        partly = options.get("plan") or options.get("check_unapplied") or options.get("app_label")
        if options["database"] == DEFAULT_DB_ALIAS and not partly:
            raise_border()
