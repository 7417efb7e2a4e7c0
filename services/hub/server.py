"""Runs the hub: schema, data files, socket, then the server until it is told to stop."""

import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

import uvicorn
from sqlalchemy import Engine
from starlette.types import ASGIApp

from services.hub.app import create_app
from services.hub.clock import Clock, SystemClock
from services.hub.jobs.beat import Beat
from services.hub.jobs.outbox import Worker, Workers
from services.hub.jobs.rounds import PAUSE_S, go_round
from services.hub.secrets import load_secrets
from services.hub.settings import Settings
from services.hub.store.engine import BUSY_TIMEOUT_MS, writing
from services.hub.sync.demo import staff as demo_staff
from services.hub.usecases.accounts import find_company
from services.hub.usecases.context import Hub
from services.hub.usecases.halls import HallFacts, put_hall
from services.hub.usecases.kiosks import find_hall, new_enrolment_code
from services.hub.usecases.load_data import open_database
from services.hub.usecases.phone_codes import CodesFilledIn

if TYPE_CHECKING:  # they bring libraries which most hubs have no use for
    from services.hub.channels.sms import SmsAccount
    from services.hub.web.metrics import Metrics

_LOG = logging.getLogger("hub")

DEMO_COMPANY = "demo"
DEMO_HALL = HallFacts("demo", "示范营业厅", "Demonstration Hall", "0877-0000000")

_DEMO_MOVES_EVERY_S = 60.0
_GRACE_SECONDS = 2 * BUSY_TIMEOUT_MS // 1000
"""For what is under way when it is to end: a writer that waits for another comes to its answer in it."""

_KEEP_ALIVE_SECONDS = 75
"""Longer than a customer thinks, so that their next touch finds the connection open."""


def prepare_demo_hall(engine: Engine) -> None:
    """A hall in which the demonstration's terminal stands, before any of its orders is there."""
    with writing(engine) as connection:
        put_hall(connection, find_company(connection, DEMO_COMPANY), DEMO_HALL)


class HubServer:
    """A hub on a socket of its own."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        start_gateway: Callable[[str], Callable[[], "SmsAccount"]] | None = None,
    ) -> None:
        """Bind the sockets and open the database. `start_gateway` is told this hub's address; what it answers
        is asked for the account there once the database is open.

        Raises OSError when the address is taken, BadSecret, BadDatabaseUrl, SchemaTooNew, what loading the
        data files raises, and sqlalchemy's OperationalError when the database cannot be opened.
        """
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._socket = socket.create_server((settings.host, settings.port), family=family, backlog=512)
        # Asyncio does so only for sockets that it made; without it answers wait 40 ms for an ACK (Nagle).
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.url = _url(settings.host, self._socket.getsockname()[1])
            public_url = settings.public_url or (self.url if settings.demo else None)
            settings = replace(settings, public_url=public_url)
            secrets = load_secrets(settings.database_url, settings.secret_file)
            account = start_gateway(self.url) if start_gateway else None
            self.engine = open_database(settings.database_url)
            settings = replace(settings, sms=account()) if account else settings
            if settings.demo:
                prepare_demo_hall(self.engine)
                secrets = replace(secrets, staff=demo_staff.KEY)
            self.hub = Hub.over(self.engine, settings, secrets, clock or SystemClock())
            self.metrics = _metrics(self.hub)
        except BaseException:
            self._socket.close()
            raise
        answered = self.metrics.answered if self.metrics else None
        self._server = _Server(self.hub, create_app(self.hub, answered))

    def enrolment_code(self) -> str:
        """A code that enrols a terminal in the only hall, or the demonstration's. Raises LookupError where
        there are several, or none."""
        with writing(self.engine) as connection:
            company = find_company(connection, DEMO_COMPANY if self.hub.settings.demo else None)
            hall = find_hall(connection, company, DEMO_HALL.code if self.hub.settings.demo else None)
            return new_enrolment_code(connection, hall, self.hub.now())

    def prepare_demo(self) -> None:
        """Bring the demonstration's data to today, on a thread; for these seconds nobody signs in."""
        self.hub.preparing.set()
        threading.Thread(target=self._prepare_demo, name="hub-demo", daemon=True).start()

    def _prepare_demo(self) -> None:
        from services.hub.sync.demo.prepare import prepare_demo

        try:
            try:
                prepare_demo(self.engine, self.hub.passwords, self.hub.now)
            finally:
                self.hub.preparing.clear()
            _LOG.info("the demonstration's data are there")
        except Exception:
            _LOG.exception("the demonstration's data could not be made")

    def serve(self, when_ready: Callable[[], None]) -> None:
        """Answer requests until `stop`, or a signal where this is the main thread."""
        self._server.when_ready = when_ready
        beside = _beside(self.hub)
        for one in beside:
            one.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            for one in beside:
                one.stop()
            if self.metrics:
                self.metrics.close()
            self.engine.dispose()

    def stop(self) -> None:
        """Let what is under way be answered, then end `serve`. From any thread."""
        self._server.should_exit = True

    def start(self) -> threading.Thread:
        """Serve on a thread, and come back when requests are answered. Join it after `stop`."""
        ready = threading.Event()
        thread = threading.Thread(target=self.serve, args=(ready.set,), name="hub-server")
        thread.start()
        while not ready.wait(0.05):
            if not thread.is_alive():
                raise RuntimeError("the hub did not start")
        return thread


class _Server(uvicorn.Server):
    when_ready: Callable[[], None]

    def __init__(self, hub: Hub, app: ASGIApp) -> None:
        super().__init__(_config(hub, app))
        self._hub = hub
        self._closes_at = 0.0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell it when the socket is served."""
        await super().startup(sockets)
        self.when_ready()

    async def on_tick(self, counter: int) -> bool:
        """Whether to take no more: some time after it was told to end, and said so to whoever asks."""
        ends = await super().on_tick(counter)
        if ends and not self._hub.leaving.is_set():
            self._hub.leaving.set()
            self._hub.feed.end()
            self._closes_at = monotonic() + self._hub.settings.notice_s
        return ends and (self.force_exit or monotonic() >= self._closes_at)


def _beside(hub: Hub) -> list[Workers | Beat]:
    """What runs beside the requests, where this process is one of those that send."""
    if not hub.settings.outbox_workers:
        return []
    rounds = Beat("rounds", PAUSE_S, partial(go_round, hub))
    moves = Beat("demo-moves", _DEMO_MOVES_EVERY_S, partial(_move_demo, hub))
    return [_workers(hub), rounds, *([moves] if hub.settings.demo else [])]


def _move_demo(hub: Hub) -> None:
    from services.hub.sync.demo.moving import move_some

    if not hub.preparing.is_set():
        move_some(hub.engine, hub.now, Random())  # noqa: S311


def _workers(hub: Hub) -> Workers:
    account = hub.settings.sms
    if account is None:
        return Workers([])
    from services.hub.channels.sms import SmsChannel

    channel = CodesFilledIn(SmsChannel(account, hub.now), hub.secrets.phones)
    worker = Worker(hub.engine, channel, hub.now)
    return Workers([worker] * hub.settings.outbox_workers)


def _metrics(hub: Hub) -> "Metrics | None":
    if hub.settings.metrics is None:
        return None
    from services.hub.web.metrics import Metrics

    metrics = Metrics(hub)
    metrics.listen(*hub.settings.metrics)
    return metrics


def _config(hub: Hub, app: ASGIApp) -> uvicorn.Config:
    proxy = hub.settings.trusted_proxy
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
