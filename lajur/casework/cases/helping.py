"""A line of help for what a step asks for, told from the sheet: where it comes from, where it goes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lajur.engine.definition import Sop, Step
from lajur.engine.handing import givers, takers


def about_document(sop: Sop, step: Step, kind: str, *, is_output: bool) -> str:
    """Why this document is due here, with the rows of the SOP that say so."""
    if is_output:
        later = [other for other in takers(sop, kind) if other is not step]
        if later:
            return _("Output langkah ini menurut mutu baku; diperlukan pada langkah %(steps)s.") % {
                "steps": _told(later)
            }
        return _("Output langkah ini menurut mutu baku SOP.")
    earlier = [other for other in givers(sop, kind) if other is not step]
    if earlier:
        lanes = ", ".join(dict.fromkeys(sop.lanes[other.lane].title for other in earlier))
        told = {"steps": _told(earlier), "lanes": lanes}
        return _("Kelengkapan menurut mutu baku; biasanya dari langkah %(steps)s (%(lanes)s).") % told
    if sop.documents[kind].outside:
        return _("Kelengkapan menurut mutu baku; berasal dari luar SOP ini, lampirkan salinannya.")
    return _("Kelengkapan langkah ini menurut mutu baku SOP.")


def _told(steps: Sequence[Step]) -> str:
    return ", ".join(dict.fromkeys(step.no for step in steps))
