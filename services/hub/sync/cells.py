"""One cell of an export, as text, into a value; or a refusal that says what is wrong with it.

A workbook's cells come here as text too, so that XLSX and CSV are read by the same rules. Dates are days of
China Standard Time.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NoReturn

from services.hub.domain.chinatime import CHINA
from services.hub.usecases.take_in_records import Reason, RowRefused

BLANKS: Final = frozenset({"", "-", "--", "---", "—", "——", "/", "无", "NULL", "null", "None"})
"""What exports write where there is nothing."""

_LONGEST_MOMENT: Final = 60
"""Characters; what is longer is no moment, and its beginning tells that as well as the whole."""

YEARS: Final = range(1992, 2100)
"""Before 1992 China kept daylight saving time, and no order is that old; later ones are slips of the hand."""

_CELL_ERROR: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|#+)")
"""Of Excel; #### is what it shows, and saves, of a column that is too narrow."""

_MARGIN: Final = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b"
_SPACES: Final = re.compile(r"[ \t\r\n\v\f\u00a0\u3000]+")
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd\ufffe\uffff]"
)
"""Controls, marks that turn the direction of writing, halves of characters and the mark of a lost one."""

_NUMBER: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?")
_SCIENTIFIC: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+")
_PHONE: Final = re.compile(r"\+?[0-9(][0-9 ()\-/,转]*")

_DAY: Final = (
    r"(?P<y>\d{4})(?:-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})|/(?P<m2>\d{1,2})/(?P<d2>\d{1,2})"
    r"|\.(?P<m3>\d{1,2})\.(?P<d3>\d{1,2})|年(?P<m4>\d{1,2})月(?P<d4>\d{1,2})日?|(?P<m5>\d\d)(?P<d5>\d\d))"
)
_TIME: Final = (
    r"(?:(?:[ T]|(?<=日))(?P<H>\d{1,2})[:时](?P<M>\d{1,2})(?:[:分](?:(?P<S>\d{1,2})(?:\.\d+)?秒?)?)?)?"
)
_SERIAL: Final = re.compile(r"[3-7]\d{4}(?:\.\d+)?", re.ASCII)
"""Days since 1899-12-30, from 1982 to 2118: what Excel keeps of a date and shows of it without a format."""
_MOMENT: Final = re.compile(_DAY + _TIME, re.ASCII)


def refuse(reason: Reason, heading: str, zh: str, en: str) -> NoReturn:
    """Refuse the row for what its cell under `heading` holds."""
    raise RowRefused(reason, f"{heading}：{zh}", f"{heading}: {en}")


def bare(cell: str) -> str:
    """The cell without white space around it, and empty where it holds one of BLANKS."""
    stripped = cell.strip(_MARGIN)
    return "" if stripped in BLANKS else stripped


def text(cell: str, heading: str, longest: int) -> str:
    """A name, an address or other words; may be empty. White space inside becomes one blank.

    Refuses what a spreadsheet would run as a formula, Excel's errors, forbidden characters, and more than
    `longest` characters.
    """
    value = bare(cell)
    if not value:
        return ""
    _refuse_formula(value, heading, "=+-@＝＋－＠")
    _refuse_strange(value, heading)
    return _not_longer(_SPACES.sub(" ", value), heading, longest)


def number(cell: str, heading: str, longest: int) -> str:
    """A number that names something: digits, Latin letters and hyphens; may be empty.

    Full-width digits become half-width, blanks inside and an apostrophe before it go. Refuses what Excel has
    turned into scientific notation, for its last digits are lost.
    """
    value = _half_width(bare(cell)).removeprefix("'").replace(" ", "")
    if not value:
        return ""
    _refuse_formula(value, heading, "=+-@")
    _refuse_strange(value, heading)
    if _SCIENTIFIC.fullmatch(value):
        zh = f"被 Excel 改成科学计数法 {value[:24]}，末尾数字已丢失，请把该列设为文本后重新导出"
        en = f"Excel made it {value[:24]} and its last digits are lost; export the column as text"
        refuse(Reason.SCIENTIFIC, heading, zh, en)
    if not _NUMBER.fullmatch(value):
        refuse(Reason.BAD_NUMBER, heading, "只能由数字、字母和连字符组成", "only digits, letters and hyphens")
    return _not_longer(value, heading, longest)


