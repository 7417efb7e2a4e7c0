"""What a hub is told when it starts, checked once."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:  # it brings the library that posts, which most hubs have no use for
    from services.hub.channels.sms import SmsAccount

Part = Literal["terminals", "staff", "public"]
PARTS: tuple[Part, ...] = ("terminals", "staff", "public")
LONGEST_NOTICE_S = 300


class BadSetting(ValueError):
    """A setting cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class HashCost:
    """What a password hash costs. OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane; 36 ms of a core."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """A hub's settings. Raises BadSetting when they do not go together."""

    database_url: str
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free one."""
    demo: bool = False
    """Demonstration data; refused beyond loopback."""
    public_url: str | None = None
    """The address under which a phone reaches this hub; without it no QR code is printed."""
    secret_file: Path | None = None
    parts: tuple[Part, ...] = PARTS
    """Which of the hub's apps this process serves: companies keep their inner and outer networks apart."""
    trusted_proxy: str | None = None
    """Address of the proxy whose X-Forwarded-For is believed."""
    sms: "SmsAccount | None" = None
    """The account at an SMS gateway; without it no message is sent, and each expires in time."""
    outbox_workers: int = 1
    """How many threads of this process send messages."""
    notice_s: float = 0.0
    """How long it says that it is not ready before it takes no more, so that a load balancer can hear it."""
    metrics: tuple[str, int] | None = None
    """Address and port where Prometheus reads, apart from those of every app; nowhere without it."""
    parent_fd: int | None = None
    """A descriptor inherited from the terminal that started this hub and that it shall not outlive."""
    hash_cost: HashCost = field(default_factory=HashCost)
    hashes_at_once: int = 1
    hashes_waiting: int = 24
    """At 36 ms each the last one waits for less than a second."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise BadSetting(f"--port {self.port}: not a port")
        if not 0 <= self.notice_s <= LONGEST_NOTICE_S:
            raise BadSetting(f"--notice {self.notice_s:g}: 0 to {LONGEST_NOTICE_S} seconds")
        if self.demo and not is_loopback(self.host):
            raise BadSetting("--demo is for this machine alone: its passwords are known. Leave --host out")
        if self.public_url is not None:
            _check_public_url(self.public_url)
        if self.trusted_proxy is not None:
            _check_proxy(self.trusted_proxy)

    def link(self, path: str) -> str | None:
        """The public address of `path`, which begins with a slash; None without a public_url."""
        return None if self.public_url is None else self.public_url.rstrip("/") + path


def address_of(written: str) -> tuple[str, int]:
    """The two parts of ADDRESS:PORT, an IPv6 address in brackets. Raises BadSetting."""
    try:
        parts = urlsplit(f"//{written}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port is None or parts.netloc != written or "@" in written:
        raise BadSetting(f"{written}: an address and a port, such as 127.0.0.1:9464, are needed")
    return host, port


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_public_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting(f"--public-url {url}: an address such as https://hub.example.cn is needed")


def _check_proxy(address: str) -> None:
    try:
        ipaddress.ip_network(address)
    except ValueError as error:
        raise BadSetting(f"--trusted-proxy {address}: an IP address or a network is needed") from error
