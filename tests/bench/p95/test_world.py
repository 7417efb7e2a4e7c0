"""A small one of the same kind: what is in it, and that those who come to it are answered."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from services.hub.domain.terms import OrderState, StageState
from services.hub.server import HubServer
from services.hub.settings import HashCost, Settings
from services.hub.store.engine import reading
from services.hub.store.models import Flow, FlowStage, Message, Order, OrderStage, Urge, UrgeAnswer
from tests.bench.p95.asking import DETAIL, LIST, NOTHING, waits
from tests.bench.p95.world import AGENT, AGENTS_ORDERS, FLOWS, ORDERS_EACH, made
from tests.services.hub.databases import BACKENDS, new_database

ORDERS, TERMINALS, ROUNDS = 600, 4, 2
CHEAP = HashCost(memory_kib=8, passes=1)


@pytest.mark.parametrize("backend", BACKENDS)
def test_terminals_are_answered_in_turn_from_a_world_with_all_kinds(tmp_path: Path, backend: str) -> None:
    secret = tmp_path / "secret"
    with new_database(backend, tmp_path) as url:
        world = made(url, secret, ORDERS, TERMINALS, ROUNDS, 7, CHEAP)
        server = HubServer(Settings(url, secret_file=secret, hash_cost=CHEAP))
        thread = server.start()
        try:
            expect_all_kinds(server.engine)
            found = [asyncio.run(waits([server.url], guests, 0.2, 0.05)) for guests in world.rounds]
        finally:
            server.stop()
            thread.join()
    each = {LIST: 2 * TERMINALS, DETAIL: 2 * TERMINALS, NOTHING: 2}
    assert [{kind: len(values) for kind, values in one.items()} for one in found] == [each, each]
    assert all(wait > 0 for one in found for values in one.values() for wait in values)
    accounts = [guest.account_no for guests in world.rounds for guest in guests]
    assert sorted(Counter(accounts).values()) == [1] * (2 * TERMINALS - 2) + [ROUNDS]  # the agent comes again


def expect_all_kinds(engine: Engine) -> None:
    """Orders by flow and state, with every stage; of customers with few and many; urged ones among them."""
    with reading(engine) as connection:

        def found(*columns: Any) -> list[Any]:
            return list(connection.execute(select(*columns)).scalars())

        flows = dict(
            connection.execute(select(Flow.code, func.count()).join(Order).group_by(Flow.code)).all()
        )
        assert flows.keys() == FLOWS.keys() and sum(flows.values()) == ORDERS
        assert set(found(Order.state)) == set(OrderState)
        held = Counter(found(Order.customer_id))
        assert sorted(held.values()) == sorted(ORDERS_EACH * (ORDERS // sum(ORDERS_EACH)))
        assert found(Order.agent_id).count(AGENT) + held[AGENT] == AGENTS_ORDERS
        stages = {StageState.LATER, StageState.CURRENT, StageState.DONE}
        assert set(found(OrderStage.state)) == stages
        whole = select(func.count()).select_from(Order).join(FlowStage, FlowStage.flow_id == Order.flow_id)
        assert len(found(OrderStage.id)) == connection.execute(whole).scalar_one()
        urges = found(Urge.id)
        assert urges and set(found(UrgeAnswer.urge_id)) < set(urges) == set(found(Message.urge_id))
