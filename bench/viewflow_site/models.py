"""The case as Viewflow keeps it: its own process row, with one form field and a visit counter in its JSON data."""

from viewflow import jsonstore
from viewflow.workflow.models import Process


class BenchCase(Process):
    note = jsonstore.CharField(max_length=200)
    visits = jsonstore.IntegerField(default=0)

    class Meta:
        proxy = True
