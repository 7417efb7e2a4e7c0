"""What tests of the import share: files of exports, and everything that the database then holds."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
from sqlalchemy import URL, Engine, TextClause, text

from services.hub.store.engine import make_engine, reading
from services.hub.sync.cli import ALL_TAKEN, ImportSummary, import_files
from tests.services.hub.databases import copied_database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""12:00 in China, a Sunday."""

# fmt: off
CUSTOMERS = ["客户编号", "户号", "客户名称", "客户类别", "联系电话", "用电地址", "会员卡号"]
ORDERS = [
    "工单编号", "客户编号", "户号", "经办人客户编号", "流程", "供电类别", "用电地址", "受理日期",
    "期望送电日期", "计划完成日期", "工单状态", "原因", "办结日期", "营业厅", "网格",
]
STAGES = [
    "工单编号", "环节", "动作", "计划开始", "计划完成", "实际开始", "实际完成", "办理人工号", "办理人",
    "电话", "班组", "班长", "班长电话",
]
# fmt: on

Row = Mapping[str, str]


def customer(number: str = "1001", **cells: str) -> Row:
    """A row of a customers' file."""
    usual = {"客户编号": number, "户号": f"53{number}", "客户名称": "王建平", "客户类别": "居民"}
    return {**usual, "用电地址": "示范市人民路1号", **cells}


def order(number: str = "W001", **cells: str) -> Row:
    """A row of an orders' file: a running low-voltage order of customer 1001."""
    usual = {"工单编号": number, "客户编号": "1001", "流程": "low-voltage", "供电类别": "低压"}
    return {**usual, "受理日期": "2026-11-02", "工单状态": "在办", **cells}


def stage(name: str, action: str = "", number: str = "W001", **cells: str) -> Row:
    """A row of a file of stage events."""
    return {"工单编号": number, "环节": name, "动作": action, **cells}


WANG = {"办理人工号": "11", "办理人": "王一", "电话": "0877-0000011", "班组": "低压服务班", "班长": "马国庆"}
LI = {"办理人工号": "12", "办理人": "李二", "电话": "0877-0000012", "班组": "低压服务班", "班长": "马国庆"}
BEGUN = [
    stage("业务受理", "完成", 实际开始="2026-11-02", 实际完成="2026-11-03", **WANG),
    stage("现场勘查", "在办", 实际开始="2026-11-03 10:15", 计划完成="2026-11-06", **WANG),
    stage("答复供电方案", "未开始", 计划开始="2026-11-09", 计划完成="2026-11-11"),
]
"""What is told of an order in its second stage, which WANG has."""


def table(rows: Sequence[Row], headings: Sequence[str] = ()) -> list[list[str]]:
    """Rows as cells below their headings."""
    names = list(headings) or _headings_of(rows)
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def csv_bytes(
    rows: Sequence[Row], encoding: str = "utf-8", delimiter: str = ",", headings: Sequence[str] = ()
) -> bytes:
    """The rows as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table(rows, headings))
    return stream.getvalue().encode(encoding)


def xlsx_bytes(cells: Iterable[Iterable[object]]) -> bytes:
    """Cells as a workbook of one sheet."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in cells:
        sheet.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


class Office:
    """A hall's staff: writes exports and takes them in."""

    def __init__(self, engine: Engine, directory: Path) -> None:
        self.engine = engine
        self.directory = directory
        self._count = 0

    def write(self, content: bytes | Sequence[Row], name: str = "") -> Path:
        """A file with this content."""
        self._count += 1
        path = self.directory / (name or f"{self._count}.csv")
        path.write_bytes(content if isinstance(content, bytes) else csv_bytes(content))
        return path

    def take(
        self, *contents: bytes | Sequence[Row], as_of: str = "2026-11-22 08:00", mapping: Path | None = None
    ) -> ImportSummary:
        """Take files of these contents in, on one command line."""
        return self.take_files([self.write(content) for content in contents], as_of, mapping)

    def take_files(
        self, paths: Sequence[Path], as_of: str | None = "2026-11-22 08:00", mapping: Path | None = None
    ) -> ImportSummary:
        """Take files in."""
        named = {} if mapping is None else {"mapping": mapping}
        return import_files(self.engine, paths, as_of=as_of, now=lambda: NOW, **named)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database answers, days and moments and JSON in the words of SQLite."""
        with reading(self.engine) as connection:
            return [tuple(map(_word, row)) for row in connection.execute(text(query))]

    def set_aside(self) -> list[tuple[object, ...]]:
        """Line and code of the rows that are set aside."""
        return self.rows("SELECT line, code FROM set_aside_rows ORDER BY file_id, line")

    def stages_of(self, number: str = "W001") -> list[tuple[object, ...]]:
        """Code, visit, state, day of entering and of finishing of an order's visits, in their order."""
        return self.rows(
            "SELECT s.code, v.visit, v.state, v.entered_on, v.finished_on FROM order_stages v "
            "JOIN orders o ON o.id = v.order_id JOIN flow_stages s ON s.id = v.flow_stage_id "
            f"WHERE o.order_no = '{number}' ORDER BY s.step, s.id, v.visit"
        )

    def current(self) -> list[tuple[object, object]]:
        """Code and visit of the stages that an order is in."""
        return [(code, visit) for code, visit, state, *_ in self.stages_of() if state == "current"]

    def events(self) -> list[tuple[object, ...]]:
        """Kind and details of the events that imports made, in their order."""
        return self.rows("SELECT kind, details FROM events WHERE actor LIKE 'import:%' ORDER BY id")


