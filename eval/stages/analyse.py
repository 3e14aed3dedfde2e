"""Second stage, by static analysers: their findings, and the verdicts that follow from them."""

from collections.abc import Sequence

from rich.progress import Progress

from coveval_train import tables
from coveval_train.llm.decoding import Key
from coveval_train.records import Outcome, Verdict
from coveval_train.runs import RunFolder
from eval.oracles import analysers
from eval.oracles.analysers import Analysis, Source, sarif
from eval.stages import workers
from eval.stages.judge import Candidate


def analyse(name: str, items: Sequence[Candidate], folder: RunFolder, progress: Progress) -> None:
    """Judge programs by an analyser; those in a language that it does not read get no verdict."""
    read = [item for item in items if item.language in analysers.languages(name)]
    by_program = _done(name, folder)
    left = [
        Source(program, item.code, item.language, item.cwe)
        for item in read
        if item.code is not None and (program := _program(item.key)) not in by_program
    ]
    if left:
        step = progress.add_task(f"programs analysed by {name}", total=len(read))
        progress.update(step, completed=len(read) - len(left))
        for chunk in analysers.analyse(name, left, workers()):
            tables.append(chunk, folder.analyses)
            by_program |= {analysis.program: analysis for analysis in chunk}
            progress.advance(step, len(chunk))
    known = {row.key for row in tables.read_appended(folder.verdicts, Verdict) if row.judge == name}
    new = [item for item in read if item.key not in known]
    tables.append([_verdict(name, item, by_program) for item in new], folder.verdicts)


def write_sarif(names: Sequence[str], folder: RunFolder) -> None:
    """Write what all analysers found as one SARIF file."""
    found = tables.read_appended(folder.analyses, Analysis)
    sarif.write(found, {name: analysers.version(name) for name in names}, folder.sarif)


def _verdict(name: str, item: Candidate, by_program: dict[str, Analysis]) -> Verdict:
    if item.code is None:
        outcome, detail = Outcome.UNPARSED, item.how
    else:
        analysis = by_program[_program(item.key)]
        outcome = analysers.verdict(analysis) or Outcome.ERROR
        lines = [f"line {one.line}: {one.rule}, {one.tool_cwe}" for one in analysis.findings]
        detail = "; ".join([*([analysis.problem] if analysis.problem else []), *lines])[:500]
    return Verdict(
        request=item.request, sample=item.sample, judge=name, outcome=outcome, detail=detail
    )


def _done(name: str, folder: RunFolder) -> dict[str, Analysis]:
    analyses = tables.read_appended(folder.analyses, Analysis)
    return {analysis.program: analysis for analysis in analyses if analysis.tool == name}


def _program(key: Key) -> str:
    request, sample = key
    return f"{request}#{sample}" if sample else request
