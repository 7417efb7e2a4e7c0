"""The demonstration's data: what README promises is there, on whatever day they are made."""

import csv
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, select, text

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.clocks import FINISHED_SHOWN_DAYS, Standing, order_standing, stage_clock
from services.hub.domain.flowfiles import parse_flow
from services.hub.domain.passwords import weakness
from services.hub.domain.posts import Post
from services.hub.domain.terms import OrderState, Side
from services.hub.domain.urging import UrgeKind
from services.hub.settings import HashCost
from services.hub.store.engine import writing
from services.hub.store.models import (
    Hall,
    Kiosk,
    Order,
    OrderPhone,
    OrderStage,
    PhoneCode,
    RecoveryCode,
    ShortText,
    StaffSession,
    Substitute,
    Urge,
    UrgeAnswer,
    UrgeLevel,
)
from services.hub.sync.demo.accounts import ACCOUNTS, AGENTS_ORDERS, A, B, C, D, E, F
from services.hub.sync.demo.anew import events_may_go
from services.hub.sync.demo.files import write_demo_files
from services.hub.sync.demo.moving import move_some
from services.hub.sync.demo.names import LONGEST_COMPANY
from services.hub.sync.demo.orders import ENDED_ORDERS, RUNNING_ORDERS
from services.hub.sync.demo.people import CUSTOMERS
from services.hub.sync.demo.prepare import prepare_demo
from services.hub.sync.demo.staff import SECRET
from services.hub.sync.demo.timeline import standings_of
from services.hub.usecases.halls import HallFacts, put_hall
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.load_data import DATA_DIRECTORY
from services.hub.usecases.tell import tell_handler
from tests.services.hub.sync.importing import NOW, open_office

PASSWORDS = Passwords(b"pepper", HashCost(memory_kib=8, passes=1))
CALENDAR = WorkCalendar.from_days(seed_days())
OVER = (Standing.FINISHED, Standing.CANCELLED)


@pytest.fixture(scope="module")
def backend() -> str:
    """What is made comes in by imports, and those are tried on both."""
    return "sqlite"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Rows of the three files for a Sunday."""
    directory = tmp_path_factory.mktemp("demo")
    paths = write_demo_files(directory, DATA_DIRECTORY, date(2026, 11, 22))
    return {path.stem: list(csv.DictReader(path.open(encoding="utf-8-sig", newline=""))) for path in paths}


@pytest.fixture(scope="module")
def demo_database(loaded_database, tmp_path_factory):
    """A database with the data of NOW's day, made by the only way there is."""
    with open_office(loaded_database, tmp_path_factory.mktemp("demo")) as office:
        with writing(office.engine) as connection:
            put_hall(connection, 1, HallFacts("demo", "示范营业厅", "Demonstration Hall", "0877-0000000"))
        assert prepare_demo(office.engine, PASSWORDS, lambda: NOW)
        office.engine.dispose()
        yield office.engine.url


@pytest.fixture
def demo(demo_database, tmp_path):
    with open_office(demo_database, tmp_path) as office:
        yield office


def standings(office, today, condition):
    """Flow and standing of each order, by its number, as the hub will judge it."""
    rows = office.rows(
        "SELECT o.order_no, f.code, o.state, s.side, v.planned_finish "
        "FROM orders o JOIN flows f ON f.id = o.flow_id "
        "LEFT JOIN order_stages v ON v.order_id = o.id AND v.state = 'current' "
        f"LEFT JOIN flow_stages s ON s.id = v.flow_stage_id WHERE {condition}"
    )
    orders = {}
    for number, flow, state, side, due in rows:
        clocks = orders.setdefault(number, (flow, OrderState(state), []))[2]
        if side:
            day, paused = date.fromisoformat(due) if due else None, state == "paused"
            clock = stage_clock(CALENDAR, Side(side), day, today, paused=paused, nearly_late_days=2)
            clocks.append((Side(side), clock))
    return {number: (flow, order_standing(state, clocks)) for number, (flow, state, clocks) in orders.items()}


