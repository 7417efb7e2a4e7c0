"""What is on the glass, for those who check it: everything that can be touched and everything that can be
read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kivy.uix.widget import Widget

from screens.metrics import Rect
from screens.widgets.box import Box
from screens.widgets.paint import Painted
from screens.widgets.text import Text


@dataclass(frozen=True)
class Target:
    """Something that a finger can hit."""

    widget: Widget
    rect: Rect


def shown(root: Widget) -> Iterator[Widget]:
    """`root` and all below it that are drawn, parents first."""
    if isinstance(root, Box) and root.hide:
        return
    yield root
    for child in reversed(root.children):
        yield from shown(child)


def touch_targets(root: Widget) -> list[Target]:
    """Everything touchable, in window pixels."""
    return [
        Target(widget, rect)
        for widget in shown(root)
        if callable(targets := getattr(widget, "targets", None))
        for rect in targets()
    ]


def texts(root: Widget) -> list[Painted]:
    """Every text, with its place in window pixels, its colour and the colour that it stands on."""
    found: list[Painted] = []
    for widget in shown(root):
        if isinstance(widget, Text) and widget.text:
            room = (*widget.pos, *widget.size)
            place = (widget.drawn, room, widget.shortened)
            found.append(Painted(widget.text, widget.face, widget.colour, widget.ground, *place))
        elif (painted := getattr(widget, "painted", None)) is not None:
            found += painted.texts
        elif (seen := getattr(widget, "seen", None)) is not None:
            found += seen
    return found
