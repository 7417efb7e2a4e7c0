"""A terminal's standing with its hub: enrolled once, alive by heartbeats, back when the hub is back."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import hub_link
from kiosk.credentials import Credentials, load, save
from kiosk.hub_link import Address, HubLink
from kiosk.ports import HubAway
from kiosk.threads import join, spawn
from services.contracts.base import Text
from services.contracts.problems import Code
from services.contracts.terminals import Enrolled, HeartbeatAnswer
from tests.kiosk.world import HALL, START, refused

DEADLINE_S = 20.0
URL = "http://127.0.0.1:1"


class Hub:
    """Knows the terminals that it enrolled, and does what a test wants."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.codes: set[str] = set()
        self.hall = HALL
        self.trouble: Exception | None = None
        self.asked: list[str] = []
        self.link: HubLink | None = None

    def enrol(self, address: Address, code: str) -> Enrolled:
        self.asked.append("enrol")
        assert address.kiosk_id == ""
        if self.trouble:
            raise self.trouble
        if code not in self.codes:
            raise refused(Code.ENROLMENT_REFUSED)
        self.codes.remove(code)
        kiosk_id = f"kiosk-{len(self.known) + 1}-{code}"
        self.known.add(kiosk_id)
        return Enrolled(kiosk_id=kiosk_id, key="the-key", hall=self.hall)

    def beat(self) -> HeartbeatAnswer:
        self.asked.append("beat")
        if self.trouble:
            raise self.trouble
        assert self.link is not None
        if self.link.address().kiosk_id not in self.known:
            raise refused(Code.UNKNOWN_TERMINAL)
        return HeartbeatAnswer(now=START, hall=self.hall)


class Lived:
    """A link that runs."""

    def __init__(self, file: Path, hub: Hub) -> None:
        self.hub = hub
        self.beats: list[HeartbeatAnswer] = []
        self.changed = threading.Condition()
        self.link = hub.link = HubLink(file, "own", hub.enrol, hub.beat, self.beaten)
        self.stop = threading.Event()
        self.thread = spawn("heartbeat", lambda: self.link.run(self.stop))

    def beaten(self, answer: HeartbeatAnswer) -> None:
        with self.changed:
            self.beats.append(answer)
            self.changed.notify_all()

    def wait_for_beats(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.beats) >= count, DEADLINE_S), self.hub.asked

    def end(self) -> None:
        self.stop.set()
        self.link.wake()
        assert join([self.thread], DEADLINE_S) == []


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_link, "FIRST_REST_S", 0.01)
    monkeypatch.setattr(hub_link, "PATIENCE_S", 0.05)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


@pytest.fixture
def lived(file: Path) -> Iterator[Lived]:
    lived = Lived(file, Hub())
    yield lived
    lived.end()


def test_before_the_hub_is_there_it_is_away(lived: Lived) -> None:
    with pytest.raises(HubAway, match="still starting"):
        lived.link.address()
    assert lived.hub.asked == []


def test_it_enrols_once_and_keeps_what_it_got(lived: Lived, file: Path) -> None:
    lived.hub.codes.add("c1")
    lived.link.hub_is_at(URL, "c1")
    lived.wait_for_beats(1)
    assert lived.hub.asked == ["enrol", "beat"]
    assert lived.link.address() == Address(URL, "kiosk-1-c1", "the-key")
    kept = load(file, "own")
    assert kept is not None
    assert kept.kiosk_id == "kiosk-1-c1"
    assert lived.link.hall == HALL


def test_at_the_next_start_it_is_known_before_the_hub_is_there(file: Path) -> None:
    save(file, Credentials("own", "kiosk-9", "the-key", HALL))
    hub = Hub()
    hub.known.add("kiosk-9")
    lived = Lived(file, hub)
    assert lived.link.hall == HALL
    lived.link.hub_is_at(URL, "c1")
    lived.wait_for_beats(1)
    assert hub.asked == ["beat"]
    lived.end()


def test_a_hub_that_came_back_empty_enrols_it_anew(file: Path) -> None:
    save(file, Credentials("own", "kiosk-of-old", "the-key", HALL))
    hub = Hub()
    hub.codes.add("c2")
    lived = Lived(file, hub)
    lived.link.hub_is_at(URL, "c2")
    lived.wait_for_beats(1)
    assert hub.asked == ["beat", "enrol", "beat"]
    lived.end()


def test_a_revoked_terminal_keeps_what_it_has_and_asks_on(file: Path) -> None:
    save(file, Credentials("own", "kiosk-revoked", "the-key", HALL))
    hub = Hub()
    lived = Lived(file, hub)
    lived.link.hub_is_at(URL, None)
    hub_knows_again = threading.Timer(0.1, hub.known.add, ["kiosk-revoked"])
    hub_knows_again.start()
    lived.wait_for_beats(1)
    assert "enrol" not in hub.asked
    assert lived.link.address().kiosk_id == "kiosk-revoked"
    lived.end()
    hub_knows_again.join()


def test_a_code_that_is_refused_is_not_tried_again(lived: Lived) -> None:
    lived.link.hub_is_at(URL, "expired")
    with pytest.raises(HubAway, match="not enrolled"):
        lived.link.address()
    lived.hub.codes.add("c1")
    lived.link.hub_is_at(URL + "/", "c1")
    lived.wait_for_beats(1)
    assert lived.hub.asked.count("enrol") == 2


def test_a_hub_that_is_away_is_asked_again_with_the_same_code(lived: Lived) -> None:
    lived.hub.codes.add("c1")
    lived.hub.trouble = HubAway("no connection")
    lived.link.hub_is_at(URL, "c1")
    better = threading.Timer(0.1, lambda: setattr(lived.hub, "trouble", None))
    better.start()
    lived.wait_for_beats(1)
    assert lived.hub.asked.count("enrol") >= 2
    better.join()


def test_when_the_hub_moves_it_is_followed_at_once(lived: Lived) -> None:
    lived.hub.codes.add("c1")
    lived.link.hub_is_at(URL, "c1")
    lived.wait_for_beats(1)
    lived.link.hub_is_gone()
    with pytest.raises(HubAway):
        lived.link.address()
    lived.link.hub_is_at("http://127.0.0.1:2", "c2")
    lived.wait_for_beats(2)
    assert lived.link.address().url == "http://127.0.0.1:2"
    assert lived.hub.asked == ["enrol", "beat", "beat"]


def test_a_hall_that_was_renamed_is_learnt_and_kept(lived: Lived, file: Path) -> None:
    lived.hub.codes.add("c1")
    lived.link.hub_is_at(URL, "c1")
    lived.wait_for_beats(1)
    lived.hub.hall = HALL.model_copy(update={"name": Text(zh="新厅", en="New Hall")})
    lived.link.hub_is_at("http://127.0.0.1:2", "c2")
    lived.wait_for_beats(2)
    assert lived.link.hall == lived.hub.hall
    kept = load(file, "own")
    assert kept is not None
    assert kept.hall == lived.hub.hall


def test_what_can_not_be_kept_still_serves(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    hub = Hub()
    hub.codes.add("c1")
    lived = Lived(tmp_path / "data" / "credentials.json", hub)
    lived.link.hub_is_at(URL, "c1")
    lived.wait_for_beats(1)
    lived.end()


def test_no_key_is_shown(lived: Lived) -> None:
    assert "the-key" not in repr(Address(URL, "kiosk-1", "the-key"))
