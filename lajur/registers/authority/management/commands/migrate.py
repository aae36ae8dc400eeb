"""Django's `migrate`, which raises the border afterwards: a new table never stands without it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from lajur.registers.authority.raising import raise_border


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        partly = options.get("plan") or options.get("check_unapplied") or options.get("app_label")
        if options["database"] == DEFAULT_DB_ALIAS and not partly:
            raise_border()
