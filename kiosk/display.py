"""The X display that a window would open on. Not responsible for windows.

The SDL in Kivy's wheels knows X alone, and draws off screen where none answers: nobody would see that.
"""

import ctypes
import os


def x_screen() -> tuple[int, int] | None:
    """Its width and height in pixels; None when no X display answers."""
    if not os.environ.get("DISPLAY"):
        return None
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    for name in ("XDisplayWidth", "XDisplayHeight"):
        getattr(x11, name).argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    opened = x11.XOpenDisplay(None)
    if not opened:
        return None
    try:
        return int(x11.XDisplayWidth(opened, 0)), int(x11.XDisplayHeight(opened, 0))
    finally:
        x11.XCloseDisplay(opened)
