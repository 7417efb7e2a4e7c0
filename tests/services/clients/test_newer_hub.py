"""A hub of a later version: its words are read as the plainest that are true."""

import json

import pytest

from services.contracts.orders import StageState, Standing
from services.contracts.problems import Code
from services.contracts.sessions import SignInRequest
from services.contracts.urges import UrgeKind, UrgeState
from tests.services.clients.answers import STATE, answer, problem
from tests.services.clients.asking import Away, Refused, hub_that
from tests.services.clients.hostile import Behaviour, each_time, once


@pytest.mark.parametrize(
    ("status", "code"), [("409 Conflict", Code.MALFORMED), ("500 Internal Server Error", Code.INTERNAL)]
)
def test_a_no_with_a_code_of_a_newer_hub_is_a_no_all_the_same(status: str, code: Code) -> None:
    newer = problem(status, code="moon-in-the-wrong-quarter", instance="REF123")
    with hub_that(once(newer)) as (hub, _), pytest.raises(Refused) as refused:
        hub.renew("token")
    assert refused.value.problem.code is code
    assert refused.value.problem.reason == "moon-in-the-wrong-quarter"
    assert refused.value.problem.instance == "REF123"


NEWER = {
    "order_no": "1",
    "flow": {"zh": "低压新装", "en": "Low voltage"},
    "address": "",
    "filed_on": "2026-11-02",
    "standing": "a newer standing",
    "planned_finish": None,
    "ended_on": None,
}
NEWER_URGE = {
    "urge_no": "CB1",
    "kind": "a newer kind",
    "stage_id": "7",
    "state": "answered by a newer hub",
    "touched_at": "2026-11-20T08:00:00Z",
    "received_at": "2026-11-20T08:00:00Z",
    "working_day": "2026-11-20",
    "addressed_to": "刘建华",
    "to_team_leader": False,
}
NEWER_STAGE = {
    "stage_id": "7",
    "code": "survey",
    "step": 1,
    "name": {"zh": "现场勘查", "en": "Survey"},
    "does": {"zh": "", "en": ""},
    "side": "a third side",
    "state": "a newer state",
    "started_on": None,
    "finished_on": None,
    "planned_start": None,
    "planned_finish": None,
    "variance_days": None,
    "late": False,
    "awaited": None,
    "bring": None,
    "handler": None,
    "urge_kind": "complain",
    "permit": None,
    "urges": [NEWER_URGE],
}
DATA = {"as_of": "2026-11-20T08:00:00Z", "source": "营销管理系统", "a newer field": 1}


def answering(message: dict[str, object]) -> Behaviour:
    return each_time(answer(json.dumps(message).encode()))


def test_words_of_a_newer_hub_are_read_as_the_plainest_that_are_true() -> None:
    row = {**NEWER, "stages": [{"zh": "现场勘查", "en": "Survey"}]}
    with hub_that(answering({"orders": [row], "total": 1, "provenance": DATA})) as (hub, _):
        assert hub.orders("token").orders[0].standing is Standing.RUNNING
    rest = {"customer_name": "张*", "account": None, "wanted_on": None, "reason": None, "refused": []}
    order = {**NEWER, **rest, "stages": [NEWER_STAGE], "provenance": DATA}
    with hub_that(answering(order)) as (hub, _):
        (stage,) = hub.order("token", "1").stages
    assert (stage.side, stage.state, stage.urge_kind) == ("company", StageState.LATER, None)
    assert (stage.urges[0].kind, stage.urges[0].state) == (UrgeKind.URGE, UrgeState.RECEIVED)
    signed_in = {
        **STATE,
        "token": "t",
        "customer_name": "张*",
        "customer_kind": "a newer kind",
        "features": ["x"],
    }
    with hub_that(answering(signed_in)) as (hub, _):
        assert hub.sign_in(SignInRequest(number="1000", password="402957")).customer_kind == "person"


def test_what_is_no_word_at_all_is_no_answer() -> None:
    row = {**NEWER, "stages": [], "standing": 7}
    with (
        hub_that(answering({"orders": [row], "total": 1, "provenance": DATA})) as (hub, _),
        pytest.raises(Away),
    ):
        hub.orders("token")


def test_fields_of_a_newer_hub_are_passed_over() -> None:
    newer = json.dumps({**STATE, "moon": "full"}).encode()
    with hub_that(once(answer(newer))) as (hub, _):
        assert hub.renew("token").idle_seconds == 180