def begin(office: Office) -> None:
    """An order that is in its second stage."""
    summary = office.take([customer()], [order()], BEGUN, as_of="2026-11-05 18:00")
    assert summary.exit_code == ALL_TAKEN, summary.as_text()


@contextmanager
def open_office(database: str | URL, home: Path) -> Iterator[Office]:
    """An office with a copy of a database of its own."""
    home.mkdir(exist_ok=True)
    with copied_database(database, home) as url:
        engine = make_engine(url)
        try:
            yield Office(engine, home)
        finally:
            engine.dispose()


_DUMPED = {
    "customers": "customer_no, name, kind, phone, as_of, source",
    "accounts": "account_no, customer_id, address, card_no, as_of",
    "teams": "name, leader_name, leader_phone, as_of",
    "handlers": "staff_no, name, phone, team_id, as_of",
    "orders": "order_no, customer_id, agent_id, account_id, hall_id, flow_id, supply, address, filed_on, "
    "wanted_on, planned_finish, state, reason, ended_on, as_of, source",
    "order_stages": "order_id, flow_stage_id, visit, state, entered_on, entered_at, finished_on, "
    "planned_start, planned_finish, handler_id, team_id, as_of",
    "import_files": "name, kind, sha256, as_of, finished_at IS NOT NULL, position, rows_taken, "
    "rows_set_aside",
    "set_aside_rows": "file_id, line, code, reason, text",
    "events": "kind, actor, order_id, details, occurred_at",
}


_REFERS_TO = {
    "customer_id": "customers",
    "agent_id": "customers",
    "customer": "customers",
    "account_id": "accounts",
    "account": "accounts",
    "order_id": "orders",
    "file_id": "import_files",
    "team_id": "teams",
    "handler_id": "handlers",
}
"""Columns, and names within an event's details, by whose rows they name."""


def dump(engine: Engine, leave_out: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """All that imports write, table by table, without when it was written.

    Rows are named by their place and not by their key: PostgreSQL gives no key twice, even after a roll-back.
    """
    with reading(engine) as connection:
        places = {
            table: {key: at for at, (key,) in enumerate(connection.execute(_keys(table)), 1)}
            for table in set(_REFERS_TO.values())
        }
        return {
            name: sorted(
                (
                    tuple(_placed(places, column, value) for column, value in row._mapping.items())
                    for row in connection.execute(text(f"SELECT {columns} FROM {name}"))
                ),
                key=repr,
            )
            for name, columns in _DUMPED.items()
            if name not in leave_out
        }


def _keys(table: str) -> TextClause:
    return text(f"SELECT id FROM {table} ORDER BY id")


def _placed(places: dict[str, dict[int, int]], name: str, value: object) -> object:
    if name == "details" and isinstance(value, str):
        value = json.loads(value)
    if isinstance(value, dict):
        return {inner: _placed(places, inner, each) for inner, each in value.items()}
    if isinstance(value, list):
        return [_placed(places, name, each) for each in value]
    return places[_REFERS_TO[name]][value] if name in _REFERS_TO and isinstance(value, int) else value


def _word(value: object) -> object:
    """What the driver of SQLite gives for the same value in a statement that tells no types."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, dict | list) else value


def _headings_of(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return CUSTOMERS
    if "环节" in rows[0]:
        return STAGES
    return ORDERS if "工单编号" in rows[0] else CUSTOMERS
