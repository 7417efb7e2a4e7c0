"""The window's content, and how a snapshot gets onto it. Imported once Kivy's options are set: it opens the
window.
"""

import gc
import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from kivy.base import EventLoop, stopTouchApp
from kivy.clock import Clock, ClockEvent
from kivy.core.window import Window
from kivy.graphics.opengl import GL_COLOR_BUFFER_BIT, glClear, glClearColor
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk import i18n
from kiosk.intents import End, SetLanguage, Touched
from kiosk.snapshot import Snapshot
from screens import typeset
from screens.base import Screen
from screens.look import look
from screens.loop import Loop
from screens.registry import IDLE, all_screens, likely_next, screen_class, screen_for
from screens.widgets.frame import ActionBar, Header
from services.contracts.language import Language

if TYPE_CHECKING:
    from screens.app import Brain

SEEN_EVERY_S = 1.0
FAILURES_S = 10.0
MOST_FAILURES = 3
"""In so many seconds; with more the program ends, to be started anew by whoever watches it."""
QUICK_ANSWER_S = 0.03
"""The frame that shows a touch is put off for so long when its answer may come first: a frame takes 15 ms."""
OTHER: dict[str, Language] = {"zh": "en", "en": "zh"}


class Glass(Widget):
    """Header, one screen, action bar."""

    def __init__(self, brain: "Brain") -> None:
        super().__init__(size_hint=(None, None))
        self._brain = brain
        self.shown: Snapshot | None = None
        """What the brain said last."""
        self._screen: Screen | None = None
        self._covered: Screen | None = None
        self._spare: Screen | None = None
        """Built before it is asked for, and blank."""
        self._visit: int | None = None
        self._failures: list[float] = []
        self._waiting: ClockEvent | None = None
        self._collecting = False
        self._told_at: datetime | None = None
        self._seen_at = 0.0
        self.header = Header()
        self.bar = ActionBar()
        self.loop = Loop(self.show)
        self.header.language.bind(on_press=lambda _: self._switch_language())
        self.header.end.bind(on_press=lambda _: brain.dispatch(End()))
        self.add_widget(self.header)
        self.add_widget(self.bar)

    @property
    def screen(self) -> Screen:
        """What is shown now."""
        if self._screen is None:
            raise LookupError("nothing has been shown yet")
        return self._screen

    def open(self) -> None:
        """Show the first snapshot and go on with what the brain says."""
        Window.clearcolor = (*look().brand.colours.ground, 1)
        Window.bind(on_draw=_draw)
        self._place()
        self._brain.subscribe(self.loop.wake)
        self.show()
        Window.add_widget(self)
        self._warm_up()

    def _warm_up(self) -> None:
        """Do in idle moments what a touch would have to wait for otherwise."""
        for size in sorted(set(look().metrics.em.values())):
            self.loop.later(partial(typeset.open_font, typeset.Face(size)))
        for name in all_screens():
            self.loop.later(partial(_prepare, name))
        self.loop.later(self._settle_memory)

    def _settle_memory(self) -> None:
        """Take what was loaded at start out of later collections, which would look through it each time.

        Not once a customer has signed in: what is frozen is never collected, and that must not be their data.
        """
        if self._brain.snapshot().session.customer is None:
            gc.collect()
            gc.freeze()

    def close(self) -> None:
        """Leave the loop and give the window back."""
        EventLoop.quit = True
        stopTouchApp()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        self._somebody_is_there()
        return bool(super().on_touch_down(touch))

    def on_touch_move(self, touch: MotionEvent) -> bool:
        self._somebody_is_there()
        return bool(super().on_touch_move(touch))

    def _somebody_is_there(self) -> None:
        """Tell the brain, now and then: who only scrolls and reads is there too."""
        now = time.monotonic()
        if now >= self._seen_at + SEEN_EVERY_S:
            self._seen_at = now
            self._brain.dispatch(Touched())

    def failed(self, error: Exception) -> None:
        """A screen raised: have the brain show its safe page. Raises the error when that keeps failing."""
        now = time.monotonic()
        self._failures = [*(at for at in self._failures if now - at < FAILURES_S), now]
        if len(self._failures) > MOST_FAILURES:
            raise error
        self._forget_visit()
        self._visit = None
        self._brain.crashed("the glass", error)
        self.show()

    def show(self, *, waited: bool = False) -> None:
        """Render the newest snapshot."""
        self.shown = snapshot = self._brain.snapshot()
        if snapshot.session.number != self._visit:
            self._forget_visit()
            self._visit = snapshot.session.number
        warned = snapshot.idle_left is not None
        kind = screen_class(IDLE) if warned else screen_for(snapshot.state)
        if waited or not self._short_wait(kind):
            self.loop.hold(0)
            self._put_up(kind, snapshot.session.language, covering=warned)
            self.screen.render(snapshot)
            self._give_room()
            self._tell(snapshot)

    def _short_wait(self, kind: type[Screen]) -> bool:
        """Whether what is shown may stay: a wait that is over at once needs no page of its own."""
        if not kind.after_s or self._screen is None or type(self._screen) is kind:
            if self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None
            return False
        if self._waiting is None:
            self._waiting = Clock.schedule_once(self._waited, kind.after_s)
            self.loop.hold(QUICK_ANSWER_S)
        return True

    def _waited(self, _: float) -> None:
        self._waiting = None
        self.show(waited=True)

    def _put_up(self, kind: type[Screen], language: Language, *, covering: bool) -> None:
        """Have a screen of that kind and language on the glass. One that the idle warning covers is kept."""
        if type(self._screen) is kind and self.screen.language == language:
            return
        before, there = self._screen, (self._covered, self._spare)
        if before is not None:
            self.remove_widget(before)
        self._covered, self._spare = before if covering else None, None
        fitting = (each for each in there if type(each) is kind and each.language == language)
        self._screen = next(fitting, None) or kind(self._brain.dispatch, self.bar, language)
        self.add_widget(self.screen)
        self._collect_soon()
        self.loop.later(self._build_next)

    def _build_next(self) -> None:
        kind = likely_next(type(self.screen)) if self._screen else None
        if kind is not None and self._spare is None:
            self._spare = kind(self._brain.dispatch, self.bar, self.screen.language)

    def _give_room(self) -> None:
        """The page with the bar or without."""
        screen = self.screen
        place = look().metrics.content if screen.has_bar else look().metrics.page
        self.bar.hide = not screen.has_bar
        if (*screen.pos, *screen.size) != (place.x, place.y, place.width, place.height):
            screen.pos, screen.size = (place.x, place.y), (place.width, place.height)
            screen.ask_layout()

    def _tell(self, snapshot: Snapshot) -> None:
        language, header = snapshot.session.language, self.header
        if snapshot.now != self._told_at:
            self._told_at = snapshot.now
            self._collect_soon()
        hall = snapshot.hall
        header.hall = i18n.of(language, hall.name) if hall else i18n.t(language, "header.hall.unknown")
        header.time = i18n.moment(language, snapshot.now)
        header.language.text = i18n.t(language, f"header.language.{OTHER[language]}")
        header.language.hide = not self.screen.can_switch_language
        header.end.text = i18n.t(language, "header.end")
        header.end.hide = not self.screen.can_end
        header.arranged()

    def _switch_language(self) -> None:
        self._brain.dispatch(SetLanguage(OTHER[self.screen.language]))

    def _forget_visit(self) -> None:
        """Drop what belongs to a customer: widgets, pictures of text, and what only cycles keep alive."""
        if self._screen is not None:
            self.remove_widget(self._screen)
        self._screen = self._covered = None
        self.bar.offer(None, ())
        typeset.forget()
        self._collect_soon()

    def _collect_soon(self) -> None:
        """In the next idle moment: what only cycles keep alive still holds a customer's words."""
        if not self._collecting:
            self._collecting = True
            self.loop.later(self._collect)

    def _collect(self) -> None:
        self._collecting = False
        gc.collect()

    def _place(self) -> None:
        panel, m = look().panel, look().metrics
        self.pos, self.size = (0, 0), (panel.width_px, panel.height_px)
        for box, rect in ((self.header, m.header), (self.bar, m.bar)):
            box.arrange(rect.x, rect.y, rect.width, rect.height)


def _prepare(screen: str) -> None:
    screen_class(screen).load_rules()


def _draw(window: Any) -> bool:
    """As Kivy draws, but for clearing depth and stencil too: nothing here uses them, and it took some
    milliseconds.
    """
    glClearColor(*window.clearcolor)
    glClear(GL_COLOR_BUFFER_BIT)
    window.render_context.draw()
    return True
