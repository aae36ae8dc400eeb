"""SpiffWorkflow 3: the same procedure; each step commits its state, a task row and an audit row.

`run` keeps the workflow object in memory between two steps, which favours SpiffWorkflow; `run_reload` rebuilds it from
the stored state each time.
"""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.clock import Clock
from bench.procedure import COMPLETIONS_PER_CASE, DECISION, RETURN_TO, STEPS, cases_for

SCHEMA = """
create table cases (id uuid primary key, status text not null, state text not null);
create table tasks (
    id uuid primary key, case_id uuid not null references cases, step text not null, status text not null,
    opened_at timestamptz not null, done_at timestamptz, done_by uuid);
create index on tasks (case_id);
create index on tasks (step, opened_at) where status = 'open';
create table audit (
    id bigint generated always as identity primary key, case_id uuid not null references cases,
    at timestamptz not null, by uuid not null, entry text not null);
create index on audit (case_id);
"""
# A past, so that every plan made from the first statistics uses the indexes, as on a server in service.
HISTORY = """
insert into cases select gen_random_uuid(), 'done', '{}' from generate_series(1, 5000);
insert into tasks (id, case_id, step, status, opened_at, done_at)
    select gen_random_uuid(), cases.id, 'step1', 'done', now(), now() from cases, generate_series(1, 4);
analyze;
"""
OPEN = "insert into tasks (id, case_id, step, status, opened_at) values (%s, %s, %s, 'open', %s)"

_connection: psycopg.Connection
_officer = uuid4()
_serializer = BpmnWorkflowSerializer(registry=BpmnWorkflowSerializer.configure())


def bpmn() -> bytes:
    """The procedure as BPMN. Ids avoid "Start" and "End": SpiffWorkflow uses these names itself."""
    flows = [("begin", "step1"), *((f"step{n}", f"step{n + 1}") for n in range(1, DECISION)), (f"step{DECISION}", "ok")]
    flows += [(f"step{n}", f"step{n + 1}") for n in range(DECISION + 1, STEPS)] + [(f"step{STEPS}", "finish")]
    parts = ['<startEvent id="begin"/>', '<endEvent id="finish"/>', '<exclusiveGateway id="ok" default="onward"/>']
    parts += [f'<userTask id="step{n}" name="Step {n}"/>' for n in range(1, STEPS + 1)]
    parts += [f'<sequenceFlow id="f-{a}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows]
    parts.append(f'<sequenceFlow id="onward" sourceRef="ok" targetRef="step{DECISION + 1}"/>')
    parts.append(
        f'<sequenceFlow id="back" sourceRef="ok" targetRef="step{RETURN_TO}">'
        "<conditionExpression>again</conditionExpression></sequenceFlow>"
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
        f'<process id="bench" isExecutable="true">{"".join(parts)}</process></definitions>'
    ).encode()


def prepare(dsn: str) -> None:
    global _connection
    _connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
    _connection.execute(SCHEMA + HISTORY, prepare=False)


def _new_case() -> tuple[UUID, BpmnWorkflow]:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn())
    workflow = BpmnWorkflow(parser.get_spec("bench"))
    workflow.do_engine_steps()
    case = uuid4()
    task = workflow.get_next_task(state=TaskState.READY)
    with _connection.transaction():
        _connection.execute(
            "insert into cases values (%s, 'running', %s)", [case, _serializer.serialize_json(workflow)]
        )
        _connection.execute(OPEN, [task.id, case, task.task_spec.name, datetime.now(UTC)])
    return case, workflow


def _complete(case: UUID, workflow: BpmnWorkflow, again: bool) -> None:
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    task.data["again"] = again
    task.run()
    workflow.do_engine_steps()
    following = workflow.get_next_task(state=TaskState.READY, manual=True)
    now, step = datetime.now(UTC), task.task_spec.name
    with _connection.transaction():
        _connection.execute("select status from cases where id = %s for update", [case])
        _connection.execute(
            "update cases set state = %s, status = %s where id = %s",
            [_serializer.serialize_json(workflow), "running" if following else "done", case],
        )
        _connection.execute(
            "update tasks set status = 'done', done_at = %s, done_by = %s where id = %s", [now, _officer, task.id]
        )
        if following:
            _connection.execute(OPEN, [following.id, case, following.task_spec.name, now])
        _connection.execute(
            "insert into audit (case_id, at, by, entry) values (%s, %s, %s, %s)",
            [case, now, _officer, json.dumps({"step": step, "officer": str(_officer)})],
        )


def run(n: int) -> float:
    """Complete at least n steps over new cases, each workflow kept in memory; completions per second."""
    return _work(n, reload=False)


def run_reload(n: int) -> float:
    """The same, with the state read from the database and rebuilt before each step, as a server of many cases does."""
    return _work(n, reload=True)


def _work(n: int, *, reload: bool) -> float:
    clock = Clock()
    for _ in range(cases_for(n)):
        case, workflow = _new_case()
        with clock.running(COMPLETIONS_PER_CASE):
            visits = 0
            for _step in range(COMPLETIONS_PER_CASE):
                if reload:
                    workflow = _stored(case)
                ready = workflow.get_next_task(state=TaskState.READY, manual=True).task_spec.name
                visits += ready == f"step{DECISION}"
                _complete(case, workflow, again=ready == f"step{DECISION}" and visits == 1)
        assert workflow.is_completed()
    return clock.rate


def _stored(case: UUID) -> BpmnWorkflow:
    (state,) = _connection.execute("select state from cases where id = %s", [case]).fetchone()
    return _serializer.deserialize_json(state)
