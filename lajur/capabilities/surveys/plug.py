"""What SOP files may call of surveys."""

from __future__ import annotations

from lajur.capabilities.surveys.collecting.plugs import CollectForm
from lajur.capabilities.surveys.followups.plugs import DoForm, EvaluationForm, ReportForm
from lajur.capabilities.surveys.followups.plugs import announce as publish
from lajur.capabilities.surveys.followups.plugs import decide as decide_follow_ups
from lajur.capabilities.surveys.planning.plugs import PlanForm
from lajur.capabilities.surveys.planning.plugs import settle as settle_plan

plan = PlanForm()
collect = CollectForm()
report = ReportForm()
follow_ups = DoForm()
evaluation = EvaluationForm()

__all__ = ["collect", "decide_follow_ups", "evaluation", "follow_ups", "plan", "publish", "report", "settle_plan"]
