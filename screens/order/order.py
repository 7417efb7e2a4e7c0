"""One order: the four answers in sentences, the timeline, and what can be done."""

from typing import Any

from kiosk.flows.order import OrderShown
from kiosk.intents import AskReceipt, AskUrge, Back, ChooseStage, ShowWhole
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.look import look
from screens.order import timeline
from screens.order.answers import Answers  # noqa: F401  for order.kv
from screens.order.facts import facts
from screens.order.stages import Stages  # noqa: F401  for order.kv
from screens.order.telling import Telling
from screens.widgets.answer import Answer
from screens.widgets.box import Column
from screens.widgets.frame import Action
from screens.widgets.rail import Node

GAP_UNITS = 3
MOST_STAGES = (30, 17)
"""On the page of everything, in portrait and in landscape; more take several pages of the rail."""
LEFT_SHARE = 0.44
"""Of the width in landscape, for the timeline."""
FACTS = (("body", 1.5), ("note", 1.25), ("note", 0.5))
"""Type and gap on the page of everything, the roomiest first."""
ANSWERS_SHARE = 0.62
"""Of the height in portrait at most; the timeline folds into the rest."""


class OrderScreen(Screen):
    """In landscape the timeline stands left and the answers right; in portrait the answers come first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._nodes: list[Node] = []
        self._page: int | None = None
        """Of the stages on the page of everything; None before it is first shown."""
        super().__init__(*args, **kwargs)

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, OrderShown)
        telling = Telling(self.language, state.order, state.spoken_of, snapshot.hall)
        self.ids.short.hide, self.ids.whole.hide = state.whole, not state.whole
        if state.whole:
            self._tell_all(telling)
            self.offer(None, self.action("order.short", ShowWhole(), "back"))
        else:
            self._tell(telling)
            self.offer(self._primary(state), *self._quiet(state))

    def _tell(self, telling: Telling) -> None:
        self.ids.rail.nodes = timeline.nodes(self.language, telling.order)
        self.ids.source.text = telling.source
        self.ids.stages.plain = telling.ended and self.landscape
        content, gap = look().metrics.content, look().metrics.units(GAP_UNITS)
        if self.landscape:
            width = round((content.width - gap) * (1 - LEFT_SHARE))
            self.ids.answers.tell(telling, width, content.height, content.height)
        else:
            free = content.height - gap - self.ids.stages.measure(content.width)
            self.ids.answers.tell(telling, content.width, round(content.height * ANSWERS_SHARE), free)

    def _tell_all(self, telling: Telling) -> None:
        self._nodes = timeline.nodes(self.language, telling.order)
        self._show_page()
        column: Column = self.ids.facts
        told = facts(telling)
        if [(line.sign, line.text) for line in column.boxes() if isinstance(line, Answer)] != told:
            column.clear_widgets()
            for sign, words in told:
                column.add_widget(Answer(sign=sign, text=words))
        self.ids.whole_source.text = telling.source
        self._fit_facts()

    def _show_page(self) -> None:
        """The part of the stages that was asked for; at first the one with what is now."""
        pages = -(-len(self._nodes) // MOST_STAGES[self.landscape])
        size = -(-len(self._nodes) // pages)
        if self._page is None:
            now = (at for at, node in enumerate(self._nodes) if node.moment in ("now", "next"))
            self._page = next(now, len(self._nodes) - 1) // size
        page = self._page = min(self._page, pages - 1)
        ids = self.ids
        ids.all_nodes.nodes = self._nodes[page * size : (page + 1) * size]
        for box in (ids.up, ids.down, ids.where):
            box.hide = pages == 1
        ids.up.enabled, ids.down.enabled = page > 0, page < pages - 1
        ids.where.text = self.t("order.timeline.page", page=page + 1, pages=pages)

    def turn(self, pages: int) -> None:
        """So many pages of stages further."""
        self._page = (self._page or 0) + pages
        self._show_page()

    def _fit_facts(self) -> None:
        """As large as leaves every stage its place."""
        content, gap = look().metrics.content, look().metrics.units(GAP_UNITS)
        width, room = content.width, content.height
        if self.landscape:
            width = round((width - gap) * (1 - LEFT_SHARE))
        else:
            inner = width - 2 * look().metrics.units(self.ids.all_stages.pad)
            head = self.ids.all_stages.measure(width) - self.ids.all_nodes.measure(inner)
            room -= gap + head + self.ids.all_nodes.least(inner)
        for role, space in FACTS:
            self.ids.facts.gap = space
            for line in self.ids.facts.boxes():
                line.role = role
            if self.ids.all_facts.measure(width) <= room:
                break

    def _primary(self, state: OrderShown) -> Action | None:
        kinds = {stage.urge_kind for stage in state.current if stage.urge_kind and stage.permit}
        if not kinds:
            return None
        key = "order.either" if len(kinds) > 1 else f"order.{kinds.pop()}"
        return self.action(key, AskUrge(), "bell" if key == "order.urge" else "")

    def _quiet(self, state: OrderShown) -> list[Action]:
        back = [] if state.single else [self.action("action.back", Back(), "back")]
        receipt = [self.action("order.receipt", AskReceipt(), "printer")] if state.can_print else []
        return back + receipt

    def chosen(self, stage_id: str) -> None:
        """Another of the stages side by side is to be spoken of."""
        self.send(ChooseStage(stage_id))

    def show_whole(self) -> None:
        """Everything in full."""
        self.send(ShowWhole())