def test_the_same_seed_and_day_make_the_same_files(tmp_path):
    contents = []
    for name, day in (("one", 22), ("two", 22), ("three", 23)):
        (tmp_path / name).mkdir()
        paths = write_demo_files(tmp_path / name, DATA_DIRECTORY, date(2026, 11, day))
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    assert contents[0][0] == contents[2][0]  # customers stay whoever they are
    assert contents[0][2] != contents[2][2]


def test_the_hard_names_and_addresses_are_there(files):
    people = {row["客户名称"] for row in files["customers"]}
    assert len({row["客户编号"] for row in files["customers"]}) == CUSTOMERS
    assert LONGEST_COMPANY in people
    assert len(LONGEST_COMPANY) == 60
    assert "买买提·艾力" in people
    assert any(name.startswith("欧阳") for name in people)
    assert any("𠮷" in name for name in people)
    assert any("路" not in row["用电地址"] and "村" in row["用电地址"] for row in files["customers"])


def test_nobody_has_a_number_that_can_be_called(files):
    phones = {row["联系电话"] for row in files["customers"]}
    work = {row[column] for row in files["stages"] for column in ("电话", "班长电话")} - {""}
    assert all(phone.startswith("142") and len(phone) == 11 for phone in phones | work)
    assert phones.isdisjoint(work)


def test_the_known_passwords_would_be_accepted():
    numbers = [account.number for account in ACCOUNTS]
    assert len(set(numbers)) == len(ACCOUNTS)
    for account in ACCOUNTS:
        assert weakness(account.password, [account.number, account.card]) is None


@pytest.mark.parametrize("day", [date(2026, 10, 5), date(2027, 3, 1)], ids=["holiday", "provisional"])
def test_every_flow_is_shown_in_every_standing_whatever_the_day(office, day):
    now = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    prepare_demo(office.engine, PASSWORDS, lambda: now)
    flows = [parse_flow(path.read_text("utf-8"), path.name) for path in DATA_DIRECTORY.glob("*.toml")]
    everything = {(flow.code, standing) for flow in flows for standing in standings_of(flow)}
    shown = standings(office, day, "o.agent_id IS NULL")
    assert everything - set(shown.values()) == set()
    assert sum(standing not in OVER for _, standing in shown.values()) == RUNNING_ORDERS
    assert sum(standing in OVER for _, standing in shown.values()) == ENDED_ORDERS + 2  # and A's
    for wrong in (
        f"orders WHERE filed_on > '{day}' OR ended_on > '{day}'",
        f"order_stages WHERE entered_on > '{day}' OR finished_on > '{day}'",
        f"order_stages WHERE state = 'later' AND planned_finish <= '{day}'",
    ):
        assert office.rows(f"SELECT * FROM {wrong}") == []
    planned = office.rows("SELECT DISTINCT planned_finish FROM order_stages WHERE planned_finish IS NOT NULL")
    assert [one for (one,) in planned if not CALENDAR.is_working(date.fromisoformat(one))] == []


def test_each_known_account_shows_what_it_is_for(demo):
    today = date(2026, 11, 22)

    def of(account, whose="customer_id"):
        condition = f"o.{whose} = (SELECT id FROM customers WHERE customer_no = '{account.customer_no}')"
        return standings(demo, today, condition)

    assert {standing for _, standing in of(A).values()} == set(Standing)
    assert "high-voltage-parallel" in {flow for flow, _ in of(A).values()}
    assert demo.rows(f"SELECT card_no FROM accounts WHERE account_no = '{A.number}'") == [("62E3086CED",)]
    assert len(of(B, "agent_id")) == AGENTS_ORDERS
    assert of(B) == {}
    assert [standing for _, standing in of(C).values()] == [Standing.LATE]
    assert of(D) == {}
    assert list(of(F)) == [F.number]
    holders = dict(
        demo.rows("SELECT account_no, customer_no FROM accounts a JOIN customers c ON c.id = a.customer_id")
    )
    for account in (A, B, C, D, E):
        assert holders[account.number] == account.customer_no
    assert F.customer_no not in holders.values()


def test_all_of_the_agent_s_orders_are_recent_enough_to_be_listed(demo):
    oldest = date(2026, 11, 22) - timedelta(days=FINISHED_SHOWN_DAYS)
    listed = f"agent_id IS NOT NULL AND (ended_on IS NULL OR ended_on >= '{oldest}')"
    assert demo.rows(f"SELECT count(*) FROM orders WHERE {listed}") == [(AGENTS_ORDERS,)]


