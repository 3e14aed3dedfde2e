"""Third stage: verdicts become figures, with intervals, baselines and every outcome counted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coveval_train import tables
from coveval_train.cwe import Language
from coveval_train.errors import UserError
from coveval_train.records import Request, Task, Verdict
from coveval_train.runs import RunFolder
from eval import ensembles, sheets, windows
from eval.metrics import bootstrap
from eval.metrics.bootstrap import Difference, Estimate
from eval.oracles import analysers, executable
from eval.pair_sheets import PAIRS, pair_sheet
from eval.sheets import Given, Sheet
from eval.stages import ANSWER, HUMANEVAL, JUDGING
from eval.tasks.requests import CODE_TASKS

ANSWERS = (ANSWER, HUMANEVAL)
"""The judges that do not judge the security of programs."""
JUDGING_TASK = "judging"
"""The name under which a judge's own scores appear beside the tasks'."""
JUDGING_TASKS = (JUDGING_TASK, JUDGING_TASK + PAIRS)
"""The same, with that of pairs of programs."""


@dataclass(frozen=True)
class Part:
    """The first metric of a score on some of its items."""

    n: int
    families: int
    estimate: Estimate


@dataclass(frozen=True)
class Score:
    """What one judge makes of one task."""

    task: str
    judge: str
    n: int
    samples: int
    families: int
    outcomes: dict[str, int]
    """How many answers came to each outcome; they sum to n times samples."""
    metrics: dict[str, Estimate]
    baselines: dict[str, dict[str, float]]
    """The same metrics for answers that need no model."""
    by_cwe: dict[str, Part]
    by_language: dict[str, Part]
    by_origin: dict[str, Part]
    """Seed scenarios and those evolved from them, where there are both."""
    evolved_minus_seed: Difference | None
    """How much higher the first metric is on evolved scenarios than on the seeds they came from."""


def score(folder: RunFolder) -> list[Score]:
    """Score a finished run and write its ``scores.json``; needs no model and no benchmark.

    Raises:
        UserError: requests without a verdict; the run has not been finished.
    """
    scores = [of_sheet(sheet) for sheet in read_sheets(folder)]
    tables.write_json([asdict(row) for row in scores], folder.scores)
    return scores


def of_sheet(sheet: Sheet) -> Score:
    """Compute every figure of a sheet."""
    counts = bootstrap.by_family(sheet.families, sheet.counts)
    return Score(
        task=sheet.task,
        judge=sheet.judge,
        n=len(sheet.items),
        samples=sheet.samples,
        families=len(counts),
        outcomes=sheet.outcomes,
        metrics={
            name: bootstrap.estimate(counts, statistic) for name, statistic in sheet.metrics.items()
        },
        baselines={
            baseline: {
                name: float(statistic(sums[None])[0]) for name, statistic in sheet.metrics.items()
            }
            for baseline, sums in sheet.baselines.items()
        },
        by_cwe=_parts(sheet, sheet.cwes) if all(sheet.cwes) else {},
        by_language=_parts(sheet, sheet.languages),
        by_origin=_parts(sheet, _origins(sheet)) if len(set(sheet.evolved)) > 1 else {},
        evolved_minus_seed=_evolved_minus_seed(sheet) if len(set(sheet.evolved)) > 1 else None,
    )


def read_sheets(folder: RunFolder) -> list[Sheet]:
    """Lay out every verdict of a finished run, by task and judge."""
    requests, given = windows.join(
        tables.read(folder.requests, Request),
        _by_judge(tables.read_appended(folder.verdicts, Verdict)),
    )
    by_judge: dict[str, Given] = {**given, **ensembles.join(given)}
    laid_out = []
    for task in Task:
        asked = [row for row in requests if row.task == task and not row.id.startswith(JUDGING)]
        judges = [HUMANEVAL if task == Task.USABILITY else ANSWER]
        if task in CODE_TASKS:
            judges = [judge for judge in by_judge if judge not in ANSWERS] or [executable.NAME]
        laid_out += [
            sheets.task_sheet(task, judge, readable, by_judge.get(judge, {}))
            for judge in judges
            if (readable := _readable(judge, asked, given))
        ]
        if task == Task.DETECTION:
            laid_out += _pairs(task.value, ANSWER, asked, given.get(ANSWER, {}))
    proven = [row for row in requests if row.id.startswith(JUDGING)]
    for judge, verdicts in by_judge.items():
        readable = _readable(judge, proven, given)
        if readable and judge not in (*ANSWERS, executable.NAME):
            laid_out.append(sheets.binary_sheet(JUDGING_TASK, judge, readable, verdicts))
            laid_out += _pairs(JUDGING_TASK, judge, readable, verdicts)
    return laid_out


def _pairs(task: str, judge: str, asked: Sequence[Request], given: Given) -> list[Sheet]:
    found = pair_sheet(task, judge, asked, given)
    return [found] if found else []


def _readable(judge: str, asked: Sequence[Request], by_judge: Mapping[str, Given]) -> list[Request]:
    """Return the requests about programs in a language that the judge, or one that votes, reads."""
    readers = ensembles.voters(by_judge) if judge in ensembles.NAMES else [judge]
    return [request for request in asked if any(_reads(one, request.language) for one in readers)]


def _reads(judge: str, language: Language) -> bool:
    return judge not in analysers.NAMES or language in analysers.languages(judge)


def _by_judge(verdicts: Sequence[Verdict]) -> dict[str, dict[str, list[Verdict]]]:
    """Return each judge's verdicts on each request in order of the samples; later ones count."""
    latest = {(verdict.judge, *verdict.key): verdict for verdict in verdicts}
    by_judge: dict[str, dict[str, list[Verdict]]] = {}
    for (judge, request, _), verdict in sorted(latest.items(), key=lambda item: item[0][2]):
        by_judge.setdefault(judge, {}).setdefault(request, []).append(verdict)
    return by_judge


