"""How this terminal is set up: a TOML file and the environment, read once into one frozen object.

docs/settings.md describes every setting. A name in the environment is TERMINAL_ and the setting's path in
capitals, such as TERMINAL_HUB_URL; it wins over the file. All mistakes are told at once, by SettingsError.
"""

from __future__ import annotations

import os
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

NAME = "connection-terminal"
ENVIRONMENT = "TERMINAL_"
SYSTEM_FILE = Path("/etc") / NAME / "settings.toml"
EMULATED = "emulated"
ABSENT = "none"
PRINTER_PROFILES = ("escpos-80mm",)
READER_PROFILES = ("rf-ascii",)
LOOPBACK = ("127.0.0.1", "::1", "localhost")

SCREENS = (
    *("Welcome", "Leaving", "OutOfService", "AskNumber", "AskPassword", "ChoosePassword"),
    *("OrdersWaiting", "Orders", "OrdersTrouble", "OrderWaiting", "OrderShown", "OrderTrouble"),
    *("UrgeChoose", "UrgeConfirm", "UrgeSending", "UrgeDone", "UrgeKeptHere", "UrgeNotTaken"),
    *("ReceiptPrinting", "ReceiptReady", "ReceiptUncertain", "ReceiptFailed"),
)
"""The names that [idle.screens] may use: those of the states in kiosk.visit."""


class SettingsError(ValueError):
    """What is wrong with the settings, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class HubSettings:
    """Which hub; without `url` the terminal starts its own."""

    url: str | None = None
    ca_bundle: Path | None = None
    """Certificates to trust instead of the public ones, PEM."""
    enrolment_code: str | None = field(default=None, repr=False)
    """Needed once, when this terminal is not known to the hub yet."""
    public_url: str | None = None
    """For the own hub: what a receipt's code opens. Default: the own hub's own address."""


@dataclass(frozen=True)
class ScreenSettings:
    """The panel as it is built in."""

    width_px: int = 1080
    height_px: int = 1920
    width_mm: float = 268.0
    fullscreen: bool = False


@dataclass(frozen=True)
class IdleSettings:
    """When nobody seems to be there. Seconds."""

    warn_after_s: float = 60.0
    answer_within_s: float = 20.0
    screens: tuple[tuple[str, float], ...] = ()
    """Other times for single screens, by the name of their state."""

    def of(self, state: object) -> float:
        """How long this screen may stand untouched."""
        return dict(self.screens).get(type(state).__name__, self.warn_after_s)


@dataclass(frozen=True)
class PrinterSettings:
    """`port` is a serial port's name, "emulated" or "none"."""

    profile: str = "escpos-80mm"
    port: str = EMULATED
    baudrate: int = 9600


@dataclass(frozen=True)
class ReaderSettings:
    """`port` is a serial port's name, "emulated" or "none"."""

    profile: str = "rf-ascii"
    port: str = EMULATED
    baudrate: int = 9600


@dataclass(frozen=True)
class Settings:
    """All of it."""

    data_dir: Path
    brand: str = "default"
    hub: HubSettings = HubSettings()
    screen: ScreenSettings = ScreenSettings()
    idle: IdleSettings = IdleSettings()
    printer: PrinterSettings = PrinterSettings()
    reader: ReaderSettings = ReaderSettings()


def load(
    path: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    changes: Mapping[str, object] | None = None,
) -> Settings:
    """The settings of `path`, else of TERMINAL_SETTINGS, else of /etc/connection-terminal/settings.toml.

    `changes` come from the command line, by dotted path, such as {"screen.fullscreen": True}, and win over
    all; those that are None were not given. Raises SettingsError.
    """
    problems: list[str] = []
    given = _from_file(_chosen(path, environ), problems)
    for dotted, value in [*_from_environment(environ, problems), *(changes or {}).items()]:
        if value is not None:
            _put(given, dotted, value)
    given.setdefault("data_dir", _default_data_dir())
    settings: Settings | None = _build(Settings, given, "", problems)
    if settings is not None:
        problems += _checked(settings)
    if settings is None or problems:
        raise SettingsError(problems)
    return settings


