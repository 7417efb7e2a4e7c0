"""Export files as a marketing system writes them, for customers that a test makes up."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FLOW = "低压非居民新装（增容）"
SURVEY = "现场勘查"
REPLY = "答复供电方案"
HANDLER = ("S1001", "刘建华", "0877-0060101", "业扩一班", "王立新", "0877-0060100")
CUSTOMERS = ("客户编号", "户号", "客户名称", "客户类别", "联系电话", "用电地址", "会员卡号")
ORDERS = ("工单编号", "客户编号", "户号", "流程", "供电类别", "用电地址", "受理日期", "工单状态")
STAGES = (
    *("工单编号", "环节", "动作", "计划开始", "计划完成", "实际开始", "实际完成"),
    *("办理人工号", "办理人", "电话", "班组", "班长", "班长电话"),
)


@dataclass(frozen=True)
class Applicant:
    """A customer with so many orders, each of which waits for its site survey."""

    customer_no: str
    account_no: str
    name: str
    orders: int = 1
    address: str = "示范市南湖区创业大道88号"
    kind: str = "企业"

    def order_no(self, at: int = 0) -> str:
        """The number of one of the orders."""
        return f"{self.customer_no}{at:04d}"


def write_exports(folder: Path, applicants: Iterable[Applicant], today: date) -> list[Path]:
    """customers.csv, orders.csv and stages.csv."""
    everybody = list(applicants)
    orders = [(who, who.order_no(at)) for who in everybody for at in range(who.orders)]
    filed = today - timedelta(days=3)
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_rows(
            folder / "customers.csv",
            CUSTOMERS,
            ((w.customer_no, w.account_no, w.name, w.kind, "14287700000", w.address, "") for w in everybody),
        ),
        write_rows(
            folder / "orders.csv",
            ORDERS,
            ((no, w.customer_no, w.account_no, FLOW, "低压", w.address, filed, "在办") for w, no in orders),
        ),
        write_rows(
            folder / "stages.csv", STAGES, (row for _, no in orders for row in _surveyed(no, filed, today))
        ),
    ]


def moved_on(path: Path, order_no: str, today: date) -> Path:
    """A later file: the site survey is over, and the reply is being written."""
    nobody = ("",) * len(HANDLER)
    return write_rows(
        path,
        STAGES,
        [
            (order_no, SURVEY, "完成", "", "", today - timedelta(days=1), today, *nobody),
            (order_no, REPLY, "进入", "", "", today, "", *HANDLER),
        ],
    )


def _surveyed(order_no: str, filed: date, today: date) -> Iterable[Sequence[object]]:
    nobody = ("",) * len(HANDLER)
    yield (order_no, "业务受理", "完成", filed, filed, filed, filed, *nobody)
    yield (order_no, SURVEY, "进入", filed, today + timedelta(days=4), filed, "", *HANDLER)


def write_rows(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A CSV file as Excel writes it: UTF-8 with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return path
