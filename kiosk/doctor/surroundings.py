"""What the terminal talks to: its hub, its devices. All of it is tried for real."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from kiosk.bootstrap.devices import Fitting, fit_printer, fit_reader
from kiosk.bootstrap.hub import is_known, own_hub, told_time
from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.doctor.records import is_strange
from kiosk.journal.events import DeviceEvent
from kiosk.ports import HubAway, HubRefused
from kiosk.settings import ABSENT, EMULATED, Settings
from kiosk.threads import Service, join, spawn

HUB_S = 60.0
DEVICE_S = 8.0
CLOCKS_APART_S = 120.0
"""The hub refuses an urge that seems to come from further in the future."""

_REASONS = {
    "no-device": ("没有这个端口:检查线缆、电源和设置", "no such port: check cable, power and the setting"),
    "port-denied": (
        "无权打开端口:把用户加入端口所属的组",
        "the port may not be opened: join the group that owns it",
    ),
    "port-busy": ("端口被别的程序占用", "another program holds the port"),
    "port-lost": ("连接中断:检查线缆和电源", "the line was lost: check cable and power"),
    "write-stalled": (
        "设备不再接收数据:关机后重新开机",
        "the device takes no more data: switch it off and on again",
    ),
    "silent": ("设备没有应答:检查电源、线缆和波特率", "no answer: check power, cable and baud rate"),
    "paper-out": ("缺纸:装入新纸卷", "no paper: put in a new roll"),
    "cover-open": ("上盖打开:请合上", "the cover is open: close it"),
    "printer-error": (
        "打印机报错:关机后重新开机,仍不行请报修",
        "the printer reports an error: switch it off and on again, else call service",
    ),
    "offline": (
        "打印机脱机:查看指示灯,按一下走纸键",
        "the printer is offline: look at its lamps and press its feed button",
    ),
    "cutter-jam": ("切刀卡住:打开上盖取出卡纸", "the cutter is stuck: open the cover and free the paper"),
}


def hub(settings: Settings, running: bool) -> Iterator[Finding]:
    """Whether it answers, what time it has, and whether it knows this terminal."""
    if settings.hub.url is not None:
        clock = _clock_of(settings, settings.hub.url)
        yield clock
        if clock.well and not is_strange(settings.data_dir):
            yield _standing(settings, settings.hub.url)
    elif running:
        yield note(
            "终端正在运行,自带服务端未另行检查", "the terminal is running, so its own hub was left alone"
        )
    else:
        yield _own_hub(settings)


def _own_hub(settings: Settings) -> Finding:
    """Started for this, with a database of its own, and ended again."""
    with tempfile.TemporaryDirectory() as folder:
        found: list[str] = []
        there = threading.Event()

        def is_at(url: str, _code: str) -> None:
            found.append(url)
            there.set()

        program = own_hub(settings, is_at, there.set, data_dir=Path(folder))
        with _running([Service(program.name, program.run, program.interrupt)]):
            there.wait(HUB_S)
            if found:
                return _clock_of(settings, found[0])
        log = (Path(folder) / "logs" / "hub.log").read_text("utf-8", "replace").strip()
        last = log.splitlines()[-1] if log else ""
        return wrong(f"自带服务端无法启动:{last}", f"the own hub does not start: {last}")


def _clock_of(settings: Settings, url: str) -> Finding:
    try:
        apart = abs((told_time(settings, url) - datetime.now(UTC)).total_seconds())
    except HubAway as away:
        return wrong(f"服务端 {url} 无法连接:{away.why}", f"the hub {url} is away: {away.why}")
    except HubRefused as refused:
        code = refused.problem.code
        return wrong(f"服务端 {url} 无法工作:{code}", f"the hub {url} can't work: {code}")
    if apart > CLOCKS_APART_S:
        return wrong(
            f"服务端时间与本机相差 {apart:.0f} 秒:请校准时钟",
            f"the hub's clock is {apart:.0f} s from ours: set the one that is wrong",
        )
    return well(f"服务端 {url} 可用,时间一致", f"the hub {url} answers, and its clock agrees")


def _standing(settings: Settings, url: str) -> Finding:
    try:
        known = is_known(settings, url)
    except (HubAway, HubRefused) as error:
        return wrong(f"服务端没有说明是否认识本终端:{error}", f"the hub does not say if it knows us: {error}")
    if known:
        return well("本终端已在服务端登记", "the hub knows this terminal")
    if known is None and settings.hub.enrolment_code is not None:
        return note("本终端将在启动时登记", "this terminal is enrolled when it starts")
    return wrong(
        "服务端不认识本终端:请索取登记码(hub terminal enrol),以 TERMINAL_HUB_ENROLMENT_CODE 启动",
        "the hub does not know this terminal: get a code (hub terminal enrol), "
        "and start with TERMINAL_HUB_ENROLMENT_CODE",
    )


def printer(settings: Settings, running: bool) -> Iterator[Finding]:
    """Opened and asked."""
    if settings.printer.port == ABSENT:
        yield note("没有配置打印机", "no printer is configured")
        return
    events: list[DeviceEvent] = []
    with tempfile.TemporaryDirectory() as folder:
        fitting, changed = _fitting(Path(folder), events)
        _, is_ready, services = fit_printer(settings.printer, fitting, unfinished_job=False)
        with _running(services):
            _until(changed, is_ready)
            finding = _device("打印机", "printer", settings.printer.port, is_ready(), events, running)
    yield finding


def reader(settings: Settings, running: bool) -> Iterator[Finding]:
    """Opened; a reader says nothing until a card comes."""
    if settings.reader.port == ABSENT:
        yield note("没有配置读卡器", "no card reader is configured")
        return
    events: list[DeviceEvent] = []

    def is_ready() -> bool:
        return bool(events) and events[-1].reason is None

    with tempfile.TemporaryDirectory() as folder:
        fitting, changed = _fitting(Path(folder), events)
        with _running(fit_reader(settings.reader, fitting, lambda _card: None)):
            _until(changed, is_ready)
            finding = _device("读卡器", "card reader", settings.reader.port, is_ready(), events, running)
    yield finding


def _fitting(folder: Path, events: list[DeviceEvent]) -> tuple[Fitting, threading.Condition]:
    changed = threading.Condition()

    def noted(event: DeviceEvent) -> None:
        with changed:
            events.append(event)
            changed.notify_all()

    return Fitting(folder, noted), changed


def _until(changed: threading.Condition, is_ready: Callable[[], bool]) -> None:
    with changed:
        changed.wait_for(is_ready, DEVICE_S)


def _device(
    zh: str, en: str, port: str, ready: bool, events: Sequence[DeviceEvent], running: bool
) -> Finding:
    place = ("模拟", "emulated") if port == EMULATED else (port, port)
    if ready:
        return well(f"{zh}({place[0]})可用", f"the {en} ({place[1]}) works")
    reason = next((event.reason for event in reversed(events) if event.reason), "silent") or "silent"
    if running and reason == "port-busy":
        return note(f"{zh}({place[0]})正由终端使用", f"the {en} ({place[1]}) is in use by the terminal")
    why = _REASONS.get(reason, (reason, reason))
    return wrong(f"{zh}({place[0]})不可用:{why[0]}", f"the {en} ({place[1]}) does not work: {why[1]}")


class _running:  # noqa: N801 - reads as a word in `with`
    """The services run while the context lasts."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._stop = threading.Event()

    def __enter__(self) -> None:
        self._threads = [spawn(one.name, partial(one.run, self._stop)) for one in self._services]

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for service in self._services:
            service.interrupt()
        join(self._threads, DEVICE_S)
