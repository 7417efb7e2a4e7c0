"""A customer's orders: their own only, masked, in the order of the list, with where they stand and who has
them.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from services.contracts.problems import Code
from services.hub.store.engine import writing
from services.hub.store.models import CalendarDay, DataFile, Order, OrderStage
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import EnrolledKiosk, RunningHub
from tests.services.hub.seeding import AS_OF, SOURCE, TODAY


def listed(hub: RunningHub, session: dict[str, str]) -> Any:
    answer = hub.http.get("/api/v1/orders", headers=session)
    assert answer.status_code == 200
    return answer.json()


def shown(hub: RunningHub, session: dict[str, str], name: str) -> Any:
    answer = hub.http.get(f"/api/v1/orders/{hub.seeded.orders[name].order_no}", headers=session)
    assert answer.status_code == 200
    return answer.json()


def stage_of(order: Any, code: str) -> Any:
    return next(stage for stage in order["stages"] if stage["code"] == code)


def names(hub: RunningHub, answer: Any) -> list[str]:
    by_number = {order.order_no: name for name, order in hub.seeded.orders.items()}
    return [by_number[row["order_no"]] for row in answer["orders"]]


def test_groups_and_within_them_what_is_planned_first(still: RunningHub, looking: dict[str, str]) -> None:
    answer = listed(still, looking)
    assert names(still, answer) == [
        "parallel",
        "waiting",
        "late",
        "nearly",
        "leaderless",
        "running",
        "paused",
        "finished",
        "cancelled",
    ]
    assert [row["standing"] for row in answer["orders"]] == [
        "waiting-for-customer",
        "waiting-for-customer",
        "late",
        "nearly-late",
        "running",
        "running",
        "paused",
        "finished",
        "cancelled",
    ]
    assert answer["total"] == 9


def test_a_finished_order_is_shown_for_90_days(hub: RunningHub, session: dict[str, str]) -> None:
    old = hub.seeded.orders["old"]
    with writing(hub.engine) as connection:
        ended = {"ended_on": TODAY - timedelta(days=90)}
        connection.execute(update(Order).where(Order.id == old.id).values(ended))
    assert "old" in names(hub, listed(hub, session))
    hub.clock.turn(days=1)
    again = hub.session(hub.enrol(), hub.seeded.person.account_no)
    assert "old" not in names(hub, listed(hub, again))
    assert shown(hub, again, "old")["standing"] == "finished"


def test_a_row_says_what_a_glance_needs(still: RunningHub, looking: dict[str, str]) -> None:
    row = next(row for row in listed(still, looking)["orders"] if row["standing"] == "late")
    assert row["flow"]["zh"].startswith("低压")
    assert row["address"] == "云南省玉溪市红塔区棋阳路***"
    assert [stage["zh"] for stage in row["stages"]] == ["现场勘查"]
    assert row["planned_finish"] == {"day": "2026-12-16", "estimate": True, "provisional": False}


def test_days_beyond_the_published_calendar_are_provisional(
    still: RunningHub, looking: dict[str, str]
) -> None:
    rows = listed(still, looking)["orders"]
    assert {row["planned_finish"]["provisional"] for row in rows if row["planned_finish"]} == {True, False}
    for row in rows:
        if row["planned_finish"]:
            assert row["planned_finish"]["provisional"] is (row["planned_finish"]["day"] > "2026-12-31")


@SQLITE_ALONE
def test_a_customer_without_orders_has_none(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    answer = listed(hub, hub.session(kiosk, hub.seeded.nobody.account_no))
    assert (answer["orders"], answer["total"]) == ([], 0)
    assert answer["provenance"] == {"as_of": "2026-11-20T00:30:00Z", "source": SOURCE}


@SQLITE_ALONE
def test_an_agent_sees_the_orders_they_look_after(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    agent = hub.session(kiosk, hub.seeded.agent.account_no)
    assert names(hub, listed(hub, agent)) == ["other", "running"]
    assert shown(hub, agent, "other")["customer_name"] != hub.seeded.firm.name


def test_anothers_order_does_not_exist(still: RunningHub, looking: dict[str, str]) -> None:
    other = still.seeded.orders["other"].order_no
    bodies = []
    for number in (other, "YK1999", other.lower(), "%00", "x" * 300, "1' OR '1'='1"):
        answer = still.http.get(f"/api/v1/orders/{number}", headers=looking)
        assert answer.status_code == 404
        bodies.append({name: value for name, value in answer.json().items() if name != "instance"})
    assert bodies[0]["code"] == Code.ORDER_NOT_FOUND
    assert bodies[0] == bodies[1] == bodies[2]


def test_nothing_personal_leaves_the_hub_whole(still: RunningHub, looking: dict[str, str]) -> None:
    person = still.seeded.person
    texts = [still.http.get("/api/v1/orders", headers=looking).text]
    texts += [
        still.http.get(f"/api/v1/orders/{order.order_no}", headers=looking).text
        for order in still.seeded.orders.values()
    ]
    for text in texts:
        for secret in (person.name, person.account_no, person.card_no, "14212345678", "36号", "501室"):
            assert secret not in text
    assert "张**" in texts[1]
    assert "**0001" in texts[1]
    assert "刘建华" in texts[1]
    assert "0877-0060002" in texts[1]


def test_each_answer_says_of_when_and_whence_its_data_are(hub: RunningHub, session: dict[str, str]) -> None:
    newer = AS_OF + timedelta(hours=1)
    with writing(hub.engine) as connection:
        running = hub.seeded.orders["running"].id
        connection.execute(update(Order).where(Order.id == running).values(as_of=newer, source="later"))
    assert listed(hub, session)["provenance"] == {"as_of": "2026-11-20T00:30:00Z", "source": SOURCE}
    assert shown(hub, session, "running")["provenance"] == {
        "as_of": "2026-11-20T01:30:00Z",
        "source": "later",
    }


class TestOneOrder:
    """The four questions: where is it, what happens there, who has it, what comes next."""

    def test_the_whole_flow_in_order(self, still: RunningHub, looking: dict[str, str]) -> None:
        order = shown(still, looking, "running")
        assert len(order["stages"]) == 16
        states = [stage["state"] for stage in order["stages"]]
        assert states == ["done"] * 9 + ["current"] + ["later"] * 6
        assert order["reason"] is None
        current = order["stages"][9]
        assert current["name"] == {"zh": "设计文件审核", "en": "Design review"}
        assert current["does"]["zh"]
        assert current["does"]["en"]
        assert current["handler"] == {
            "name": "刘建华",
            "team": "业扩一班",
            "phone": "0877-0060002",
            "is_team_leader": False,
        }
        assert order["stages"][10]["planned_start"]["estimate"] is True

    def test_the_team_leader_stands_in(self, still: RunningHub, looking: dict[str, str]) -> None:
        handler = stage_of(shown(still, looking, "leaderless"), "contract")["handler"]
        assert handler == {
            "name": "赵国强",
            "team": "业扩一班",
            "phone": "0877-0060001",
            "is_team_leader": True,
        }

    def test_late_in_working_days(self, still: RunningHub, looking: dict[str, str]) -> None:
        """Planned for Monday the 16th, today is Friday the 20th."""
        stage = stage_of(shown(still, looking, "late"), "site-survey")
        assert (stage["late"], stage["variance_days"]) == (True, 4)

    def test_the_customers_own_stage_says_what_is_awaited(
        self, still: RunningHub, looking: dict[str, str]
    ) -> None:
        stage = stage_of(shown(still, looking, "waiting"), "project-follow-up")
        assert stage["side"] == "customer"
        assert stage["awaited"]["zh"]
        assert stage["urge_kind"] == "check"
        assert stage["variance_days"] is None

    def test_paused_and_cancelled_say_why(self, still: RunningHub, looking: dict[str, str]) -> None:
        paused = shown(still, looking, "paused")
        assert (paused["standing"], paused["reason"]) == ("paused", "客户申请暂缓")
        assert stage_of(paused, "plan-reply")["urge_kind"] == "check"
        assert stage_of(paused, "plan-reply")["late"] is False
        assert {stage["planned_finish"] for stage in paused["stages"] if stage["state"] != "done"} == {None}
        assert paused["planned_finish"] is None
        cancelled = shown(still, looking, "cancelled")
        assert (cancelled["standing"], cancelled["reason"]) == ("cancelled", "客户撤销申请")
        assert cancelled["ended_on"] == "2026-10-21"

    def test_a_cancelled_order_stopped_where_it_was(self, still: RunningHub, looking: dict[str, str]) -> None:
        order = shown(still, looking, "cancelled")
        amid, ahead = stage_of(order, "contract"), order["stages"][-1]
        assert (amid["state"], amid["started_on"] is None) == ("stopped", False)
        assert (ahead["state"], ahead["started_on"] is None) == ("stopped", True)
        for stage in (amid, ahead):
            assert (stage["planned_start"], stage["planned_finish"], stage["late"]) == (None, None, False)

    def test_a_finished_order_has_no_stage_left(self, hub: RunningHub, session: dict[str, str]) -> None:
        """Exports say that an order is filed away before they say so of its last stage."""
        of_it = Order.order_no == hub.seeded.orders["running"].order_no
        with writing(hub.engine) as connection:
            connection.execute(update(Order).where(of_it).values(state="finished", ended_on=TODAY))
        order = shown(hub, session, "running")
        assert stage_of(order, "design-review")["state"] == "done"
        assert {stage["state"] for stage in order["stages"]} == {"done", "skipped"}

    def test_parallel_stages_are_each_current(self, still: RunningHub, looking: dict[str, str]) -> None:
        order = shown(still, looking, "parallel")
        both = [stage for stage in order["stages"] if stage["state"] == "current"]
        assert [stage["urge_kind"] for stage in both] == ["check", "urge"]
        assert len({stage["step"] for stage in both}) == 1
        assert len({stage["permit"] for stage in both}) == 2

    def test_only_current_stages_carry_a_permit(self, still: RunningHub, looking: dict[str, str]) -> None:
        for name in still.seeded.orders.keys() - {"other"}:
            order = shown(still, looking, name)
            for stage in order["stages"]:
                open_ = stage["state"] == "current" and order["standing"] not in ("finished", "cancelled")
                assert (stage["permit"] is not None) is open_
                assert (stage["urge_kind"] is not None) is open_

    @SQLITE_ALONE
    def test_a_stage_that_was_set_back_comes_later(self, hub: RunningHub, session: dict[str, str]) -> None:
        visit = int(hub.seeded.orders["running"].stages["design-review"])
        before = int(hub.seeded.orders["running"].stages["project-follow-up"])
        with writing(hub.engine) as connection:
            connection.execute(update(OrderStage).where(OrderStage.id == visit).values(state="set-back"))
            connection.execute(update(OrderStage).where(OrderStage.id == before).values(state="current"))
        order = shown(hub, session, "running")
        review = stage_of(order, "design-review")
        assert (review["state"], review["started_on"], review["permit"]) == ("later", None, None)
        assert order["standing"] == "waiting-for-customer"

    def test_a_stage_without_a_row_comes_later(self, hub: RunningHub, session: dict[str, str]) -> None:
        last = int(hub.seeded.orders["running"].stages["filing"])
        with writing(hub.engine) as connection:
            connection.execute(delete(OrderStage).where(OrderStage.id == last))
        stage = shown(hub, session, "running")["stages"][-1]
        assert (stage["code"], stage["state"], stage["handler"]) == ("filing", "later", None)
        assert re.fullmatch(r"[0-9A-Za-z-]{1,64}", stage["stage_id"])


def test_a_thousand_orders_are_listed_and_the_rest_counted(hub: RunningHub, session: dict[str, str]) -> None:
    with writing(hub.engine) as connection:
        one = connection.execute(select(Order).where(Order.order_no == hub.seeded.orders["running"].order_no))
        row = {name: value for name, value in one.mappings().one().items() if name != "id"}
        connection.execute(insert(Order), [row | {"order_no": f"N{at:05d}"} for at in range(1100)])
    answer = listed(hub, session)
    assert len(answer["orders"]) == 1000
    assert answer["total"] == 1109
    assert {row["standing"] for row in answer["orders"]}.isdisjoint({"finished", "cancelled"})


@SQLITE_ALONE
def test_a_new_calendar_is_used_without_a_restart(hub: RunningHub, session: dict[str, str]) -> None:
    """The year 2027 is announced: its days are no longer provisional."""
    assert listed(hub, session)["orders"][0]["planned_finish"]["provisional"] is True
    with writing(hub.engine) as connection:
        days = [TODAY.replace(year=2027, month=1, day=1) + timedelta(days=at) for at in range(365)]
        rows = [
            {"day": day, "working": day.weekday() < 5, "name": "", "source": "import", "version": "2027"}
            for day in days
        ]
        connection.execute(insert(CalendarDay), rows)
        values = {"kind": "calendar", "code": "import", "version": "2027", "source": "", "sha256": "0"}
        connection.execute(insert(DataFile), values)
    hub.clock.turn(seconds=5)
    assert listed(hub, session)["orders"][0]["planned_finish"]["provisional"] is False


@SQLITE_ALONE
@pytest.mark.parametrize("hour", [15, 16])
def test_the_day_is_chinas(hub: RunningHub, hour: int) -> None:
    """Midnight in China is 16:00 UTC: the stage planned for today is late from then on, not before."""
    visit = int(hub.seeded.orders["nearly"].stage)
    with writing(hub.engine) as connection:
        connection.execute(
            update(OrderStage).where(OrderStage.id == visit).values(planned_finish=TODAY - timedelta(days=1))
        )
    hub.clock.moment = hub.clock.moment.replace(day=19, hour=hour)
    session = hub.session(hub.enrol(), hub.seeded.person.account_no)
    expected = "nearly-late" if hour == 15 else "late"
    assert shown(hub, session, "nearly")["standing"] == expected


@SQLITE_ALONE
def test_a_rest_day_adds_nothing_to_how_late_a_stage_is(hub: RunningHub) -> None:
    """Planned for Monday the 16th, today is Sunday the 22nd: four working days have been."""
    hub.clock.turn(days=2)
    session = hub.session(hub.enrol(), hub.seeded.person.account_no)
    stage = stage_of(shown(hub, session, "late"), "site-survey")
    assert (stage["late"], stage["variance_days"]) == (True, 4)
