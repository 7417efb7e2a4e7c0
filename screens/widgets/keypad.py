"""Keys for digits. A pad for passwords gives nothing away: no key changes when it is touched."""

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, StringProperty

from screens.look import look
from screens.metrics import Rect
from screens.typeset import Face
from screens.widgets.painted import PaintedBox
from screens.widgets.press import is_press

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase")
COLUMNS = 3
KEY_HEIGHT_MM = 24.0
HIGHEST_KEY_MM = 36.0
"""With `grow`, where there is room."""
WIDEST_KEY_MM = 80.0


class KeyPad(PaintedBox):
    """Twelve places, 1 to 9, 0 and one that takes a digit back. It answers when a key is touched, not when
    left, so that quick typing with two hands loses nothing.
    """

    secret = BooleanProperty(False)
    """For a password: nothing is highlighted, spoken or kept."""
    erase_word = StringProperty("")

    __events__ = ("on_digit", "on_erase")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._down: dict[int, int] = {}
        for name in ("secret", "erase_word"):
            self.fbind(name, self.repaint)

    def on_digit(self, digit: str) -> None:
        """A digit key was touched."""

    def on_erase(self) -> None:
        """The last digit is to go."""

    def measure(self, width: int) -> int:  # noqa: ARG002
        m = look().metrics
        return 4 * m.px(KEY_HEIGHT_MM) + 3 * m.touch_gap

    def _places(self) -> list[Rect]:
        m = look().metrics
        gap = m.touch_gap
        height = min(m.px(HIGHEST_KEY_MM), max(m.touch, (int(self.height) - 3 * gap) // 4))
        width = min(m.px(WIDEST_KEY_MM), (int(self.width) - 2 * gap) // COLUMNS)
        left = int(self.x) + (int(self.width) - COLUMNS * width - 2 * gap) // 2
        return [
            Rect(
                left + index % COLUMNS * (width + gap),
                int(self.top) - height - index // COLUMNS * (height + gap),
                width,
                height,
            )
            for index in range(len(KEYS))
        ]

    def targets(self) -> list[Rect]:
        """What a finger can hit, in pixels."""
        return [place for key, place in zip(KEYS, self._places(), strict=True) if key]

    def _hit(self, touch: MotionEvent) -> int | None:
        for index, place in enumerate(self._places()):
            inside = (
                place.x <= touch.x < place.x + place.width and place.y <= touch.y < place.y + place.height
            )
            if inside and KEYS[index]:
                return index
        return None

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if self.hide or not is_press(touch) or not self.collide_point(*touch.pos):
            return False
        index = self._hit(touch)
        if index is None:
            return True
        if not self.secret:
            self._down[touch.uid] = index
            touch.grab(self)
            self.arranged()
        if KEYS[index] == "erase":
            self.dispatch("on_erase")
        else:
            self.dispatch("on_digit", KEYS[index])
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._down.pop(touch.uid, None)
        self.arranged()
        return True

    def paint(self) -> None:
        m, colours = look().metrics, look().brand.colours
        down = set(self._down.values())
        for index, (key, place) in enumerate(zip(KEYS, self._places(), strict=True)):
            if not key:
                continue
            ground = colours.accent_soft_pressed if index in down else colours.accent_soft
            room = (place.x, place.y, place.width, place.height)
            self._painter.solid(ground, room, m.radius_button)
            if key == "erase":
                self._paint_erase(place, ground)
                continue
            face = Face(m.em["title"], strong=True)
            self._painter.text(key, face, (colours.accent, ground), room, align=0.5, middle=True)

    def _paint_erase(self, place: Rect, ground: tuple[float, float, float]) -> None:
        m, ink = look().metrics, look().brand.colours.accent
        face = Face(m.em["note"], strong=True)
        bottom = place.y + (place.height - face.line - m.icon_small) // 2
        self._painter.icon(
            "erase", m.icon_small, ink, (place.x + place.width / 2, bottom + face.line + m.icon_small / 2)
        )
        room = (place.x, bottom, place.width, face.line)
        self._painter.text(self.erase_word, face, (ink, ground), room, align=0.5)
