"""The form of a row: what it shows comes back as the same row, for every row of every shipped SOP."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.catalogue.editing import find_row, set_row
from lajur.catalogue.editing.content import fresh
from lajur.catalogue.outline import rows_of
from lajur.catalogue.reader import canonical, catalogue_ids, load
from lajur.registers.procedures.drafts.rowdata import row_of
from lajur.registers.procedures.drafts.rowform import RowForm

Content = dict[str, Any]


def as_sent(form: Any) -> dict[str, Any]:
    """What a browser sends of an untouched form, one value for each name but those of several choices."""
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value is True:
            sent[name] = "on"
        elif value is not None and value is not False:
            shown = form.fields[name].widget.format_value(value)
            sent[name] = value if isinstance(value, list) else (shown[0] if isinstance(shown, list) else shown)
    return sent


class Posted(dict[str, Any]):
    def getlist(self, name: str) -> list[Any]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_row_of_every_shipped_sop_comes_back_unchanged(sop_id: str) -> None:
    content = canonical(load(sop_id))
    sops = {sop: sop for sop in catalogue_ids()}
    for row in rows_of(content):
        shown = RowForm(content=content, key=row.key, sops=sops)
        form = RowForm(Posted(as_sent(shown)), content=content, key=row.key, sops=sops)
        assert form.is_valid(), (row.key, form.errors)
        made = fresh(content)
        changed = set_row(made, row.key, row_of(form.given(), find_row(made, row.key) or {}, made, ""))
        assert changed, changed
        assert find_row(changed.content, row.key) == row.content, row.key
        assert changed.content == content
