"""The hub as its terminals use it, over HTTP: one method a message.

What is not an answer of a hub (a captive portal's page, half a JSON, a proxy's error, silence) counts as the
hub being away. The two errors are made by whoever uses the client, which keeps the client free of its users.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from services.clients.transport import Answer, Line, Method, Transport, Unanswered
from services.contracts import problems
from services.contracts.health import Health
from services.contracts.language import Language
from services.contracts.orders import OrderDetail, OrderList, ReceiptLink
from services.contracts.problems import Code, Problem
from services.contracts.sessions import (
    CustomerLanguage,
    NewPassword,
    SessionState,
    SignedIn,
    SignInRequest,
)
from services.contracts.terminals import (
    KIOSK_ID_HEADER,
    KIOSK_KEY_HEADER,
    Enrolled,
    EnrolRequest,
    Heartbeat,
    HeartbeatAnswer,
)
from services.contracts.urges import IDEMPOTENCY_HEADER, PERMIT_HEADER, UrgeRequest, UrgeView

API = "/api/v1"
JSON = "application/json"
M = TypeVar("M", bound=BaseModel)
Telling = TypeVar("Telling", HeartbeatAnswer, SignedIn, SessionState)
"""Answers that tell the hub's time."""


@dataclass(frozen=True)
class HubErrors:
    """What to raise."""

    away: Callable[[str], Exception]
    """No usable answer; the words say why and hold nothing of a customer's."""
    refused: Callable[[Problem], Exception]
    """The hub's own no."""


