"""CSV files: nothing is guessed wrong, and a broken line costs itself alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.sync.csvfile import MAX_LINE, read_csv
from services.hub.sync.files import FileReason, FileRefused
from services.hub.sync.mapping import load_mapping
from services.hub.usecases.take_in_records import Kind, Reason
from tests.services.hub.sync.importing import csv_bytes, customer, order, stage

MAPPING = load_mapping()
NAMES = ("王建平", "买买提·艾力", "𠮷田惠", "欧阳", "㵘", "示范市宏达建材有限公司（普通合伙）")
PEOPLE = [customer(str(1000 + place), 客户名称=name) for place, name in enumerate(NAMES)]


def read(content):
    """Kind, cells by heading of the sound rows, and line and reason of the others."""
    table = read_csv(content, MAPPING)
    rows = list(table.rows)
    sound = [dict(zip(table.headings.names, row.cells, strict=True)) for row in rows if not row.problem]
    return table.headings.kind, sound, [(row.line, row.problem.reason) for row in rows if row.problem]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_gives_the_same_rows(encoding, delimiter):
    kind, sound, broken = read(csv_bytes(PEOPLE, encoding, delimiter))
    assert (kind, [row["客户名称"] for row in sound], broken) == (Kind.CUSTOMERS, list(NAMES), [])


@given(
    st.lists(st.text("甲乙,;\t\"'\n 1=\u3000𠮷", max_size=12), min_size=1, max_size=5),
    st.sampled_from(("utf-8", "gb18030")),
    st.sampled_from(",;\t"),
)
def test_cells_full_of_delimiters_and_quotes_cannot_mislead_it(texts, encoding, delimiter):
    rows = [
        customer(str(place), 客户名称=text, 用电地址=f";;;{delimiter * 9}")
        for place, text in enumerate(texts)
    ]
    _, sound, broken = read(csv_bytes(rows, encoding, delimiter))
    assert ([row["客户名称"] for row in sound], broken) == (texts, [])


def test_the_kind_is_told_by_the_headings():
    assert read(csv_bytes([customer()]))[0] is Kind.CUSTOMERS
    assert read(csv_bytes([order()]))[0] is Kind.ORDERS
    assert read(csv_bytes([stage("归档")]))[0] is Kind.STAGES


def test_a_title_stands_above_the_headings_and_columns_have_other_names():
    headings = "* 工单号：,用户编号,业务类型,供电方式,申请时间,流程状态,备注,备注"
    content = f"业扩工单明细表\n\n{headings}\n1,2,3,4,5,6,7,8\n"
    kind, sound, _ = read(content.encode("gb18030"))
    assert kind is Kind.ORDERS
    assert list(sound[0].values()) == list("12345678")
    assert list(sound[0])[-2:] == ["备注", "备注#2"]


def test_an_unclosed_quote_costs_its_own_line():
    lines = csv_bytes(PEOPLE).decode().split("\r\n")
    lines[2] = lines[2].replace("买买提", '"买买提')
    _, sound, broken = read("\r\n".join(lines).encode())
    assert len(sound) == len(PEOPLE) - 1
    assert broken == [(3, Reason.BAD_QUOTES)]


def test_an_unclosed_quote_before_quoted_cells_costs_its_own_line():
    head = '客户编号,客户名称,客户类别\n"1,甲,居民\n'
    _, sound, broken = read((head + '2,"乙",居民\n3,"丙""丁",居民\n4,戊,居民\n').encode())
    assert [row["客户编号"] for row in sound] == ["2", "3", "4"]
    assert broken == [(2, Reason.BAD_QUOTES)]


def test_line_breaks_inside_quotes_belong_to_the_cell_and_lines_are_counted_on():
    content = '客户编号,客户名称,客户类别\n1,"甲\n乙",居民\n2,丙\n'
    _, sound, broken = read(content.encode())
    assert sound[0]["客户名称"] == "甲\n乙"
    assert broken == [(4, Reason.CELL_COUNT)]


@pytest.mark.parametrize(("file", "line"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_one_line_in_another_encoding_costs_itself_alone(file, line):
    lines = csv_bytes(PEOPLE, file).split(b"\r\n")
    lines[2] = lines[2].decode(file).encode(line)
    _, sound, broken = read(b"\r\n".join(lines))
    assert (len(sound), broken) == (len(PEOPLE) - 1, [(3, Reason.BAD_ENCODING)])


def test_a_line_of_ten_megabytes_costs_itself_alone():
    rows = [PEOPLE[0], customer("2", 用电地址="长" * 3_500_000), PEOPLE[1]]
    _, sound, broken = read(csv_bytes(rows))
    assert (len(sound), broken) == (2, [(3, Reason.TOO_LONG)])
    _, sound, broken = read(csv_bytes([PEOPLE[0], customer("2", 用电地址='"' * MAX_LINE), PEOPLE[1]]))
    assert (len(sound), broken) == (2, [(3, Reason.TOO_LONG)])


def test_cells_too_many_or_too_few_cost_the_line():
    content = "客户编号,客户名称,客户类别\n1,甲,居民,,\n2,乙,居民,多余\n3,丙\n"
    _, sound, broken = read(content.encode())
    assert [row["客户编号"] for row in sound] == ["1"]
    assert broken == [(3, Reason.CELL_COUNT), (4, Reason.CELL_COUNT)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (csv_bytes(PEOPLE, "utf-16"), FileReason.NOT_A_TABLE),
        (b"\x00\x01\x02" * 100, FileReason.UNKNOWN_KIND),
        ("姓名,年龄\n甲,1\n".encode(), FileReason.UNKNOWN_KIND),
        ("客户编号,客户名称\n1,甲\n".encode(), FileReason.MISSING_COLUMN),
        ("工单编号,流程,供电类别,受理日期,工单状态\n1,2,3,4,5\n".encode(), FileReason.MISSING_COLUMN),
        ("客户编号,客户编号,客户名称,客户类别\n1,2,甲,居民\n".encode(), FileReason.DUPLICATE_COLUMN),
        ("客户编号,户号,用户编号,客户名称,客户类别\n1,2,3,甲,居民\n".encode(), FileReason.DUPLICATE_COLUMN),
        (("客户编号,客户名称,客户类别" + ",多" * 300 + "\n").encode(), FileReason.TOO_LARGE),
    ],
)
def test_files_that_cannot_be_read_are_refused(content, reason):
    with pytest.raises(FileRefused) as caught:
        read(content)
    assert caught.value.reason is reason


def test_what_is_missing_or_double_is_named():
    with pytest.raises(FileRefused, match="客户类别"):
        read("客户编号,客户名称\n1,甲\n".encode())
    with pytest.raises(FileRefused, match="户号 = 用户编号"):
        read("客户编号,户号,用户编号,客户名称,客户类别\n1,2,3,甲,居民\n".encode())
