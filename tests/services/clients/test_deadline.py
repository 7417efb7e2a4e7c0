"""From the hub's name to its last byte there is one deadline, whatever is slow on the way."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from services import deadline
from services.clients.hub import HttpHub
from tests.services.clients import asking
from tests.services.clients.answers import SESSION, answer
from tests.services.clients.asking import SHORT_S, Away, hub_that
from tests.services.clients.hostile import CERTIFICATES, Behaviour, Visitor, closed_port, once, serving

SLACK_S = 1.0
"""That a busy machine may take to notice that the time is over."""
SECOND_BY_SECOND_S = 2.5
FRAGMENT = b"\x16\x03\x03\x40\x00" + bytes(0x4000)
"""A TLS record that promises a long message."""


def client(url: str, overall_s: float = SHORT_S) -> HttpHub:
    return asking.client(url, overall_s, ca_bundle=CERTIFICATES / "loopback.pem")


def is_away_in_time(hub: HttpHub, seconds: float = SHORT_S) -> None:
    began = time.monotonic()
    with pytest.raises(Away):
        hub.renew("token")
    assert seconds * 0.9 <= time.monotonic() - began < seconds + SLACK_S


def silent(visitor: Visitor) -> None:
    visitor.read()
    visitor.ended.wait()


def never_reads(visitor: Visitor) -> None:
    visitor.ended.wait()


def drips_head(visitor: Visitor) -> None:
    visitor.read()
    visitor.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, 0.02)


def drips_body(visitor: Visitor) -> None:
    visitor.read()
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    visitor.drip(b" " * 500, 0.02)


def goes_on_for_ever(visitor: Visitor) -> None:
    visitor.read()
    while visitor.send(b"HTTP/1.1 100 Continue\r\n\r\n"):
        pass


@pytest.mark.parametrize("behaviour", [silent, never_reads, drips_head, drips_body, goes_on_for_ever])
def test_who_takes_too_long_is_away_in_time(behaviour: Behaviour) -> None:
    with hub_that(behaviour) as (hub, _):
        is_away_in_time(hub)


def a_byte_each_second(visitor: Visitor) -> None:
    visitor.read()
    visitor.drip(answer(SESSION), 1)


def never_shakes_hands(visitor: Visitor) -> None:
    visitor.ended.wait()


def shakes_hands_byte_by_byte(visitor: Visitor) -> None:
    visitor.drip(FRAGMENT, 0.02)


def test_a_byte_each_second_is_too_slow() -> None:
    with serving(a_byte_each_second) as server:
        is_away_in_time(client(server.url, SECOND_BY_SECOND_S), SECOND_BY_SECOND_S)


def test_a_byte_each_second_over_tls_is_too_slow() -> None:
    with serving(a_byte_each_second, "loopback.pem") as server:
        is_away_in_time(client(server.url, SECOND_BY_SECOND_S), SECOND_BY_SECOND_S)


@pytest.mark.parametrize("behaviour", [never_shakes_hands, shakes_hands_byte_by_byte])
def test_tls_that_does_not_come_about_is_given_up(behaviour: Behaviour) -> None:
    with serving(behaviour) as server:
        is_away_in_time(client(server.url.replace("http:", "https:")))


def test_a_port_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address):  # nobody else gets in while this one waits
            is_away_in_time(client(f"http://127.0.0.1:{address[1]}"))


Answers = Callable[..., object]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Answers]]:
    """What the name service does for a name; numbers need none."""
    known: dict[str, Answers] = {}

    def look_up(host: str, port: int, *rest: object, flags: int = 0, **more: object) -> object:
        if flags & socket.AI_NUMERICHOST:
            return real(host, port, flags=flags, **more)  # type: ignore[arg-type]
        return known[host](port)

    real = socket.getaddrinfo
    monkeypatch.setattr(deadline, "getaddrinfo", look_up)
    yield known


def addresses(*hosts: str) -> Answers:
    return lambda port: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in hosts]


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


def test_a_name_that_nobody_answers_for_is_given_up(names: dict[str, Answers]) -> None:
    ended = threading.Event()
    names["localhost"] = lambda _: ended.wait()
    try:
        is_away_in_time(client("http://localhost:9"))
    finally:
        ended.set()


def test_a_name_that_is_unknown_is_away_at_once(names: dict[str, Answers]) -> None:
    def unknown(_: int) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    names["localhost"] = unknown
    with pytest.raises(Away, match="no connection"):
        client("http://localhost:9", 60).renew("token")


def test_the_next_address_of_a_name_is_tried(names: dict[str, Answers]) -> None:
    with serving(once(answer(SESSION))) as server:
        names["localhost"] = addresses("127.0.0.2", "127.0.0.1")
        hub = client(f"http://localhost:{port_of(server.url)}", 60)
        assert hub.renew("token").idle_seconds == 180
        assert b"host: localhost:" in server.requests[0].lower()


def test_a_name_is_asked_for_by_tls_though_it_is_reached_by_number(names: dict[str, Answers]) -> None:
    """The certificate is for 127.0.0.1 and not for the name: that must be noticed."""
    with serving(lambda visitor: None, "loopback.pem") as server:
        names["elsewhere.example.cn"] = addresses("127.0.0.1")
        with pytest.raises(Away, match="not trusted"):
            client(f"https://elsewhere.example.cn:{port_of(server.url)}", 60).renew("token")
        assert server.requests == []


def test_many_dead_addresses_share_the_time(names: dict[str, Answers]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address):
            names["localhost"] = addresses(*["127.0.0.1"] * 20)
            is_away_in_time(client(f"http://localhost:{address[1]}"))


def test_all_addresses_refusing_is_away_at_once(names: dict[str, Answers]) -> None:
    names["localhost"] = addresses("127.0.0.1", "127.0.0.2")
    with pytest.raises(Away, match="no connection"):
        client(f"http://localhost:{port_of(closed_port())}", 60).renew("token")
