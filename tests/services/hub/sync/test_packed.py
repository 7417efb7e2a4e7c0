"""An export takes little more memory than its file, and its rows come out as they went in."""

import tracemalloc

from services.hub.sync.csvfile import read_csv
from services.hub.sync.mapping import load_mapping
from services.hub.sync.packed import PackedRows
from services.hub.sync.tables import Row
from services.hub.usecases.take_in_records import Reason, RowRefused
from tests.services.hub.sync.importing import csv_bytes, customer

MAPPING = load_mapping()


def test_rows_come_out_as_they_went_in():
    problem = RowRefused(Reason.BAD_QUOTES, "引号", "quotes")
    rows = [Row(2, ["甲", "", "𠮷\udcff"]), Row(3, []), Row(7, ['"'], problem), Row(9, ["乙"])]
    packed = PackedRows(rows, skip=lambda row: not row.cells)
    assert (len(packed), packed.skipped) == (3, 1)
    assert list(packed.unpacked()) == [rows[0], rows[2], rows[3]]
    assert list(packed.unpacked(1, 2)) == [rows[2]]
    assert [packed.in_line(row.line) for row in (rows[3], rows[0], rows[2])] == [rows[3], rows[0], rows[2]]


def test_a_file_is_read_in_little_more_memory_than_its_size():
    people = [customer(str(10_000 + number), 联系电话=f"142{number:08d}") for number in range(5_000)]
    content = csv_bytes(people)
    tracemalloc.start()
    try:
        packed = PackedRows(read_csv(content, MAPPING).rows, skip=lambda _: False)
        read = sum(1 for _ in packed.unpacked())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == len(people)
    assert peak < 4 * len(content)  # a list of the same rows takes ten times its size
