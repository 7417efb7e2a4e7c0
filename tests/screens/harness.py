"""What every screen is held to, and how a test gets one: real fingers on a real glass, drawn off screen.

A test takes the fixture `stage` (tests/screens/conftest.py), opens a brain on it with `look_of(...)`, and
calls `assert_fit` and `assert_picture`. One process has one Kivy window, 1920 x 1920 pixels; a glass of
either orientation takes the corner that it needs.
"""

import os
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from screens import brand
from screens.look import Look, look
from screens.metrics import HAN_HEIGHT_PER_EM, Panel, Rect
from screens.widgets import kit
from screens.widgets.paint import Painted

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from screens.stage import Picture, Stage

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
SCALE = 2
"""A snapshot is kept at half the glass's size,"""
SHADES = 64
"""and with so many colours."""
CHANNEL_TOLERANCE = 24
"""Of 255; what another build of the software renderer may differ in at the edge of a glyph."""
PIXEL_TOLERANCE = 0.0002
"""Share of pixels that may differ by more."""

PANELS = {"portrait": Panel(), "landscape": Panel(width_px=1920, height_px=1080, width_mm=476.0)}
BRANDS = sorted(path.stem for path in brand.BRANDS.glob("*.toml"))

Box = tuple[float, float, float, float]


def look_of(orientation: str = "portrait", company: str = "default") -> Look:
    """The look of a company on a panel of that orientation."""
    return Look(brand.load(company), PANELS[orientation])


def assert_fit(
    stage: "Stage", may_shorten: Callable[[str], bool] = lambda _: False, *, seen: bool = True
) -> None:
    """What is on the glass can be touched, read and told apart, and nothing is cut, overlaps or leaves the
    panel.

    `may_shorten` says for which texts an ellipsis is allowed, since the whole is one touch away. With `seen`
    a picture is taken, and each text must stand on the ground that it says it stands on.
    """
    texts = kit.texts(stage.glass)
    assert_nested(stage.glass)
    assert_touchable([target.rect for target in kit.touch_targets(stage.glass)])
    for text in texts:
        assert_readable(text)
        assert not text.shortened or may_shorten(text.text), f"shortened: {text.text}"
    for one, other in combinations(texts, 2):
        assert not overlap(one.box, other.box), f"{one.text!r} lies over {other.text!r}"
    if seen:
        assert_grounds(texts, stage.picture())


def assert_nested(glass: "Widget") -> None:
    """Every part lies within the one that holds it, and beside its neighbours."""
    for widget in kit.shown(glass):
        parts = [part for part in widget.children if isinstance(part, kit.Box) and not part.hide]
        for part in parts:
            place = (*part.pos, *part.size)
            assert inside(place, (*widget.pos, *widget.size)), f"{part} at {place} leaves {widget}"
        for one, other in combinations(parts, 2):
            apart = not overlap((*one.pos, *one.size), (*other.pos, *other.size))
            assert apart, f"{one} lies over {other}"


def assert_touchable(rects: list[Rect]) -> None:
    """Targets are 12.7 mm or more, 2.5 mm or more apart, and on the panel."""
    panel = look().panel
    for rect in rects:
        least = min(rect.width, rect.height) / panel.px_per_mm
        assert least >= brand.LEAST_TOUCH_MM, f"{rect} is {least:.1f} mm"
        place = (rect.x, rect.y, rect.width, rect.height)
        assert inside(place, (0, 0, panel.width_px, panel.height_px)), f"{rect} leaves the panel"
    for one, other in combinations(rects, 2):
        apart = gap(one, other) / panel.px_per_mm
        assert apart >= brand.LEAST_TOUCH_GAP_MM, f"{one} and {other} are {apart:.1f} mm apart"


def assert_readable(text: Painted) -> None:
    """High enough, with contrast to its ground, and wholly within its room and the panel."""
    panel = look().panel
    height = text.face.size * HAN_HEIGHT_PER_EM / panel.px_per_mm
    assert height >= brand.LEAST_TEXT_MM, f"{text.text!r} is {height:.1f} mm high"
    ratio = brand.contrast(text.colour, text.ground)
    assert ratio >= brand.LEAST_CONTRAST, f"{text.text!r} has a contrast of {ratio:.2f}"
    assert inside(text.box, text.room), f"{text.text!r} needs {text.box}, has {text.room}"
    assert inside(text.box, (0, 0, panel.width_px, panel.height_px)), f"{text.text!r} leaves the panel"


def assert_grounds(texts: list[Painted], picture: "Picture") -> None:
    """Each text stands on the ground that it says."""
    for text in texts:
        x, y, width, height = text.box
        corners = {picture.pixel(*at) for at in ((x, y), (x + width - 1, y), (x, y + height - 1))}
        ground = tuple(round(255 * part) for part in text.ground)
        seen = any(max(abs(a - b) for a, b in zip(corner, ground, strict=True)) <= 2 for corner in corners)
        assert seen, f"{text.text!r} says it stands on {ground}, but {corners} is there"


def inside(box: Box, room: Box) -> bool:
    """Whether the box lies within the room; boxes are left, bottom, width, height."""
    return (
        room[0] <= box[0]
        and room[1] <= box[1]
        and box[0] + box[2] <= room[0] + room[2]
        and box[1] + box[3] <= room[1] + room[3]
    )


def overlap(one: Box, other: Box) -> bool:
    """Whether they share any area."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def gap(one: Rect, other: Rect) -> float:
    """Pixels between two rectangles, the larger of across and up; negative when they overlap."""
    across = max(other.x - (one.x + one.width), one.x - (other.x + other.width))
    up = max(other.y - (one.y + one.height), one.y - (other.y + other.height))
    return max(across, up)


@cache
def only_stage() -> "Stage":
    """The one window of this process, opened when a test first needs it."""
    from screens.stage import Stage

    return Stage()


def assert_picture(stage: "Stage", name: str) -> "Picture":
    """The glass looks as in tests/snapshots/<name>.png; gives the picture back.

    TAKE_SNAPSHOTS=1 in the environment takes it anew.
    """
    taken = stage.picture()
    image = Image.frombytes("RGBA", (taken.width, taken.height), taken.rgba).convert("RGB").reduce(SCALE)
    path = SNAPSHOTS / f"{name}.png"
    if os.environ.get("TAKE_SNAPSHOTS") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        flat = image.quantize(SHADES, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)
        return taken
    assert path.exists(), f"{path} is missing; take it with `make snapshots` and look at it"
    with Image.open(path) as kept:
        share = differing(image, kept.convert("RGB"))
    assert share <= PIXEL_TOLERANCE, f"{share:.2%} of {path.name} has changed"
    return taken


def differing(image: Image.Image, kept: Image.Image) -> float:
    """Share of pixels that differ by more than the tolerance in any channel; 1.0 for another size."""
    if image.size != kept.size:
        return 1.0
    red, green, blue = ImageChops.difference(image, kept).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[CHANNEL_TOLERANCE + 1 :]) / (image.width * image.height)
