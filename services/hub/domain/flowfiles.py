"""Flow files (assets/flows/*.toml): a flow, its stages in order, and what is told to the customer in each."""

from dataclasses import dataclass
from datetime import date

from services.hub.domain.datafile import Table
from services.hub.domain.terms import Side, Text


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """One stage of a flow."""

    code: str
    step: int
    """From 1. Stages of the same step run side by side."""
    name: Text
    does: Text
    """What happens there, one sentence to the customer."""
    side: Side
    watched: bool
    """Followed by the command platform."""
    joint: bool
    """Supervised by platform and company together; always watched too."""
    default_days: int
    """Working days that the stage takes where nothing better is known."""
    awaited: Text | None
    """What is waited for: on the customer's side always, else never."""
    bring: Text | None
    """What the customer brings or hands in."""


@dataclass(frozen=True, slots=True)
class FlowDefinition:
    """A version of a flow."""

    code: str
    version: str
    valid_from: date
    source: str
    name: Text
    stages: tuple[StageDefinition, ...]


def parse_flow(text: str, file: str) -> FlowDefinition:
    """A flow from a file's text. Raises DataFileError with file, key and reason."""
    table = Table.parse(text, file)
    flow = FlowDefinition(
        code=table.code("code"),
        version=table.string("version"),
        valid_from=table.day("valid_from"),
        source=table.string("source"),
        name=table.text("name"),
        stages=_stages(table.tables("stages")),
    )
    table.nothing_else()
    return flow


def _stages(tables: list[Table]) -> tuple[StageDefinition, ...]:
    stages: list[StageDefinition] = []
    for table in tables:
        stage = _stage(table)
        last_step = stages[-1].step if stages else 0
        if stage.step - last_step not in ((0, 1) if stages else (1,)):
            raise table.error("step", f"{stage.step} cannot follow {last_step}: steps rise one by one from 1")
        if any(stage.code == other.code for other in stages):
            raise table.error("code", f"{stage.code!r} is there twice")
        stages.append(stage)
    return tuple(stages)


def _stage(table: Table) -> StageDefinition:
    stage = StageDefinition(
        code=table.code("code"),
        step=table.number("step", least=1),
        name=table.text("name"),
        does=table.text("does"),
        side=table.choice("side", Side),
        watched=table.flag("watched"),
        joint=table.flag("joint"),
        default_days=table.number("default_days", least=0),
        awaited=table.text("awaited") if table.has("awaited") else None,
        bring=table.text("bring") if table.has("bring") else None,
    )
    table.nothing_else()
    if stage.joint and not stage.watched:
        raise table.error("joint", "a stage that is supervised jointly is watched too")
    if stage.side is Side.COMPANY and stage.awaited:
        raise table.error("awaited", "nothing is awaited from the customer on the company's side")
    if stage.side is Side.CUSTOMER and not (stage.awaited and stage.bring):
        raise table.error("awaited", "a stage on the customer's side says what is awaited and what to bring")
    return stage
