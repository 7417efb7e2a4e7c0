"""The tokens of one power supply company, from assets/brands/<company>.toml.

Not responsible for pixels: lengths stay in millimetres here, `screens.metrics` turns them into pixels.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

BRANDS = Path(__file__).resolve().parent.parent / "assets" / "brands"
LEAST_CONTRAST = 4.5
LEAST_TEXT_MM = 4.8
LEAST_TOUCH_MM = 12.7
LEAST_TOUCH_GAP_MM = 2.5

TEXT_ON_GROUND: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("ink", "ink_quiet", "accent") for ground in ("ground", "surface")),
    *((ink, ground) for ink in ("ink", "accent") for ground in ("accent_soft", "accent_soft_pressed")),
    ("ink_quiet", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    *(
        (ink, ground)
        for tone in ("warn", "late", "info")
        for ink in (tone, "ink")
        for ground in (f"{tone}_soft",)
    ),
    *((tone, ground) for tone in ("warn", "late", "info") for ground in ("surface", "ground")),
)
"""Every pair of text and ground that the kit can put on the glass."""

Rgb = tuple[float, float, float]
T = TypeVar("T")


class BrandError(ValueError):
    """A brand file that must not reach the glass; the message names file, token and reason."""


@dataclass(frozen=True)
class Colours:
    """Each 0..1 for red, green, blue."""

    ground: Rgb
    surface: Rgb
    ink: Rgb
    ink_quiet: Rgb
    line: Rgb
    accent: Rgb
    accent_pressed: Rgb
    on_accent: Rgb
    accent_soft: Rgb
    accent_soft_pressed: Rgb
    warn: Rgb
    warn_soft: Rgb
    late: Rgb
    late_soft: Rgb
    info: Rgb
    info_soft: Rgb


@dataclass(frozen=True)
class TypeScale:
    """Heights of a Han glyph in millimetres."""

    note: float
    body: float
    heading: float
    title: float
    display: float


@dataclass(frozen=True)
class Space:
    """Millimetres."""

    unit: float
    touch: float
    touch_gap: float


@dataclass(frozen=True)
class Radius:
    """Millimetres."""

    button: float
    panel: float


@dataclass(frozen=True)
class IconSize:
    """Millimetres."""

    small: float
    large: float


@dataclass(frozen=True)
class Duration:
    """Milliseconds."""

    motion: float
    debounce: float


@dataclass(frozen=True)
class Brand:
    """All tokens of one company."""

    name: str
    colours: Colours
    type: TypeScale
    space: Space
    radius: Radius
    icon: IconSize
    duration: Duration


def luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def load(name_or_path: str | Path = "default") -> Brand:
    """The brand of that name in assets/brands, or in that file. Raises BrandError."""
    path = Path(name_or_path) if str(name_or_path).endswith(".toml") else BRANDS / f"{name_or_path}.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BrandError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BrandError(f"{path}: {error}") from error
    brand = _brand(table, path)
    _check(brand, path)
    return brand


def _brand(table: dict[str, Any], path: Path) -> Brand:
    known = {"name", "colours", "type", "space", "radius", "icon", "duration"}
    if unknown := set(table) - known:
        raise BrandError(f"{path}: unknown {', '.join(sorted(unknown))}")
    if not isinstance(table.get("name"), str):
        raise BrandError(f"{path}: name is missing")
    return Brand(
        name=table["name"],
        colours=_part(Colours, table, "colours", path),
        type=_part(TypeScale, table, "type", path),
        space=_part(Space, table, "space", path),
        radius=_part(Radius, table, "radius", path),
        icon=_part(IconSize, table, "icon", path),
        duration=_part(Duration, table, "duration", path),
    )


def _part(kind: type[T], table: dict[str, Any], name: str, path: Path) -> T:
    given: dict[str, Any] = {key.replace("-", "_"): value for key, value in table.get(name, {}).items()}
    wanted = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    for what, names in (("missing", wanted - set(given)), ("unknown", set(given) - wanted)):
        if names:
            raise BrandError(f"{path}: [{name}] {what}: {', '.join(sorted(names)).replace('_', '-')}")
    value_of = _colour if kind is Colours else _length
    return kind(**{key: value_of(value, f"{path}: [{name}] {key}") for key, value in given.items()})


def _colour(value: object, where: str) -> Rgb:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise BrandError(f"{where}: {value!r} is not #RRGGBB")
    return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255


def _length(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise BrandError(f"{where}: {value!r} is not a number above 0")
    return float(value)


def _check(brand: Brand, path: Path) -> None:
    for text, ground in TEXT_ON_GROUND:
        ratio = contrast(getattr(brand.colours, text), getattr(brand.colours, ground))
        if ratio < LEAST_CONTRAST:
            names = f"{text} on {ground}".replace("_", "-")
            raise BrandError(f"{path}: {names} has a contrast of {ratio:.2f}, below {LEAST_CONTRAST}")
    sizes = [getattr(brand.type, field.name) for field in fields(brand.type)]
    if sizes != sorted(sizes) or sizes[0] < LEAST_TEXT_MM:
        raise BrandError(f"{path}: [type] must rise from note to display, from {LEAST_TEXT_MM} mm on")
    if brand.space.touch < LEAST_TOUCH_MM or brand.space.touch_gap < LEAST_TOUCH_GAP_MM:
        raise BrandError(
            f"{path}: [space] touch is {LEAST_TOUCH_MM} mm, touch-gap {LEAST_TOUCH_GAP_MM} mm at least"
        )