class HttpHub:
    """Any thread may use it. Every method blocks for `transport`'s overall deadline at most."""

    def __init__(
        self,
        line: Callable[[], Line],
        errors: HubErrors,
        heard: Callable[[datetime, float], None] = lambda _now, _round_trip_s: None,
        software: str = "",
        transport: Transport | None = None,
    ) -> None:
        """`line` is asked before each request, as a terminal's own hub moves when it starts anew.

        `heard` learns the hub's time whenever an answer tells it, and the seconds that the answer took.
        """
        self._line = line
        self._transport = transport or Transport()
        self._errors = errors
        self._heard = heard
        self._software = software

    def enrol(self, code: str) -> Enrolled:
        """Make this terminal known. The code works once, so this is never tried twice."""
        return self._fetch(Enrolled, "POST", "/kiosks", EnrolRequest(code=code))

    def heartbeat(self, outbox_waiting: int) -> HeartbeatAnswer:
        """Say that this terminal lives; hear the time and the hall."""
        kiosk_id = quote(self._line().kiosk_id, safe="")
        beat = Heartbeat(software=self._software, outbox_waiting=outbox_waiting)
        return self._timed(HeartbeatAnswer, "POST", f"/kiosks/{kiosk_id}/heartbeats", beat)

    def sign_in(self, request: SignInRequest) -> SignedIn:
        """Begin a session."""
        return self._timed(SignedIn, "POST", "/sessions", request)

    def renew(self, token: str) -> SessionState:
        """Keep the session alive."""
        return self._timed(SessionState, "GET", "/sessions/current", token=token)

    def change_password(self, token: str, new: NewPassword) -> None:
        """After a first password."""
        self._ask("PUT", "/sessions/current/password", new, token)

    def set_language(self, token: str, language: Language) -> None:
        """In which the customer reads."""
        self._ask("PUT", "/sessions/current/language", CustomerLanguage(language=language), token)

    def sign_out(self, token: str) -> None:
        """End the session."""
        self._ask("DELETE", "/sessions/current", token=token)

    def orders(self, token: str) -> OrderList:
        """The customer's list."""
        return self._fetch(OrderList, "GET", "/orders", token=token)

    def order(self, token: str, order_no: str) -> OrderDetail:
        """One order."""
        return self._fetch(OrderDetail, "GET", f"/orders/{quote(order_no, safe='')}", token=token)

    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView:
        """Urge by permit; the same key again gets the same answer."""
        headers = {IDEMPOTENCY_HEADER: key, PERMIT_HEADER: permit}
        return self._fetch(
            UrgeView, "POST", f"/orders/{quote(order_no, safe='')}/urges", request, headers=headers
        )

    def receipt_link(self, token: str, order_no: str) -> ReceiptLink | None:
        """What a receipt's code opens; None where the hub has no public address."""
        path = f"/orders/{quote(order_no, safe='')}/receipt-links"
        answer = self._send("POST", path, None, token, None)
        problem = _problem(answer)
        if problem is not None and problem.code is Code.NO_PUBLIC_ADDRESS:
            return None
        return self._read(ReceiptLink, self._accepted(answer))

    def told_time(self) -> datetime:
        """The clock of a hub that says that it works, without being enrolled: for the doctor."""
        return self._read(Health, self._accepted(self._send("GET", "/healthz", None, None, None, api=""))).now

    def is_known(self) -> bool:
        """Whether the hub knows this terminal: it is asked, for the doctor, after a session of nobody's."""
        problem = _problem(answer := self._send("GET", "/sessions/current", None, None, None))
        if problem is not None and problem.code in (Code.SESSION_ENDED, Code.UNKNOWN_TERMINAL):
            return problem.code is Code.SESSION_ENDED
        self._accepted(answer)
        raise self._errors.away("it has a session for nobody")

    def _timed(
        self,
        kind: type[Telling],
        method: Method,
        path: str,
        message: BaseModel | None = None,
        token: str | None = None,
    ) -> Telling:
        answer = self._ask(method, path, message, token)
        told = self._read(kind, answer)
        self._heard(told.now, answer.round_trip_s)
        return told

    def _fetch(
        self,
        kind: type[M],
        method: Method,
        path: str,
        message: BaseModel | None = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> M:
        return self._read(kind, self._ask(method, path, message, token, headers))

    def _ask(
        self,
        method: Method,
        path: str,
        message: BaseModel | None = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        return self._accepted(self._send(method, path, message, token, headers))

    def _send(
        self,
        method: Method,
        path: str,
        message: BaseModel | None,
        token: str | None,
        headers: dict[str, str] | None,
        api: str = API,
    ) -> Answer:
        line = self._line()
        sent = {"Accept": f"{JSON}, {problems.MEDIA_TYPE}", **(headers or {})}
        if line.kiosk_id:
            sent |= {KIOSK_ID_HEADER: line.kiosk_id, KIOSK_KEY_HEADER: line.kiosk_key}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        body = None
        if message is not None:
            sent["Content-Type"] = JSON
            body = message.model_dump_json().encode("utf-8")
        try:
            return self._transport.ask(line, method, api + path, sent, body)
        except Unanswered as unanswered:
            raise self._errors.away(str(unanswered)) from None

    def _accepted(self, answer: Answer) -> Answer:
        problem = _problem(answer)
        if problem is not None:
            raise self._errors.refused(problem)
        if not 200 <= answer.status < 300:
            raise self._errors.away(f"status {answer.status} without a reason")
        return answer

    def _read(self, kind: type[M], answer: Answer) -> M:
        if answer.media_type != JSON:
            raise self._errors.away("an answer that is not JSON")
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError:
            raise self._errors.away(f"an answer that is no {kind.__name__}") from None


class _UnknownProblem(BaseModel):
    """A problem with a code that is newer than this terminal."""

    code: str
    title: str = ""
    instance: str | None = None
    retry_after: int | None = None


def _problem(answer: Answer) -> Problem | None:
    """The hub's own no. With a code newer than this terminal it is `malformed`, or `internal` from 500 on."""
    if answer.status < 400 or answer.media_type != problems.MEDIA_TYPE:
        return None
    try:
        return Problem.model_validate_json(answer.body)
    except ValidationError:
        pass
    try:
        unknown = _UnknownProblem.model_validate_json(answer.body)
    except ValidationError:
        return None
    return Problem(
        type="about:blank",
        title=unknown.title,
        status=answer.status,
        code=Code.INTERNAL if answer.status >= 500 else Code.MALFORMED,
        instance=unknown.instance,
        retry_after=unknown.retry_after,
        reason=unknown.code[:64],
    )
