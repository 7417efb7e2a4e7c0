"""The machine: Python, display and GL, fonts, the screen's size, room on the disk."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kiosk.display import x_screen
from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.settings import ScreenSettings, Settings

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements.txt"
SOME = 3
"""So many missing packages are told by name."""
FONT = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
SAMPLE = "国网催办艾㐂。Aé4"
"""Common and rare Han, punctuation and Latin: all must have a picture in the font."""
LEAST_FREE = 200 * 1024 * 1024
PLAUSIBLE_PX_PER_MM = (1.5, 12.0)
TOUCH_MM = 12.7
EGL_PLATFORM_DEVICE_EXT = 0x313F


def python() -> Finding:
    """The interpreter."""
    told = ".".join(map(str, sys.version_info[:3]))
    return well(f"Python {told}", f"Python {told}")


def packages() -> Iterator[Finding]:
    """What requirements.txt asks for and this Python has not."""
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    names = [line.partition("==")[0] for line in lines if "==" in line]
    missing = [name for name in names if not _installed(name)]
    if missing:
        told = ", ".join(missing[:SOME]) + (", …" if len(missing) > SOME else "")
        yield wrong(
            f"缺少 {len(missing)} 个软件包({told}):"
            "请先运行 make setup-run,再用 .venv/bin/python main.py doctor",
            f"packages are missing, {len(missing)} of {len(names)} ({told}): "
            "run make setup-run, then .venv/bin/python main.py doctor",
        )


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def display() -> Iterator[Finding]:
    """Whether a window can be opened, and drawn in."""
    name = os.environ.get("DISPLAY", "")
    if not name and not os.environ.get("WAYLAND_DISPLAY"):
        yield note(
            "没有显示器(DISPLAY 未设置):make run 将在后台演示",
            "no display (DISPLAY is not set): make run will play the tour off screen",
        )
    elif x_screen() is not None:
        yield well(f"显示器 {name} 可用", f"the display {name} answers")
    else:
        yield wrong(
            f"X 显示器({name})没有响应:请检查 DISPLAY 和访问权限",
            f"no X display answers (DISPLAY={name}): check DISPLAY and who may use it",
        )
    missing = [package for package, library in _GL.items() if not _loads(library)]
    if missing:
        command = f"apt-get install --no-install-recommends {' '.join(missing)}"
        yield wrong(f"缺少图形库:{command}", f"graphics libraries are missing: {command}")
    else:
        yield _egl()


_GL = {"libgl1": "libGL.so.1", "libegl1": "libEGL.so.1"}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _egl() -> Finding:
    """Start GL for real, as SDL does where there is no display. Sources: EGL 1.5, EGL_EXT_platform_device."""
    egl = ctypes.CDLL("libEGL.so.1")
    egl.eglInitialize.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    egl.eglTerminate.argtypes = [ctypes.c_void_p]
    major, minor = ctypes.c_int(), ctypes.c_int()
    for shown in _egl_displays(egl):
        if shown and egl.eglInitialize(shown, ctypes.byref(major), ctypes.byref(minor)):
            egl.eglTerminate(shown)
            told = f"{major.value}.{minor.value}"
            return well(f"图形库可用(EGL {told})", f"GL starts (EGL {told})")
    return wrong("图形库无法启动:请检查显卡驱动", "GL does not start: check the graphics driver")


def _egl_displays(egl: ctypes.CDLL) -> Iterator[int | None]:
    """The default one, then one a device."""
    egl.eglGetDisplay.restype = ctypes.c_void_p
    egl.eglGetDisplay.argtypes = [ctypes.c_void_p]
    yield egl.eglGetDisplay(None)
    egl.eglGetProcAddress.restype = ctypes.c_void_p
    egl.eglGetProcAddress.argtypes = [ctypes.c_char_p]
    query = egl.eglGetProcAddress(b"eglQueryDevicesEXT")
    display_of = egl.eglGetProcAddress(b"eglGetPlatformDisplayEXT")
    if not query or not display_of:
        return
    devices, count = (ctypes.c_void_p * 16)(), ctypes.c_int()
    ask = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(query)
    ask(len(devices), ctypes.byref(devices), ctypes.byref(count))
    get = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p)(display_of)
    for device in devices[: count.value]:
        yield get(EGL_PLATFORM_DEVICE_EXT, device, None)


def fonts() -> Iterator[Finding]:
    """Whether Chinese can be drawn."""
    package, file = FONT
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    path = Path(next(iter(places))) / file if places else None
    if path is None or not path.exists():
        yield wrong(f"缺少字体 {file}:请运行 make run", f"the font {file} is missing: run make run")
        return
    lacking = "".join(char for char in SAMPLE if not _draws(path, char))
    if lacking:
        yield wrong(f"字体 {file} 缺少:{lacking}", f"the font {file} lacks: {lacking}")
    else:
        yield well(f"字体 {file} 可用", f"the font {file} draws Chinese")


def _draws(path: Path, char: str) -> bool:
    from PIL import ImageFont

    font = ImageFont.truetype(str(path), 24)
    return bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


def screen(settings: ScreenSettings) -> Iterator[Finding]:
    """Whether the millimetres can be true, as touch targets and type are made from them."""
    px_per_mm = settings.width_px / settings.width_mm
    height_mm = settings.height_px / px_per_mm
    size = f"{settings.width_px}x{settings.height_px}, {settings.width_mm:.0f}x{height_mm:.0f} mm"
    low, high = PLAUSIBLE_PX_PER_MM
    if low <= px_per_mm <= high:
        touch = round(TOUCH_MM * px_per_mm)
        yield well(f"屏幕 {size}:按键至少 {touch} 像素", f"screen {size}: keys of {touch} pixels or more")
    else:
        yield wrong(
            f"屏幕 {size}:尺寸不合理,请用尺量后设置 screen.width_mm",
            f"screen {size}: that can't be; measure it with a ruler and set screen.width_mm",
        )
    real = x_screen()
    if real is not None and real != (settings.width_px, settings.height_px):
        told = f"{real[0]}x{real[1]}"
        yield note(f"显示器实际为 {told} 像素", f"the display itself has {told} pixels")


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for journal, database and logs."""
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    told = f"{free // (1024 * 1024)} MB"
    if free >= LEAST_FREE:
        yield well(f"磁盘剩余 {told}", f"{told} free on the disk")
    else:
        yield wrong(f"磁盘只剩 {told}:请清理", f"only {told} free on the disk: make room")
