"""Urging: which stage, whether really, and that it is on its way."""

from kiosk.flows.urge import UrgeChoose, UrgeConfirm, UrgeSending
from kiosk.intents import Back, ChooseStage, Confirm
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.widgets.chip import Chip
from screens.widgets.row import RowItem
from screens.words import glued, grouped
from services.contracts.orders import StageView
from services.contracts.urges import UrgeKind

SIGNS = {UrgeKind.URGE: "bell", UrgeKind.CHECK: "done_circle"}


class ChooseScreen(Screen):
    """Several stages run side by side: which one?"""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, UrgeChoose)
        kinds = {stage.urge_kind for stage in state.stages}
        self.ids.title.text = self.t("urge.choose.title" if kinds == {"urge"} else "urge.choose.title.any")
        self.ids.rows.items = [self._item(stage) for stage in state.stages]
        self.offer(None, self.action("action.back", Back(), "back"))

    def _item(self, stage: StageView) -> RowItem:
        planned = stage.planned_finish
        return RowItem(
            key=stage.stage_id,
            title=self.say(stage.name),
            detail=self.say(stage.awaited) if stage.awaited else self._to(stage),
            foot=self.t("order.until", day=self.day(planned.day)) if planned else "",
            chip=self._chip(stage),
        )

    def _to(self, stage: StageView) -> str:
        if stage.handler is None:
            return ""
        return self.t("order.handler", name=stage.handler.name, team=stage.handler.team)

    def _chip(self, stage: StageView) -> Chip:
        if stage.side == "customer":
            return Chip(self.t("standing.waiting-for-customer"), "waiting")
        if stage.late:
            return Chip(self.t("standing.late"), "late")
        return Chip(self.t("standing.running"), "running")

    def picked(self, stage_id: str) -> None:
        """A row was touched."""
        self.send(ChooseStage(stage_id))


class ConfirmScreen(Screen):
    """The planned day first, to whom it goes, and that once a day is enough."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, UrgeConfirm)
        stage, message = state.stage, self.ids.message
        number = self.t("orders.row.number", order_no=grouped(state.order.order_no))
        message.sign = SIGNS[state.kind]
        self.ids.order.text = f"{self.say(state.order.flow)} · {glued(number)}"
        if state.kind is UrgeKind.CHECK:
            message.title = self.t("urge.check.title", stage=self.say(stage.name))
            message.body = self.t("urge.check.lead")
            self.ids.awaited.text = self.say(stage.awaited) if stage.awaited else ""
            self.ids.bring.text = self.t("order.bring", what=self.say(stage.bring)) if stage.bring else ""
            self.ids.to.text = self.ids.once.text = ""
            submit = "urge.check.submit"
        else:
            message.title = self.t("urge.confirm.title", stage=self.say(stage.name))
            message.body = self._when(stage)
            self.ids.to.text, self.ids.once.text = self._to(stage), self.t("urge.confirm.once")
            self.ids.awaited.text = self.ids.bring.text = ""
            submit = "urge.confirm.submit"
        self.offer(self.action(submit, Confirm()), self.action("action.back", Back(), "back"))

    def _when(self, stage: StageView) -> str:
        if stage.planned_finish is None:
            return self.t("urge.confirm.no_day")
        day = self.day(stage.planned_finish.day)
        return self.t("urge.confirm.late" if stage.late else "urge.confirm.not_late", day=day)

    def _to(self, stage: StageView) -> str:
        handler = stage.handler
        if handler is None:
            return self.t("urge.confirm.to_nobody")
        key = "urge.confirm.to_leader" if handler.is_team_leader else "urge.confirm.to"
        return self.t(key, name=handler.name, team=handler.team)


class SendingScreen(Screen):
    """On its way. Who leaves now has urged all the same."""

    after_s = 0.3

    def render(self, snapshot: Snapshot) -> None:
        assert isinstance(snapshot.state, UrgeSending)
        self.ids.message.sign = SIGNS[snapshot.state.asked.kind]
        self.offer()
