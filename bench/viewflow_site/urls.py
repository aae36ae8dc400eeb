from django.urls import path
from viewflow.contrib.auth import AuthViewset
from viewflow.urls import Application, Site
from viewflow.workflow.flow import FlowAppViewset

from bench.viewflow_site.flows import BenchFlow

site = Site(title="bench", viewsets=[Application(title="bench", app_name="app", viewsets=[FlowAppViewset(BenchFlow)])])
urlpatterns = [path("accounts/", AuthViewset().urls), path("", site.urls)]
