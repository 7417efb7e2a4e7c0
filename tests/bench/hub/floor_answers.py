"""The floor's work: the hub's two reads by hand, with sqlite3 and nothing between.

The same questions to the same tables (who is calling, the rows, one moment for all of them), the rules of
the hub's own domain, and the same JSON; no SQLAlchemy, no models, no layers. Dates stay the text that SQLite
holds wherever nothing is worked out from them.
"""

import base64
import hmac
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from services.hub.domain.calendar import CalendarDay, WorkCalendar
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import (
    FINISHED_SHOWN_DAYS,
    Standing,
    days_over,
    order_standing,
    stage_clock,
    variance_days,
)
from services.hub.domain.masking import mask_address, mask_company, mask_number, mask_person
from services.hub.domain.terms import OrderState, Side

IDLE = timedelta(seconds=185)
RENEWAL = timedelta(seconds=5)
RANKS = {standing: standing.rank for standing in Standing}

CALLER = """
    SELECT k.id, k.company_id, k.key_hash, k.revoked_at,
        s.id, s.customer_id, s.must_change, s.seen_at, s.ended_at
    FROM kiosks k LEFT JOIN sessions s ON s.kiosk_id = k.id AND s.token_hash = ? WHERE k.kiosk_id = ?"""
LIST = """
    SELECT o.*, v.flow_stage_id, v.planned_finish FROM (
        SELECT o.id, order_no, flow_id, address, filed_on, state, planned_finish, ended_on, as_of, source,
            c.nearly_late_days
        FROM orders o JOIN companies c ON c.id = o.company_id
        WHERE o.company_id + 0 = ?1 AND (o.customer_id = ?2 OR o.agent_id = ?2)
        AND (o.state <> 'finished' OR o.ended_on IS NULL OR o.ended_on >= ?3)
        ORDER BY o.state IN ('finished', 'cancelled'), o.filed_on DESC, o.id LIMIT 1000
    ) o LEFT JOIN order_stages v ON v.order_id = o.id AND v.state = 'current'"""
ORDER = """
    SELECT o.id, o.order_no, o.flow_id, o.address, o.filed_on, o.wanted_on, o.planned_finish, o.state,
        o.reason, o.ended_on, o.as_of, o.source, y.nearly_late_days, c.name, c.kind, a.account_no
    FROM orders o JOIN companies y ON y.id = o.company_id JOIN customers c ON c.id = o.customer_id
    LEFT JOIN accounts a ON a.id = o.account_id
    WHERE o.company_id = ? AND (o.customer_id = ? OR o.agent_id = ?) AND o.order_no = ?"""
VISITS = """
    SELECT v.flow_stage_id, v.id, v.state, v.entered_on, v.finished_on, v.planned_start, v.planned_finish,
        h.name, h.phone, t.name, t.leader_name, t.leader_phone
    FROM order_stages v LEFT JOIN handlers h ON h.id = v.handler_id
    LEFT JOIN teams t ON t.id = coalesce(h.team_id, v.team_id)
    WHERE v.order_id = ? AND v.state <> 'set-back' ORDER BY v.flow_stage_id, v.visit"""
URGES = "SELECT id FROM urges WHERE order_id = ? ORDER BY id DESC"
REFUSED = "SELECT id FROM refused_urges WHERE order_id = ? AND refused_at >= ? ORDER BY id DESC"
RENEW = "UPDATE sessions SET seen_at = ? WHERE id = ? AND ended_at IS NULL"

Row = tuple[Any, ...]
masked_address = lru_cache(maxsize=20_000)(mask_address)


ENDED = {
    "finished": {"current": "done", "later": "skipped"},
    "cancelled": {"current": "stopped", "later": "stopped"},
}


class NotAllowed(Exception):
    """Not a terminal, or no session."""