@pytest.mark.parametrize(
    "what",
    [
        "order_stages WHERE state = 'set-back'",
        "order_stages WHERE state = 'skipped'",
        "order_stages WHERE state = 'current' AND handler_id IS NULL AND team_id IS NOT NULL",
        "(SELECT 1 FROM order_stages WHERE state = 'current' GROUP BY order_id HAVING count(*) > 1)",
        "orders WHERE planned_finish >= '2027-01-01'",
    ],
)
def test_the_special_orders_are_there(demo, what):
    assert demo.rows(f"SELECT * FROM {what}") != []


def test_nothing_is_left_blank_that_a_customer_looks_for(demo):
    for wrong in (
        "orders WHERE state IN ('cancelled', 'paused') AND reason = ''",
        "orders WHERE hall_id IS NULL OR address = '' OR planned_finish IS NULL",
        "teams WHERE leader_name = '' OR leader_phone = ''",
        "handlers WHERE phone = '' OR team_id IS NULL",
        "order_stages WHERE state = 'later' AND (planned_start IS NULL OR team_id IS NULL)",
    ):
        assert demo.rows(f"SELECT * FROM {wrong}") == []


def test_the_known_passwords_open_and_one_must_be_changed(demo):
    rows = demo.rows(
        "SELECT customer_no, password_hash, must_change, used_at "
        "FROM credentials JOIN customers ON id = customer_id"
    )
    held = {number: (kept, bool(change), used) for number, kept, change, used in rows}
    assert len(held) == len(ACCOUNTS)
    for account in ACCOUNTS:
        kept, change, used = held[account.customer_no]
        assert PASSWORDS.matches(kept, account.password)
        assert (change, used) == (account.must_change, None)


def test_they_stay_for_the_day_and_are_made_anew_on_the_next(demo):
    with writing(demo.engine) as connection:
        connection.execute(text("UPDATE customers SET phone = 'touched'"))
    assert not prepare_demo(demo.engine, PASSWORDS, lambda: NOW + timedelta(hours=3))
    assert demo.rows("SELECT DISTINCT phone FROM customers") == [("touched",)]
    assert prepare_demo(demo.engine, PASSWORDS, lambda: NOW + timedelta(days=1))
    assert demo.rows("SELECT count(*) FROM customers WHERE phone = 'touched'") == [(0,)]
    assert demo.rows("SELECT count(*) FROM customers") == [(CUSTOMERS,)]
    assert demo.rows("SELECT max(filed_on) FROM orders") == [("2026-11-23",)]
    assert demo.rows("SELECT count(*) FROM import_files") == [(3,)]


