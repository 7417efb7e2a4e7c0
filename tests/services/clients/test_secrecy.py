"""Who sees nothing of a request: other hosts, proxies, the next customer, whoever is not trusted, a log."""

import contextlib
import logging
import time
from pathlib import Path

import pytest

from services.clients.transport import Line
from services.contracts.sessions import SignInRequest
from services.contracts.urges import UrgeRequest
from tests.services.clients.answers import NOT_A_HUB, SESSION, answer, problem
from tests.services.clients.asking import Away, Refused, client, hub_that
from tests.services.clients.hostile import CERTIFICATES, each_time, once, serving


def test_a_redirect_is_not_followed() -> None:
    with serving(each_time(answer(SESSION))) as elsewhere:
        moved = answer(b"", "302 Found", more=f"Location: {elsewhere.url}/x\r\n")
        with hub_that(once(moved)) as (hub, _), pytest.raises(Away):
            hub.sign_in(SignInRequest(number="10000001", password="271828"))
        assert elsewhere.connections == 0


def test_a_cookie_does_not_come_back_with_the_next_customer() -> None:
    with hub_that(each_time(answer(SESSION, more="Set-Cookie: customer=1; Path=/\r\n"))) as (hub, server):
        hub.renew("token")
        hub.renew("token")
    assert all(b"cookie" not in request.lower() for request in server.requests)


def test_no_proxy_of_the_environment_gets_to_see_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(each_time(answer(SESSION))) as proxy, hub_that(once(answer(SESSION))) as (hub, server):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        hub.renew("token")
        assert (proxy.connections, server.connections) == (0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1",
        "http://hub.example",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://[::1",
    ],
)
def test_plain_http_leaves_this_machine_never(url: str) -> None:
    began = time.monotonic()
    with pytest.raises(Away, match="neither https"):
        client(url).renew("token")
    assert time.monotonic() - began < 0.2


def test_https_with_a_certificate_that_is_trusted() -> None:
    with serving(each_time(answer(SESSION)), "loopback.pem") as server:
        trusting = client(server.url, 5, ca_bundle=CERTIFICATES / "loopback.pem")
        assert trusting.renew("token").idle_seconds == 180


@pytest.mark.parametrize(
    ("presented", "trusted"),
    [("loopback.pem", None), ("elsewhere.pem", "elsewhere.pem"), ("loopback.pem", "elsewhere.pem")],
    ids=["unknown signer", "another host's", "another signer"],
)
def test_https_with_any_other_certificate_is_away_and_hears_nothing(
    presented: str, trusted: str | None
) -> None:
    with serving(each_time(answer(SESSION)), presented) as server:
        hub = client(server.url, 5, ca_bundle=CERTIFICATES / trusted if trusted else None)
        with pytest.raises(Away, match="not trusted"):
            hub.renew("token")
        assert server.requests == []


def test_certificates_that_have_gone_are_told(tmp_path: Path) -> None:
    with serving(each_time(answer(SESSION)), "loopback.pem") as server:
        with pytest.raises(Away, match="certificates to trust can't be read"):
            client(server.url, 5, ca_bundle=tmp_path / "gone.pem").renew("token")
        assert server.requests == []


@pytest.mark.parametrize("token", ["令牌", "a\nb"])
def test_a_token_that_no_header_can_carry_is_a_hub_that_can_not_be_asked(token: str) -> None:
    with hub_that(each_time(answer(SESSION))) as (hub, server), pytest.raises(Away):
        hub.renew(token)
    assert server.requests == []


@pytest.mark.parametrize("data", [answer(SESSION), *list(NOT_A_HUB.values())[:8], problem("409 Conflict")])
def test_nothing_of_a_request_gets_into_any_log(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with hub_that(once(data)) as (hub, _):
        for call in (
            lambda: hub.order("secret-token", "order-4711"),
            lambda: hub.sign_in(SignInRequest(number="10000001", password="271828")),
            lambda: hub.urge("order-4711", UrgeRequest(stage_id="7"), "k", "secret-permit"),
        ):
            with contextlib.suppress(Away, Refused):
                call()
    for secret in ("secret", "4711", "10000001", "271828", "key-of-the-terminal"):
        assert secret not in caplog.text


def test_a_line_shows_no_key() -> None:
    assert "key-of" not in repr(Line("http://127.0.0.1", "K1", "key-of-the-terminal"))