def open_database(path: str) -> sqlite3.Connection:
    """As the hub opens it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


class Answers:
    """Answers from one database file. `renew` is given what must be written to keep a session alive."""

    def __init__(self, connection: sqlite3.Connection, renew: Callable[[str, int], object]) -> None:
        self._database = connection
        self._renew = renew
        self._permit_key = sha256(b"any").digest()
        rows = connection.execute("SELECT day, working, name, source, version FROM calendar_days")
        days = [CalendarDay(date.fromisoformat(day), bool(working), *rest) for day, working, *rest in rows]
        self._calendar = WorkCalendar.from_days(days)
        self._known = (self._calendar.known_from.isoformat(), self._calendar.known_until.isoformat())
        self._flows: dict[int, dict[str, str]] = {}
        self._stages: dict[int, dict[int, dict[str, Any]]] = {}
        for flow, zh, en in connection.execute("SELECT id, name_zh, name_en FROM flows"):
            self._flows[flow] = {"zh": zh, "en": en}
            self._stages[flow] = {stage["id"]: stage for stage in _stages(connection, flow)}
        self._every_stage = {id_: stage for stages in self._stages.values() for id_, stage in stages.items()}

    def orders(self, kiosk_id: str, key: str, token: str) -> bytes:
        """The customer's list. Raises NotAllowed."""
        now = datetime.now(UTC)
        today = china_date(now)
        since = (today - timedelta(days=FINISHED_SHOWN_DAYS)).isoformat()
        orders: dict[int, list[Row]] = {}
        with self._one_moment():
            _, company, customer = self._caller(kiosk_id, key, token, now)
            for row in self._database.execute(LIST, (company, customer, since)):
                orders.setdefault(row[0], []).append(row)
        views = sorted((self._row(rows, today) for rows in orders.values()), key=lambda pair: pair[0])
        firsts = [rows[0] for rows in orders.values()]
        moving = [row for row in firsts if row[7] is None]
        oldest = min(moving, key=_as_of) if moving else max(firsts, key=_as_of)
        provenance = {"as_of": _instant(oldest[8]), "source": oldest[9]}
        return orjson.dumps(
            {"orders": [view for _, view in views], "total": len(views), "provenance": provenance}
        )

    def order(self, kiosk_id: str, key: str, token: str, order_no: str) -> bytes:
        """One order. Raises NotAllowed, also when the customer has no such order."""
        now = datetime.now(UTC)
        today = china_date(now)
        month_ago = (now - timedelta(days=30)).isoformat(" ")
        with self._one_moment():
            kiosk, company, customer = self._caller(kiosk_id, key, token, now)
            order = self._database.execute(ORDER, (company, customer, customer, order_no)).fetchone()
            if order is None:
                raise NotAllowed(order_no)
            visits = {row[0]: row for row in self._database.execute(VISITS, (order[0],))}
            talk = self._database.execute(URGES, (order[0],)).fetchall()
            talk += self._database.execute(REFUSED, (order[0], month_ago)).fetchall()
        if talk:
            raise LookupError("the floor shows no urges, and the orders here have none")
        return orjson.dumps(self._detail(kiosk, order, visits, today))

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        self._database.execute("BEGIN")
        try:
            yield
        finally:
            self._database.execute("ROLLBACK")

    def _caller(self, kiosk_id: str, key: str, token: str, now: datetime) -> tuple[int, int, int]:
        caller = self._database.execute(CALLER, (_digest(token), kiosk_id)).fetchone()
        if caller is None or not hmac.compare_digest(caller[2], _digest(key)) or caller[3] is not None:
            raise NotAllowed(kiosk_id)
        kiosk, company, _, _, session, customer, must_change, seen_at, ended_at = caller
        if session is None or ended_at is not None or must_change:
            raise NotAllowed(kiosk_id)
        idle = now - datetime.fromisoformat(seen_at).replace(tzinfo=UTC)
        if idle > IDLE:
            raise NotAllowed(kiosk_id)
        if idle >= RENEWAL:
            self._renew(now.replace(tzinfo=None).isoformat(" "), session)
        return kiosk, company, customer

    def _row(self, rows: list[Row], today: date) -> tuple[tuple[int, int, str], dict[str, Any]]:
        _, order_no, flow, address, filed_on, state, planned_finish, ended_on, _, _, nearly, *_ = rows[0]
        current = sorted((row[11], row[12]) for row in rows if row[11] is not None)
        standing = self._standing(state, nearly, current, today)
        if ended_on is not None:
            urgency = -date.fromisoformat(ended_on).toordinal()
        else:
            urgency = (date.fromisoformat(planned_finish) if planned_finish else date.max).toordinal()
        view = {
            "order_no": order_no,
            "flow": self._flows[flow],
            "address": masked_address(address),
            "filed_on": filed_on,
            "standing": standing.value,
            "stages": [] if ended_on else [self._every_stage[stage]["name"] for stage, _ in current],
            "planned_finish": self._planned(None if state == "paused" else planned_finish),
            "ended_on": ended_on,
        }
        return (RANKS[standing], urgency, order_no), view

    def _detail(self, kiosk: int, order: Row, visits: dict[int, Row], today: date) -> dict[str, Any]:
        id_, order_no, flow, address, filed_on, wanted_on, planned_finish, state, reason, ended_on, *rest = (
            order
        )
        as_of, source, nearly, name, kind, account_no = rest
        current = [(stage, row[6]) for stage, row in visits.items() if row[2] == "current"]
        return {
            "order_no": order_no,
            "flow": self._flows[flow],
            "customer_name": mask_company(name) if kind == "company" else mask_person(name),
            "account": mask_number(account_no) if account_no else None,
            "address": masked_address(address),
            "filed_on": filed_on,
            "wanted_on": wanted_on,
            "standing": self._standing(state, nearly, current, today).value,
            "reason": reason or None,
            "ended_on": ended_on,
            "planned_finish": self._planned(None if state == "paused" else planned_finish),
            "stages": [
                self._stage(kiosk, id_, state, stage, visits[stage["id"]], today)
                for stage in self._stages[flow].values()
            ],
            "refused": [],
            "provenance": {"as_of": _instant(as_of), "source": source},
        }

    def _stage(
        self, kiosk: int, order: int, order_state: str, stage: dict[str, Any], visit: Row, today: date
    ) -> dict[str, Any]:
        _, id_, state, entered_on, finished_on, planned_start, planned_finish, *handler = visit
        ours = stage["side"] == "company"
        variance = None
        if planned_finish and ours:
            due = date.fromisoformat(planned_finish)
            if state == "done" and finished_on:
                variance = variance_days(self._calendar, due, date.fromisoformat(finished_on))
            elif state == "current" and order_state == "running":
                variance = days_over(self._calendar, due, today)
        kind = None
        if state == "current" and order_state in ("running", "paused"):
            kind = "urge" if ours and order_state == "running" else "check"
        if order_state == "paused" and state in ("current", "later"):
            planned_start, planned_finish = None, None
        if order_state in ENDED and state in ENDED[order_state]:
            state, planned_start, planned_finish = ENDED[order_state][state], None, None
        return {
            "stage_id": str(id_),
            "code": stage["code"],
            "step": stage["step"],
            "name": stage["name"],
            "does": stage["does"],
            "side": stage["side"],
            "state": state,
            "started_on": entered_on,
            "finished_on": finished_on,
            "planned_start": self._planned(planned_start),
            "planned_finish": self._planned(planned_finish),
            "variance_days": variance,
            "late": variance is not None and variance > 0,
            "awaited": stage["awaited"],
            "bring": stage["bring"],
            "handler": _handler(handler),
            "urge_kind": kind,
            "permit": self._permit(kiosk, order, id_) if kind else None,
            "urges": [],
        }

    def _standing(
        self, state: str, nearly: int, current: list[tuple[int, str | None]], today: date
    ) -> Standing:
        order_state = OrderState(state)
        paused = order_state is OrderState.PAUSED
        clocks = []
        for stage, due in current:
            side = Side(self._every_stage[stage]["side"])
            day = date.fromisoformat(due) if due else None
            clock = stage_clock(self._calendar, side, day, today, paused=paused, nearly_late_days=nearly)
            clocks.append((side, clock))
        return order_standing(order_state, clocks)

    def _planned(self, day: str | None) -> dict[str, Any] | None:
        if day is None:
            return None
        first, last = self._known
        return {"day": day, "estimate": True, "provisional": not first <= day <= last}

    def _permit(self, kiosk: int, order: int, stage: int) -> str:
        word = base64.urlsafe_b64encode(orjson.dumps([kiosk, order, stage, int(time.time())])).rstrip(b"=")
        signature = hmac.digest(self._permit_key, word, "sha256")
        return (word + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def _stages(connection: sqlite3.Connection, flow: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT id, code, step, side, name_zh, name_en, does_zh, does_en, awaited_zh, awaited_en, bring_zh,"
        " bring_en FROM flow_stages WHERE flow_id = ? ORDER BY step, id",
        (flow,),
    )
    return [
        {"id": id_, "code": code, "step": step, "side": side}
        | {
            name: {"zh": zh, "en": en} if zh or en else None
            for name, zh, en in zip(
                ("name", "does", "awaited", "bring"), texts[::2], texts[1::2], strict=True
            )
        }
        for id_, code, step, side, *texts in rows
    ]


def _handler(columns: list[Any]) -> dict[str, Any] | None:
    name, phone, team, leader, leader_phone = columns
    leads = name is None
    if leads:
        name, phone = leader, leader_phone
    return {"name": name, "team": team or "", "phone": phone or "", "is_team_leader": leads} if name else None


def _as_of(row: Row) -> str:
    return str(row[8])


def _instant(text: str) -> str:
    return text.replace(" ", "T") + "Z"


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()
