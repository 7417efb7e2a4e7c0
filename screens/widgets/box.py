"""Layout in one pass: the parent asks each child how high it wants to be for a width, then puts it in its
place.

Kivy's own layouts answer a change with triggers that run over several frames; on a slow panel a customer
sees the parts arrive. Here one trigger for the whole screen runs before the next frame, and nothing moves
after it. Gaps and paddings are counted in units of the brand's grid.
"""

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty
from kivy.uix.widget import Widget

from screens.brand import Rgb
from screens.look import look
from screens.widgets.ground import Ground


class Box(Widget):
    """Anything that can be laid out."""

    pos: Any
    size: Any

    grow = NumericProperty(0)
    """Share of what is left over in the parent's direction; such a child also gives way when room is
    short.
    """
    hide = BooleanProperty(False)
    """Takes no room and is not drawn."""

    def __init__(self, **kwargs: object) -> None:
        self._stale = True
        super().__init__(**{"size": (0, 0), **kwargs})

    def on_grow(self, *_: object) -> None:
        self.ask_layout()

    def on_hide(self, *_: object) -> None:
        self._draw_or_not()
        self.ask_layout()

    def _draw_or_not(self) -> None:
        """A hidden box is off its parent's canvas: what is transparent would still cost its pixels."""
        if self.parent is not None:
            on_it = self.canvas in self.parent.canvas.children
            if self.hide and on_it:
                self.parent.canvas.remove(self.canvas)
            elif not self.hide and not on_it:
                self.parent.canvas.add(self.canvas)

    @property
    def ground(self) -> Rgb:
        """The colour that texts inside stand on."""
        return self.parent.ground if isinstance(self.parent, Box) else look().brand.colours.ground

    def boxes(self) -> list["Box"]:
        """The children that take part, in the order in which they were added."""
        return [child for child in reversed(self.children) if isinstance(child, Box) and not child.hide]

    def measure(self, width: int) -> int:  # noqa: ARG002
        """The height wanted for this width, in pixels."""
        return 0

    def natural_width(self, most: int) -> int:
        """The width wanted in a Row, `most` at most."""
        return most

    def arrange(self, x: int, y: int, width: int, height: int) -> None:
        """Take this place; the parent calls it. What neither moved nor changed is not drawn again."""
        if self._stale or self.children or (*self.pos, *self.size) != (x, y, width, height):
            self._stale = False
            self.pos = (x, y)
            self.size = (width, height)
            self.arranged()

    def refresh(self, *_: object) -> None:
        """Something changed that may change the size too: draw anew with the next layout."""
        self._stale = True
        self.ask_layout()

    def repaint(self, *_: object) -> None:
        """Something changed, but not the size: draw anew in place."""
        if self.width and self.height:
            self.arranged()

    def arranged(self) -> None:
        """Draw for the place just taken, and arrange the children."""

    def ask_layout(self) -> None:
        """Have the whole screen laid out before the next frame."""
        node = self.parent
        while isinstance(node, Box) and not isinstance(node, LayoutRoot):
            node = node.parent
        if isinstance(node, LayoutRoot):
            node.ask_layout()

    def add_widget(self, widget: Widget, *args: object, **kwargs: object) -> None:
        super().add_widget(widget, *args, **kwargs)
        if isinstance(widget, Box):
            widget._draw_or_not()
        self.ask_layout()

    def remove_widget(self, widget: Widget, *args: object, **kwargs: object) -> None:
        super().remove_widget(widget, *args, **kwargs)
        self.ask_layout()

    def on_touch_down(self, touch: object) -> bool:
        return False if self.hide else bool(super().on_touch_down(touch))


class Column(Box):
    """Children one below the other."""

    gap = NumericProperty(2)
    pad = NumericProperty(0)
    """Inside, on all four sides."""

    def measure(self, width: int) -> int:
        m = look().metrics
        boxes = self.boxes()
        inner = width - 2 * m.units(self.pad)
        heights = sum(box.measure(inner) for box in boxes)
        return heights + m.units(self.gap) * max(0, len(boxes) - 1) + 2 * int(m.units(self.pad))

    def arranged(self) -> None:
        m = look().metrics
        pad, gap = m.units(self.pad), m.units(self.gap)
        width, height = int(self.width) - 2 * pad, int(self.height) - 2 * pad
        boxes = self.boxes()
        wanted = [box.measure(width) for box in boxes]
        left = height - sum(wanted) - gap * max(0, len(boxes) - 1)
        heights = share_out(wanted, [box.grow for box in boxes], left)
        top = int(self.top) - pad
        for box, each in zip(boxes, heights, strict=True):
            box.arrange(int(self.x) + pad, top - each, width, each)
            top -= each + gap


