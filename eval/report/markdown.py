"""A run's report as Markdown, for a repository or a ticket."""

from collections.abc import Iterable, Sequence

from coveval_train import tables
from coveval_train.runs import RunFolder
from eval.report import terminal, view
from eval.scores import Score

_SPECIAL = str.maketrans({"|": r"\|", "\n": " ", "<": "&lt;", ">": "&gt;"})


def write(folder: RunFolder, scores: Sequence[Score]) -> None:
    """Write the run's ``report.md``: figures and signatures, without the answers."""
    shown = view.gather(folder, scores)
    lines = [f"# CoV-Eval: {_plain(shown.name)}", ""]
    lines += ["95 % intervals by reweighting families; nothing leaves a denominator.", ""]
    lines += _table(("task", "judge", "figure", "value", "without a model"), _figures(scores))
    lines += _table(
        ("signature", "status", "evidence"),
        ((one.name, one.status, "; ".join(one.evidence)) for one in shown.signatures),
    )
    if shown.judged:
        head = ("judge against the truth", *(one.judge for one in shown.judged))
        lines += _table(head, ((name, *_judged(shown, name)) for name in shown.judged_metrics))
    if shown.columns:
        head = ("weakness", *(f"{one.task}, {one.judge}" for one in shown.columns))
        lines += _table(head, ((cwe, *_cells(shown, cwe)) for cwe in shown.cwes))
    tables.write_text("\n".join(lines), folder.markdown)


def _figures(scores: Sequence[Score]) -> Iterable[tuple[str, ...]]:
    for score in scores:
        for metric, estimate in score.metrics.items():
            baseline = terminal.baseline_text(score, metric)
            yield score.task, score.judge, metric, terminal.interval(estimate), baseline
        yield score.task, score.judge, "outcomes", terminal.outcome_text(score), ""


def _cells(shown: view.View, cwe: str) -> Iterable[str]:
    for score in shown.columns:
        part = shown.part(score, cwe)
        yield terminal.interval(part.estimate) if part else "–"


def _judged(shown: view.View, metric: str) -> Iterable[str]:
    for one in shown.judged:
        yield terminal.interval(one.metrics[metric]) if metric in one.metrics else "–"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(map(_plain, row))} |" for row in rows]
    return [f"| {' | '.join(map(_plain, head))} |", "|---" * len(head) + "|", *body, ""]


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)
