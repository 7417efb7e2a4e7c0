"""How Kivy starts: with our options, without its own files, once."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROBE = """
import json, sys
from screens import boot
from screens.metrics import Panel
boot.prepare(Panel(320, 240, 80.0), fullscreen={fullscreen})
from kivy.core.window import Window
from kivy.config import Config
from kivy.lang import Builder
from kivy.base import EventLoop
import kivy.uix.label
try:
    boot.prepare(Panel())
    twice = "allowed"
except RuntimeError as error:
    twice = str(error)
print(json.dumps({{
    "size": Window.size,
    "multisamples": Config.get("graphics", "multisamples"),
    "maxfps": Config.get("graphics", "maxfps"),
    "inputs": dict(Config.items("input")),
    "cursor": Config.get("graphics", "show_cursor"),
    "rules": len(Builder.rules),
    "twice": twice,
}}))
"""


def started(home: Path, *, fullscreen: bool = False) -> tuple[dict[str, object], str]:
    """What a process finds after `prepare`, and what it wrote to standard error."""
    environ = {**os.environ, "HOME": str(home), "SDL_VIDEODRIVER": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(fullscreen=fullscreen)],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


def test_options_are_set_and_nothing_is_written_or_said(tmp_path):
    found, said = started(tmp_path)
    assert found.pop("rules") < 5  # style.kv has some 60
    assert found == {
        "size": [320, 240],
        "multisamples": "0",
        "maxfps": "0",
        "inputs": {"mouse": "mouse,disable_multitouch"},
        "cursor": "1",
        "twice": "Kivy's window was opened before its options were set",
    }
    assert said == ""
    assert list(tmp_path.iterdir()) == []


def test_a_hall_sees_no_cursor(tmp_path):
    assert started(tmp_path, fullscreen=True)[0]["cursor"] == "0"
