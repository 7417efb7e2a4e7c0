"""What the browser looks at: a hub with demonstration data, on a thread, after two days' work.

Its clock stands still but where it is turned, so that its pages say the same each time.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pyotp
from sqlalchemy import func, select

from services.contracts.orders import StageState, Standing
from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.contracts.urges import IDEMPOTENCY_HEADER
from services.hub.domain.chinatime import china_date
from services.hub.domain.posts import Post
from services.hub.domain.totp import secret_of
from services.hub.jobs.rounds import go_round
from services.hub.server import DEMO_COMPANY, HubServer
from services.hub.settings import Settings
from services.hub.store.engine import reading, writing
from services.hub.store.models import Employee, Handler, Team, Urge
from services.hub.sync.demo.accounts import ACCOUNTS
from services.hub.sync.demo.prepare import prepare_demo
from services.hub.sync.demo.staff import PASSWORD
from services.hub.usecases.accounts import find_company
from services.hub.usecases.employees import NewEmployee, add_employee
from tests.services.hub.running import CHEAP, START, HandClock

AGENT = ACCOUNTS[1]
DISPATCHER = "9001"
OF_POST = {
    Post.DISPATCHER: DISPATCHER,
    Post.ADMINISTRATOR: "9002",
    Post.AUDITOR: "9003",
    Post.MAINTENANCE: "9004",
    Post.HALL_STAFF: "9005",
    Post.COMMUNITY_MEMBER: "9006",
}
"""Staff numbers. Handler and team leader are those with the most to do."""

_OVER = (Standing.FINISHED, Standing.CANCELLED)
_ORDERS_APART = 12
"""Of the agent's orders that go on every so many-th is urged: some of each standing."""
_ANSWERS = (
    {"text": "计量箱已到货，明天上午上门装表，请留人在家", "new_day": "2026-11-23"},
    {"text": "设计单位周一交图，收到后当天审查"},
)
_SHORT_TEXTS = ("材料已收到，两个工作日内办完", "施工队明天上午到现场，请留人", "配件已到货，本周内装表")
_VERDICTS = ({"verdict": "missing", "text": "缺少试验报告，请补齐后再来"}, {"verdict": "accepted"})


@dataclass
class Demonstration:
    """A hub that answers at `url`."""

    server: HubServer
    clock: HandClock
    _staff: dict[str, httpx.Client] = field(default_factory=dict)
    _newcomers: Iterator[int] = field(default_factory=lambda: count(7001))

    @property
    def url(self) -> str:
        return self.server.url

    def code(self, staff_no: str) -> str:
        """What their authenticator app shows now."""
        of_them = select(Employee.code_nonce).where(Employee.staff_no == staff_no)
        with reading(self.server.engine) as connection:
            nonce = connection.execute(of_them).scalar_one()
        return pyotp.TOTP(secret_of(self.server.hub.secrets.staff, nonce)).at(self.clock.now())

    def staff_number(self, post: Post) -> str:
        """Whose pages show what this post has to do."""
        return self._busiest()[post] if post in (Post.HANDLER, Post.TEAM_LEADER) else OF_POST[post]

    def signed_in(self, staff_no: str) -> httpx.Client:
        """Somebody of the demonstration's staff, with their cookies; kept for the next who asks."""
        if staff_no not in self._staff:
            client = httpx.Client(base_url=self.url, timeout=30, follow_redirects=True)
            self._staff[staff_no] = client
            send(client, "/staff/sign-in", number=staff_no, password=PASSWORD)
            landed = send(client, "/staff/code", code=self.code(staff_no))
            assert landed.is_success and landed.url.path != "/staff/code", landed.url
        return self._staff[staff_no]

    def newcomer(self) -> tuple[str, str]:
        """The number and the first password of a dispatcher who has never signed in."""
        new = NewEmployee(str(next(self._newcomers)), "新来的郑", [Post.DISPATCHER])
        with writing(self.server.engine) as connection:
            company = find_company(connection, DEMO_COMPANY)
            return new.staff_no, add_employee(self.server.hub, connection, company, new, "test")

    def close(self) -> None:
        """Whoever is signed in closes their browser."""
        for client in self._staff.values():
            client.close()
        self._staff.clear()

    def _busiest(self) -> dict[Post, str]:
        waiting = (
            select(Handler.staff_no, Team.id)
            .join(Urge, Urge.handler_id == Handler.id)
            .join(Team, Team.id == Handler.team_id)
            .group_by(Handler.staff_no, Team.id)
            .order_by(func.count().desc(), Handler.staff_no)
        )
        with reading(self.server.engine) as connection:
            handler, team = connection.execute(waiting).first() or ("", 0)
            leads = (Employee.team_id == team, Employee.posts == Post.TEAM_LEADER.value)
            leader = connection.execute(select(Employee.staff_no).where(*leads)).scalar_one()
        return {Post.HANDLER: handler, Post.TEAM_LEADER: leader}


@contextmanager
def demonstration(folder: Path) -> Iterator[Demonstration]:
    """The hub, its database in the folder."""
    clock = HandClock(START - timedelta(days=1))
    settings = Settings(f"sqlite:///{folder / 'hub.db'}", demo=True, hash_cost=CHEAP, outbox_workers=0)
    server = HubServer(settings, clock)
    thread = server.start()
    made = Demonstration(server, clock)
    try:
        prepare_demo(server.engine, server.hub.passwords, clock.now)
        _live_a_day(made)
        yield made
    finally:
        made.close()
        server.stop()
        thread.join(20)


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """As the form of the page that they are on would."""
    key = re.search(r'name="key" value="([0-9a-f]*)"', client.get("/staff").text)
    return client.post(path, data={"key": key.group(1) if key else "", **fields})


