"""Workbooks give the rows that a CSV file gives, and hostile ones do no harm."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from services.hub.sync import xlsxfile
from services.hub.sync.csvfile import read_csv
from services.hub.sync.files import FileReason, FileRefused
from services.hub.sync.mapping import load_mapping
from services.hub.sync.xlsxfile import read_xlsx
from tests.services.hub.sync.importing import csv_bytes, customer, order, stage, table, xlsx_bytes

MAPPING = load_mapping()
ROWS = [
    [
        customer(str(number), 客户名称=name)
        for number, name in enumerate(("𠮷田", "买买提·艾力", "_x0041_"), 1)
    ],
    [order(受理日期="2026-11-02", 期望送电日期="2026-12-31")],
    [stage("现场勘查", "完成", 实际开始="2026-11-02 09:15:00", 实际完成="2026-11-03 16:40:59")],
]
SHEET = "xl/worksheets/sheet1.xml"


def cells(content):
    return [list(row.cells) for row in read_xlsx(content, MAPPING).rows]


def repacked(content, part, change):
    """The workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == part else body)
    return stream.getvalue()


def reason_of(content):
    with pytest.raises(FileRefused) as caught:
        cells(content)
    return caught.value.reason


@pytest.mark.parametrize("rows", ROWS)
def test_a_workbook_of_texts_gives_the_rows_of_the_csv_file(rows):
    as_csv = read_csv(csv_bytes(rows), MAPPING)
    as_xlsx = read_xlsx(xlsx_bytes(table(rows)), MAPPING)
    assert as_xlsx.headings == as_csv.headings
    expected = [[cell.replace("_x0041_", "A") for cell in row.cells] for row in as_csv.rows]
    assert [list(row.cells) for row in as_xlsx.rows] == expected


def test_real_dates_and_numbers_give_the_rows_of_the_csv_file():
    head = ["工单编号", "户号", "流程", "供电类别", "受理日期", "期望送电日期", "工单状态"]
    typed = [
        530490000001,
        3201,
        "low-voltage",
        "低压",
        date(2026, 2, 3),
        datetime(2026, 2, 3, 9, 5, 30),
        "在办",
    ]
    written = ["530490000001", "3201", "low-voltage", "低压", "2026-02-03", "2026-02-03 09:05:30", "在办"]
    assert cells(xlsx_bytes([head, typed])) == [written]


def test_a_number_that_lost_its_digits_looks_as_excel_shows_it():
    head = ["客户编号", "客户名称", "客户类别"]
    rows = cells(xlsx_bytes([head, [1.23457e15, "甲", "居民"], [1234567890123456, "乙", "居民"]]))
    assert [row[0] for row in rows] == ["1.23457E+15", "1.234567890123456E+15"]


def test_formulas_stay_formulas_and_are_never_computed():
    head = ["客户编号", "客户名称", "客户类别"]
    assert cells(xlsx_bytes([head, ["1", '=HYPERLINK("http://x")', "居民"]]))[0][1].startswith("=")


def test_a_title_blank_rows_and_a_second_sheet_make_no_difference():
    workbook = openpyxl.Workbook()
    cover, sheet = workbook.active, workbook.create_sheet("数据")
    cover.append(["封面"])
    hidden = workbook.create_sheet("旧", 1)
    hidden.append(["客户编号", "客户名称", "客户类别"])
    hidden.sheet_state = "hidden"
    sheet.append(["客户一览表"])
    sheet.append([])
    sheet.append(["客户编号", "客户名称", "客户类别", "备注"])
    sheet.append(["1", "甲", "居民"])
    sheet["A9"] = "2"
    stream = io.BytesIO()
    workbook.save(stream)
    found = read_xlsx(stream.getvalue(), MAPPING)
    rows = [row for row in found.rows if any(row.cells)]
    assert [(row.line, list(row.cells)) for row in rows] == [
        (4, ["1", "甲", "居民", ""]),
        (9, ["2", "", "", ""]),
    ]


def test_a_size_that_the_sheet_states_wrongly_hides_no_row():
    content = xlsx_bytes([["客户编号", "客户名称", "客户类别"], *[[str(n), "甲", "居民"] for n in range(50)]])
    lying = repacked(
        content, SHEET, lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1:B2"/><sheetData>', 1)
    )
    assert len(cells(lying)) == 50


def test_an_archive_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(xlsxfile, "MAX_UNPACKED_BYTES", 20_000_000)
    bomb = repacked(xlsx_bytes([["客户编号"]]), SHEET, lambda _: b"<row/>" * 4_000_000)
    assert len(bomb) < 100_000
    assert reason_of(bomb) is FileReason.TOO_LARGE


def test_a_row_far_down_is_refused_and_not_waited_for(monkeypatch):
    monkeypatch.setattr(xlsxfile, "MAX_ROWS", 50_000)
    content = xlsx_bytes([["客户编号", "客户名称", "客户类别"], ["1", "甲", "居民"]])
    far = repacked(content, SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999"'))
    assert far != content
    assert reason_of(far) is FileReason.TOO_LARGE


def test_columns_without_end_are_refused():
    assert (
        reason_of(xlsx_bytes([["客户编号", "客户名称", "客户类别", *["多"] * 300]])) is FileReason.TOO_LARGE
    )


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
        b"<worksheet><sheetData><row><c",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>' + b"9" * 5000 + b"</v></c></row></sheetData></worksheet>",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="s"><v>77</v></c></row></sheetData></worksheet>',
    ],
)
def test_hostile_xml_is_refused(xml):
    assert reason_of(repacked(xlsx_bytes([["客户编号"]]), SHEET, lambda _: xml)) is FileReason.BROKEN_WORKBOOK


def test_what_only_begins_like_a_workbook_is_refused():
    sound = xlsx_bytes(table(ROWS[0]))
    for content in (b"PK\x03\x04", sound[: len(sound) // 2], b"PK\x03\x04" + b"\x00" * 1000):
        assert reason_of(content) is FileReason.BROKEN_WORKBOOK
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert reason_of(empty.getvalue()) is FileReason.BROKEN_WORKBOOK
