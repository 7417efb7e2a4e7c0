"""The heartbeat: sleeps while nothing happens, wakes at once; what fails leads to a safe page."""

import threading
import time
from dataclasses import replace

import pytest

from kiosk.flows.order import OrderWaiting
from kiosk.flows.sign_in import AskNumber
from kiosk.intents import Back
from kiosk.snapshot import Welcome
from tests.screens.harness import look_of

DEADLINE_S = 10.0


@pytest.fixture
def glass(window):
    from screens import glass

    return glass


@pytest.fixture
def brain(stage, pages):
    brain = pages.ByHand(pages.Typing("1234"))
    stage.open(brain, look_of())
    return brain


def turn_until(loop, holds):
    """Turn, asleep for as long as the loop wants to be, until this holds."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        left = deadline - time.monotonic()
        assert left > 0, "it does not come about"
        loop.turn(min(loop._seconds_to_wait(), left))


def until_asleep(loop):
    """Turn until the loop would sleep for long."""
    loop._chores.clear()
    turn_until(loop, lambda: loop._seconds_to_wait() >= 0.5)


def test_a_wake_from_another_thread_ends_the_sleep_and_is_heard_on_the_main_thread(stage, brain, pages):
    loop = stage.glass.loop
    until_asleep(loop)
    heard = []
    loop._on_wake = lambda: heard.append(threading.current_thread())
    waker = threading.Timer(0.05, loop.wake)
    began = time.monotonic()
    waker.start()
    turn_until(loop, lambda: heard)
    assert time.monotonic() - began < 0.5
    assert heard == [threading.main_thread()]


def test_many_wakes_are_one_and_none_is_lost(stage, brain):
    loop = stage.glass.loop
    until_asleep(loop)
    heard = []
    loop._on_wake = lambda: heard.append(1)
    threads = [threading.Thread(target=lambda: [loop.wake() for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loop.turn(0)
    assert heard
    heard.clear()
    loop.wake()
    loop.turn(1.0)
    assert heard == [1]


def test_it_sleeps_until_kivys_clock_has_something_to_do(stage, brain):
    from kivy.clock import Clock

    loop = stage.glass.loop
    until_asleep(loop)
    assert loop.idle()
    rung = []
    Clock.tick()
    event = Clock.schedule_once(lambda _: rung.append(1), 0.2)
    assert 0.1 < loop._seconds_to_wait() <= 0.2
    began = time.monotonic()
    turn_until(loop, lambda: rung)
    assert 0.15 < time.monotonic() - began < 1.0
    event.cancel()


def test_what_a_wake_schedules_counts_from_the_wake(stage, brain):
    from kivy.clock import Clock

    loop = stage.glass.loop
    until_asleep(loop)
    rung = []
    loop._on_wake = lambda: Clock.schedule_once(lambda _: rung.append(time.monotonic()), 0.3)
    threading.Timer(0.5, loop.wake).start()
    began = time.monotonic()
    turn_until(loop, lambda: rung)
    assert rung[0] - began > 0.7


def test_chores_wait_until_there_is_nothing_to_draw(stage, brain, pages):
    loop = stage.glass.loop
    until_asleep(loop)
    done = []
    loop.later(lambda: done.append("chore"))
    brain.show(state=pages.Listing())
    loop.turn(loop._seconds_to_wait())
    assert done == []
    turn_until(loop, lambda: done)
    assert stage.glass.screen.ids.rows.items


@pytest.fixture
def frames(stage, brain):
    """What was on the glass whenever a frame was drawn."""
    from kivy.core.window import Window

    until_asleep(stage.glass.loop)
    drawn = []

    def draw(*_):
        drawn.append(type(stage.glass.screen).__name__)

    Window.fbind("on_draw", draw)
    yield drawn
    Window.funbind("on_draw", draw)


def test_a_quick_answer_waits_for_no_frame(stage, brain, pages, frames, glass, monkeypatch):
    monkeypatch.setattr(glass, "QUICK_ANSWER_S", 60.0)
    loop = stage.glass.loop
    stage.glass.header.end.pressed = True
    brain.show(state=OrderWaiting("530488000066", single=False))
    loop.turn(0)
    assert frames == []
    assert loop._seconds_to_wait() > 50
    brain.show(state=pages.Listing())
    loop.turn(loop._seconds_to_wait())
    assert frames == ["ListingScreen"]


def test_a_touch_is_seen_when_its_answer_is_not_that_quick(stage, brain, frames, glass):
    loop = stage.glass.loop
    stage.glass.header.end.pressed = True
    brain.show(state=OrderWaiting("530488000066", single=False))
    began = time.monotonic()
    turn_until(loop, lambda: frames)
    assert frames == ["TypingScreen"]
    assert time.monotonic() - began >= glass.QUICK_ANSWER_S


def test_what_most_customers_see_next_is_built_before_they_ask(stage, brain, monkeypatch):
    from screens.sign_in.sign_in import NumberScreen

    built = []
    init = NumberScreen.__init__

    def counted(self, *args):
        built.append(args[-1])
        init(self, *args)

    monkeypatch.setattr(NumberScreen, "__init__", counted)
    brain.show(state=Welcome())
    turn_until(stage.glass.loop, lambda: built)
    brain.show(state=AskNumber())
    stage.pump()
    assert built == ["zh"]
    assert isinstance(stage.glass.screen, NumberScreen)
    assert "请输入户号或工单编号" in stage.words()
    brain.show(state=Welcome())
    turn_until(stage.glass.loop, lambda: len(built) == 2)
    brain.show(state=AskNumber(), session=replace(brain.now.session, language="en"))
    stage.pump()
    assert built == ["zh", "zh", "en"]


def test_without_sdls_wait_it_polls(stage, brain):
    loop = stage.glass.loop
    loop._sdl = None
    until_asleep(loop)
    heard = []
    loop._on_wake = lambda: heard.append(1)
    threading.Timer(0.05, loop.wake).start()
    began = time.monotonic()
    turn_until(loop, lambda: heard)
    assert time.monotonic() - began < 0.5


def test_a_screen_that_raises_leads_to_the_safe_page(stage, brain, pages):
    glass = stage.glass
    brain.show(state=pages.Listing(rows="many"))
    with pytest.raises(TypeError) as raised:
        glass.loop.turn(0)
    glass.failed(raised.value)
    stage.pump()
    assert isinstance(brain.sent[-1], TypeError)
    assert isinstance(glass.screen, pages.TypingScreen)
    stage.tap_word("返回")
    assert brain.sent[-1] == Back()


def test_a_glass_that_keeps_failing_gives_up(stage, brain):
    for _ in range(3):
        stage.glass.failed(ValueError("again"))
    with pytest.raises(ValueError, match="again"):
        stage.glass.failed(ValueError("again"))
