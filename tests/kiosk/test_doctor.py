"""The doctor: tries things for real, says in plain words what is wrong, and its exit code says all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.base import Reason
from kiosk.credentials import Credentials, save
from kiosk.doctor import findings, machine, main, surroundings
from kiosk.journal.database import Journal
from kiosk.settings import ScreenSettings
from tests.kiosk.world import HALL, START
from tests.services.clients.answers import answer, problem
from tests.services.clients.hostile import closed_port, once, serving
from tests.services.hub.running import HandClock, RunningHub, running_hub

Told = tuple[int, str]
Examine = Callable[..., Told]


@pytest.fixture
def examine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Examine]:
    """Runs the doctor on a terminal without devices; more settings by name, and the language."""
    monkeypatch.setattr(surroundings, "DEVICE_S", 1.0)
    monkeypatch.setattr(machine, "_egl", lambda: findings.well("GL", "GL"))
    monkeypatch.setattr(machine, "_GL", {})
    data = tmp_path / "terminal"

    def run(lang: str = "en", **settings: str) -> Told:
        given = {"DATA_DIR": str(data), "PRINTER_PORT": "none", "READER_PORT": "none", **settings}
        for name, value in given.items():
            monkeypatch.setenv(f"TERMINAL_{name}", value)
        code = main(["--lang", lang])
        return code, capsys.readouterr().out

    yield run


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    """With the time of this machine."""
    (tmp_path / "hub").mkdir()
    with running_hub(tmp_path / "hub", HandClock(datetime.now(UTC))) as hub:
        yield hub


def keep_credentials(tmp_path: Path, hub: RunningHub, key: str | None = None) -> None:
    kiosk = hub.enrol()
    file = tmp_path / "terminal" / "credentials.json"
    save(file, Credentials(hub.url, kiosk.kiosk_id, key or kiosk.key, HALL))


def test_a_hub_that_does_not_know_this_terminal(examine: Examine, hub: RunningHub, tmp_path: Path) -> None:
    code, told = examine(HUB_URL=hub.url)
    assert code == 1
    assert "✗ the hub does not know this terminal: get a code" in told
    keep_credentials(tmp_path, hub, key="another one")
    code, told = examine(HUB_URL=hub.url)
    assert code == 1
    assert "✗ the hub does not know this terminal: get a code" in told


def test_a_terminal_that_is_still_to_be_enrolled(examine: Examine, hub: RunningHub) -> None:
    code, told = examine(HUB_URL=hub.url, HUB_ENROLMENT_CODE=hub.enrolment_code())
    assert code == 0, told
    assert "· this terminal is enrolled when it starts" in told


def test_all_is_well(examine: Examine, hub: RunningHub, tmp_path: Path) -> None:
    keep_credentials(tmp_path, hub)
    code, told = examine(HUB_URL=hub.url)
    assert code == 0, told
    assert "✓ the hub knows this terminal" in told
    assert told.endswith("All is well.\n")
    assert f"the hub {hub.url} answers, and its clock agrees" in told
    assert "✗" not in told
    code, told = examine("zh", HUB_URL=hub.url)
    assert code == 0
    assert told.endswith("一切正常。\n")


def test_a_hub_that_is_away(examine: Examine) -> None:
    url = closed_port()
    code, told = examine(HUB_URL=url)
    assert code == 1
    assert f"✗ the hub {url} is away: no connection" in told
    assert told.endswith("1 to be mended.\n")


def test_a_hub_with_another_time(examine: Examine) -> None:
    with serving(once(answer(b'{"status": "ok", "now": "2020-11-20T08:00:00Z"}'))) as server:
        code, told = examine(HUB_URL=server.url)
    assert code == 1
    assert "the hub's clock is" in told


def test_another_server_in_the_place_of_the_hub(examine: Examine) -> None:
    page = answer(b"<html>Please sign in</html>", media_type="text/html")
    with serving(once(page)) as server:
        code, told = examine(HUB_URL=server.url)
    assert code == 1
    assert f"✗ the hub {server.url} is away: an answer that is not JSON" in told


def test_a_hub_that_can_not_work(examine: Examine) -> None:
    with serving(once(problem("503 Service Unavailable"))) as server:
        code, told = examine(HUB_URL=server.url)
    assert code == 1
    assert f"✗ the hub {server.url} can't work: busy" in told


def test_devices_that_are_not_there(examine: Examine, tmp_path: Path) -> None:
    code, told = examine(
        PRINTER_PORT=str(tmp_path / "p"), READER_PORT=str(tmp_path / "r"), HUB_URL=closed_port()
    )
    assert code == 1
    assert f"the printer ({tmp_path / 'p'}) does not work: no such port" in told
    assert f"the card reader ({tmp_path / 'r'}) does not work: no such port" in told


def test_whatever_a_device_can_be_found_with_has_words_for_staff() -> None:
    never_found = {
        Reason.NOT_CONFIRMED,  # of a job
        Reason.CANNOT_CONFIRM,
        Reason.BUSY,
        Reason.STOPPED,  # of a terminal that ends
    }
    assert set(surroundings._REASONS) == {reason.value for reason in set(Reason) - never_found}


def test_settings_that_can_not_be(examine: Examine) -> None:
    code, told = examine(HUB_URL="http://10.0.0.1", SCREEN_WIDTH_MM="5")
    assert code == 1
    assert "✗ settings: hub.url: must be an https:// address" in told
    assert "✗ settings: screen.width_mm: must be between 60 and 2000" in told


def test_a_data_folder_that_others_can_read(examine: Examine, tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    data.mkdir(mode=0o755)
    code, told = examine(HUB_URL=closed_port())
    assert code == 1
    assert f"chmod 700 {data}" in told


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("file", "is no folder"),
        ("file/in it", "can't be used: Not a directory"),
        ("locked/in it", "can't be made"),
    ],
)
def test_a_data_folder_that_can_not_be(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, why: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "locked").mkdir()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "locked" and may(path, mode))
    code, told = examine(HUB_URL=closed_port(), DATA_DIR=str(tmp_path / place))
    assert code == 1
    assert why in told
    assert "first start" not in told
    assert "journal" not in told


def test_a_data_folder_of_another_user_is_left_alone(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "terminal"
    data.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid + 1)
    _, told = examine(HUB_URL=closed_port())
    assert f"✗ the data folder {data} is another user's" in told
    assert list(data.iterdir()) == []


def test_a_data_folder_that_may_not_be_looked_into(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "terminal"
    looks = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        if path == data or data in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied")
        return looks(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    code, told = examine(HUB_URL=closed_port())
    assert code == 1
    assert f"✗ the data folder {data} can't be used: Permission denied" in told
    assert "no card reader is configured" in told


def test_a_journal_that_does_not_open(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "terminal" / "journal.db").mkdir(parents=True)
    (tmp_path / "terminal").chmod(0o700)
    code, told = examine(HUB_URL=closed_port())
    assert code == 1
    assert "✗ the journal does not work" in told


def test_a_journal_that_can_not_be_read_any_more_is_told(examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "terminal").mkdir(mode=0o700)
    (tmp_path / "terminal" / "journal.db").write_bytes(b"no database" * 1000)
    code, told = examine(HUB_URL=closed_port())
    assert code == 1
    assert "✓ the journal works; 0 waiting to be sent" in told
    assert "✗ a broken journal, journal.db.broken-" in told
    assert "urges in it may be lost" in told


def test_a_journal_that_was_broken_and_read_is_told(examine: Examine, tmp_path: Path) -> None:
    path = tmp_path / "terminal" / "journal.db"
    journal = Journal(path, lambda: START)
    with journal.transaction():
        pass
    journal.close()
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])
    _, told = examine(HUB_URL=closed_port())
    assert "✓ the journal works; 0 waiting to be sent" in told
    assert "· a broken journal was set aside as journal.db.broken-" in told
    assert "✗ a broken journal" not in told


def test_a_damaged_database_of_the_own_hub(examine: Examine, tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    data.mkdir(mode=0o700)
    (data / "hub.db").write_bytes(b"no database" * 1000)
    with running(data):
        code, told = examine()
    assert code == 1
    assert "✗ the own hub's database is damaged" in told


@contextmanager
def running(data: Path) -> Iterator[None]:
    """As a terminal that runs holds its folder."""
    descriptor = os.open(data / "terminal.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def test_a_terminal_that_runs_is_left_alone(examine: Examine, tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    data.mkdir(mode=0o700)
    journal = Journal(data / "journal.db", lambda: START)
    journal.clean()
    before = {file.name: file.stat().st_mtime_ns for file in data.iterdir()}
    with running(data):
        code, told = examine()
        after = {file.name: file.stat().st_mtime_ns for file in data.iterdir()}
    assert code == 0, told
    assert "· the terminal is running, so its own hub was left alone" in told
    assert after.items() - before.items() == {("terminal.lock", after["terminal.lock"])}
    journal.close()


@pytest.mark.parametrize(("width_mm", "well"), [(268.0, True), (60.0, False), (2000.0, False)])
def test_a_screen_that_can_not_be_that_wide(width_mm: float, well: bool) -> None:
    (found,) = machine.screen(ScreenSettings(width_mm=width_mm))
    assert found.well is well


def test_a_check_that_breaks_is_told_and_the_others_go_on(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "told_time", lambda *_: 1 // 0)
    code, told = examine(HUB_URL="https://hub.example.cn")
    assert code == 1
    assert "✗ a check could not be made: ZeroDivisionError" in told
    assert "no card reader is configured" in told


def test_a_disk_that_is_nearly_full_is_told(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda place: real(place)._replace(free=5 * 2**20))
    code, told = examine(HUB_URL=closed_port())
    assert code == 1
    assert "✗ only 5 MB free on the disk: make room" in told


def test_a_font_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for gone in (("no_such_package", "x.otf"), ("pylopdf_fonts_zh_cn", "x.otf")):
        monkeypatch.setattr(machine, "FONT", gone)
        (found,) = machine.fonts()
        assert found == findings.wrong(
            "缺少字体 x.otf:请运行 make run", "the font x.otf is missing: run make run"
        )


def test_a_font_without_a_character_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [found.well for found in machine.fonts()] == [True]
    monkeypatch.setattr(machine, "SAMPLE", "国\U0001f9ff")
    (found,) = machine.fonts()
    assert found.well is False
    assert "\U0001f9ff" in found.en


def test_missing_packages_are_told_and_what_needs_them_is_left_out(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pins = tmp_path / "requirements.txt"
    pins.write_text(
        "# of this test\nkivy==1\n    # via x\nno-such-a==1\nno-such-b==1\nno-such-c==1\nno-such-d==1\n"
    )
    monkeypatch.setattr(machine, "REQUIREMENTS", pins)
    code, told = examine()
    assert code == 1
    assert "✗ packages are missing, 4 of 5 (no-such-a, no-such-b, no-such-c, …): run make setup-run" in told
    assert told.endswith("1 to be mended.\n")
    assert "font" not in told
    assert "hub" not in told


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_ALL": "en_GB"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_shell(
    environ: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert findings.own_language() == language
