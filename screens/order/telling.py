"""The four answers about an order in sentences: where it is, what happens there, who has it, what comes next.

Pure words: nothing here knows the glass.
"""

from dataclasses import dataclass

from kiosk.following import Following, current_stages, following, today_of
from kiosk.i18n import clock_time, day_of, of, t
from screens.words import day, glued, grouped, moment
from services.contracts.base import Text
from services.contracts.language import Language
from services.contracts.orders import OrderDetail, PlannedDay, RefusedUrge, StageView, Standing
from services.contracts.problems import Code
from services.contracts.terminals import Hall
from services.contracts.urges import UrgeAnswer, UrgeKind, UrgeView

TOLD_REFUSALS = frozenset(
    (
        Code.ALREADY_URGED,
        Code.STAGE_PASSED,
        Code.CUSTOMER_SIDE,
        Code.COMPANY_SIDE,
        Code.ORDER_PAUSED,
        Code.ORDER_ENDED,
        Code.PERMIT_EXPIRED,
        Code.TOUCH_TIME_REFUSED,
    )
)
"""Refusals of an urge that have a sentence of their own."""
COLONS: dict[Language, str] = {"zh": "：", "en": ": "}


@dataclass(frozen=True)
class Telling:
    """What there is to say, about one of the current stages where there are several."""

    language: Language
    order: OrderDetail
    stage: StageView | None
    """The one that is spoken of; None when the order has ended or not begun."""
    hall: Hall | None

    def tell(self, key: str, **values: object) -> str:
        """The text of `key`, with `values` put in."""
        return t(self.language, key, **values)

    def _say(self, text: Text) -> str:
        return of(self.language, text)

    @property
    def current(self) -> tuple[StageView, ...]:
        """The stages that the order is in."""
        return current_stages(self.order)

    @property
    def _following(self) -> Following | None:
        return following(self.order)

    @property
    def heading(self) -> str:
        """What kind of order, and its number."""
        number = self.tell("orders.row.number", order_no=grouped(self.order.order_no))
        return f"{self._say(self.order.flow)} · {glued(number)}"

    @property
    def whose(self) -> str:
        """Customer and address."""
        return " · ".join(filter(None, (self.order.customer_name, self.order.address)))

    @property
    def where(self) -> str:
        """Where is it?"""
        order, stage = self.order, self.stage
        if order.standing is Standing.FINISHED:
            return self._over("finished")
        if order.standing is Standing.CANCELLED:
            return self._over("cancelled")
        if stage is None:
            return self.tell("order.where.not_begun")
        if order.standing is Standing.PAUSED:
            return self.tell("order.where.paused", stage=self._say(stage.name))
        if len(self.current) > 1:
            return self.tell("order.where.several", count=len(self.current))
        return self.tell(f"order.where.{stage.side}", stage=self._say(stage.name))

    @property
    def where_in_two(self) -> tuple[str, str]:
        """The same, with what comes before the colon apart; empty where there is none."""
        lead, colon, fact = self.where.partition(COLONS[self.language])
        return (lead, fact) if colon else ("", lead)

    @property
    def ended(self) -> bool:
        """Whether it is finished or cancelled."""
        return self.order.standing in (Standing.FINISHED, Standing.CANCELLED)

    def _over(self, how: str) -> str:
        if self.order.ended_on is None:
            return self.tell(f"order.where.{how}")
        return self.tell(f"order.where.{how}_on", day=day(self.language, self.order.ended_on))

    @property
    def reason(self) -> str:
        """Why it is paused or cancelled."""
        return self.tell("order.reason", reason=self.order.reason) if self.order.reason else ""

    @property
    def is_late(self) -> bool:
        """Whether the stage is behind its plan."""
        return self.stage is not None and self.stage.late and self.stage.planned_finish is not None

    @property
    def until(self) -> str:
        """By when this stage is done, or how late it is."""
        stage = self.stage
        if stage is None or stage.planned_finish is None:
            return ""
        planned, late = day(self.language, stage.planned_finish.day), stage.variance_days or 0
        if stage.late and late > 0:
            key = "order.until.late.one" if late == 1 else "order.until.late"
            return self.tell(key, day=planned, days=late)
        return self.tell("order.until", day=planned)

    @property
    def since(self) -> str:
        """Since when the order is in this stage."""
        if self.stage is None or self.stage.started_on is None:
            return ""
        return self.tell("order.since", day=day(self.language, self.stage.started_on))

    @property
    def does(self) -> str:
        """What happens there?"""
        return self._say(self.stage.does) if self.stage else ""

    @property
    def awaited(self) -> str:
        """What is waited for, on the customer's side."""
        return self._say(self.stage.awaited) if self.stage and self.stage.awaited else ""

    @property
    def bring(self) -> str:
        """What to bring or hand in."""
        if self.stage is None or self.stage.bring is None:
            return ""
        return self.tell("order.bring", what=self._say(self.stage.bring))

    @property
    def who(self) -> str:
        """Who has it?"""
        stage = self.stage
        if stage is None or self.order.ended_on is not None:
            return ""
        handler = stage.handler
        if handler is not None:
            key = "order.handler.leader" if handler.is_team_leader else "order.handler"
            return self.tell(key, name=handler.name, team=handler.team)
        whose = "yours" if stage.side == "customer" else "none"
        if self.hall is None:
            return self.tell(f"order.handler.{whose}.plain")
        return self.tell(f"order.handler.{whose}", phone=self.hall.phone)

    @property
    def phone(self) -> str:
        """How to reach them."""
        if self.stage is None or self.stage.handler is None:
            return ""
        return self.tell("order.handler.phone", phone=self.stage.handler.phone)

    @property
    def next(self) -> str:
        """What comes next, and when?"""
        ahead = self._following
        if ahead is None:
            return ""
        if not ahead.stages:
            return self.tell("order.next.last")
        names = self.tell("list.comma").join(self._say(stage.name) for stage in ahead.stages)
        if ahead.begins is None:
            return self.tell("order.next.no_day", stage=names)
        key = "order.next.overdue" if ahead.overdue else "order.next"
        return self.tell(key, stage=names, day=day(self.language, ahead.begins))

    @property
    def finish(self) -> str:
        """When the whole order is done, and how sure that is."""
        planned = self.order.planned_finish
        if planned is None or self.order.ended_on is not None:
            return ""
        key = "order.finish.overdue" if planned.day < today_of(self.order) else "order.finish"
        return self.tell(key, day=day(self.language, planned.day))

    @property
    def caveat(self) -> str:
        """How sure the days are."""
        days = self._planned()
        provisional = next((each.day.year for each in days if each.provisional), None)
        if provisional is not None:
            return self.tell("order.provisional", year=provisional)
        return self.tell("order.estimate") if any(each.estimate for each in days) else ""

    def _planned(self) -> list[PlannedDay]:
        if self._following is None:
            return []
        ahead = [stage.planned_start for stage in self._following.stages]
        mine = [self.stage.planned_finish] if self.stage else []
        return [each for each in (*mine, *ahead, self.order.planned_finish) if each is not None]

    @property
    def filed(self) -> str:
        """When it was filed, told of an order that has ended."""
        if self.order.ended_on is None:
            return ""
        return self.tell("order.fact.filed", day=day(self.language, self.order.filed_on))

    @property
    def took(self) -> str:
        """How many days a finished order took, the first and the last counted."""
        order = self.order
        if order.ended_on is None or order.standing is not Standing.FINISHED:
            return ""
        days = (order.ended_on - order.filed_on).days + 1
        return self.tell("order.took.one" if days == 1 else "order.took", days=days) if days > 0 else ""

    @property
    def wanted(self) -> str:
        """By when the customer wanted power, told of an order that has ended."""
        order = self.order
        if order.ended_on is None or order.wanted_on is None:
            return ""
        return self.tell("order.fact.wanted", day=day(self.language, order.wanted_on))

    @property
    def ask(self) -> str:
        """Whom to ask about an order that nobody has any more."""
        if self.order.ended_on is None or self.hall is None:
            return ""
        return self.tell("order.ask", phone=self.hall.phone)

    @property
    def urged(self) -> str:
        """The last urge, or report, on this stage."""
        if self.stage is None or not self.stage.urges:
            return ""
        last = self.stage.urges[0]
        if last.answer is not None:
            return self._answered(last, last.answer)
        key = "order.checked" if last.kind is UrgeKind.CHECK else "order.urged"
        became = self._became(last)
        return self.tell(
            key, moment=moment(self.language, last.touched_at), number=last.urge_no, became=became
        )

    def _became(self, urge: UrgeView) -> str:
        """How far it has come, and when that was, where it was not with the touch."""
        told = self.tell(f"urge.became.{urge.state}")
        at = urge.steps[-1].at if urge.steps else urge.received_at
        when = moment(self.language, at)
        if when == moment(self.language, urge.touched_at):
            return told
        same_day = day_of(at) == day_of(urge.touched_at)
        return self.tell("urge.became.at", became=told, moment=clock_time(at) if same_day else when)

    def _answered(self, urge: UrgeView, answer: UrgeAnswer) -> str:
        how = f"order.answered.{answer.verdict or 'urge'}"
        told = self.tell(how, moment=moment(self.language, answer.answered_at), number=urge.urge_no)
        if answer.new_day is not None:
            told += self.tell("order.answered.new_day", day=day(self.language, answer.new_day))
        return f"{told}\n{answer.text}" if answer.text else told

    @property
    def refused(self) -> str:
        """The newest kept urge that the hub would not take."""
        if not self.order.refused:
            return ""
        newest = self.order.refused[0]
        return self.tell(
            "order.refused",
            stage=self._say(newest.stage),
            moment=moment(self.language, newest.touched_at),
            why=why_refused(self.language, newest),
        )

    @property
    def source(self) -> str:
        """From when the data are, and from where."""
        data = self.order.provenance
        return self.tell("order.as_of", moment=moment(self.language, data.as_of), source=data.source)


def why_refused(language: Language, refused: RefusedUrge) -> str:
    """The reason in words."""
    if refused.code == Code.ALREADY_URGED:
        return t(language, "urge.refused.already-urged.plain")
    if refused.code in TOLD_REFUSALS:
        return t(language, f"urge.refused.{refused.code}")
    return t(language, "urge.refused.later")
