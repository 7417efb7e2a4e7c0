"""A box that paints what stands on it, rather than being made of other boxes."""

from screens.widgets.box import Box
from screens.widgets.paint import Painter


class PaintedBox(Box):
    """Subclasses write `paint`; what lies below it belongs on `canvas.before`."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._painter = Painter()
        self.canvas.add(self._painter.group)

    @property
    def painted(self) -> Painter:
        """What stands on it."""
        return self._painter

    def arranged(self) -> None:
        self._painter.clear()
        self.paint()

    def paint(self) -> None:
        """Put onto the painter what stands on the place just taken."""
        raise NotImplementedError
