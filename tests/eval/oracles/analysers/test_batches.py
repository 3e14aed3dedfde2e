from collections.abc import Sequence

from eval.oracles.analysers import Source, batches
from eval.oracles.analysers.process import ToolFailed
from eval.oracles.analysers.records import Report

PROGRAMS = [Source(str(number), f"x = {number}", "python", "CWE-20") for number in range(11)]


def test_batches_come_in_the_order_of_the_programs_and_none_is_lost() -> None:
    def look(batch: Sequence[Source]) -> list[Report]:
        return [Report((), program.id) for program in batch]

    chunks = list(batches.reports(look, PROGRAMS, 4, workers=3))
    assert [len(chunk) for chunk in chunks] == [4, 4, 3]
    pairs = [pair for chunk in chunks for pair in chunk]
    assert [program for program, _ in pairs] == PROGRAMS
    assert all(report.problem == program.id for program, report in pairs)


def test_a_program_that_kills_the_tool_takes_no_other_with_it() -> None:
    runs = []

    def look(batch: Sequence[Source]) -> list[Report]:
        runs.append(len(batch))
        if any(program.id == "5" for program in batch):
            raise ToolFailed("killed")
        return [Report(()) for _ in batch]

    (chunk,) = batches.reports(look, PROGRAMS, 20, workers=1)
    assert {program.id: report.problem for program, report in chunk if report.problem} == {
        "5": "killed"
    }
    assert len(chunk) == len(PROGRAMS)
    assert max(runs[1:]) < len(PROGRAMS)


def test_no_programs_are_no_batches() -> None:
    assert list(batches.reports(lambda batch: [], [], 4, workers=1)) == []
