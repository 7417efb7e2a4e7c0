"""The timeline's panel. A short order leaves room in it, in which houses stand."""

from kivy.properties import BooleanProperty

from screens.look import look
from screens.widgets.rail import TimelineRail
from screens.widgets.scene import LEAST_MM, MOST_MM, Housed


class Stages(Housed):
    """A heading, the timeline, and where the data are from."""

    plain = BooleanProperty(False)
    """Without houses: there are some beside it."""

    def arranged(self) -> None:
        super().arranged()
        m = look().metrics
        _, rail, source = self.boxes()
        assert isinstance(rail, TimelineRail)
        x, width, top, gap = int(rail.x), int(rail.width), int(rail.top), 2 * m.units(self.gap)
        height = rail.most(width)
        below = top - height - gap - int(source.height)
        room = below - gap // 2 - int(self.y)
        if self.plain or room < m.px(LEAST_MM):
            self.stand_houses(0)
            return
        rail.arrange(x, top - height, width, height)
        source.arrange(x, below, width, int(source.height))
        self.stand_houses(min(room, m.px(MOST_MM[look().panel.landscape])))
