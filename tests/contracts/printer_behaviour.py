"""What every receipt printer must do, whatever its driver and whatever its line.

A subclass gives the fixture `rig`: a running printer, an emulator to switch faults at and look at the paper
of, and `sure`: whether the line delivers what is sent. Where not, the outcome may be worse, never untrue.
"""

import pytest

from devices.base import Line, PaperStatus, PrintOutcome, PrintResult, Reason, Receipt, Rule

FAULTS_OF_THE_PRINTER = ["paper-out", "cover-open", "cutter-jam"]
LINES_OF_A_JOB = 6
PATIENCE_S = 10.0
SHORT_S = 0.3  # on a line that loses things, where nothing certain is expected
ENOUGH_S = 0.8


def receipt(job):
    return Receipt((*(Line(f"单号 {job} 第{number}行") for number in range(LINES_OF_A_JOB)), Rule()))


class Rig:
    """Remembers what was said of each job, to compare it with the paper."""

    def __init__(self, running, emulator, sure):
        self.running = running
        self.emulator = emulator
        self.sure = sure
        self.patience_s = PATIENCE_S if sure else SHORT_S
        self.told = {}

        self.enough_s = ENOUGH_S if sure else SHORT_S

    def print(self, job, timeout_s=None):
        self.told[job] = self.running.print(receipt(job), job, timeout_s or self.patience_s).result(60)
        return self.told[job]

    def print_when_it_can(self, job):
        """A job that was not sent may be tried again until it is."""
        for _ in range(200):
            if self.print(job).outcome is not PrintOutcome.NOT_SENT:
                return self.told[job]
            self.running.await_event(0.2)
        raise AssertionError(f"it never went out: {self.told[job]}")

    def check(self):
        """What was told is true, and no paper carries lines of two jobs."""
        papers = [strip.lines for strip in [*self.emulator.strips, self.emulator.hanging()]]
        for lines in papers:
            assert len({line.split()[1] for line in lines if line.startswith("单号")}) <= 1, lines
        for job, result in self.told.items():
            mine = [[line for line in lines if line.startswith(f"单号 {job} ")] for lines in papers]
            whole = [line.text for line in receipt(job).parts[:-1]]
            carrying = [lines for lines in mine if lines]
            assert len(carrying) <= 1, f"{job} was printed twice"
            if result.outcome is PrintOutcome.CONFIRMED:
                assert mine[:-1].count(whole) == 1, f"{job} was confirmed and is not on a cut paper"
            if result.outcome is PrintOutcome.NOT_SENT:
                assert not carrying, f"{job} was not sent and is on paper"


class PrinterBehaviour:
    @pytest.fixture(autouse=True)
    def true_to_the_paper(self, rig):
        yield
        rig.check()

    def test_jobs_in_a_row_come_out_one_by_one(self, rig):
        results = [rig.print_when_it_can(f"j{number}") for number in range(5)]
        if rig.sure:
            assert results == [PrintResult(PrintOutcome.CONFIRMED)] * 5
            assert len(rig.emulator.strips) == 5

    @pytest.mark.parametrize("fault", FAULTS_OF_THE_PRINTER)
    def test_a_fault_before_the_job_means_not_sent(self, rig, fault):
        rig.emulator.fault(fault)
        result = rig.print("early", rig.enough_s)
        assert result.outcome is not PrintOutcome.CONFIRMED
        if rig.sure:
            assert result == PrintResult(PrintOutcome.NOT_SENT, Reason(fault))
        rig.emulator.fault(fault, on=False)
        result = rig.print_when_it_can("next")
        assert result.outcome is PrintOutcome.CONFIRMED or not rig.sure

    @pytest.mark.parametrize("fault", [*FAULTS_OF_THE_PRINTER, "unplugged", "silent"])
    def test_a_fault_amid_the_job_is_unknown_and_the_next_customer_gets_only_their_own(self, rig, fault):
        rig.emulator.fault(fault, after_marks=3)
        result = rig.print("broken", rig.enough_s)
        assert result.outcome is not PrintOutcome.CONFIRMED or not rig.sure
        if rig.sure:
            assert result.outcome is PrintOutcome.UNKNOWN
        rig.emulator.fault(fault, on=False)
        result = rig.print_when_it_can("next")
        assert result.outcome is PrintOutcome.CONFIRMED or not rig.sure

    @pytest.mark.parametrize("fault", FAULTS_OF_THE_PRINTER)
    def test_a_fault_that_is_mended_in_time_is_waited_for(self, rig, fault):
        rig.emulator.fault(fault, after_marks=3)
        job = rig.running.print(receipt("mended"), "mended", rig.patience_s)
        if rig.sure:
            rig.running.next_event(lambda event: event.reason is Reason(fault))
        rig.emulator.fault(fault, on=False)
        rig.told["mended"] = job.result(60)
        assert rig.told["mended"].outcome is PrintOutcome.CONFIRMED or not rig.sure

    def test_the_same_job_again_prints_nothing_and_says_the_same(self, rig):
        first = rig.print_when_it_can("once")
        assert rig.print("once") == first

    def test_many_at_once_are_one_receipt(self, rig):
        rig.print_when_it_can("warm-up")
        touches = [rig.running.print(receipt("many"), "many", rig.patience_s) for _ in range(20)]
        results = {touch.result(60) for touch in touches}
        if rig.sure:
            assert results == {PrintResult(PrintOutcome.CONFIRMED)}
        # Where the first touches were not sent, a later one may have been.
        surest = [PrintOutcome.NOT_SENT, PrintOutcome.UNKNOWN, PrintOutcome.CONFIRMED]
        rig.told["many"] = max(results, key=lambda result: surest.index(result.outcome))

    def test_low_paper_is_told_and_prints(self, rig):
        rig.emulator.fault("paper-low")
        result = rig.print_when_it_can("low")
        if rig.sure:
            assert result.outcome is PrintOutcome.CONFIRMED
            assert rig.running.device.status().paper is PaperStatus.LOW
