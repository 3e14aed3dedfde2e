"""Building a domain's folder from its sources."""

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from rich.console import Console

from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.records import Program, Scenario
from coveval_train.runs import unwritable
from data_gen import known, sources
from data_gen.domains import cutting, prompts
from data_gen.domains.prompts import Prompted
from data_gen.sources import Completion, Exchange, Fix, Item, maps
from eval.bench import domain
from eval.bench.domain import About, Domain
from eval.stages import progress_bars

Long = Literal["around", "window", "leave-out"]
"""What becomes of programs that are too long: cut around what a fix changed, which tells where it
is; asked about window by window, and vulnerable where one window is; or left out."""


@dataclass
class _Making:
    """A domain in the making."""

    longest: int
    long: Long
    skipped: Counter[str] = field(default_factory=Counter)
    programs: list[Program] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    cut: int = 0
    seen: known.Programs = field(default_factory=known.Programs)

    def add_items(self, items: Iterator[Item]) -> None:
        for item in items:
            if isinstance(item, Fix):
                self._add_fix(item)
            elif isinstance(item, Program):
                self._add_program(item)
            else:
                self.skipped[_unfit(item)] += 1

    def add_prompts(self, found: Iterator[Prompted]) -> None:
        for scenario, program in found:
            self.scenarios.append(scenario)
            if program:
                self._add_program(program)

    def _add_fix(self, fix: Fix) -> None:
        fix = replace(fix, vulnerable=_flush(fix.vulnerable), secure=_flush(fix.secure))
        if reason := self.seen.reason(fix):
            self.skipped[reason] += 1
        elif all(len(each.code) <= self.longest for each in fix.programs):
            self.programs += _paired(fix)
        elif self.long == "around":
            self._cut(fix)
        else:
            self._add_whole(_paired(fix))

    def _cut(self, fix: Fix) -> None:
        vulnerable, secure = fix.programs
        parts = cutting.around_change(
            vulnerable.code, secure.code, vulnerable.language, self.longest
        )
        if parts is None:
            self.skipped[f"the change alone is longer than {self.longest} characters"] += 1
            return
        before, after = parts
        self.programs += _paired(
            replace(
                fix,
                vulnerable=vulnerable.model_copy(update={"code": before}),
                secure=secure.model_copy(update={"code": after}),
            )
        )
        self.cut += 2

    def _add_program(self, program: Program) -> None:
        program = _flush(program)
        if reason := self.seen.reason(program):
            self.skipped[reason] += 1
        else:
            self._add_whole([program])

    def _add_whole(self, programs: Sequence[Program]) -> None:
        """Add programs that belong together, all of them or none, whole or in windows."""
        parts = [self._parts(program) for program in programs]
        if any(of is None for of in parts):
            self.skipped[f"longer than {self.longest} characters"] += 1
        else:
            self.programs += [part for of in parts for part in of or []]

    def _parts(self, program: Program) -> list[Program] | None:
        if len(program.code) <= self.longest:
            return [program]
        if self.long != "window":
            return None
        codes = cutting.windows(program.code, program.language, self.longest)
        if codes is None:
            return None
        return [
            program.model_copy(
                update={"id": f"{program.id}#{number}", "part_of": program.id, "code": code}
            )
            for number, code in enumerate(codes, start=1)
        ]


def build(names: Sequence[str], out: Path, longest: int, long: Long, console: Console) -> Domain:
    """Write a domain's folder, and return the domain.

    Fixes become pairs. Python that stands further in, as methods do, is brought to the margin, in
    both versions alike. What is too long is cut (`cutting`) or left out, and counted; of programs
    without a fix nobody knows around what to cut, so where that is asked for they are left out.

    Args:
        names: sources as on the command line (`data_gen.sources.open_source`), ``securityeval:
            FILE`` or ``columns:FILE`` with a column of prompts (`data_gen.domains.prompts`).
        longest: characters of a program at most.

    Raises:
        UserError: a source is unusable, holds nothing for a domain, or the folder cannot be
            written; all problems at once.
    """
    making = _Making(longest, long)
    problems: list[str] = []
    if obstacle := unwritable(out):
        problems.append(obstacle)
    fillers = [collect(problems, partial(_open, name, making)) for name in dict.fromkeys(names)]
    raise_if_any(problems)
    with progress_bars(console) as progress:
        bar = progress.add_task("sources read", total=len(fillers))
        for fill in filter(None, fillers):
            collect(problems, fill)
            progress.advance(bar)
    raise_if_any(problems)
    if not making.programs and not making.scenarios:
        reasons = ", ".join(f"{n} x {reason}" for reason, n in making.skipped.most_common())
        raise UserError(f"--source: nothing for a domain in it; left out: {reasons or 'nothing'}")
    about = About(
        name=out.resolve().name,
        sources=list(names),
        longest=longest,
        long=long,
        counts=_counts(making),
        left_out=dict(making.skipped.most_common()),
    )
    made = Domain(about, making.programs, making.scenarios)
    domain.write(made, out)
    return made


def _open(name: str, making: _Making) -> Callable[[], None]:
    """Look into a source, and return what adds its rows to the domain."""
    kind, _, place = name.partition(":")
    if kind == prompts.SECURITY_EVAL and place:
        found = prompts.open_security_eval(Path(place), making.skipped)
        return partial(making.add_prompts, found)
    if kind == "columns" and place:
        keys = maps.written(Path(place))
        if "prompt" in keys:
            return partial(making.add_prompts, prompts.open_map(Path(place), keys, making.skipped))
    reader = sources.open_source(name)
    return lambda: making.add_items(reader(making.skipped))


def _flush(program: Program) -> Program:
    """Bring a program to the margin; tools that parse it take it for broken otherwise."""
    update = {"code": textwrap.dedent(program.code), "split": "eval"}
    return program.model_copy(update=update)


def _paired(fix: Fix) -> list[Program]:
    pair = fix.vulnerable.id.rpartition("/")[0]
    return [program.model_copy(update={"pair": pair}) for program in fix.programs]


def _unfit(item: Completion | Exchange) -> str:
    if isinstance(item, Completion):
        return "a model's completion, whose label nobody knows"
    return "a question with an answer, which is no program of known label"


def _counts(making: _Making) -> dict[str, int]:
    programs = {program.part_of or program.id for program in making.programs}
    pairs = {program.pair for program in making.programs if program.pair}
    windowed = {program.part_of for program in making.programs if program.part_of}
    families = {item.family for item in (*making.programs, *making.scenarios)}
    return {
        "pairs of a vulnerable program and its fix": len(pairs),
        "programs, those of pairs included": len(programs),
        "programs cut around the change": making.cut,
        "programs asked about window by window": len(windowed),
        "scenarios to complete": len(making.scenarios),
        "families": len(families),
    }
