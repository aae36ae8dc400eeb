"""What a package must be. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lajur.engine.refusal import Refusal

SPANS = (("selection_from", "selection_until"), ("contract_from", "contract_until"))


def unfit(values: Mapping[str, Any]) -> Refusal | None:
    """Whether the parts of a package fit together; `fields` of the refusal names the column."""
    for first, last in SPANS:
        since, until = values.get(first), values.get(last)
        if since is not None and until is not None and until < since:
            return Refusal(
                "tanggal-terbalik",
                "Hari terakhir lebih awal daripada hari pertama.",
                fields={last: "Hari terakhir lebih awal daripada hari pertama."},
            )
    if values.get("pagu") is not None and values["pagu"] <= 0:
        return Refusal("pagu-nol", "Pagu harus lebih dari nol.", fields={"pagu": "Pagu harus lebih dari nol."})
    if values.get("hps") is not None and values.get("pagu") is not None and values["hps"] > values["pagu"]:
        return Refusal(
            "hps-di-atas-pagu",
            "HPS tidak boleh lebih besar daripada pagu.",
            fields={"hps": "HPS tidak boleh lebih besar daripada pagu."},
        )
    return None