def _chosen(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = path or (Path(environ[f"{ENVIRONMENT}SETTINGS"]) if f"{ENVIRONMENT}SETTINGS" in environ else None)
    return named or (SYSTEM_FILE if SYSTEM_FILE.exists() else None)


def _from_file(path: Path | None, problems: list[str]) -> dict[str, Any]:
    if path is None:
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: {error}")
        return {}


def _from_environment(environ: Mapping[str, str], problems: list[str]) -> Iterator[tuple[str, object]]:
    # Not every TERMINAL_ is ours: some editors' shells set TERMINAL_EMULATOR.
    sections = tuple({f"{ENVIRONMENT}{dotted.partition('.')[0].upper()}_" for dotted, _ in _leaves()})
    known = {ENVIRONMENT + dotted.replace(".", "_").upper(): (dotted, type_) for dotted, type_ in _leaves()}
    for name, text in environ.items():
        if name in known:
            dotted, type_ = known[name]
            if text:  # empty is how service managers write "not given"
                yield dotted, _from_text(text, type_)
        elif name.startswith(sections):
            problems.append(f"{name}: there is no such setting")


def _leaves() -> Iterator[tuple[str, Any]]:
    for name, type_ in get_type_hints(Settings).items():
        if isinstance(type_, type) and type_.__module__ == __name__:
            yield from (
                (f"{name}.{leaf}", t) for leaf, t in get_type_hints(type_).items() if leaf != "screens"
            )
        else:
            yield name, type_


def _from_text(text: str, type_: Any) -> object:
    """The text as TOML would have given it; what can't be read stays text and is refused later."""
    try:
        if type_ is bool:
            return {"true": True, "false": False}[text.strip().lower()]
        if type_ in (int, float):
            return type_(text)
    except (KeyError, ValueError):
        return text
    return text


def _put(given: dict[str, Any], dotted: str, value: object) -> None:
    section, _, leaf = dotted.rpartition(".")
    table = given.setdefault(section, {}) if section else given
    if isinstance(table, dict):
        table[leaf] = value


def _default_data_dir() -> str:
    import platformdirs

    return platformdirs.user_data_dir(NAME, appauthor=False)


def _build(kind: type[Any], given: object, where: str, problems: list[str]) -> Any:
    """An object of the dataclass `kind`; None when something that can't be left out is missing."""
    if not isinstance(given, dict):
        problems.append(f"{where.rstrip('.')}: must be a table of settings")
        return None
    hints = get_type_hints(kind)
    problems += [f"{where}{name}: there is no such setting" for name in given if name not in hints]
    values: dict[str, Any] = {}
    for one in fields(kind):
        if one.name in given:
            _set(values, one, hints[one.name], given[one.name], where, problems)
    missing = [f for f in fields(kind) if f.name not in values and f.default is MISSING]
    return None if missing else kind(**values)


def _set(
    values: dict[str, Any], one: Field[Any], type_: Any, value: object, where: str, problems: list[str]
) -> None:
    path = f"{where}{one.name}"
    if isinstance(type_, type) and type_.__module__ == __name__:
        built = _build(type_, value, f"{path}.", problems)
        if built is not None:
            values[one.name] = built
    elif get_origin(type_) is tuple:
        values[one.name] = tuple(_screen_times(value, path, problems))
    else:
        try:
            values[one.name] = _converted(type_, value)
        except (TypeError, ValueError) as error:
            problems.append(f"{path}: {error}")


def _screen_times(value: object, path: str, problems: list[str]) -> Iterator[tuple[str, float]]:
    if not isinstance(value, dict):
        problems.append(f"{path}: must be a table of settings")
        return
    for name, seconds in value.items():
        if name not in SCREENS:
            problems.append(f"{path}.{name}: there is no such screen; there are {', '.join(SCREENS)}")
        elif isinstance(seconds, bool) or not isinstance(seconds, int | float):
            problems.append(f"{path}.{name}: must be a number of seconds")
        else:
            yield name, float(seconds)


def _converted(type_: Any, value: object) -> object:
    if get_origin(type_) in (Union, types.UnionType):
        type_ = next(kind for kind in get_args(type_) if kind is not type(None))
    if type_ is Path and isinstance(value, str | Path):
        return Path(value).expanduser()
    if type_ is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, type_) and not (type_ is int and isinstance(value, bool)):
        return value
    raise TypeError(f"must be {_WORDS[type_]}")


_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}


def _checked(settings: Settings) -> list[str]:
    idle, hub = settings.idle, settings.hub
    checks = [
        (settings.data_dir.is_absolute(), "data_dir: must be an absolute path"),
        (hub.url is None or is_safe(hub.url), f"hub.url: {_SAFE}"),
        (
            hub.public_url is None or (is_address(hub.public_url) and hub.public_url.isascii()),
            "hub.public_url: must begin with http:// or https:// and be ASCII, without user or query",
        ),
        (hub.ca_bundle is None or hub.ca_bundle.is_file(), "hub.ca_bundle: there is no such file"),
        (
            hub.enrolment_code is None or re.fullmatch(r"[0-9A-Za-z-]{1,64}", hub.enrolment_code) is not None,
            "hub.enrolment_code: must be letters, digits and hyphens, as the hub gave it",
        ),
        *(_between(name, attrgetter(name)(settings), *bounds) for name, bounds in _BOUNDS.items()),
        *(_between(f"idle.screens.{name}", s, *_BOUNDS["idle.warn_after_s"]) for name, s in idle.screens),
        _one_of("printer.profile", settings.printer.profile, PRINTER_PROFILES),
        _one_of("reader.profile", settings.reader.profile, READER_PROFILES),
        (bool(settings.printer.port), "printer.port: must be a port's name, emulated or none"),
        (bool(settings.reader.port), "reader.port: must be a port's name, emulated or none"),
    ]
    return [sentence for well, sentence in checks if not well]


_BOUNDS = {
    "screen.width_px": (480, 8192, "pixels"),
    "screen.height_px": (480, 8192, "pixels"),
    "screen.width_mm": (60, 2000, "millimetres"),
    "idle.warn_after_s": (5, 600, "seconds"),
    "idle.answer_within_s": (5, 120, "seconds"),
    "printer.baudrate": (1200, 921_600, "baud"),
    "reader.baudrate": (1200, 921_600, "baud"),
}


def _one_of(name: str, value: str, known: tuple[str, ...]) -> tuple[bool, str]:
    return value in known, f"{name}: must be {' or '.join(known)}"


def _between(name: str, value: float, least: int, most: int, unit: str) -> tuple[bool, str]:
    return least <= value <= most, f"{name}: must be between {least} and {most} {unit}"


_SAFE = "must be an https:// address without user or query; http:// only on this machine itself (127.0.0.1)"


def is_address(url: str) -> bool:
    """Whether it is an absolute address of the web that a path can be put after."""
    if any(char.isspace() or char in "?#@" for char in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether passwords may be sent there: verified HTTPS, or this machine itself."""
    if not is_address(url):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK
