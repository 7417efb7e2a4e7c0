"""Cells: whatever is read is what was meant, and what can't be meant is refused with its reason."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.chinatime import CHINA
from services.hub.sync import cells
from services.hub.usecases.take_in_records import Reason, RowRefused

DAYS = st.dates(date(1992, 1, 1), date(2099, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.:", "０１２３４５６７８９－／．：")
FORMS = (
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}/{0.month}/{0.day}",
    "{0:%Y-%m-%d}",
    "{0.year}.{0.month}.{0.day}",
    "{0:%Y%m%d}",
    " {0:%Y-%m-%d}\u00a0",
)


def reason_of(read, *args) -> Reason:
    with pytest.raises(RowRefused) as caught:
        read(*args)
    return caught.value.reason


@given(DAYS, st.sampled_from(FORMS), st.booleans())
def test_every_way_of_writing_a_day_reads_as_that_day(day, form, full_width):
    written = form.format(day)
    assert cells.day(written.translate(FULL_WIDTH) if full_width else written, "日期") == day


@given(DAYS, st.times(), st.sampled_from((" ", "T")), st.sampled_from(("%H:%M:%S", "%H时%M分%S秒")))
def test_a_time_of_day_is_china_s_and_survives(day, time, between, form):
    time = time.replace(microsecond=0)
    found = cells.moment(f"{day}{between}{time:{form}}", "时间")
    assert found == datetime.combine(day, time, CHINA)


@given(st.text(max_size=30))
def test_what_is_read_as_a_moment_has_digits_for_a_whole_day(written):
    try:
        found = cells.moment(written, "时间")
    except RowRefused:
        return
    assert found is None or sum(character.isdigit() for character in written) >= 6


@pytest.mark.parametrize(
    "written",
    [
        "2026年2月30日",
        "2026-13-01",
        "2026-00-10",
        "2025-02-29",
        "26-2-3",
        "3/2/2026",
        "2026-2/3",
        "2026-11-22 24:00",
        "2026-11-22 12:60",
        "1899-12-30",
        "2206-01-01",
        "46341",
        "2026-11",
        "明天",
        "2026-11-2 2",
        "9" * 5000,
    ],
)
def test_days_that_are_none_are_refused(written):
    assert reason_of(cells.moment, written, "日期") is Reason.BAD_DATE


@pytest.mark.parametrize("written", ["46341", "４６３４１", "46341.5"])
def test_excels_count_of_days_is_told_as_such(written):
    with pytest.raises(RowRefused, match="Excel's count of days; format the column as dates"):
        cells.moment(written, "受理日期")


@given(st.from_regex(r"\A[0-9A-Za-z]{1,32}\Z"), st.booleans())
def test_a_number_survives_full_width_blanks_and_apostrophe(number, full_width):
    if number in cells.BLANKS or cells._SCIENTIFIC.fullmatch(number):
        return
    written = number.translate(FULL_WIDTH) if full_width else number
    assert cells.number(f"\t'{written}\u3000", "户号", 32) == number
    assert cells.number(" ".join(written), "户号", 32) == number


@pytest.mark.parametrize("written", ["1.23457E+15", "1E+10", "6.2E20", "１.５Ｅ＋１２", "3e5"])
def test_scientific_notation_is_no_number(written):
    assert reason_of(cells.number, written, "户号", 32) is Reason.SCIENTIFIC


@pytest.mark.parametrize(
    ("read", "written", "reason"),
    [
        (cells.number, "53,04", Reason.BAD_NUMBER),
        (cells.number, "5304.0", Reason.BAD_NUMBER),
        (cells.number, "户号5304", Reason.BAD_NUMBER),
        (cells.number, "5" * 33, Reason.TOO_LONG),
        (cells.number, "=5304", Reason.FORMULA),
        (cells.number, "#REF!", Reason.CELL_ERROR),
        (cells.number, "53\x0004", Reason.BAD_CHARACTER),
        (cells.text, "=cmd|' /C calc'!A0", Reason.FORMULA),
        (cells.text, "\t=1+1", Reason.FORMULA),
        (cells.text, "+86", Reason.FORMULA),
        (cells.text, "-1+1", Reason.FORMULA),
        (cells.text, "@SUM(A1)", Reason.FORMULA),
        (cells.text, "＝HYPERLINK(0)", Reason.FORMULA),
        (cells.text, "张\x00三", Reason.BAD_CHARACTER),
        (cells.text, "张\x1b[31m三", Reason.BAD_CHARACTER),
        (cells.text, "张\u202e三", Reason.BAD_CHARACTER),
        (cells.text, "张\ud840三", Reason.BAD_CHARACTER),
        (cells.text, "张\ufffd", Reason.BAD_CHARACTER),
        (cells.text, "张" * 33, Reason.TOO_LONG),
        (cells.text, "三" * 10_000_000, Reason.TOO_LONG),
        (cells.text, "########", Reason.CELL_ERROR),
        (cells.phone, "=138", Reason.FORMULA),
        (cells.phone, "一三八", Reason.BAD_NUMBER),
    ],
)
def test_hostile_cells_are_refused(read, written, reason):
    assert reason_of(read, written, "栏", 32) is reason


def test_texts_keep_what_names_are_made_of():
    for name in ("买买提·艾力", "欧阳文静", "𠮷田", "示范市（普通合伙）", "John Smith", "A-1号"):
        assert cells.text(f" {name}\r\n", "名称", 200) == name
    assert cells.text("人民路\n1号\u3000\u00a02栋", "地址", 200) == "人民路 1号 2栋"


def test_what_means_nothing_is_empty():
    for nothing in ("", "  ", "\u3000", "-", "—", "/", "无", "NULL", "\ufeff", "\u200b"):
        assert (
            cells.text(nothing, "栏", 5)
            == cells.number(nothing, "栏", 5)
            == cells.phone(nothing, "栏", 5)
            == ""
        )
        assert cells.moment(nothing, "栏") is None


def test_telephones_are_as_people_write_them():
    for written in ("14200000001", "+86 142-0000-0001", "0877-0000001转8", "(0877)0000001"):
        assert cells.phone(written, "电话", 40) == written
    assert cells.phone("１４２０００００００１", "电话", 40) == "14200000001"


def test_a_midnight_stands_for_its_day():
    assert cells.moment("2026-11-22", "日") == datetime(2026, 11, 22, tzinfo=CHINA)
    assert cells.day("2026-11-22 00:30", "日") == date(2026, 11, 22)
    assert cells.moment("2026-11-22 8:00", "日") - cells.moment("2026-11-22", "日") == timedelta(hours=8)
