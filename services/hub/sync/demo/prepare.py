"""Puts the demonstration's data into a database, anew for each day."""

import json
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select

from services.hub.domain.chinatime import china_date
from services.hub.store.engine import reading, writing
from services.hub.store.models import (
    Account,
    Credential,
    Customer,
    Employee,
    Event,
    Grid,
    Handler,
    ImportFile,
    Message,
    Order,
    OrderPhone,
    OrderStage,
    PhoneCode,
    ReceiptLink,
    RecoveryCode,
    RefusedUrge,
    Session,
    SetAsideRow,
    ShortText,
    StaffSession,
    Substitute,
    Team,
    Urge,
    UrgeAnswer,
    UrgeLevel,
)
from services.hub.store.turns import turn
from services.hub.sync.cli import import_files
from services.hub.sync.demo import staff
from services.hub.sync.demo.accounts import ACCOUNTS
from services.hub.sync.demo.anew import events_may_go
from services.hub.sync.demo.files import SEED, write_demo_files
from services.hub.usecases.accounts import find_company
from services.hub.usecases.events import HUB, record
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.load_data import DATA_DIRECTORY

COMPANY: Final = "demo"
_PREPARED: Final = "demo-prepared"


def prepare_demo(
    engine: Engine, passwords: Passwords, now: Callable[[], datetime], flows: Path = DATA_DIRECTORY
) -> bool:
    """Make the demonstration's data for today, unless they are there; those of another day go first.

    Of several hubs that start at once over one database the others wait for the first. The data files must be
    loaded and the hall made. Whether anything was done. Raises RuntimeError when a row of the demonstration's
    own files was set aside.
    """
    with turn(engine, "demo"):
        return _prepare(engine, passwords, now, flows)


def _prepare(engine: Engine, passwords: Passwords, now: Callable[[], datetime], flows: Path) -> bool:
    today = china_date(now())
    with reading(engine) as connection:
        company_id = find_company(connection, COMPANY)
        if _prepared_for(connection, company_id) == today:
            return False
    with writing(engine) as connection:
        _remove(connection, company_id)
    with tempfile.TemporaryDirectory(prefix="demo-") as directory:
        files = write_demo_files(Path(directory), flows, today)
        summary = import_files(engine, files, company=COMPANY, as_of=now(), now=now)
    if summary.exit_code:
        raise RuntimeError(f"the demonstration's data are not whole: {summary.as_text()}")
    staff_hash = passwords.hash(staff.PASSWORD)
    hashes = {account.customer_no: passwords.hash(account.password) for account in ACCOUNTS}
    with writing(engine) as connection:
        _set_passwords(connection, company_id, hashes, now())
        staff.add_staff(connection, company_id, staff_hash, now())
        details: dict[str, str | int | bool | None] = {"today": today.isoformat(), "seed": SEED}
        record(connection, _PREPARED, HUB, now(), company_id=company_id, details=details)
    return True


def _prepared_for(connection: Connection, company_id: int) -> date | None:
    """The day that the data in the database were made for, once they were whole."""
    details = connection.execute(
        select(Event.details).where(Event.company_id == company_id, Event.kind == _PREPARED)
    ).scalar()
    return date.fromisoformat(json.loads(details)["today"]) if details else None


def _remove(connection: Connection, company_id: int) -> None:
    """Take out what orders, customers and staff left behind; company, halls and terminals stay."""
    orders = select(Order.id).where(Order.company_id == company_id)
    customers = select(Customer.id).where(Customer.company_id == company_id)
    urges = select(Urge.id).where(Urge.company_id == company_id)
    employees = select(Employee.id).where(Employee.company_id == company_id)
    files = select(ImportFile.id).where(ImportFile.company_id == company_id)
    of_urges = (
        delete(Message).where(Message.company_id == company_id),
        delete(UrgeAnswer).where(UrgeAnswer.urge_id.in_(urges)),
        delete(UrgeLevel).where(UrgeLevel.urge_id.in_(urges)),
        delete(Substitute).where(Substitute.company_id == company_id),
    )
    of_staff = (
        delete(model).where(model.employee_id.in_(employees))
        for model in (StaffSession, RecoveryCode, PhoneCode)
    )
    of_orders = (
        delete(model).where(model.order_id.in_(orders))
        for model in (ReceiptLink, RefusedUrge, Urge, OrderStage, OrderPhone)
    )
    of_customers = (delete(model).where(model.customer_id.in_(customers)) for model in (Session, Credential))
    teams = select(Team.id).where(Team.company_id == company_id)
    of_teams = delete(ShortText).where(ShortText.team_id.in_(teams))
    of_company = (
        delete(model).where(model.company_id == company_id)
        for model in (Event, Order, Account, Customer, Handler, Employee, Grid, Team, ImportFile)
    )
    of_files = delete(SetAsideRow).where(SetAsideRow.file_id.in_(files))
    with events_may_go(connection):
        for statement in (*of_urges, *of_staff, *of_orders, *of_customers, of_files, of_teams, *of_company):
            connection.execute(statement)


def _set_passwords(connection: Connection, company_id: int, hashes: dict[str, str], now: datetime) -> None:
    known = connection.execute(
        select(Customer.customer_no, Customer.id).where(
            Customer.company_id == company_id, Customer.customer_no.in_(hashes)
        )
    )
    ids = {row.customer_no: row.id for row in known}
    rows = [
        {
            "customer_id": ids[account.customer_no],
            "password_hash": hashes[account.customer_no],
            "must_change": account.must_change,
            "changed_at": now,
        }
        for account in ACCOUNTS
    ]
    connection.execute(insert(Credential), rows)