def _live_a_day(demo: Demonstration) -> None:
    """Customers urge and report what they have done, and some of it is answered; all by the usual doors."""
    asked = _asked(demo, 0)
    dispatcher = demo.signed_in(DISPATCHER)
    for kind, answers in (("urge", _ANSWERS), ("check", _VERDICTS)):
        for urge_no, fields in zip(asked[kind], answers, strict=False):
            answered = send(dispatcher, f"/staff/items/{urge_no}/answer", **fields)
            assert answered.url.path == "/staff", answered.text
    demo.close()
    demo.clock.turn(hours=22, minutes=40)  # the next morning, when the others have waited too long
    go_round(demo.server.hub)
    _send_one_up(demo, _asked(demo, 1)["urge"])
    _open_by_hand(demo)
    _stand_in(demo)
    demo.clock.turn(minutes=12)
    _send_code(demo)


def _send_one_up(demo: Demonstration, urges: list[str]) -> None:
    """The handler with the most to do cannot do all of it."""
    handler = demo.signed_in(demo.staff_number(Post.HANDLER))
    theirs = handler.get("/staff").text
    item = next(f"/staff/items/{urge_no}" for urge_no in urges if urge_no in theirs)
    raised = send(handler, f"{item}/raise", why="客户要求本周送电，配件未到，请班长协调")
    assert raised.url.path == item, raised.text


def _open_by_hand(demo: Demonstration) -> None:
    """A customer has called the dispatcher."""
    dispatcher = demo.signed_in(DISPATCHER)
    for address in re.findall(r'href="(/staff/orders/[^"?]+)"', dispatcher.get("/staff/orders").text):
        fields = dict(re.findall(r'name="(once|what)" value="([^"]+)"', dispatcher.get(address).text))
        note = "客户来电：周五开业，请尽快装表"
        opened = send(dispatcher, f"{address}/items", channel="phone", note=note, **fields)
        if opened.is_success:
            return
    raise LookupError("nothing can be opened by hand")


def _stand_in(demo: Demonstration) -> None:
    """Somebody of the busiest team is away for a week."""
    leader = demo.staff_number(Post.TEAM_LEADER)
    team = select(Employee.team_id).where(Employee.staff_no == leader).scalar_subquery()
    others = select(Employee.staff_no).where(
        Employee.team_id == team, Employee.staff_no.not_in([leader, demo.staff_number(Post.HANDLER)])
    )
    with reading(demo.server.engine) as connection:
        absent, substitute, *_ = connection.execute(others.order_by(Employee.staff_no)).scalars()
    today = china_date(demo.clock.now())
    days = {"first": today.isoformat(), "last": (today + timedelta(days=7)).isoformat()}
    client = demo.signed_in(leader)
    for text in _SHORT_TEXTS:
        send(client, "/staff/short-texts", text=text)
    kept = send(client, "/staff/substitutes", absent=absent, substitute=substitute, **days)
    assert kept.is_success, kept.text


def _send_code(demo: Demonstration) -> None:
    """A customer stands at the hall's desk and waits for a code on a new phone."""
    clerk = demo.signed_in(demo.staff_number(Post.HALL_STAFF))
    order = re.findall(r'href="(/staff/orders/[^"?]+)"', clerk.get("/staff/orders").text)[0]
    sent = send(clerk, f"{order}/phone/code", phone="13800138000")
    assert sent.url.path == f"{order}/phone" and "138****8000" in sent.text, sent.text


def _asked(demo: Demonstration, first: int) -> dict[str, list[str]]:
    """The numbers of what an agent asks at a terminal, by kind; an hour and a half later they leave."""
    found: dict[str, list[str]] = {"urge": [], "check": []}
    with httpx.Client(base_url=demo.url, timeout=30) as terminal:
        kiosk = _told(terminal.post("/api/v1/kiosks", json={"code": demo.server.enrolment_code()}))
        terminal.headers.update({KIOSK_ID_HEADER: kiosk["kiosk_id"], KIOSK_KEY_HEADER: kiosk["key"]})
        who = {"kind": "number", "number": AGENT.number, "password": AGENT.password}
        token = _told(terminal.post("/api/v1/sessions", json=who))["token"]
        terminal.headers["Authorization"] = f"Bearer {token}"
        listed = _told(terminal.get("/api/v1/orders"))["orders"]
        rows = [row for row in listed if row["standing"] not in _OVER]
        for row in rows[first::_ORDERS_APART]:
            order = f"/api/v1/orders/{row['order_no']}"
            for stage in _told(terminal.get(order))["stages"]:
                if stage["state"] == StageState.CURRENT and stage["urge_kind"]:
                    what = {"kind": stage["urge_kind"], "stage_id": stage["stage_id"]}
                    key = {IDEMPOTENCY_HEADER: f"{row['order_no']}-{stage['stage_id']}"}
                    urge = _told(terminal.post(f"{order}/urges", json=what, headers=key))
                    found[stage["urge_kind"]].append(urge["urge_no"])
    demo.clock.turn(minutes=95)
    return found


def _told(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()
