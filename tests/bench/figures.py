"""The figures of a run: how they are summed up, kept in build/bench.json and shown.

bench.json is a list of {"name", "value", "unit", "peer", "peer_value", "ratio"}; ratio = value / peer_value,
both measured in the same run. A part of the benchmarks replaces its own figures and leaves the others'.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value beside its peer's."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """None where there is no peer, or nothing to divide by."""
        return self.value / self.peer_value if self.peer_value else None


def side_by_side(name: str, unit: str, ours: Sequence[float], peer: str, theirs: Sequence[float]) -> Figure:
    """The medians of both sides' repeats."""
    return Figure(name, median(ours), unit, peer, median(theirs))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all do not exceed. Raises ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def merge(path: Path, figures: Iterable[Figure]) -> None:
    """Put the figures into the file, in the place of older ones of the same name; whole or not at all."""
    kept: dict[str, dict[str, Any]] = {}
    if path.exists():
        kept = {entry["name"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}
    for figure in figures:
        kept[figure.name] = _entry(figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(list(kept.values()), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


def table(figures: Iterable[Figure]) -> str:
    """For a person to read."""
    rows = [("", "value", "peer's", "ratio", "unit", "peer")]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        numbers = (_short(figure.value), _short(figure.peer_value), ratio)
        rows.append((figure.name, *numbers, figure.unit, figure.peer or ""))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for name, value, peer_value, ratio, unit, peer in rows:
        cells = (
            name.ljust(widths[0]),
            value.rjust(widths[1]),
            peer_value.rjust(widths[2]),
            ratio.rjust(widths[3]),
        )
        lines.append("  ".join((*cells, unit.ljust(widths[4]), peer)).rstrip())
    return "\n".join(lines)


def _entry(figure: Figure) -> dict[str, Any]:
    entry = asdict(figure) | {"ratio": figure.ratio}
    for name in ("value", "peer_value", "ratio"):
        if entry[name] is not None:
            entry[name] = float(f"{entry[name]:.4g}")
    return entry


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
