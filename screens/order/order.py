"""One order: the four answers in sentences, the timeline, and what can be done."""

from kiosk.flows.order import OrderShown
from kiosk.intents import AskReceipt, AskUrge, Back, ChooseStage, ShowWhole
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.look import look
from screens.order import timeline
from screens.order.answers import Answers  # noqa: F401  for order.kv
from screens.order.facts import facts
from screens.order.telling import Telling
from screens.widgets.answer import Answer
from screens.widgets.box import Column
from screens.widgets.frame import Action

GAP_UNITS = 3
LEFT_SHARE = 0.44
"""Of the width in landscape, for the timeline."""
ANSWERS_SHARE = 0.62
"""Of the height in portrait at most; the timeline folds into the rest."""


class OrderScreen(Screen):
    """In landscape the timeline stands left and the answers right; in portrait the answers come first."""

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
        self.ids.answers.tell(telling, self._room())
        self.ids.rail.nodes = timeline.nodes(self.language, telling.order)
        self.ids.source.text = telling.source

    def _room(self) -> tuple[int, int]:
        content = look().metrics.content
        if not self.landscape:
            return content.width, round(content.height * ANSWERS_SHARE)
        return round((content.width - look().metrics.units(GAP_UNITS)) * (1 - LEFT_SHARE)), content.height

    def _tell_all(self, telling: Telling) -> None:
        self.ids.all_nodes.nodes = timeline.nodes(self.language, telling.order)
        column: Column = self.ids.facts
        told = facts(telling)
        if [(line.sign, line.text) for line in column.boxes() if isinstance(line, Answer)] != told:
            column.clear_widgets()
            for sign, words in told:
                column.add_widget(Answer(sign=sign, text=words, role="note"))
        self.ids.whole_source.text = telling.source

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
