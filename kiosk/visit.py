"""One visit after the other: which journey is on, who may still speak to it, and when nobody is there.

The visit is the one owner of the snapshot. It is driven from one thread only; it starts no thread itself, and
tells its caller which work to run and when to come back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk import session_calls
from kiosk.flow import Flow, Step
from kiosk.flows import (
    first_password,
    leaving,
    order,
    orders,
    out_of_service,
    receipt,
    sign_in,
    urge,
    welcome,
)
from kiosk.intents import End, Intent, SetLanguage, StillHere
from kiosk.moves import (
    LeaveReason,
    Move,
    ToFirstPassword,
    ToLeaving,
    ToOrder,
    ToOrders,
    ToReceipt,
    ToSignIn,
    ToUrge,
    ToWelcome,
)
from kiosk.ports import CardSeen, Clock, Work
from kiosk.session import DEFAULT_LANGUAGE, Session, SignedInCustomer
from kiosk.settings import IdleSettings
from kiosk.snapshot import Snapshot
from services.contracts.language import Language
from services.contracts.sessions import SignedIn
from services.contracts.terminals import Hall


@dataclass(frozen=True)
class Stamp:
    """Which visit and which journey of it something belongs to."""

    session: int
    journey: int


@dataclass(frozen=True)
class Stamped:
    """A result on its way back."""

    stamp: Stamp
    event: object


@dataclass(frozen=True)
class Crashed:
    """Work raised what nobody expected; `reference` is in the journal."""

    reference: str


@dataclass(frozen=True)
class Job:
    """Work to run on a worker. What comes of it goes back to `Visit.event`."""

    stamp: Stamp
    work: Work
    acts: bool
    """True: runs whatever page is up, on workers that no reading can fill. False: reads for the page that is
    up, and is not begun at all when that has gone before a worker was free."""

    def done(self, result: object) -> Stamped:
        """It returned."""
        return Stamped(self.stamp, result)

    def crashed(self, reference: str) -> Stamped:
        """It raised."""
        return Stamped(self.stamp, Crashed(reference))


@dataclass(frozen=True)
class HallKnown:
    """The hub has told where this terminal stands."""

    hall: Hall


_FLOWS: dict[type, Flow] = {
    welcome.Welcome: welcome.WelcomeFlow(),
    leaving.Leaving: leaving.LeavingFlow(),
    out_of_service.OutOfService: out_of_service.OutOfServiceFlow(),
    **dict.fromkeys((sign_in.AskNumber, sign_in.AskPassword), sign_in.SignInFlow()),
    first_password.ChoosePassword: first_password.FirstPasswordFlow(),
    **dict.fromkeys((orders.OrdersWaiting, orders.Orders, orders.OrdersTrouble), orders.OrdersFlow()),
    **dict.fromkeys((order.OrderWaiting, order.OrderShown, order.OrderTrouble), order.OrderFlow()),
    **dict.fromkeys(
        (
            urge.UrgeChoose,
            urge.UrgeConfirm,
            urge.UrgeSending,
            urge.UrgeDone,
            urge.UrgeKeptHere,
            urge.UrgeNotTaken,
        ),
        urge.UrgeFlow(),
    ),
    **dict.fromkeys(
        (receipt.ReceiptPrinting, receipt.ReceiptReady, receipt.ReceiptUncertain, receipt.ReceiptFailed),
        receipt.ReceiptFlow(),
    ),
}
"""Which flow answers for which state."""

STATES: tuple[type, ...] = tuple(_FLOWS)
"""Every state that a screen must be able to show."""

_NOBODY_THERE = (welcome.Welcome, leaving.Leaving, out_of_service.OutOfService)
_NOT_WHILE = (receipt.ReceiptPrinting, urge.UrgeSending)
RENEW_AFTER_S = 60.0
"""The hub ends a session three minutes after its last request; who reads that long stays signed in."""


class Visit:
    """Takes intents and events, gives snapshots and jobs."""

    def __init__(self, clock: Clock, idle: IdleSettings, publish: Callable[[Snapshot], None]) -> None:
        self._clock = clock
        self._idle = idle
        self._publish = publish
        self._journey = 0
        self._touched_at = clock.monotonic()
        self._entered_at = clock.monotonic()
        self._asked_at = clock.monotonic()
        self._texts: Language | None = None
        """In which language the hub sends this customer's texts; None where it cannot be told."""
        self._telling = False
        self.snapshot = Snapshot(Session(1), welcome.Welcome(), self._minute())

    @property
    def stamp(self) -> Stamp:
        """What work that is started now is stamped with."""
        return Stamp(self.snapshot.session.number, self._journey)

    def touch(self, intent: Intent) -> list[Job]:
        """A touch of the customer's."""
        warned = self.snapshot.idle_left is not None
        if warned and not isinstance(intent, StillHere | End):
            return []
        self._touched_at = self._clock.monotonic()
        match intent:
            case StillHere():
                if not warned:
                    return []
                self._show(idle_left=None)
                return self._renew()
            case SetLanguage(language):
                self._show(session=replace(self.snapshot.session, language=language))
                return self._tell_language()
        return self._reduce(intent) or self._renew_in_time()

    def event(self, stamped: Stamped) -> list[Job]:
        """A result of work. Those of an ended visit or journey are dropped."""
        of_this_visit = stamped.stamp.session == self.snapshot.session.number
        if isinstance(stamped.event, Crashed):
            return self.crashed(stamped.event.reference) if of_this_visit else []
        if isinstance(stamped.event, session_calls.Renewed):
            return self._renewed(stamped.event) if of_this_visit else []
        if isinstance(stamped.event, session_calls.LanguageTold):
            return self._language_told(stamped.event) if of_this_visit else []
        if stamped.stamp == self.stamp:
            return self._reduce(stamped.event)
        if isinstance(stamped.event, sign_in.Accepted):
            return [self._job(session_calls.sign_out(stamped.event.signed_in.token), acts=True)]
        return []

    def outside(self, event: object, session: int) -> list[Job]:
        """Something that happened to the terminal during that visit: a card was read, the hall is known."""
        if isinstance(event, HallKnown):
            self._show(hall=event.hall)
            return []
        if isinstance(event, CardSeen):
            now = self.snapshot.session
            if not event.usable or now.customer is not None or session != now.number:
                return []
            if isinstance(self.snapshot.state, leaving.Leaving):
                self._move(ToWelcome())  # the next customer is here, and begins in Chinese
            self._touched_at = self._clock.monotonic()  # whoever holds up a card is here
            if self.snapshot.idle_left is not None:
                self._show(idle_left=None)
        return self._reduce(event)

    def crashed(self, reference: str) -> list[Job]:
        """Something unexpected: a safe page, with nothing of the customer left."""
        return self._leave(out_of_service.OutOfService(reference), DEFAULT_LANGUAGE)

    def tick(self) -> list[Job]:
        """Time has passed; to be called when `deadline` has come."""
        now = self._clock.monotonic()
        state = self.snapshot.state
        if isinstance(state, leaving.Leaving) and now >= self._entered_at + leaving.GOODBYE_S:
            return self._reduce(leaving.GoodbyeOver())
        if isinstance(state, out_of_service.OutOfService):
            if now >= self._entered_at + out_of_service.COME_BACK_S:
                return self._reduce(out_of_service.TryAgain())
        elif self._left_in_another_language():
            if now >= self._touched_at + self._idle.of(state):
                return self._move(ToWelcome())
        elif self._watched():
            left = self._seconds_left(now)
            if left is not None and left <= 0:
                return self._move(ToLeaving(LeaveReason.IDLE))
            if left != self.snapshot.idle_left:
                self._show(idle_left=left)
        if self._minute() != self.snapshot.now:
            self._show()
        return []

    def deadline(self) -> float:
        """The next moment, monotonic seconds, at which `tick` must be called."""
        now = self._clock.monotonic()
        due = now + 60 - self._clock.now().second
        if isinstance(self.snapshot.state, leaving.Leaving):
            return min(due, self._entered_at + leaving.GOODBYE_S)
        if isinstance(self.snapshot.state, out_of_service.OutOfService):
            return min(due, self._entered_at + out_of_service.COME_BACK_S)
        if self._watched():
            warn_at = self._touched_at + self._idle.of(self.snapshot.state)
            return min(due, warn_at if now < warn_at else now + 1 - (now - warn_at) % 1)
        if self._left_in_another_language():
            return min(due, self._touched_at + self._idle.of(self.snapshot.state))
        return due

    def _left_in_another_language(self) -> bool:
        welcoming = isinstance(self.snapshot.state, welcome.Welcome)
        return welcoming and self.snapshot.session.language != DEFAULT_LANGUAGE

    def _watched(self) -> bool:
        return not isinstance(self.snapshot.state, (*_NOBODY_THERE, *_NOT_WHILE))

    def _seconds_left(self, now: float) -> int | None:
        over = now - self._touched_at - self._idle.of(self.snapshot.state)
        return None if over < 0 else int(self._idle.answer_within_s - over + 0.999)

    def _reduce(self, message: object) -> list[Job]:
        state = self.snapshot.state
        step = _FLOWS[type(state)].reduce(state, message, self.snapshot.session)
        return self._take(step)

    def _take(self, step: Step[object]) -> list[Job]:
        if step.move is not None:
            return self._move(step.move)
        if step.state != self.snapshot.state:
            self._enter(step.state)
        acts = isinstance(self.snapshot.state, _NOT_WHILE)
        if step.work:
            self._asked_at = self._clock.monotonic()
        return [self._job(work, acts=acts) for work in step.work]

    def _enter(self, state: object) -> None:
        if type(state) is not type(self.snapshot.state):
            self._journey += 1
            self._entered_at = self._touched_at = self._clock.monotonic()
        self._show(state=state, idle_left=None)

    def _move(self, move: Move) -> list[Job]:
        match move:
            case ToWelcome():
                return self._leave(welcome.Welcome(), DEFAULT_LANGUAGE)
            case ToLeaving(reason):
                return self._leave(leaving.Leaving(reason), self.snapshot.session.language)
            case ToSignIn(kind, number):
                return self._take(Step(sign_in.start(kind, number)))
            case ToFirstPassword(signed_in):
                self._signed_in(signed_in)
                return [*self._take(Step(first_password.ChoosePassword())), *self._tell_language()]
            case ToOrders(signed_in, open_single):
                if signed_in is not None:
                    self._signed_in(signed_in)
                jobs = self._take(orders.start(open_single, self.snapshot.session))
                return [*jobs, *self._tell_language()]
            case ToOrder(order_no, single):
                return self._take(order.start(order_no, single, self.snapshot.session))
            case ToUrge(shown, single):
                return self._take(Step(urge.start(shown, single)))
            case ToReceipt():
                return self._take(receipt.start(move, self.snapshot.session))
        raise LookupError(f"no way to {move}")

    def _leave(self, state: object, language: Language) -> list[Job]:
        jobs = self._forget(state, language)
        self._show()
        return jobs

    def _forget(self, state: object, language: Language) -> list[Job]:
        customer = self.snapshot.session.customer
        self._journey += 1
        self._entered_at = self._touched_at = self._clock.monotonic()
        session = Session(self.snapshot.session.number + 1, language)
        self.snapshot = replace(self.snapshot, session=session, state=state, idle_left=None)
        return [self._job(session_calls.sign_out(customer.token), acts=True)] if customer else []

    def _signed_in(self, signed_in: SignedIn) -> None:
        customer = SignedInCustomer(
            signed_in.token,
            signed_in.customer_name,
            signed_in.customer_kind,
            frozenset(signed_in.features),
        )
        self._texts, self._telling = signed_in.customer_language, False
        session = replace(self.snapshot.session, customer=customer)
        self.snapshot = replace(self.snapshot, session=session)

    def _tell_language(self) -> list[Job]:
        """Have the hub know in which language this customer reads, one word at a time: the last counts."""
        customer, language = self.snapshot.session.customer, self.snapshot.session.language
        if customer is None or self._telling or self._texts in (None, language):
            return []
        self._telling = True
        return [self._job(session_calls.tell_language(customer.token, language), acts=True)]

    def _language_told(self, told: session_calls.LanguageTold) -> list[Job]:
        self._texts, self._telling = told.language, False
        return self._tell_language()

    def _renew(self) -> list[Job]:
        customer = self.snapshot.session.customer
        self._asked_at = self._clock.monotonic()
        return [self._job(session_calls.renewal(customer.token), acts=True)] if customer else []

    def _renew_in_time(self) -> list[Job]:
        late = self._clock.monotonic() >= self._asked_at + RENEW_AFTER_S
        return self._renew() if late and self._watched() else []

    def _renewed(self, renewed: session_calls.Renewed) -> list[Job]:
        return [] if renewed.alive else self._move(ToLeaving(LeaveReason.SESSION_ENDED))

    def _job(self, work: Work, *, acts: bool) -> Job:
        return Job(self.stamp, work, acts)

    def _minute(self) -> datetime:
        return self._clock.now().replace(second=0, microsecond=0)

    def _show(self, **changes: object) -> None:
        self.snapshot = replace(self.snapshot, now=self._minute(), **changes)  # type: ignore[arg-type]
        self._publish(self.snapshot)
