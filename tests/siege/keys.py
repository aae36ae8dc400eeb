"""The API's Idempotency-Keys: a write that comes again with its key is answered as the first time and done once, and a
key that comes with another request is refused."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.test import RequestFactory

from lajur.entrypoints.api.door import done, once
from lajur.entrypoints.api.models import KeptAnswer
from lajur.entrypoints.api.problems import Denied
from lajur.registers.authority.actions import Refused
from lajur.registers.organisation.prepared import person_with_agency
from tests.siege.acts import Act, complete
from tests.siege.checks import expect
from tests.siege.trial import Trial
from tests.siege.world import World

REQUESTS = RequestFactory()


def complete_by_key(world: World) -> Act | None:
    """A program completes a step; now and then with a key that it has used for another request."""
    inner = complete(world)
    if inner is None:
        return None
    used = list(world.model.keys)
    by, key = inner.by, world.key("kunci")
    if used and world.dice.random() < 0.1:
        by, key = world.dice.choice(used)
    body = world.key("isi")

    def judge(trial: Trial) -> str:
        known = trial.model.keys.get((by, key))
        if known is not None:
            return "" if known == body else "kunci-terpakai"
        if not (code := inner.judge(trial)):
            trial.changes.append(lambda model: setattr(model, "keys", {**model.keys, (by, key): body}))
        return code

    def run() -> Any:
        request: Any = REQUESTS.post(
            "/api/v1/tasks/complete", body, content_type="text/plain", headers={"Idempotency-Key": key}
        )
        request.user, request.actor = person_with_agency(by), world.actor(by)
        try:
            answer: Any = once(request, lambda: JsonResponse({"length": done(inner.run()).held.length, "body": body}))
        except Refused as refused:
            return refused.refusal
        except Denied as denied:
            return denied.refusal
        assert body in answer.content.decode(), "another request's answer"
        return answer

    return Act("selesaikan-berkunci", judge, run, by=by)


def check(world: World) -> None:
    """Exactly the keys whose requests were carried out are kept, each with its answer."""
    rows = KeptAnswer.objects.filter(agency=world.agency)
    found = {(str(row.person_id), row.key): row for row in rows}
    expect("keys", set(world.model.keys), set(found))
    for place, body in world.model.keys.items():
        expect(f"answer to {place}", (200, True), (found[place].status, body in found[place].body))
