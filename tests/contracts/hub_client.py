"""What every implementation of `kiosk.ports.Hub` must do; run by test_hub_client.py over all there are.

The place knows a person with many orders, a firm with exactly one, somebody with none and a newcomer with a
first password. Each test gets a working day on which nobody has urged yet.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest

from kiosk.ports import Hub, HubRefused
from services.contracts.orders import OrderDetail, StageState, StageView
from services.contracts.problems import Code
from services.contracts.sessions import NewPassword, NumberKind, SignedIn, SignInRequest
from services.contracts.urges import UrgeKind, UrgeRequest, UrgeState


@dataclass(frozen=True)
class Known:
    """Somebody who can sign in."""

    number: str
    card: str
    password: str


@dataclass(frozen=True)
class Place:
    """A hub, and who and what there is."""

    hub: Hub
    person: Known
    firm: Known
    nobody: Known
    newcomer: Known
    company_side: str
    """Number of an order of the person whose one current stage is on the company's side."""
    customer_side: str
    """The same on the customer's side."""
    without_public_address: Callable[[], Hub]


class HubClientContract:
    """Subclasses give the fixture `place`."""

    def enter(self, place: Place, known: Known, kind: NumberKind = NumberKind.NUMBER) -> SignedIn:
        number = known.card if kind is NumberKind.CARD else known.number
        return place.hub.sign_in(SignInRequest(kind=kind, number=number, password=known.password))

    def order(self, place: Place, order_no: str) -> tuple[OrderDetail, StageView]:
        order = place.hub.order(self.enter(place, place.person).token, order_no)
        return order, next(stage for stage in order.stages if stage.state is StageState.CURRENT)

    def refused(self, ask: Callable[[], object]) -> HubRefused:
        with pytest.raises(HubRefused) as refused:
            ask()
        return refused.value

    def test_a_heartbeat_tells_the_hall_and_the_time(self, place: Place) -> None:
        answer = place.hub.heartbeat(3)
        assert answer.hall.name.zh
        assert answer.hall.phone
        assert answer.now.utcoffset() is not None

    def test_signing_in_by_number_and_by_card(self, place: Place) -> None:
        by_number = self.enter(place, place.person)
        by_card = self.enter(place, place.person, NumberKind.CARD)
        assert by_number.token != by_card.token
        assert not by_number.must_change_password
        assert place.hub.orders(by_number.token).orders == place.hub.orders(by_card.token).orders

    def test_signing_in_by_order_number(self, place: Place) -> None:
        session = self.enter(place, replace(place.person, number=place.company_side))
        assert place.hub.orders(session.token).total > 1

    def test_a_wrong_password_and_an_unknown_number_are_refused_alike(self, place: Place) -> None:
        wrong = self.refused(lambda: self.enter(place, replace(place.person, password="918273")))
        unknown = self.refused(lambda: self.enter(place, replace(place.person, number="99999999")))
        assert wrong.problem.code is unknown.problem.code is Code.SIGN_IN_REFUSED

    def test_none_one_and_many_orders(self, place: Place) -> None:
        for known, count in ((place.nobody, 0), (place.firm, 1)):
            assert len(place.hub.orders(self.enter(place, known).token).orders) == count
        listed = place.hub.orders(self.enter(place, place.person).token)
        assert len(listed.orders) == listed.total > 1
        assert listed.provenance.source

    def test_an_order_is_shown_to_its_own_customer_alone(self, place: Place) -> None:
        order, stage = self.order(place, place.company_side)
        assert order.order_no == place.company_side
        assert stage.permit
        assert stage.handler is not None
        stranger = self.enter(place, place.firm)
        missing = self.refused(lambda: place.hub.order(stranger.token, place.company_side))
        unknown = self.refused(lambda: place.hub.order(stranger.token, "NO-SUCH-ORDER"))
        assert missing.problem.code is unknown.problem.code is Code.ORDER_NOT_FOUND

    @pytest.mark.parametrize("order_no", ["..", "a/b", "a?b=c", "a#b", "a b", "%2e", "工单"])
    def test_an_order_number_is_never_a_path(self, place: Place, order_no: str) -> None:
        session = self.enter(place, place.person)
        refused = self.refused(lambda: place.hub.order(session.token, order_no))
        assert refused.problem.code in (Code.ORDER_NOT_FOUND, Code.NOT_FOUND)

    def test_the_language_of_texts_is_the_customer_s_own(self, place: Place) -> None:
        session = self.enter(place, place.person)
        assert session.customer_language == "zh"
        place.hub.set_language(session.token, "en")
        assert self.enter(place, place.person, NumberKind.CARD).customer_language == "en"
        assert self.enter(place, place.firm).customer_language == "zh"

    def test_what_ended_has_ended(self, place: Place) -> None:
        session = self.enter(place, place.person)
        assert place.hub.renew(session.token).idle_seconds > 0
        place.hub.sign_out(session.token)
        say = partial(place.hub.set_language, language="en")
        for ask in (place.hub.renew, place.hub.orders, say, place.hub.sign_out):
            assert self.refused(lambda ask=ask: ask(session.token)).problem.code is Code.SESSION_ENDED

    def test_a_token_that_never_was_has_ended_too(self, place: Place) -> None:
        refused = self.refused(lambda: place.hub.orders("no-such-token"))
        assert refused.problem.code is Code.SESSION_ENDED

    def test_a_first_password_opens_nothing_but_its_own_change(self, place: Place) -> None:
        session = self.enter(place, place.newcomer)
        assert session.must_change_password
        refused = self.refused(lambda: place.hub.orders(session.token))
        assert refused.problem.code is Code.PASSWORD_CHANGE_REQUIRED
        weak = self.refused(
            lambda: place.hub.change_password(session.token, NewPassword(new_password="111111"))
        )
        assert weak.problem.code is Code.PASSWORD_WEAK
        assert weak.problem.reason
        place.hub.change_password(session.token, NewPassword(new_password="729058"))
        assert place.hub.orders(session.token).total >= 0
        assert not self.enter(place, replace(place.newcomer, password="729058")).must_change_password
        refused = self.refused(lambda: self.enter(place, place.newcomer))
        assert refused.problem.code is Code.SIGN_IN_REFUSED

    def test_an_urge_is_stored_once_whatever_happens_to_its_answer(self, place: Place) -> None:
        order, stage = self.order(place, place.company_side)
        touched_at = place.hub.heartbeat(0).now - timedelta(minutes=5)
        request = UrgeRequest(stage_id=stage.stage_id, touched_at=touched_at)
        key = secrets.token_hex(16)
        views = [place.hub.urge(order.order_no, request, key, stage.permit or "") for _ in range(3)]
        assert len({view.urge_no for view in views}) == 1
        assert views[0].state is UrgeState.RECEIVED
        assert views[0].touched_at == touched_at
        _, again = self.order(place, place.company_side)
        assert [view.urge_no for view in again.urges].count(views[0].urge_no) == 1

    def test_a_second_urge_of_the_day_is_told_of_the_first(self, place: Place) -> None:
        order, stage = self.order(place, place.company_side)
        request = UrgeRequest(stage_id=stage.stage_id)
        first = place.hub.urge(order.order_no, request, secrets.token_hex(8), stage.permit or "")
        second = self.refused(
            lambda: place.hub.urge(order.order_no, request, secrets.token_hex(8), stage.permit or "")
        )
        assert second.problem.code is Code.ALREADY_URGED
        assert second.problem.last_urge is not None
        assert second.problem.last_urge.urge_no == first.urge_no

    def test_a_permit_outlives_the_session(self, place: Place) -> None:
        session = self.enter(place, place.person)
        order = place.hub.order(session.token, place.customer_side)
        stage = next(stage for stage in order.stages if stage.state is StageState.CURRENT)
        assert stage.urge_kind == "check"
        place.hub.sign_out(session.token)
        request = UrgeRequest(kind=UrgeKind.CHECK, stage_id=stage.stage_id)
        view = place.hub.urge(order.order_no, request, secrets.token_hex(8), stage.permit or "")
        assert view.kind is UrgeKind.CHECK

    @pytest.mark.parametrize("permit", ["", "forged", "a.b.c"])
    def test_without_a_right_permit_nobody_urges(self, place: Place, permit: str) -> None:
        order, stage = self.order(place, place.company_side)
        request = UrgeRequest(stage_id=stage.stage_id)
        refused = self.refused(lambda: place.hub.urge(order.order_no, request, secrets.token_hex(8), permit))
        assert refused.problem.code is Code.PERMIT_REFUSED

    def test_a_permit_is_for_its_own_order(self, place: Place) -> None:
        _, stage = self.order(place, place.company_side)
        other, other_stage = self.order(place, place.customer_side)
        request = UrgeRequest(kind=UrgeKind.CHECK, stage_id=other_stage.stage_id)
        refused = self.refused(
            lambda: place.hub.urge(other.order_no, request, secrets.token_hex(8), stage.permit or "")
        )
        assert refused.problem.code is Code.PERMIT_REFUSED

    def test_a_link_for_a_receipt(self, place: Place) -> None:
        session = self.enter(place, place.person)
        link = place.hub.receipt_link(session.token, place.company_side)
        assert link is not None
        assert link.url.startswith("http")
        assert place.company_side not in link.url
        stranger = self.enter(place, place.firm)
        refused = self.refused(lambda: place.hub.receipt_link(stranger.token, place.company_side))
        assert refused.problem.code is Code.ORDER_NOT_FOUND

    def test_without_a_public_address_there_is_no_link(self, place: Place) -> None:
        hub = place.without_public_address()
        session = self.enter(replace(place, hub=hub), place.person)
        assert hub.receipt_link(session.token, place.company_side) is None
