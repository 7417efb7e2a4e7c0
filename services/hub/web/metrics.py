"""What operations watch: this process's answers, and how its database's outbox stands, for Prometheus.

Labels are routes, methods, statuses and codes, of which there is a fixed number; never a path, a number or a
name.
"""

from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import OperationalError
from starlette.types import Scope

from services.hub.store.engine import reading
from services.hub.usecases.context import Hub
from services.hub.usecases.readiness import unready
from services.hub.usecases.standing import Standing, standing
from services.hub.web.envelope import NO_CODE, Trace, route_of

_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """Those of one hub; `registry` is what is read."""

    def __init__(self, hub: Hub) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Database(hub))
        ProcessCollector(registry=self.registry)
        pages = Gauge(
            "hub_open_pages", "Staff's pages that are told of what happens.", registry=self.registry
        )
        pages.set_function(lambda: len(hub.feed))
        self._requests = Counter(
            "hub_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "hub_request_seconds",
            "From a request's arrival to the end of its answer.",
            ("route", "method"),
            registry=self.registry,
            buckets=_BUCKETS_S,
        )
        self._refusals = Counter(
            "hub_refusals",
            "Requests refused, by the code of the refusal; refused sign-ins are among them.",
            ("route", "code"),
            registry=self.registry,
        )

    def listen(self, host: str, port: int) -> None:
        """Answer Prometheus there (port 0: a free one), on threads of their own. Raises OSError."""
        self._server, self._thread = start_http_server(port, host, self.registry)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_port}/metrics"

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answered(self, scope: Scope, trace: Trace, seconds: float) -> None:
        """Count a request."""
        route, method = route_of(scope), scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(route, method, trace.status).inc()
        self._seconds.labels(route, method).observe(seconds)
        if trace.code != NO_CODE:
            self._refusals.labels(route, trace.code).inc()


class _Database(Collector):
    """Asked anew whenever somebody reads; every process over the same database says the same."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: to be registered no database is asked."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Whether the hub is ready, and its outbox where the database and its schema allow to look."""
        outbox = None
        try:
            with reading(self._hub.engine) as connection:
                why = unready(self._hub, connection)
                if why != "schema":
                    outbox = standing(connection, self._hub.now())
        except OperationalError:
            why = "database"
        yield GaugeMetricFamily("hub_ready", "1 while /healthz says so.", float(why is None))
        if outbox is not None:
            yield from _of_outbox(outbox)


def _of_outbox(outbox: Standing) -> Iterable[GaugeMetricFamily]:
    yield GaugeMetricFamily("hub_outbox_waiting", "Messages to be sent, now or later.", outbox.waiting)
    yield GaugeMetricFamily("hub_outbox_failing", "Those whose last try failed.", outbox.failing)
    overdue = outbox.overdue.total_seconds()
    yield GaugeMetricFamily("hub_outbox_overdue_seconds", "For how long the oldest has been due.", overdue)
    yield GaugeMetricFamily("hub_messages_dead", "Dead or not delivered: a person must look.", outbox.unsent)
