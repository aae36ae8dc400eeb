"""What SOP files may call of surveys."""

from __future__ import annotations

from lajur.capabilities.surveys.collecting.plugs import CollectForm
from lajur.capabilities.surveys.planning.plugs import PlanForm
from lajur.capabilities.surveys.planning.plugs import settle as settle_plan

plan = PlanForm()
collect = CollectForm()

__all__ = ["collect", "plan", "settle_plan"]
