"""Changing the organisation. Every change raises the agency's roster version and stands in its journal."""

from lajur.registers.organisation.actions.people import add_person
from lajur.registers.organisation.actions.positions import add_position, add_unit, bind_lane, seat, unseat
from lajur.registers.organisation.actions.substitutes import arrange_substitute, end_substitution

__all__ = [
    "add_person",
    "add_position",
    "add_unit",
    "arrange_substitute",
    "bind_lane",
    "end_substitution",
    "seat",
    "unseat",
]
