"""The benchmark's procedure in Viewflow: 11 user tasks, a gateway after the eighth that goes back once."""

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views

from bench.procedure import DECISION, RETURN_TO, STEPS
from bench.viewflow_site.models import BenchCase


def _step(following: str) -> flow.View:
    return flow.View(views.UpdateProcessView.as_view(fields=["note"])).Next(getattr(this, following))


class BenchFlow(flow.Flow):
    process_class = BenchCase
    lock_impl = lock.select_for_update_lock  # the default, no_lock, lets two submits create two branches

    begin = flow.StartHandle().Next(this.step1)
    for _number in range(1, STEPS + 1):
        locals()[f"step{_number}"] = _step(
            "gate" if _number == DECISION else "finish" if _number == STEPS else f"step{_number + 1}"
        )
    gate = flow.If(this.first_visit).Then(getattr(this, f"step{RETURN_TO}")).Else(getattr(this, f"step{DECISION + 1}"))
    finish = flow.End()

    def first_visit(self, activation) -> bool:
        case = activation.process
        case.visits += 1
        case.save()
        return case.visits == 1
