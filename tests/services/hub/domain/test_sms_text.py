"""How many messages a text is; the numbers are of 3GPP TS 23.038 and 23.040 and of gateways' price lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.sms_text import segments, signed

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("电𠮷😀a"), max_size=400)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("电" * 70, 1),
        ("电" * 71, 2),
        ("a" * 160, 3),  # as long as a single one of the seven-bit alphabet
        ("电" * 134, 2),
        ("电" * 135, 3),
        ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
        ("𠮷" * 66, 2),
        ("𠮷" * 67, 3),  # 134 units would be two parts, were a pair torn apart
        ("电" * 66 + "𠮷" + "电" * 66, 3),
    ],
    ids=lambda value: f"{value[:1]} x {len(value)}" if isinstance(value, str) else str(value),
)
def test_parts_of_a_text(text: str, parts: int) -> None:
    assert segments(text) == parts


def test_the_sign_name_counts_with_its_brackets() -> None:
    text = "电" * 62
    assert signed("国网玉溪", text) == "【国网玉溪】" + text
    assert segments(signed("国网玉溪", text)) == 1
    assert segments(signed("国网玉溪局", text + "电")) == 1
    assert segments(signed("国网玉溪供电", text + "电")) == 2


@given(TEXTS)
def test_parts_hold_the_text_and_none_is_to_spare(text: str) -> None:
    parts, size = segments(text), units(text)
    if size <= 70:
        assert parts == (1 if text else 0)
    else:
        assert -(-size // 67) <= parts <= -(-size // 66)  # a part lacks one unit at most, before a pair


@given(TEXTS, TEXTS)
def test_more_text_is_never_fewer_parts(one: str, more: str) -> None:
    assert segments(one + more) >= segments(one)
