"""Answering an urge, once: what is said then, the customer reads at the terminal."""

from sqlalchemy import Connection, insert, update

from services.contracts.urges import UrgeState
from services.hub.domain.answering import Answer, BadAnswer, bad_answer
from services.hub.domain.chinatime import china_date
from services.hub.domain.urging import UrgeKind
from services.hub.store.models import Urge, UrgeAnswer
from services.hub.store.queries_urges import URGE_TO_ANSWER
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record
from services.hub.usecases.raising import come_down
from services.hub.usecases.tell import tell_customer


class UnknownUrge(LookupError):
    """No urge has this number."""


class AlreadyAnswered(ValueError):
    """It has an answer, which stands: the customer may have read it."""


class NoAnswer(ValueError):
    """This is no answer to that urge; `problem` says why."""

    def __init__(self, problem: BadAnswer) -> None:
        super().__init__(problem.value)
        self.problem = problem


def answer_urge(hub: Hub, connection: Connection, urge_no: str, answer: Answer, actor: str) -> None:
    """Store the answer. Raises UnknownUrge, AlreadyAnswered and NoAnswer."""
    urge = connection.execute(URGE_TO_ANSWER, {"urge_no": urge_no}).one_or_none()
    if urge is None:
        raise UnknownUrge(urge_no)
    if urge.state == UrgeState.ANSWERED.value:
        raise AlreadyAnswered(urge_no)
    now = hub.now()
    problem = bad_answer(UrgeKind(urge.kind), answer, china_date(now))
    if problem is not None:
        raise NoAnswer(problem)
    values = {
        "urge_id": urge.id,
        "text": answer.text.strip(),
        "verdict": answer.verdict.value if answer.verdict else None,
        "new_day": answer.new_day,
        "answered_by": actor,
        "answered_at": now,
    }
    connection.execute(insert(UrgeAnswer), values)
    connection.execute(update(Urge).where(Urge.id == urge.id).values(state=UrgeState.ANSWERED.value))
    come_down(connection, urge, actor, "", now)
    tell_customer(connection, urge_no, now)
    record(
        connection,
        "urge-answered",
        actor,
        now,
        company_id=urge.company_id,
        order_id=urge.order_id,
        details={"urge": urge_no, "verdict": values["verdict"]},
    )
