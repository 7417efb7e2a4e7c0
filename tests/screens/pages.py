"""A brain that tests turn by hand, and a page with every part of the kit on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.i18n import CHINA
from kiosk.intents import AskReceipt, AskUrge, Back, Digit, Erase, OpenOrder, Touched
from kiosk.session import Session
from kiosk.snapshot import Snapshot
from screens import registry
from screens.base import Screen
from screens.widgets import Chip, Node, RowItem
from services.contracts.language import Language
from tests.screens.harness import look_of

if TYPE_CHECKING:  # it opens the window, and here that comes later
    from screens.stage import Stage

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=CHINA)
LONG = (
    "襄阳市樊城区人民路119号祁阳浯溪宏达新材料科技股份有限公司第一分公司,"
    "联系人买买提·艾力·阿不都热合曼(欧阳𠮷)"
)


class ByHand:
    """A brain whose snapshots a test sets, and which remembers what it was sent but for mere touches."""

    def __init__(self, state: object) -> None:
        self.now = Snapshot(Session(1), state, NOW)
        self.sent: list[object] = []
        self._wake: Callable[[], None] = lambda: None

    def snapshot(self) -> Snapshot:
        return self.now

    def dispatch(self, intent: object) -> None:
        if not isinstance(intent, Touched):  # any finger says so, whatever else it means
            self.sent.append(intent)

    def subscribe(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def crashed(self, place: str, error: Exception) -> None:
        self.show(state=Typing(), session=Session(self.now.session.number + 1))
        self.sent.append(error)

    def show(self, **changes: object) -> None:
        """The next snapshot."""
        self.now = replace(self.now, **changes)
        self._wake()


@dataclass(frozen=True)
class Typing:
    """A page with a field and keys."""

    digits: str = ""
    secret: bool = False


@dataclass(frozen=True)
class Listing:
    """A page with a list."""

    rows: int = 500


@dataclass(frozen=True)
class Telling:
    """A page with everything that tells."""

    past: int = 10


class TypingScreen(Screen):
    title = StringProperty("")
    digits = StringProperty("")
    entered = NumericProperty(0)
    secret = BooleanProperty(False)

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        self.secret, self.digits, self.entered = state.secret, state.digits, len(state.digits)
        self.title = self.t("signin.password.title" if state.secret else "signin.number.title")
        self.offer(
            self.action("action.next", AskUrge(), enabled=len(state.digits) > 3),
            self.action("action.back", Back(), "back"),
        )

    def digit(self, digit: str) -> None:
        self.send(Digit(digit))

    def erase(self) -> None:
        self.send(Erase())


class ListingScreen(Screen):
    def render(self, snapshot: Snapshot) -> None:
        self.ids.rows.items = rows(snapshot.state.rows)
        self.offer(None, self.action("action.back", Back(), "back"))

    def pick(self, key: str) -> None:
        self.send(OpenOrder(key))


class TellingScreen(Screen):
    def render(self, snapshot: Snapshot) -> None:
        self.ids.rail.nodes = nodes(snapshot.state.past)
        self.offer(
            self.action("order.urge", AskUrge(), "bell"),
            self.action("order.receipt", AskReceipt(), "printer"),
            self.action("action.back", Back(), "back"),
        )


def rows(count: int) -> list[RowItem]:
    """Rows in all tones, short and long."""
    tones = ("waiting", "late", "warn", "running", "done", "stopped")
    return [
        RowItem(
            key=str(index),
            title=f"高压新装 2026 {index:04d}",
            detail=LONG if index % 2 else "人民路",
            foot=f"正在:中间检查,预计 12月{index % 28 + 1}日 周四 办完",
            chip=Chip("等您办理", tones[index % len(tones)]),
        )
        for index in range(count)
    ]


def nodes(past: int) -> list[Node]:
    """Sixteen stages, so many of them done."""
    titles = "业务受理 勘查派工 现场勘查 拟定供电方案 审批 答复供电方案 确定费用 业务收费"
    titles += " 工程进度跟踪 设计文件审核 中间检查 竣工报验 竣工验收 签订合同 装表接电 归档"
    moments = ["done"] * past + ["now", "next"] + ["later"] * 16
    return [
        Node(
            title,
            "12月3日 周四",
            moments[index],
            "提前 2 天" if index == past - 1 else "",
            customer=index in (8, 11),
        )
        for index, title in enumerate(titles.split())
    ]


def register() -> None:
    """Let the glass know these pages."""
    for name in ("Typing", "Listing", "Telling"):
        registry.SCREENS[f"{__name__}:{name}"] = f"{__name__}:{name}Screen"


def open_page(
    stage: "Stage",
    state: object,
    orientation: str = "portrait",
    company: str = "default",
    language: Language = "zh",
) -> ByHand:
    """The brain of a page that is on the glass now."""
    brain = ByHand(state)
    brain.now = replace(brain.now, session=Session(1, language))
    stage.open(brain, look_of(orientation, company))
    return brain
