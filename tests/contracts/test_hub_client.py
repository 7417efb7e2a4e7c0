"""The contract of the hub's client, over real HTTP and a real hub, and over the tests' hub in memory."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.ports import Hub, HubAway, HubRefused
from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line
from services.contracts.problems import Code
from tests.contracts.hub_client import HubClientContract, Known, Place
from tests.kiosk.world import FIRST_PASSWORD, PASSWORD, new_world
from tests.services.hub.running import RunningHub, running_hub
from tests.services.hub.seeding import PASSWORD as SEEDED_PASSWORD
from tests.services.hub.seeding import SeededCustomer

ERRORS = HubErrors(HubAway, HubRefused)


def client_of(running: RunningHub) -> HttpHub:
    """A terminal's client, enrolled as a terminal is."""
    enrolled = HttpHub(lambda: Line(running.url), ERRORS).enrol(running.enrolment_code())
    line = Line(running.url, enrolled.kiosk_id, enrolled.key)
    return HttpHub(lambda: line, ERRORS, software="tests")


@pytest.fixture(scope="module")
def one_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("hub"), public_url="https://hub.example.cn") as hub:
        yield hub


@pytest.fixture
def running(one_hub: RunningHub) -> RunningHub:
    """The same hub for all tests, on a new working day for each."""
    one_hub.clock.turn(days=7)
    return one_hub


class TestOverHttp(HubClientContract):
    @pytest.fixture
    def place(self, running: RunningHub, tmp_path: Path) -> Iterator[Place]:
        with ExitStack() as stack:

            def another() -> Hub:
                folder = tmp_path / "another"
                folder.mkdir()
                return client_of(stack.enter_context(running_hub(folder)))

            seeded = running.seeded
            yield Place(
                hub=client_of(running),
                person=known(seeded.person),
                firm=known(seeded.firm),
                nobody=known(seeded.nobody),
                newcomer=known(seeded.newcomer),
                company_side=seeded.orders["running"].order_no,
                customer_side=seeded.orders["waiting"].order_no,
                without_public_address=another,
            )


def known(customer: SeededCustomer) -> Known:
    return Known(customer.account_no, customer.card_no, SEEDED_PASSWORD)


class TestInMemory(HubClientContract):
    @pytest.fixture
    def place(self) -> Place:
        hub = new_world().hub
        people = [Known(c.number, c.card, PASSWORD) for c in hub.customers]

        def another() -> Hub:
            hub.public_url = None
            return hub

        return Place(
            hub=hub,
            person=people[0],
            firm=people[1],
            nobody=people[2],
            newcomer=Known(people[3].number, people[3].card, FIRST_PASSWORD),
            company_side="YKQJIA0000",
            customer_side="YKQJIA0002",
            without_public_address=another,
        )


class TestEnrolling:
    """What only a real hub has."""

    def refused(self, ask: Callable[[], object]) -> Code:
        with pytest.raises(HubRefused) as refused:
            ask()
        return refused.value.problem.code

    def test_a_code_works_once(self, running: RunningHub) -> None:
        code = running.enrolment_code()
        stranger = HttpHub(lambda: Line(running.url), ERRORS)
        enrolled = stranger.enrol(code)
        assert enrolled.kiosk_id
        assert enrolled.hall.name.zh == "红塔营业厅"
        assert self.refused(lambda: stranger.enrol(code)) is Code.ENROLMENT_REFUSED

    def test_an_unknown_terminal_gets_nothing(self, running: RunningHub) -> None:
        for line in (
            Line(running.url, "nobody", "key"),
            Line(running.url, client_of(running)._line().kiosk_id, "key"),
        ):
            stranger = HttpHub(lambda line=line: line, ERRORS)
            for ask in (
                lambda hub=stranger: hub.heartbeat(0),
                lambda hub=stranger: hub.orders("token"),
                lambda hub=stranger: hub.renew("token"),
            ):
                assert self.refused(ask) is Code.UNKNOWN_TERMINAL

    def test_the_hubs_clock_is_heard(self, running: RunningHub) -> None:
        heard: list[object] = []
        line = client_of(running)._line()
        HttpHub(lambda: line, ERRORS, lambda now, _: heard.append(now)).heartbeat(0)
        assert heard == [running.clock.now()]
