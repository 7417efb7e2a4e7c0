"""Where a finger finds things on the terminal's glass: `python -m tests.bench.ui.where`.

A process of its own, off screen: it shows the terminal's own screens with what the hub really answers, and
asks them for their touch targets. In: JSON of a `Question` on standard input; out: JSON of `Places`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from tests.bench.hub_process import ROOT, Hub
from tests.bench.ui.display import HEIGHT
from tests.bench.ui.programs import Places, Point

if TYPE_CHECKING:
    from screens.metrics import Rect
    from screens.stage import Stage


@dataclass(frozen=True)
class Question:
    """A hub, and a customer with several orders."""

    hub: Hub
    number: str
    password: str


def places_on_glass(question: Question) -> Places:
    """Ask a process of its own. Raises subprocess.CalledProcessError."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.ui.where"],
        input=json.dumps(asdict(question)),
        env=os.environ | {"SDL_VIDEODRIVER": "offscreen"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(answer.stdout)
    points = {name: tuple(at) for name, at in found.items() if isinstance(at, list)}
    digits = {digit: tuple(at) for digit, at in found["digits"].items()}
    return Places(**found | points | {"digits": digits})


class _Canned:
    """A brain that thinks of nothing but one snapshot."""

    def __init__(self, snapshot: Any) -> None:
        self._snapshot = snapshot

    def snapshot(self) -> Any:
        """Always the same."""
        return self._snapshot

    def dispatch(self, intent: object) -> None:
        """Not asked for."""

    def subscribe(self, wake: Callable[[], None]) -> None:
        """Never anything new."""

    def crashed(self, place: str, error: Exception) -> None:
        """Nothing is measured on a glass that fails."""
        raise error


def _ask(hub: Hub, method: str, path: str, token: str = "", body: object = None) -> Any:
    headers = {"Kiosk-Id": hub.kiosk_id, "Kiosk-Key": hub.kiosk_key, "Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{hub.url}/api/v1{path}", data, headers, method=method)) as answer:
        return json.load(answer)


def _measure(question: Question) -> Places:
    from screens import boot, brand
    from screens.look import Look
    from screens.metrics import Panel

    boot.prepare(Panel())
    from kiosk.flows.orders import Orders
    from kiosk.flows.sign_in import AskNumber, AskPassword
    from kiosk.session import Session, SignedInCustomer
    from kiosk.snapshot import Snapshot
    from screens.stage import Stage
    from services.contracts.orders import OrderList
    from services.contracts.sessions import NumberKind

    hub = question.hub
    words = {"kind": "number", "number": question.number, "password": question.password}
    signed_in = _ask(hub, "POST", "/sessions", body=words)
    orders = OrderList.model_validate(_ask(hub, "GET", "/orders", signed_in["token"]))
    session = Session(1, customer=SignedInCustomer("", signed_in["customer_name"], "person"))
    now = datetime.fromisoformat(signed_in["now"])
    stage = Stage()

    def show(state: object) -> None:
        stage.open(_Canned(Snapshot(session, state, now)), Look(brand.load("default")))

    show(AskNumber(question.number))
    digits, number_done = _digits(stage), _primary(stage)
    show(AskPassword(NumberKind.NUMBER, question.number, question.password))
    password_done = _primary(stage)
    show(Orders(orders))
    rows = _rows(stage)
    end = _middle(_rect(stage.glass.header.end))
    return Places(
        begin=(540, HEIGHT // 2),
        digits=digits,
        number_done=number_done,
        password_done=password_done,
        first_row=_middle(rows[0]),
        end=end,
        list_top=HEIGHT - rows[0].y - rows[0].height,
        list_bottom=HEIGHT - rows[-1].y,
    )


def _targets(stage: "Stage", kind: type) -> list["Rect"]:
    return [target.rect for target in stage.targets() if isinstance(target.widget, kind)]


def _digits(stage: "Stage") -> dict[str, Point]:
    from screens.widgets.keypad import KEYS, KeyPad

    keys = [key for key in KEYS if key]
    return dict(zip(keys, map(_middle, _targets(stage, KeyPad)), strict=True))


def _primary(stage: "Stage") -> Point:
    from screens.widgets.buttons import PrimaryButton

    (only,) = _targets(stage, PrimaryButton)
    return _middle(only)


def _rows(stage: "Stage") -> list["Rect"]:
    from screens.widgets.rows import RowList

    return sorted(_targets(stage, RowList), key=lambda rect: -rect.y)


def _rect(widget: Any) -> "Rect":
    from screens.metrics import Rect

    return Rect(int(widget.x), int(widget.y), int(widget.width), int(widget.height))


def _middle(rect: "Rect") -> Point:
    return rect.x + rect.width // 2, HEIGHT - rect.y - rect.height // 2


def main() -> None:
    """Answer one question."""
    asked = json.load(sys.stdin)
    question = Question(Hub(**asked["hub"]), asked["number"], asked["password"])
    sys.stdout.write(json.dumps(asdict(_measure(question))))


if __name__ == "__main__":
    main()
