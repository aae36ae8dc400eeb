"""Everything that changes a case, one function per verb."""

from lajur.casework.cases.actions.clock import recalculate_deadlines, tell_time
from lajur.casework.cases.actions.deviations import answer_deviation, judge_deviation
from lajur.casework.cases.actions.drafts import clear_drafts, discard_draft, save_draft
from lajur.casework.cases.actions.editions import change_edition
from lajur.casework.cases.actions.holding import give_back, take
from lajur.casework.cases.actions.remarks import comment
from lajur.casework.cases.actions.start import start_case
from lajur.casework.cases.actions.steps import (
    appoint,
    call_again,
    cancel_case,
    complete_step,
    hand_over,
    return_step,
    skip_step,
)

__all__ = [
    "answer_deviation",
    "appoint",
    "call_again",
    "cancel_case",
    "change_edition",
    "clear_drafts",
    "comment",
    "complete_step",
    "discard_draft",
    "give_back",
    "hand_over",
    "judge_deviation",
    "recalculate_deadlines",
    "return_step",
    "save_draft",
    "skip_step",
    "start_case",
    "take",
    "tell_time",
]
