"""Who can sign in to the demonstration, and what each of them shows. README lists them."""

from dataclasses import dataclass
from typing import Final

from services.hub.domain.clocks import Standing


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A customer of the demonstration with a known password."""

    key: str
    customer_no: str
    number: str
    """What they sign in with: their account's number, or an order's where they have no account yet."""
    password: str
    shows: str
    name: str
    kind: str
    """As an export calls it: 居民 or 企业."""
    address: str
    has_account: bool = True
    card: str = ""
    must_change: bool = False
    """A first password, to be changed at the glass."""


A: Final = DemoAccount(
    key="A",
    customer_no="90000001",
    number="5304100018",
    password="482916",  # noqa: S106
    shows="several orders in all standings, one with parallel stages, one set back; has a membership card",
    name="示范市𠮷祥食品加工有限公司",
    kind="企业",
    address="示范市南湖区创业大道88号",
    card="62E3086CED",
)
B: Final = DemoAccount(
    key="B",
    customer_no="90000002",
    number="5304100026",
    password="705183",  # noqa: S106
    shows="an agent who looks after 500 orders",
    name="买买提·艾力",
    kind="居民",
    address="示范市南湖区团结路12号",
)
C: Final = DemoAccount(
    key="C",
    customer_no="90000003",
    number="5304100034",
    password="639274",  # noqa: S106
    shows="exactly one order, and it is late",
    name="欧阳文静",
    kind="居民",
    address="示范市南湖区桂花巷7号3栋201室",
)
D: Final = DemoAccount(
    key="D",
    customer_no="90000004",
    number="5304100042",
    password="918350",  # noqa: S106
    shows="no orders",
    name="赵长河",
    kind="居民",
    address="示范市南湖区九溪镇大河村委会小新村三组15号",
)
E: Final = DemoAccount(
    key="E",
    customer_no="90000005",
    number="5304100059",
    password="273961",  # noqa: S106
    shows="a first password, which must be changed at the glass",
    name="周小满",
    kind="居民",
    address="示范市南湖区文化路36号",
    must_change=True,
)
F: Final = DemoAccount(
    key="F",
    customer_no="90000006",
    number="530488000066",
    password="860597",  # noqa: S106
    shows="no account yet: signs in with the number of the order",
    name="诸葛云帆",
    kind="居民",
    address="示范市南湖区滨湖路109号",
    has_account=False,
)

ACCOUNTS: Final = (A, B, C, D, E, F)

STANDINGS_OF_A: Final = tuple(Standing)
AGENTS_ORDERS: Final = 500
