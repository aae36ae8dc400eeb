"""The plugs: modules whose forms, facts, effects, documents and figures SOP files may name.

Each is a capability's ``plug`` module (``lajur.capabilities.surveys.plug``). A name such as ``surveys.plan`` in a SOP
file is looked up in the modules listed here and nowhere else.
"""

from __future__ import annotations

PLUGS: tuple[str, ...] = ("lajur.capabilities.staffing.plug", "lajur.capabilities.surveys.plug")