def test_what_was_urged_answered_and_sent_meanwhile_goes_with_the_day(demo):
    with writing(demo.engine) as connection:
        hall = connection.execute(select(Hall.id)).scalar_one()
        kiosk = {"kiosk_id": "k", "company_id": 1, "hall_id": hall, "key_hash": "0", "enrolled_at": NOW}
        connection.execute(insert(Kiosk), kiosk)
        stage = connection.execute(
            select(OrderStage).join(Order).where(OrderStage.handler_id.is_not(None)).limit(1)
        ).one()
        connection.execute(
            insert(Urge),
            {
                "urge_no": "CB1",
                "company_id": 1,
                "order_id": stage.order_id,
                "order_stage_id": stage.id,
                "kind": "urge",
                "state": "received",
                "kiosk_id": 1,
                "key": "k1",
                "request_hash": "0",
                "handler_id": stage.handler_id,
                "touched_at": NOW,
                "working_day": NOW.date(),
                "received_at": NOW,
            },
        )
        tell_handler(connection, "CB1", UrgeKind.URGE, NOW)
        urge = {"urge_id": 1, "text": "好", "answered_by": "x", "answered_at": NOW}
        connection.execute(insert(UrgeAnswer), urge)
        employee = {"employee_id": 1, "token_hash": "0", "owed": "", "started_at": NOW, "seen_at": NOW}
        connection.execute(insert(StaffSession), employee)
        connection.execute(insert(RecoveryCode), {"employee_id": 1, "code_hash": "0"})
        level = {"urge_id": 1, "level": "leader", "raised_at": NOW, "raised_by": "hub"}
        connection.execute(insert(UrgeLevel), level)
        days = {"first": NOW.date(), "last": NOW.date(), "kept_by": "x", "kept_at": NOW}
        connection.execute(insert(Substitute), {"company_id": 1, "absent_id": 1, "substitute_id": 2, **days})
        bound = {"phone": "14212340002", "imported": "", "how": "code", "bound_at": NOW}
        connection.execute(insert(OrderPhone), {"order_id": stage.order_id, **bound})
        code = {"employee_id": 1, "phone": "14212340002", "word": "0", "tries": 0, "sent_at": NOW}
        connection.execute(insert(PhoneCode), {"order_id": stage.order_id, **code})
        connection.execute(insert(ShortText), {"team_id": 1, "place": 0, "text": "好"})
    assert demo.rows("SELECT count(*) FROM messages") == [(1,)]
    assert prepare_demo(demo.engine, PASSWORDS, lambda: NOW + timedelta(days=1))
    for table in (
        *("urges", "messages", "urge_answers", "urge_levels"),
        *("substitutes", "staff_sessions", "recovery_codes"),
        *("order_phones", "phone_codes", "short_texts"),
    ):
        assert demo.rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_there_is_somebody_of_every_post_and_every_handler_signs_in(demo):
    posts = dict(demo.rows("SELECT posts, count(*) FROM employees GROUP BY posts"))
    assert set(posts) == {post.value for post in Post}
    assert demo.rows("SELECT count(*) FROM handlers") == [(posts["handler"],)]
    assert demo.rows("SELECT DISTINCT must_change, code_confirmed_at IS NULL FROM employees") == [(0, 0)]
    assert SECRET == "M3TEKH6O3GADDBTP4Q6WH7JDZCLQBKPE", "people have it in their apps"


def test_what_was_left_half_made_is_made_anew(demo):
    with writing(demo.engine) as connection, events_may_go(connection):
        connection.execute(text("DELETE FROM events WHERE kind = 'demo-prepared'"))
        connection.execute(text("DELETE FROM credentials"))
    assert prepare_demo(demo.engine, PASSWORDS, lambda: NOW)
    assert demo.rows("SELECT count(*) FROM credentials") == [(len(ACCOUNTS),)]


def test_a_few_orders_move_on_by_a_file_and_their_customers_are_told(demo):
    at, random = NOW + timedelta(minutes=5), Random(1)
    steps = (
        "SELECT o.order_no, max(s.step) FROM orders o JOIN order_stages v ON v.order_id = o.id "
        "JOIN flow_stages s ON s.id = v.flow_stage_id WHERE v.state = 'current' GROUP BY 1"
    )
    before = dict(demo.rows(steps))
    moved = move_some(demo.engine, lambda: at, random)
    after = dict(demo.rows(steps))
    assert len(moved) == 3
    assert {number for number in before if after[number] > before[number]} == set(moved)
    assert after.keys() == before.keys()
    told = demo.rows("SELECT o.order_no FROM messages m JOIN orders o ON o.id = m.order_id")
    assert {number for (number,) in told} == set(moved)
    files = demo.rows("SELECT name, rows_set_aside FROM import_files ORDER BY id DESC LIMIT 1")
    assert files == [("moves-120500.csv", 0)]


def test_orders_of_known_accounts_and_of_their_agent_stay_and_so_do_those_at_their_last_stage(demo):
    known = tuple(account.customer_no for account in ACCOUNTS)
    theirs = "SELECT o.order_no FROM orders o JOIN customers c ON c.id IN (o.customer_id, o.agent_id) "
    kept = {number for (number,) in demo.rows(f"{theirs} WHERE c.customer_no IN {known}")}
    moved = move_some(demo.engine, lambda: NOW + timedelta(minutes=1), Random(1), count=200)
    assert len(moved) > 40
    assert not kept & set(moved)
    with writing(demo.engine) as connection:
        connection.execute(text("UPDATE order_stages SET state = 'skipped' WHERE state = 'later'"))
    assert move_some(demo.engine, lambda: NOW + timedelta(minutes=2), Random(1)) == []
