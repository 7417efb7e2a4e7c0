"""The stand-in gateway: its call-backs, its pages and switches, and itself as a program."""

import contextlib
import functools
import http.client
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.hub.channels.base import Sent
from services.hub.channels.reports import Report, later, read_reports
from services.sms_standin.callbacks import RESTS_S
from tests.services.clients.answers import answer
from tests.services.clients.hostile import Visitor, serving
from tests.services.hub.channels.gateways import (
    KEY_ID,
    NOW,
    NUMBER,
    SECRET,
    channel,
    fetched,
    gateway,
    message,
)

ROOT = Path(__file__).parents[4]
TAKEN = answer(b'{"code": 0, "msg": "ok"}')
DOWN = answer(b"<h1>502</h1>", "502 Bad Gateway")
NOT_TAKEN = answer(b'{"code": 1}')
HUNG_UP = b""
PATH = "/api/v1/sms/reports"


class Listener:
    """The hub's end of call-backs: what was read, in order of arrival, after the first few were refused."""

    def __init__(self, refusing: int, refusal: bytes) -> None:
        self.reports: queue.Queue[Report] = queue.Queue()
        self.refused: queue.Queue[bytes] = queue.Queue()
        self.refusing, self.refusal = refusing, refusal

    def visit(self, visitor: Visitor) -> None:
        while request := visitor.read():
            if self.refusing:
                self.refusing -= 1
                self.refused.put(request)
                if not self.refusal:
                    return
                visitor.send(self.refusal)
                continue
            head, _, body = request.partition(b"\r\n\r\n")
            asked, *lines = head.decode("ascii").split("\r\n")
            assert asked == f"POST {PATH} HTTP/1.1"
            headers = dict(line.split(": ", 1) for line in lines)
            for report in read_reports(PATH, headers, body, KEY_ID, SECRET, NOW):
                self.reports.put(report)
            visitor.send(TAKEN)

    def next(self) -> Report:
        return self.reports.get(timeout=10)


@contextlib.contextmanager
def listening(
    refusing: int = 0, refusal: bytes = DOWN, rests_s: tuple[float, ...] = RESTS_S
) -> Iterator[tuple[Listener, str]]:
    listener = Listener(refusing, refusal)
    with serving(listener.visit) as server, gateway(server.url + PATH, rests_s) as running:
        yield listener, running.url


def test_each_message_is_reported_under_its_key_and_id() -> None:
    with listening() as (listener, url):
        outcome = channel(url).send(message())
        report = listener.next()
    assert isinstance(outcome, Sent)
    assert report == Report("m-1", outcome.provider_id, True, "DELIVERED", NOW)


def test_what_did_not_arrive_is_reported_with_its_code() -> None:
    with listening() as (listener, url):
        fetched(url + "/faults", {"undelivered": "MOBILE_NOT_ON_SERVICE"})
        channel(url).send(message())
        report = listener.next()
    assert (report.delivered, report.code) == (False, "MOBILE_NOT_ON_SERVICE")


def test_repeated_and_disordered_call_backs_tell_the_same() -> None:
    keys = ["a", "b", "c"]
    with listening() as (listener, url):
        fetched(url + "/faults", {"hold": True, "copies": 2})
        for key in keys:
            channel(url).send(message(key))
        assert listener.reports.empty()
        fetched(url + "/faults", {"hold": False})
        heard = [listener.next() for _ in range(6)]
    assert [report.key for report in heard] == ["c", "c", "b", "b", "a", "a"]
    for key in keys:
        one = functools.reduce(later, [report for report in heard if report.key == key])
        assert (one.delivered, one.key) == (True, key)


def test_a_repeat_of_a_message_is_not_reported_twice() -> None:
    with listening() as (listener, url):
        for key in ("a", "a", "b"):
            channel(url).send(message(key))
        assert [listener.next().key, listener.next().key] == ["a", "b"]


@pytest.mark.parametrize("refusal", [DOWN, NOT_TAKEN, HUNG_UP], ids=["down", "not-taken", "hung-up"])
def test_a_report_is_posted_again_until_it_is_taken(refusal: bytes) -> None:
    with listening(8, refusal, rests_s=(0.0,) * 8) as (listener, url):
        channel(url).send(message())
        assert listener.next().key == "m-1"
        assert listener.refused.qsize() == 8


