"""Addresses of surveys."""

from __future__ import annotations

from lajur.capabilities.surveys.collecting.urls import urlpatterns as of_collecting
from lajur.capabilities.surveys.followups.urls import urlpatterns as of_follow_ups
from lajur.capabilities.surveys.planning.urls import urlpatterns as of_planning
from lajur.capabilities.surveys.results.urls import urlpatterns as of_results

urlpatterns = [*of_planning, *of_collecting, *of_results, *of_follow_ups]
