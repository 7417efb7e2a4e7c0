"""One conversation with a printer, byte by byte, by a clock that is turned by hand."""

import pytest

from devices.base import DeviceError, PaperStatus, Reason
from devices.drivers.escpos_talk import Talk
from tests.devices.fakes import Clock, ScriptedPort

CLEAR = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")


@pytest.fixture
def clock():
    return Clock()


def talk_to(clock, answers):
    """A printer that answers exact bytes with exact bytes."""
    port = ScriptedPort(clock, lambda data: answers.get(data, b""))
    return Talk(port, clock, line_rate=960), port


def all_well(**other):
    return {bytes((0x10, 0x04, kind)): other.get(f"n{kind}", b"\x12") for kind in (1, 2, 3, 4)}


def test_refresh_asks_all_four_in_order(clock):
    talk, port = talk_to(clock, all_well(n4=b"\x1e"))
    talk.refresh()
    assert port.writes == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"]
    assert talk.condition.fault is None
    assert talk.condition.paper is PaperStatus.LOW


def test_a_silent_printer_is_given_one_second(clock):
    talk, _ = talk_to(clock, all_well(n3=b""))
    started = clock()
    with pytest.raises(DeviceError) as caught:
        talk.refresh()
    assert caught.value.reason is Reason.SILENT
    assert clock() - started == pytest.approx(1.0)


def test_settling_lets_late_answers_go_by(clock):
    talk, port = talk_to(clock, all_well())
    port.reads.extend([b"\x7e", b"\x16"])  # paper out, cover open: answers to questions of an earlier opening
    talk.settle()
    talk.refresh()
    assert talk.condition.fault is None


def test_settling_ends_even_where_the_line_never_rests(clock):
    talk, port = talk_to(clock, {})

    def chatter(timeout_s):
        clock.seconds += 0.01
        return b"\x55"

    port.read = chatter
    started = clock()
    talk.settle()
    assert clock() - started < 1.1


def test_clear_is_done_when_the_printer_says_so(clock):
    talk, port = talk_to(clock, {CLEAR: b"\x37\x25\x00"})
    assert talk.clear()
    assert port.writes == [CLEAR]


def test_clear_recovers_from_an_error_first(clock):
    talk, port = talk_to(clock, all_well(n3=b"\x1a") | {CLEAR: b"\x37\x25\x00"})
    talk.refresh()
    talk.clear()
    assert port.writes[-2:] == [b"\x10\x05\x02", CLEAR]


def test_an_answer_to_an_earlier_clear_does_not_count(clock):
    talk, port = talk_to(clock, {})
    port.reads.append(b"\x37\x25\x00")
    talk.pump(0)
    assert not talk.clear()


def test_send_goes_out_at_the_pace_of_the_line(clock):
    talk, port = talk_to(clock, {})
    job = bytes(range(0x20, 0x7F)) * 10
    started = clock()
    assert talk.send(job, "0042", started + 60) == len(job) + 11
    assert b"".join(port.writes) == job + bytes.fromhex("1D284806003030 30303432")
    assert clock() - started == pytest.approx((len(job) + 11) / 960)


def test_send_pauses_while_the_printer_asks_for_it(clock):
    talk, port = talk_to(clock, {})
    port.reads.append(b"\x13")
    talk.pump(0)
    port.reads.extend([b"", b"", b"\x11"])
    assert talk.send(b"A" * 200, "0042", clock() + 60) == 211


def test_send_gives_up_at_the_deadline_and_says_what_went_out(clock):
    talk, port = talk_to(clock, {b"A" * 128: b"\x13"})
    deadline = clock() + 5
    assert talk.send(b"A" * 300, "0042", deadline) == 128
    assert clock() == pytest.approx(deadline)
    assert talk.send(b"B", "0043", clock()) == 0
    assert b"B" not in b"".join(port.writes)


def test_a_line_that_is_too_slow_for_the_job_ends_at_the_deadline_too(clock):
    talk, port = talk_to(clock, {})
    started = clock()
    sent = talk.send(b"A" * 20_000, "0042", started + 5)
    assert 5 <= clock() - started < 5.2
    assert sent == len(b"".join(port.writes)) < 20_000


def test_a_printer_that_has_dropped_everything_can_take_more(clock):
    talk, port = talk_to(clock, {CLEAR: b"\x37\x25\x00"})
    port.reads.append(b"\x13")
    talk.pump(0)
    assert talk.send(b"A", "0042", clock() + 5) == 0
    assert talk.clear()
    assert talk.send(b"A", "0043", clock() + 5) == 12


def test_only_the_awaited_process_id_is_the_end_of_the_job(clock):
    talk, port = talk_to(clock, {})
    port.reads.extend([b"\x37\x220041\x00", b""])
    talk.send(b"job", "0042", clock() + 5)
    assert talk.confirms
    assert not talk.printed
    port.reads.append(b"\x37\x220042\x00")
    talk.pump(0)
    assert talk.printed


def test_a_pushed_status_is_taken_in_at_any_time(clock):
    talk, port = talk_to(clock, {})
    port.reads.append(bytes.fromhex("38 00 0F 00"))
    talk.pump(0)
    assert talk.condition.fault is Reason.COVER_OPEN