def read(folder: RunFolder) -> list[Score]:
    """Read a run's ``scores.json``; raise `UserError` if it has none."""
    try:
        return [_from_json(row) for row in json.loads(folder.scores.read_text())]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"{folder.scores}: no scores ({error}); finish the run with 'coveval eval' first"
        ) from error


def _from_json(row: dict[str, Any]) -> Score:
    def parts(group: dict[str, Any]) -> dict[str, Part]:
        return {
            name: Part(part["n"], part["families"], Estimate(**part["estimate"]))
            for name, part in group.items()
        }

    evolved = row["evolved_minus_seed"]
    return Score(
        **row
        | {
            "metrics": {name: Estimate(**value) for name, value in row["metrics"].items()},
            "by_cwe": parts(row["by_cwe"]),
            "by_language": parts(row["by_language"]),
            "by_origin": parts(row["by_origin"]),
            "evolved_minus_seed": Difference(**evolved) if evolved else None,
        }
    )


def _parts(sheet: Sheet, groups: Sequence[str]) -> dict[str, Part]:
    parts = {}
    for name in dict.fromkeys(groups):
        part = sheets.select(sheet, [group == name for group in groups])
        counts = bootstrap.by_family(part.families, part.counts)
        statistic = next(iter(part.metrics.values()))
        parts[name] = Part(len(part.items), len(counts), bootstrap.estimate(counts, statistic))
    return parts


def _origins(sheet: Sheet) -> list[str]:
    return ["evolved" if evolved else "seed" for evolved in sheet.evolved]


def _evolved_minus_seed(sheet: Sheet) -> Difference | None:
    """Compare them within families: each evolved scenario has its seed's family."""
    seeds = sheets.select(sheet, [not evolved for evolved in sheet.evolved])
    evolved = sheets.select(sheet, sheet.evolved)
    if set(seeds.families) != set(evolved.families):
        return None
    statistic = next(iter(sheet.metrics.values()))
    return bootstrap.difference(
        bootstrap.by_family(seeds.families, seeds.counts),
        bootstrap.by_family(evolved.families, evolved.counts),
        statistic,
    )
