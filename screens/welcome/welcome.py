"""Nobody is here: says what can be done, and begins wherever it is touched."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.intents import Begin
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.brand import Rgb
from screens.look import look
from screens.metrics import Rect
from screens.typeset import Face
from screens.widgets.box import Column
from screens.widgets.ground import Ground
from screens.widgets.painted import PaintedBox
from screens.widgets.press import Pressable


class WelcomeScreen(Screen):
    """The first thing that anybody sees."""

    can_end = False
    has_bar = False

    def render(self, snapshot: Snapshot) -> None:  # noqa: ARG002
        self.offer()

    def begin(self) -> None:
        """Somebody is here."""
        self.send(Begin())


class Door(Pressable, Column):
    """Everything below the header is one thing to touch."""

    def collide_point(self, x: float, y: float) -> bool:
        return 0 <= x < look().panel.width_px and 0 <= y < look().metrics.header.y

    def targets(self) -> list[Rect]:
        return [Rect(0, 0, look().panel.width_px, look().metrics.header.y)]


class Sign(Column):
    """What can be done here, in white on the company's colour."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._area = Ground(self.ground, 2 * look().metrics.radius_panel)
        self.canvas.before.add(self._area)

    @property
    def ground(self) -> Rgb:
        return look().brand.colours.accent

    def arranged(self) -> None:
        self._area.place(int(self.x), int(self.y), int(self.width), int(self.height))
        super().arranged()


class Offer(PaintedBox):
    """One of the things that can be done here: a sign on a round ground, and its word below."""

    icon = StringProperty("")
    text = StringProperty("")
    RING = 1.6
    """Width of the ground, in widths of the sign."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("icon", "text"):
            self.fbind(name, self.refresh)

    @property
    def _ring(self) -> int:
        return round(look().metrics.icon_large * self.RING)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return self._ring + look().metrics.units(2) + Face(look().metrics.em["heading"], strong=True).line

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        edge, face = self._ring, Face(m.em["heading"], strong=True)
        left, bottom = int(self.center_x) - edge // 2, int(self.top) - edge
        self._painter.area(colours.accent_pressed, (left, bottom, edge, edge), edge // 2)
        centre = (left + edge / 2, bottom + edge / 2)
        self._painter.icon(self.icon, m.icon_large, colours.on_accent, centre)
        room = (int(self.x), int(self.y), int(self.width), face.line)
        self._painter.text(self.text, face, (colours.on_accent, self.ground), room, align=0.5)


class StartPlate(PaintedBox):
    """Looks like the one thing to press; the whole door answers for it."""

    text = StringProperty("")
    pressed = BooleanProperty(False)
    HEIGHT_MM = 30

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("text", "pressed"):
            self.fbind(name, self.repaint)

    def measure(self, width: int) -> int:  # noqa: ARG002
        return look().metrics.px(self.HEIGHT_MM)

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        box = (int(self.x), int(self.y), int(self.width), int(self.height))
        ground = colours.accent_soft_pressed if self.pressed else colours.on_accent
        self._painter.area(ground, box, box[3] // 2)
        face = Face(m.em["title"], strong=True)
        self._painter.text(self.text, face, (colours.accent, ground), box, align=0.5, middle=True)
