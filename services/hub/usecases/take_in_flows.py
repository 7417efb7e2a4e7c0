"""The flows that rows may name, as they are in the database."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, select

from services.hub.store.models import Flow, FlowStage
from services.hub.usecases.take_in_records import Reason, RowRefused


@dataclass(frozen=True, slots=True)
class KnownStage:
    """A stage of a version of a flow."""

    id: int
    code: str
    name: str
    step: int


@dataclass(frozen=True, slots=True)
class KnownFlow:
    """A version of a flow, its stages in the order of their steps."""

    id: int
    code: str
    name: str
    valid_from: date
    stages: tuple[KnownStage, ...]

    def stage(self, word: str) -> KnownStage:
        """The stage of this name or code. Raises RowRefused, which tells the nearest names."""
        for stage in self.stages:
            if _plain(word) in (_plain(stage.name), stage.code):
                return stage
        names = "、".join(nearest(word, (stage.name for stage in self.stages)))
        zh = f"流程「{self.name}」没有环节「{word[:40]}」，相近的有：{names}"
        raise RowRefused(Reason.UNKNOWN_STAGE, zh, f"no such stage in {self.code}; nearest: {names}")


class KnownFlows:
    """All versions of all flows."""

    def __init__(self, connection: Connection) -> None:
        stages: dict[int, list[KnownStage]] = {}
        query = select(FlowStage.flow_id, FlowStage.id, FlowStage.code, FlowStage.name_zh, FlowStage.step)
        for row in connection.execute(query.order_by(FlowStage.step, FlowStage.id)):
            stages.setdefault(row.flow_id, []).append(KnownStage(row.id, row.code, row.name_zh, row.step))
        flows = connection.execute(select(Flow.id, Flow.code, Flow.name_zh, Flow.valid_from))
        self.by_id = {
            row.id: KnownFlow(row.id, row.code, row.name_zh, row.valid_from, tuple(stages.get(row.id, ())))
            for row in flows
        }

    def for_order(self, word: str, filed_on: date) -> KnownFlow:
        """The version of the flow of this name or code that a new order goes by.

        The newest one that was valid when the order was filed; for an order older than all versions the
        first one. Raises RowRefused, which tells the nearest names.
        """
        versions = sorted(
            (flow for flow in self.by_id.values() if _plain(word) in (_plain(flow.name), flow.code)),
            key=lambda flow: (flow.valid_from, flow.id),
        )
        valid = [flow for flow in versions if flow.valid_from <= filed_on]
        if versions:
            return valid[-1] if valid else versions[0]
        names = "、".join(nearest(word, {flow.name for flow in self.by_id.values()}))
        zh = f"没有流程「{word[:40]}」，相近的有：{names}"
        raise RowRefused(Reason.UNKNOWN_FLOW, zh, f"no such flow; nearest: {names}")


@lru_cache(maxsize=1024)
def _plain(word: str) -> str:
    """Without what people write differently: the width of brackets, digits and letters, and blanks."""
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words that are most like this one, the likest first."""

    def unlikeness(one: str) -> tuple[float, str]:
        return -difflib.SequenceMatcher(None, word[:100], one).ratio(), one

    return sorted(known, key=unlikeness)[:most]
