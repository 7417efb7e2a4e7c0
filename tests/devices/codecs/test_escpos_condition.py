"""Status bits of the manuals -> what to see to."""

import pytest

from devices.base import PaperStatus, Reason
from devices.codecs.escpos_condition import Condition
from devices.codecs.escpos_status import AutomaticStatus


@pytest.mark.parametrize(
    ("kind", "bits", "fault"),
    [
        (1, 0x12, None),
        (1, 0x1A, Reason.OFFLINE),
        (2, 0x16, Reason.COVER_OPEN),
        (3, 0x1A, Reason.CUTTER_JAM),
        (3, 0x16, Reason.PRINTER_ERROR),
        (3, 0x32, Reason.PRINTER_ERROR),
        (3, 0x52, Reason.PRINTER_ERROR),
        (4, 0x12, None),
        (4, 0x1E, None),
        (4, 0x7E, Reason.PAPER_OUT),
    ],
)
def test_real_time_answers(kind, bits, fault):
    assert Condition().answered(kind, bits).fault is fault


@pytest.mark.parametrize(
    ("status", "fault", "paper"),
    [
        ((0x10, 0x00, 0x00), None, PaperStatus.FULL),
        ((0x10, 0x00, 0x03), None, PaperStatus.LOW),
        ((0x18, 0x00, 0x0F), Reason.PAPER_OUT, PaperStatus.OUT),
        ((0x38, 0x00, 0x00), Reason.COVER_OPEN, PaperStatus.FULL),
        ((0x18, 0x08, 0x00), Reason.CUTTER_JAM, PaperStatus.FULL),
        ((0x18, 0x20, 0x00), Reason.PRINTER_ERROR, PaperStatus.FULL),
        ((0x18, 0x00, 0x00), Reason.OFFLINE, PaperStatus.FULL),
    ],
)
def test_automatic_status(status, fault, paper):
    told = Condition().pushed(AutomaticStatus(*status))
    assert (told.fault, told.paper) == (fault, paper)


def test_a_new_status_ends_what_an_old_one_said():
    bad = Condition().pushed(AutomaticStatus(0x38, 0x08, 0x0F))
    assert bad.pushed(AutomaticStatus(0x10, 0, 0)).fault is None
    for kind in (1, 2, 3, 4):
        bad = bad.answered(kind, 0x12)
    assert bad.fault is None


def test_low_paper_is_told_and_is_no_fault():
    assert Condition().answered(4, 0x1E).paper is PaperStatus.LOW
