"""Changing the organisation. Every change raises the agency's roster version and stands in its journal."""

from lajur.registers.organisation.actions.agency import describe_agency
from lajur.registers.organisation.actions.importing import import_people
from lajur.registers.organisation.actions.people import (
    add_person,
    change_password,
    change_person,
    deactivate,
    issue_password_link,
    reactivate,
    set_password_by_link,
)
from lajur.registers.organisation.actions.positions import (
    add_position,
    add_unit,
    bind_lane,
    cancel_holding,
    change_position,
    change_unit,
    fill_lanes,
    seat,
    unseat,
)
from lajur.registers.organisation.actions.substitutes import arrange_substitute, end_substitution

__all__ = [
    "add_person",
    "add_position",
    "add_unit",
    "arrange_substitute",
    "bind_lane",
    "cancel_holding",
    "change_password",
    "change_person",
    "change_position",
    "change_unit",
    "deactivate",
    "describe_agency",
    "end_substitution",
    "fill_lanes",
    "import_people",
    "issue_password_link",
    "reactivate",
    "seat",
    "set_password_by_link",
    "unseat",
]