def test_a_report_that_rests_holds_up_no_other() -> None:
    with listening(1, rests_s=(3600.0,)) as (listener, url):
        for key in ("a", "b"):
            channel(url).send(message(key))
        assert listener.next().key == "b"


def test_a_report_that_nobody_takes_is_given_up() -> None:
    with listening(3, rests_s=(0.0, 0.0)) as (listener, url):
        channel(url).send(message("a"))
        for _ in range(3):
            assert b'"a"' in listener.refused.get(timeout=10)
        channel(url).send(message("b"))
        assert listener.next().key == "b"


def test_the_rests_between_repeats_grow_and_come_to_an_hour_or_two() -> None:
    assert all(before < after for before, after in itertools.pairwise(RESTS_S))
    assert 3600 <= sum(RESTS_S) <= 7200


def test_many_at_once_under_one_key_are_one_message() -> None:
    with gateway() as running:
        way, together = channel(running.url), threading.Barrier(8)
        outcomes: list[object] = []

        def send() -> None:
            together.wait(10)
            outcomes.append(way.send(message()))

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        (taken,) = running.gateway.taken()
        assert outcomes == [Sent(taken.biz_id)] * 8
        assert taken.asked == 8


def test_the_page_shows_what_was_sent_and_runs_nothing_of_it() -> None:
    with gateway() as running:
        channel(running.url).send(message(stage="<script>alert(1)</script>装表接电"))
        with urllib.request.urlopen(running.url + "/page", timeout=5) as page:
            assert page.headers.get_content_type() == "text/html"
            text = page.read().decode()
    assert "<script>" not in text
    assert all(part in text for part in (NUMBER, "国网玉溪", "SMS_1001", "装表接电", "m-1"))


@pytest.mark.parametrize(
    "changes", [{"unknown": 1}, {"throttled": "2"}, {"throttled": True}, {"hold": 1}, {"refusing": None}, []]
)
def test_a_switch_that_there_is_not_is_refused_and_nothing_changes(changes: object) -> None:
    with gateway() as running:
        before = fetched(running.url + "/faults")
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetched(running.url + "/faults", changes)  # type: ignore[arg-type]
        refused.value.close()
        assert refused.value.code == 400
        assert fetched(running.url + "/faults") == before


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/elsewhere"), ("POST", "/sent")])
def test_other_addresses_are_not_found(method: str, path: str) -> None:
    assert asked(method, path, b"") == (404, "NotFound")


def test_a_request_without_a_signature_is_refused() -> None:
    assert asked("POST", "/", b"PhoneNumbers=13800138000") == (403, "IncompleteSignature")


def test_a_body_beyond_all_measure_is_refused() -> None:
    assert asked("POST", "/", b" " * 70_000) == (413, "RequestTooLarge")


def asked(method: str, path: str, body: bytes) -> tuple[int, str]:
    with gateway() as running:
        address = urlsplit(running.url)
        with contextlib.closing(http.client.HTTPConnection(address.netloc, timeout=5)) as connection:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, json.loads(response.read())["Code"]


def test_a_nonce_is_good_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.hub.channels.sms.secrets.token_hex", lambda _: "always-the-same")
    with gateway() as running:
        way = channel(running.url)
        assert isinstance(way.send(message("a")), Sent)
        assert getattr(way.send(message("b")), "code", "") == "SignatureNonceUsed"


COMMAND = [sys.executable, "-m", "services.sms_standin"]


def test_as_a_program_it_says_where_it_is_and_ends_when_asked() -> None:
    environment = {**os.environ, "SMS_STANDIN_SECRET": SECRET}
    with subprocess.Popen(
        [*COMMAND, "--key-id", KEY_ID], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            assert fetched(url + "/sent") == []
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_as_a_program_it_wants_a_secret() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SMS_STANDIN_SECRET"}
    ended = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 2
    assert "SMS_STANDIN_SECRET" in ended.stderr
