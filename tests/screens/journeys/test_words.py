"""The customers' words: both languages whole, and every word that a screen asks for is there."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.i18n import LOCALES

ROOT = Path(__file__).resolve().parents[3]
ENTRY = re.compile(r'^msgid ".+"$', re.MULTILINE)
KEY = re.compile(r"""(?<![a-z])["']([a-z]+(?:[._][a-z-]+)*\.[a-z_.-]+)["']""")
PLACE = re.compile(r"{(\w*)}")


def catalogue(language):
    path = LOCALES / language / "LC_MESSAGES" / "terminal.po"
    with path.open("rb") as file:
        entries = {entry.id: entry.string for entry in read_po(file, abort_invalid=True) if entry.id}
    assert len(ENTRY.findall(path.read_text("utf-8"))) == len(entries), "a key stands there twice"
    return entries


def test_both_languages_say_the_same_things_with_the_same_gaps():
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert zh[key] and en[key], key
        assert set(PLACE.findall(zh[key])) == set(PLACE.findall(en[key])), key


def test_chinese_texts_have_chinese_stops_and_no_english():
    for key, text in catalogue("zh").items():
        plain = PLACE.sub("", text)
        assert not re.search(r"[\u4e00-\u9fff] ?[,;:?!()]", plain), f"{key}: {text}"
        assert key == "header.language.en" or not re.search(r"[A-Za-z]", plain), f"{key}: {text}"


def test_english_texts_have_no_chinese():
    for key, text in catalogue("en").items():
        assert key == "header.language.zh" or not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text), key


@pytest.mark.parametrize("folder", ["screens", "kiosk"])
def test_what_the_code_asks_for_is_there(folder):
    known = catalogue("zh")
    rooms = {key.partition(".")[0] for key in known}
    sources = [path for end in ("*.py", "*.kv") for path in (ROOT / folder).rglob(end)]
    asked = {key for path in sources for key in KEY.findall(path.read_text("utf-8"))}
    of_ours = {key for key in asked if key.partition(".")[0] in rooms and not key.endswith(".")}
    assert of_ours <= known.keys() | NO_TEXTS, sorted(of_ours - known.keys() - NO_TEXTS)


NO_TEXTS = frozenset(("hub.db", "hub.log", "receipt.kv", "idle.warn_after_s", "idle.answer_within_s"))
"""Look like keys and are names of files and settings."""
