"""Brand files: every one in assets is fit for the glass, and none that is not gets there."""

import itertools
import re

import pytest

from screens import brand
from screens.brand import BrandError, contrast, load
from tests.screens.harness import BRANDS

DEFAULT = (brand.BRANDS / "default.toml").read_text("utf-8")


def written(tmp_path, text):
    path = tmp_path / "company.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", BRANDS)
def test_every_company_keeps_the_contrast_and_the_sizes(name):
    company = load(name)
    for text, ground in brand.TEXT_ON_GROUND:
        assert contrast(getattr(company.colours, text), getattr(company.colours, ground)) >= 4.5
    assert company.type.note >= 4.8
    assert company.space.touch >= 12.7
    assert company.space.touch_gap >= 2.5


def test_two_companies_look_different():
    assert len({load(name).colours for name in BRANDS}) == len(BRANDS) >= 2


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1), (0, 0x69 / 255, 0x5C / 255)) == pytest.approx(6.6, abs=0.1)
    assert contrast((0.2, 0.4, 0.6), (0.2, 0.4, 0.6)) == 1


@pytest.mark.parametrize(
    ("change", "to", "complaint"),
    [
        ('ink = "#10211F"', 'ink = "#9AA5A3"', "ink on ground has a contrast of"),
        ('on-accent = "#FFFFFF"', 'on-accent = "#777777"', "on-accent on accent has a contrast of"),
        ('warn = "#8A4B00"', 'warn = "orange"', "warn: 'orange' is not #RRGGBB"),
        ('late = "#B3261E"', "late = 5", "late: 5 is not #RRGGBB"),
        ("note = 5.4", "note = 4.7", "from 4.8 mm on"),
        ("title = 12.5", "title = 8.0", "must rise"),
        ("touch = 15.0", "touch = 12.6", "touch is 12.7 mm"),
        ("touch-gap = 3.0", "touch-gap = 2.4", "touch-gap 2.5 mm"),
        ("unit = 2.0", "unit = 0", "unit: 0 is not a number above 0"),
        ("unit = 2.0", "unit = true", "unit: True is not a number above 0"),
        ("unit = 2.0", "units = 2.0", "[space] missing: unit"),
        ("[radius]", "[radii]", "unknown radii"),
        ('name = "default"', "", "name is missing"),
        ("[colours]", "[colours", "Expected ']'"),
    ],
)
def test_a_bad_file_is_refused_by_name_token_and_reason(tmp_path, change, to, complaint):
    changed = re.sub(rf"(?m)^{re.escape(change)}", lambda _: to, DEFAULT)
    assert changed != DEFAULT
    path = written(tmp_path, changed)
    with pytest.raises(BrandError, match=re.escape(complaint)) as refused:
        load(path)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BrandError, match="No such file"):
        load(tmp_path / "none.toml")


def test_each_token_is_asked_for(tmp_path):
    tokens = re.findall(r"(?m)^[a-z-]+ = .*$", DEFAULT.split("\n\n", 1)[1])
    assert len(tokens) > 25
    for token in itertools.islice(tokens, None):
        with pytest.raises(BrandError, match=token.split(" = ")[0]):
            load(written(tmp_path, DEFAULT.replace(f"\n{token}", "", 1)))
