"""Urging by a permit: without a session, at one terminal, for 72 hours; and what is refused on arrival."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.contracts.problems import Code
from services.hub.store.engine import writing
from services.hub.store.models import Event, OrderStage, RefusedUrge
from services.hub.usecases.kiosks import revoke
from tests.services.hub.running import EnrolledKiosk, RunningHub
from tests.services.hub.urging import ask, china, code_of, order, permit


@pytest.fixture(scope="module")
def backend() -> str:
    """What is tested here asks nothing of the database that other tests do not."""
    return "sqlite"


class TestPermit:
    """A permit is enough, after the session's end too, at the terminal it was given to."""

    def test_it_works_without_a_session(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        word = permit(hub, session, "running")
        touched = hub.clock.now()
        hub.http.delete("/api/v1/sessions/current", headers=session)
        hub.clock.turn(hours=71)
        answer = ask(hub, "running", kiosk.headers | {"Urge-Permit": word}, touched_at=touched)
        assert answer.status_code == 201
        assert answer.json()["working_day"] == "2026-11-20"
        row = hub.rows(select(Event.actor).where(Event.kind == "urge-received"))[0]
        assert row.actor == f"kiosk:{kiosk.kiosk_id}"

    def test_it_is_good_for_72_hours(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers = kiosk.headers | {"Urge-Permit": permit(hub, session, "running")}
        touched = hub.clock.now()
        hub.clock.turn(hours=72, seconds=1)
        answer = ask(hub, "running", headers, touched_at=touched + timedelta(seconds=2))
        assert (answer.status_code, code_of(answer)) == (403, Code.PERMIT_EXPIRED)

    def test_what_was_stored_is_answered_after_that_too(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        """The first answer was lost on the way."""
        headers = kiosk.headers | {"Urge-Permit": permit(hub, session, "running")}
        touched = hub.clock.now()
        first = ask(hub, "running", headers, key="one", touched_at=touched)
        hub.clock.turn(hours=100)
        again = ask(hub, "running", headers, key="one", touched_at=touched)
        assert (again.status_code, again.json()) == (201, first.json())

    def test_it_is_for_one_terminal_order_and_stage(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        word = {"Urge-Permit": permit(hub, session, "parallel", "grid-works")}
        stages = hub.seeded.orders["parallel"].stages
        for answer in (
            ask(hub, "parallel", hub.enrol().headers | word, stage=stages["grid-works"]),
            ask(hub, "parallel", kiosk.headers | word, stage=stages["customer-works"]),
            ask(hub, "running", kiosk.headers | word),
        ):
            assert (answer.status_code, code_of(answer)) == (403, Code.PERMIT_REFUSED)
        good = ask(hub, "parallel", kiosk.headers | word, stage=stages["grid-works"])
        assert good.status_code == 201

    def test_it_needs_the_terminals_key(self, hub: RunningHub, session: dict[str, str]) -> None:
        answer = ask(hub, "running", {"Urge-Permit": permit(hub, session, "running")})
        assert code_of(answer) == Code.UNKNOWN_TERMINAL

    def test_a_revoked_terminal_sends_nothing_more(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        word = permit(hub, session, "running")
        with writing(hub.engine) as connection:
            revoke(connection, kiosk.kiosk_id, hub.clock.now())
        answer = ask(hub, "running", kiosk.headers | {"Urge-Permit": word})
        assert code_of(answer) == Code.UNKNOWN_TERMINAL

    @pytest.mark.parametrize("how", ["cut", "flip", "empty", "other-secret"])
    def test_a_forged_one_is_refused(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str], how: str
    ) -> None:
        word = permit(hub, session, "running")
        forged = {
            "cut": word[:-1],
            "flip": ("X" if word[0] != "X" else "Y") + word[1:],
            "empty": "",
            "other-secret": type(hub.hub.permits)(b"another", hub.clock).issue(1, 1, 10),
        }[how]
        answer = ask(hub, "running", kiosk.headers | {"Urge-Permit": forged})
        assert (answer.status_code, code_of(answer)) == (403, Code.PERMIT_REFUSED)


class TestKept:
    """An urge that was kept at the terminal and is refused when it arrives: the order says why."""

    def kept(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str], seconds: float = 120
    ) -> tuple[dict[str, str], datetime]:
        headers = kiosk.headers | {"Urge-Permit": permit(hub, session, "running")}
        touched = hub.clock.now()
        hub.clock.turn(seconds=seconds)
        return headers, touched

    def move_on(self, hub: RunningHub) -> None:
        stage = int(hub.seeded.orders["running"].stage)
        with writing(hub.engine) as connection:
            connection.execute(update(OrderStage).where(OrderStage.id == stage).values(state="done"))
            connection.execute(update(OrderStage).where(OrderStage.id == stage + 1).values(state="current"))

    def test_the_order_says_why_at_the_next_sign_in(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers, touched = self.kept(hub, kiosk, session)
        self.move_on(hub)
        answer = ask(hub, "running", headers, key="one", touched_at=touched, kept=True)
        assert (answer.status_code, code_of(answer)) == (409, Code.STAGE_PASSED)
        later = hub.session(kiosk, hub.seeded.person.account_no)
        assert order(hub, later, "running")["refused"] == [
            {
                "stage": {"zh": "设计文件审核", "en": "Design review"},
                "touched_at": touched.isoformat().replace("+00:00", "Z"),
                "code": "stage-passed",
            }
        ]

    def test_it_is_remembered_once_and_answered_alike(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers, touched = self.kept(hub, kiosk, session)
        self.move_on(hub)
        for _ in range(3):
            answer = ask(hub, "running", headers, key="one", touched_at=touched, kept=True)
            assert code_of(answer) == Code.STAGE_PASSED
        assert len(hub.rows(select(RefusedUrge))) == 1
        other = ask(hub, "running", headers, key="one", touched_at=touched + timedelta(seconds=1))
        assert code_of(other) == Code.KEY_REUSED

    def test_an_expired_permit_is_remembered_too(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers, touched = self.kept(hub, kiosk, session, seconds=73 * 3600)
        answer = ask(hub, "running", headers, touched_at=touched, kept=True)
        assert code_of(answer) == Code.PERMIT_EXPIRED
        assert [row.code for row in hub.rows(select(RefusedUrge.code))] == ["permit-expired"]

    def test_what_is_refused_in_front_of_the_customer_is_not_remembered(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers, touched = self.kept(hub, kiosk, session)
        self.move_on(hub)
        assert code_of(ask(hub, "running", headers, touched_at=touched)) == Code.STAGE_PASSED
        assert hub.rows(select(RefusedUrge)) == []

    def test_after_30_days_it_is_forgotten(
        self, hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
    ) -> None:
        headers, touched = self.kept(hub, kiosk, session)
        self.move_on(hub)
        ask(hub, "running", headers, touched_at=touched, kept=True)
        hub.clock.turn(days=31)
        later = hub.session(kiosk, hub.seeded.person.account_no)
        assert order(hub, later, "running")["refused"] == []


def test_a_kept_urge_is_judged_by_the_day_of_its_touch(
    hub: RunningHub, kiosk: EnrolledKiosk, session: dict[str, str]
) -> None:
    """Kept on Friday, sent on Monday: Monday's own urge does not stand in its way."""
    headers = kiosk.headers | {"Urge-Permit": permit(hub, session, "running")}
    touched = hub.clock.now()
    hub.clock.moment = china(23, 9)
    monday = hub.session(kiosk, hub.seeded.person.account_no)
    assert ask(hub, "running", monday).status_code == 201
    answer = ask(hub, "running", headers, touched_at=touched)
    assert answer.json()["working_day"] == "2026-11-20"