class Row(Box):
    """Children side by side; those with `grow` share what the natural widths of the others leave."""

    gap = NumericProperty(2)
    valign = OptionProperty("middle", options=["top", "middle"])

    def _widths(self, width: int) -> list[int]:
        boxes = self.boxes()
        room = width - look().metrics.units(self.gap) * max(0, len(boxes) - 1)
        fixed = [0 if box.grow else box.natural_width(room) for box in boxes]
        return share_out(fixed, [box.grow for box in boxes], room - sum(fixed))

    def measure(self, width: int) -> int:
        pairs = zip(self.boxes(), self._widths(width), strict=True)
        return max((box.measure(each) for box, each in pairs), default=0)

    def natural_width(self, most: int) -> int:
        return min(
            most, sum(self._widths(most)) + look().metrics.units(self.gap) * max(0, len(self.boxes()) - 1)
        )

    def arranged(self) -> None:
        x = int(self.x)
        for box, width in zip(self.boxes(), self._widths(int(self.width)), strict=True):
            height = min(int(self.height), box.measure(width))
            spare = int(self.height) - height
            box.arrange(x, int(self.y) + (spare if self.valign == "top" else spare // 2), width, height)
            x += width + look().metrics.units(self.gap)


class Split(Box):
    """Two parts: side by side in landscape, one above the other in portrait."""

    gap = NumericProperty(3)
    left_share = NumericProperty(0.5)
    right_on_top = BooleanProperty(False)
    """In portrait the second part comes first."""

    def _parts(self) -> list[Box]:
        parts = self.boxes()
        return parts[::-1] if self.right_on_top and not look().panel.landscape else parts

    def _left(self, width: int) -> int:
        return round((width - look().metrics.units(self.gap)) * float(self.left_share))

    def measure(self, width: int) -> int:
        gap, parts = look().metrics.units(self.gap), self._parts()
        if look().panel.landscape and len(parts) > 1:
            left = self._left(width)
            return max(parts[0].measure(left), parts[1].measure(width - gap - left))
        return sum(part.measure(width) for part in parts) + gap * max(0, len(parts) - 1)

    def arranged(self) -> None:
        x, y, width, height = int(self.x), int(self.y), int(self.width), int(self.height)
        gap, parts = look().metrics.units(self.gap), self._parts()
        if look().panel.landscape and len(parts) > 1:
            left = self._left(width)
            parts[0].arrange(x, y, left, height)
            parts[1].arrange(x + left + gap, y, width - gap - left, height)
            return
        wanted = [part.measure(width) for part in parts]
        left_over = height - sum(wanted) - gap * max(0, len(parts) - 1)
        top = y + height
        for part, each in zip(
            parts, share_out(wanted, [part.grow for part in parts], left_over), strict=True
        ):
            part.arrange(x, top - each, width, each)
            top -= each + gap


class Panel(Column):
    """A column on a ground of its own."""

    tone = OptionProperty(
        "surface", options=["surface", "accent_soft", "warn_soft", "late_soft", "info_soft"]
    )

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"pad": 2.5, **kwargs})
        self._ground = Ground(self.ground, look().metrics.radius_panel)
        self.canvas.before.add(self._ground)
        self.fbind("tone", self._recolour)

    @property
    def ground(self) -> Rgb:
        colour: Rgb = getattr(look().brand.colours, self.tone)
        return colour

    def _recolour(self, *_: object) -> None:
        self._ground.recolour(self.ground)

    def arranged(self) -> None:
        self._ground.place(int(self.x), int(self.y), int(self.width), int(self.height))
        super().arranged()


class Spacer(Box):
    """Room: `units` of it, or with `grow` what is left over."""

    units = NumericProperty(0)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return look().metrics.units(self.units)


class Rule(Box):
    """A thin line between parts."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            Color(*look().brand.colours.line)
            self._line = Rectangle()

    def measure(self, width: int) -> int:  # noqa: ARG002
        return look().metrics.hairline

    def arranged(self) -> None:
        self._line.pos, self._line.size = self.pos, self.size


class LayoutRoot(Box):
    """Lays out what is below it, once before a frame in which something asked for it."""

    def __init__(self, **kwargs: object) -> None:
        # Before Kivy applies the kv rule, which adds children that ask for layout.
        self._trigger = Clock.create_trigger(lambda _: self.arranged(), -1)
        super().__init__(**kwargs)

    def ask_layout(self) -> None:
        self._trigger()

    def arranged(self) -> None:
        for box in self.boxes() if self.width else ():
            box.arrange(int(self.x), int(self.y), int(self.width), int(self.height))


def share_out(wanted: list[int], grow: list[float], left: int) -> list[int]:
    """Give what is left over (or missing, when negative) to those that grow, whole pixels, nobody below 0."""
    weight = sum(grow)
    if not weight:
        return wanted
    given = [max(0, want + int(left * share / weight)) for want, share in zip(wanted, grow, strict=True)]
    last = max(index for index, share in enumerate(grow) if share)
    given[last] = max(0, given[last] + sum(wanted) + left - sum(given))
    return given
