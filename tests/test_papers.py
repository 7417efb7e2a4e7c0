"""What the papers name is there: files, dependencies, settings' states, the demonstration's accounts."""

import re
import tomllib
from pathlib import Path

import pytest

from kiosk.settings import SCREENS
from services.hub.sync.demo.accounts import ACCOUNTS

ROOT = Path(__file__).parent.parent
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
ROOMS = "assets|devices|docs|kiosk|screens|services|tests"
PATH = re.compile(rf"`((?:{ROOMS})/[^`\s<>]*)`")
LINK = re.compile(r"\]\(([^)#:]+)[^)]*\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_file_that_is_named_is_there(paper: Path) -> None:
    text = paper.read_text("utf-8")
    named = [(ROOT, name) for name in PATH.findall(text)]
    named += [(paper.parent, name) for name in LINK.findall(text)]
    assert [name for place, name in named if not any(place.glob(name.rstrip("/")))] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {*project["dependencies"], *project["optional-dependencies"]["dev"]}
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "docs/adr/0021-dependencies.md").read_text("utf-8"), re.M)
    reasons = {name for row in rows for name in row.split(", ")} - {"Part", "---"}
    assert reasons == asked


def test_every_screen_that_can_have_a_time_of_its_own_is_listed() -> None:
    text = (ROOT / "docs/settings.md").read_text("utf-8")
    listed = text.partition("takes the names of states:")[2].partition(".")[0]
    assert tuple(listed.replace(",", " ").split()) == SCREENS


def test_the_accounts_that_the_readme_lists_are_those_of_the_demonstration() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \|", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert rows == [(account.number, account.password) for account in ACCOUNTS[:3]]