def phone(cell: str, heading: str, longest: int) -> str:
    """A telephone number as people write it, full-width digits made half-width; may be empty."""
    value = _SPACES.sub(" ", _half_width(bare(cell)).removeprefix("'"))
    if not value:
        return ""
    _refuse_formula(value, heading, "=-@")
    _refuse_strange(value, heading)
    if not _PHONE.fullmatch(value):
        refuse(Reason.BAD_NUMBER, heading, "不是电话号码", "no telephone number")
    return _not_longer(value, heading, longest)


def moment(cell: str, heading: str) -> datetime | None:
    """A day, or a day and a time, in UTC; midnight in China where no time is given. None for an empty cell.

    Takes 2026年2月3日, 2026-02-03, 2026/2/3, 2026.2.3 and 20260203, each also followed by 9:05, 09:05:30 or
    9时5分. Refuses days that no calendar has, and years outside YEARS.
    """
    written = bare(cell)
    if not written:
        return None
    _refuse_strange(written, heading)
    found = _moment_of(written[:_LONGEST_MOMENT])
    if isinstance(found, datetime):
        return found
    refuse(Reason.BAD_DATE, heading, *found)


@lru_cache(maxsize=4096)
def _moment_of(written: str) -> datetime | tuple[str, str]:
    """The moment that a text tells, or why it tells none. Kept, for exports tell few days many times."""
    value = _SPACES.sub(" ", _half_width(written))
    found = _MOMENT.fullmatch(value)
    if found is None and _SERIAL.fullmatch(value):
        return (
            f"{value} 是 Excel 的日期序号，请把该列设为日期格式后重新导出",
            f"{value} is Excel's count of days; format the column as dates and export again",
        )
    if found is None:
        return "认不出的日期，请写成 2026-02-03 或 2026年2月3日", "not a date that we know; write 2026-02-03"
    part = {name[0]: int(digits) for name, digits in found.groupdict().items() if digits is not None}
    time = (part.get("H", 0), part.get("M", 0), part.get("S", 0))
    try:
        local = datetime(part["y"], part["m"], part["d"], *time, tzinfo=CHINA)
    except ValueError:
        return f"没有这一天或这个时刻 {value}", f"there is no such moment: {value}"
    if local.year not in YEARS:
        return f"年份不合理 {value}", f"not a likely year: {value}"
    return local.astimezone(UTC)


def day(cell: str, heading: str) -> date | None:
    """The day in China that `moment` tells."""
    found = moment(cell, heading)
    return None if found is None else found.astimezone(CHINA).date()


def _half_width(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip(_MARGIN)


def _not_longer(value: str, heading: str, longest: int) -> str:
    if len(value) > longest:
        refuse(Reason.TOO_LONG, heading, f"超过{longest}个字符", f"more than {longest} characters")
    return value


def _refuse_formula(value: str, heading: str, starts: str) -> None:
    if value[0] in starts:
        zh, en = "像公式一样以 = + - @ 开头", "begins like a formula, with = + - or @"
        refuse(Reason.FORMULA, heading, zh, en)


def _refuse_strange(value: str, heading: str) -> None:
    if _CELL_ERROR.fullmatch(value):
        refuse(Reason.CELL_ERROR, heading, f"是 Excel 的错误值 {value[:8]}", f"Excel's error {value[:8]}")
    strange = _FORBIDDEN.search(value)
    if strange:
        code = f"U+{ord(strange[0]):04X}"
        refuse(Reason.BAD_CHARACTER, heading, f"含有不允许的字符 {code}", f"a forbidden character, {code}")
