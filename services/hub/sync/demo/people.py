"""The demonstration's customers and those who work on their orders."""

from dataclasses import dataclass
from random import Random
from typing import Final

from services.hub.sync.demo import names
from services.hub.sync.demo.accounts import ACCOUNTS, DemoAccount

CUSTOMERS: Final = 300
HALL: Final = "示范营业厅"
_NAMED: Final = len(ACCOUNTS) + 1


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer and their accounts."""

    customer_no: str
    name: str
    kind: str
    phone: str
    address: str
    account_nos: tuple[str, ...]
    card: str = ""

    @property
    def is_company(self) -> bool:
        """Whether it is a firm."""
        return self.kind == "企业"


@dataclass(frozen=True, slots=True)
class DemoHandler:
    """Somebody who handles stages."""

    staff_no: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team, its leader and its members."""

    name: str
    leader: str
    leader_phone: str
    members: tuple[DemoHandler, ...]


DEVELOPER: Final = DemoCustomer(
    "90000007",
    "示范市锦绣置业有限公司",
    "企业",
    names.mobile(7),
    "示范市南湖区玉兰路1号",
    ("5304100075",),
)
"""Builds an estate of 500 homes; the agent files their orders."""

_TEAMS: Final = {
    "营业受理班": ("李玉芬", ("陈晓东", "王丽萍", "张海燕")),
    "高压客户经理班": ("刘建国", ("周志强", "杨振华", "黄丽娟", "吴超")),
    "低压服务班": ("马国庆", ("赵春梅", "孙小军", "何秀兰")),
    "计量装接班": ("郭永强", ("徐海波", "高磊", "林松", "普文忠")),
    "设计审查组": ("唐文涛", ("宋立群", "梁静")),
    "工程验收班": ("谢志刚", ("韩雪峰", "沐云飞", "董华")),
}
_TEAM_OF_STAGE: Final = {
    "acceptance": "营业受理班",
    "survey-dispatch": "营业受理班",
    "fee-fixing": "营业受理班",
    "payment": "营业受理班",
    "contract": "营业受理班",
    "filing": "营业受理班",
    "metering": "计量装接班",
    "equipment-change": "计量装接班",
    "customer-switching": "计量装接班",
    "approval": "设计审查组",
    "design-review": "设计审查组",
    "intermediate-inspection": "工程验收班",
    "completion-notice": "工程验收班",
    "completion-acceptance": "工程验收班",
    "grid-works": "工程验收班",
}


def teams() -> dict[str, DemoTeam]:
    """The teams by name."""
    made: dict[str, DemoTeam] = {}
    for team, (name, (leader, members)) in enumerate(_TEAMS.items(), 1):
        handlers = tuple(
            DemoHandler(f"{1000 + team * 10 + place}", member, names.mobile(10_000 + team * 100 + place))
            for place, member in enumerate(members, 1)
        )
        made[name] = DemoTeam(name, leader, names.mobile(10_000 + team * 100), handlers)
    return made


def team_of(stage_code: str, *, high_voltage: bool) -> str:
    """The team that has a stage; customer managers have whatever no other team has."""
    return _TEAM_OF_STAGE.get(stage_code, "高压客户经理班" if high_voltage else "低压服务班")


def customers(random: Random) -> list[DemoCustomer]:
    """All 300, those with a known password first."""
    named = [_named(account, place) for place, account in enumerate(ACCOUNTS, 1)]
    return [*named, DEVELOPER, *(_other(random, number) for number in range(CUSTOMERS - _NAMED))]


def _named(account: DemoAccount, place: int) -> DemoCustomer:
    return DemoCustomer(
        account.customer_no,
        account.name,
        account.kind,
        names.mobile(place),
        account.address,
        (account.number,) if account.has_account else (),
        account.card,
    )


def _other(random: Random, number: int) -> DemoCustomer:
    of_company = number % 5 in (0, 3)
    name = names.company(random, number) if of_company else names.person(random, number)
    accounts = random.choice((0, 1, 1, 1, 1, 2, 3))
    return DemoCustomer(
        customer_no=f"{10000000 + number}",
        name=name,
        kind="企业" if of_company else "居民",
        phone=names.mobile(100 + number),
        address=names.address(random, number, of_company=of_company),
        account_nos=tuple(f"53042{number:04d}{account}" for account in range(accounts)),
    )
