"""Settings: the sample works, the environment wins, and every mistake is told at once."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings import (
    ABSENT,
    EMULATED,
    PRINTER_PROFILES,
    READER_PROFILES,
    HubSettings,
    IdleSettings,
    PrinterSettings,
    Settings,
    SettingsError,
    is_safe,
    load,
)

ROOT = Path(__file__).parents[2]
DATA = {"TERMINAL_DATA_DIR": "/var/lib/terminal"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def problems(tmp_path: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as wrong:
        load(written(tmp_path, text), DATA | environ)
    return wrong.value.problems


def test_nothing_at_all_is_a_terminal_that_works(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""), DATA)
    assert settings == Settings(Path("/var/lib/terminal"))
    assert settings.hub.url is None
    assert settings.printer.port == settings.reader.port == EMULATED


def test_the_sample_in_the_papers_is_right(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.S)
    ca_bundle = tmp_path / "company.pem"
    ca_bundle.touch()
    text = sample.replace("/etc/connection-terminal/company-ca.pem", str(ca_bundle))
    settings = load(written(tmp_path, text), {})
    assert settings.data_dir == Path("/var/lib/connection-terminal")
    assert settings.hub == HubSettings("https://hub.example.cn:8443", ca_bundle)
    assert settings.idle == IdleSettings(60.0, 20.0, (("Orders", 120.0), ("OrderShown", 120.0)))
    assert settings.printer == PrinterSettings("escpos-80mm", "/dev/serial/by-id/usb-printer", 9600)
    assert settings.screen.fullscreen is True


def test_the_papers_name_every_setting() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    from kiosk.settings import _leaves

    for dotted, _ in _leaves():
        assert f"`{dotted}`" in text, dotted


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    path = written(tmp_path, 'brand = "a"\n[screen]\nwidth_px = 800\n[printer]\nport = "/dev/ttyUSB0"')
    environ = DATA | {
        "TERMINAL_BRAND": "b",
        "TERMINAL_SCREEN_WIDTH_PX": "900",
        "TERMINAL_SCREEN_WIDTH_MM": "300",
        "TERMINAL_SCREEN_FULLSCREEN": "true",
        "TERMINAL_READER_PORT": ABSENT,
        "HOME": "/root",
        "TERMINAL_EMULATOR": "an editor's",
    }
    settings = load(path, environ, {"brand": "c"})
    assert settings.brand == "c"
    assert (settings.screen.width_px, settings.screen.width_mm) == (900, 300.0)
    assert settings.screen.fullscreen
    assert (settings.printer.port, settings.reader.port) == ("/dev/ttyUSB0", "none")


def test_the_file_can_be_named_by_the_environment(tmp_path: Path) -> None:
    path = written(tmp_path, 'brand = "a"')
    assert load(environ=DATA | {"TERMINAL_SETTINGS": str(path)}).brand == "a"


def test_a_home_folder_is_found() -> None:
    assert load(environ={"TERMINAL_DATA_DIR": "~/x"}).data_dir == Path.home() / "x"
    assert load(environ={}).data_dir.is_absolute()


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = """
    brnad = "x"
    brand = 5
    screen = 3
    [hub]
    url = "http://hub.example.cn"
    public_url = "nonsense"
    [idle]
    warn_after_s = 1
    answer_within_s = true
    [idle.screens]
    Order = 5
    OrderShown = 1
    [printer]
    baudrate = 0
    port = ""
    """
    told = problems(tmp_path, text, TERMINAL_READER_BAUDRATE="fast", TERMINAL_SCREEN_COLOUR="red")
    assert sorted(line.split(": ")[0] for line in told) == [
        "TERMINAL_SCREEN_COLOUR",
        "brand",
        "brnad",
        "hub.public_url",
        "hub.url",
        "idle.answer_within_s",
        "idle.screens.Order",
        "idle.screens.OrderShown",
        "idle.warn_after_s",
        "printer.baudrate",
        "printer.port",
        "reader.baudrate",
        "screen",
    ]


def test_the_profiles_are_those_that_there_are_devices_for() -> None:
    from devices.registry import CARD_READERS, PRINTERS

    assert (PRINTER_PROFILES, READER_PROFILES) == (PRINTERS, CARD_READERS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[printer]\nprofile = "nix"', "printer.profile: must be escpos-80mm"),
        ('[reader]\nprofile = "nix"', "reader.profile: must be rf-ascii"),
        ("brnad = 1", "brnad: there is no such setting"),
        ("brand = 5", "brand: must be text"),
        ("screen = 3", "screen: must be a table of settings"),
        ("[screen]\nfullscreen = 1", "screen.fullscreen: must be true or false"),
        ("[screen]\nwidth_px = true", "screen.width_px: must be a whole number"),
        ("[screen]\nwidth_px = 1080.5", "screen.width_px: must be a whole number"),
        ("[screen]\nwidth_mm = 5", "screen.width_mm: must be between 60 and 2000 millimetres"),
        ("[screen]\nwidth_mm = nan", "screen.width_mm: must be between"),
        ("[screen]\nheight_px = 100000", "screen.height_px: must be between 480 and 8192 pixels"),
        ("[idle]\nanswer_within_s = 1", "idle.answer_within_s: must be between 5 and 120 seconds"),
        ("[idle]\nwarn_after_s = inf", "idle.warn_after_s: must be between 5 and 600 seconds"),
        ("[idle.screens]\nOrders = 1", "idle.screens.Orders: must be between 5 and 600 seconds"),
        ("[idle.screens]\nOrders = 'x'", "idle.screens.Orders: must be a number of seconds"),
        ("[hub]\nurl = 'http://10.0.0.1'", "hub.url: must be an https"),
        ("[hub]\nca_bundle = '/no/such/file'", "hub.ca_bundle: there is no such file"),
        ("[hub]\npublic_url = 'x'", "hub.public_url: must begin with"),
        ("[hub]\npublic_url = 'https://供电.cn'", "hub.public_url: must begin with"),
        ("data_dir = 'relative'", "data_dir: must be an absolute path"),
        ("[printer]\nbaudrate = -1", "printer.baudrate: must be between 1200 and 921600 baud"),
        ("[reader]\nbaudrate = 99999999999", "reader.baudrate: must be between"),
        ("this is no TOML", "settings.toml"),
    ],
)
def test_a_mistake_is_told_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(written(tmp_path, text), {} if "data_dir" in text else DATA)
    assert told in str(wrong.value)
    assert len(wrong.value.problems) == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "none.toml", DATA)


def test_no_code_is_shown() -> None:
    settings = load(environ=DATA | {"TERMINAL_HUB_ENROLMENT_CODE": "7K3F-9QXM"})
    assert settings.hub.enrolment_code == "7K3F-9QXM"
    assert "7K3F" not in repr(settings)


def test_an_empty_variable_is_not_given() -> None:
    settings = load(environ=DATA | {"TERMINAL_HUB_ENROLMENT_CODE": "", "TERMINAL_PRINTER_BAUDRATE": ""})
    assert settings.hub.enrolment_code is None
    assert settings.printer.baudrate == 9600


@pytest.mark.parametrize("code", ["7K3F 9QXM", "七K3F-9QXM", "7" * 65, "7K3F-9QXM\n"])
def test_what_cannot_be_a_code_is_refused_at_once_and_not_repeated(code: str) -> None:
    with pytest.raises(SettingsError, match=r"hub\.enrolment_code: must be letters") as wrong:
        load(environ=DATA | {"TERMINAL_HUB_ENROLMENT_CODE": code})
    assert code not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://hub.example.cn", True),
        ("https://10.0.0.1:8443", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example.cn", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("https://hub:99999", False),
        ("hub.example.cn", False),
        ("https://staff:secret@hub.example.cn", False),
        ("https://hub.example.cn/?a=b", False),
        ("https://hub.example.cn/#top", False),
        ("https://hub.example.cn ", False),
        ("https://hub.example.cn\n", False),
        ("https://hub.example.cn/terminals/", True),
        ("", False),
    ],
)
def test_where_passwords_may_be_sent(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


@given(
    st.dictionaries(
        st.sampled_from(["data_dir", "brand", "hub", "screen", "idle", "printer", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(st.text() | st.sampled_from(["url", "screens", "port"]), inner)
            ),
            max_leaves=5,
        ),
    )
)
def test_no_values_at_all_raise_anything_else(changes: dict[str, object]) -> None:
    try:
        load(environ=DATA, changes=changes)
    except SettingsError as wrong:
        assert wrong.problems
