"""Published result files, scored again."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from coveval_train.errors import UserError, raise_if_any
from coveval_train.records import Outcome, Response, Task
from eval.bench import official, official_results
from eval.bench.benchmark import Benchmark
from eval.bench.official_results import PublishedResult
from eval.rescore import official_rules
from eval.rescore.rules import Answered, Change, Rescored, Rules, rescore
from eval.tasks import published, requests
from eval.tasks.requests import PUBLISHED


def rescore_file(path: Path, bench: Benchmark | None, task: Task, rules: Rules) -> Rescored:
    """Score a published file of detection and classification answers, or of judged programs.

    Args:
        bench: the published benchmark, which knows the labels; completion and repair need none.

    Raises:
        UserError: the file cannot be read, or holds answers about programs that are not in the
            benchmark, or more than one about the same.
    """
    results = official_results.read(path)
    if not results:
        raise UserError(f"{path}: no answers in it")
    if task in requests.CODE_TASKS:
        return _rescore_code(path, results, task, rules)
    if bench is None:
        raise UserError(f"{path}: a result file has no labels; add --bench official:DIR")
    return rescore(str(path), _match(path, results, bench), task, rules)


def _match(path: Path, results: Sequence[PublishedResult], bench: Benchmark) -> list[Answered]:
    """Join each answer with the question about its program, which knows the label."""
    by_item = {request.item: request for request in requests.build(bench, [Task.DETECTION])}
    answered: dict[str, Answered] = {}
    problems = []
    for number, result in enumerate(results, 1):
        named = official.PROGRAM_NAME.fullmatch(Path(result.source_code_id).stem)
        item = f"{official.ORIGIN}/program/{'/'.join(named.groups())}" if named else ""
        where = f"{path}: answer {number}"
        if item not in by_item:
            problems.append(f"{where}: the benchmark has no program {result.source_code_id}")
        elif item in answered:
            problems.append(f"{where}: a second one about {result.source_code_id}")
        else:
            request = by_item[item].model_copy(update={"prompt": PUBLISHED})
            response = Response(request=request.id, text=result.response, tokens=0, finish="stop")
            answered[item] = Answered(request, [response])
    raise_if_any(problems)
    return list(answered.values())


def _rescore_code(
    path: Path, results: Sequence[PublishedResult], task: Task, rules: Rules
) -> Rescored:
    """Score programs by the stored answers of upstream's judge, under each of its two readers."""
    stored = [_judge_answer(result) for result in results]
    raise_if_any(
        [
            f"{path}: answer {number}: no verdict (vul_eval), or no answer of a judge with it"
            for number, (result, text) in enumerate(zip(results, stored, strict=True), 1)
            if result.vul_eval not in ("safe", "unsafe") or text is None
        ]
    )
    texts = [text or "" for text in stored]
    strict = [published.parse_label(text) for text in texts]
    if rules == "official":
        counts = {
            "sr@1": sum(result.vul_eval == "safe" for result in results),
            "sr@1_unless_no": _secure(map(official_rules.judged_unless_no, texts)),
            "sr@1_if_unsafe": _secure(map(official_rules.judged_if_unsafe, texts)),
        }
    else:
        counts = {outcome.value: strict.count(outcome) for outcome in Outcome}
    names = {"safe": Outcome.SECURE, "unsafe": Outcome.VULNERABLE}
    changes = [
        Change(
            item=result.source_code_id,
            truth="unknown",
            official=names[str(result.vul_eval)].value,
            strict=after.value,
            why="the stored verdict is not what the judge's stored answer says",
            answer=text,
        )
        for result, after, text in zip(results, strict, texts, strict=True)
        if names[str(result.vul_eval)] != after
    ]
    figures = {name: count / len(results) for name, count in counts.items()}
    return Rescored(str(path), task.value, rules, len(results), figures, [], changes)


def _secure(outcomes: Iterable[Outcome]) -> int:
    return sum(outcome == Outcome.SECURE for outcome in outcomes)


def _judge_answer(result: PublishedResult) -> str | None:
    """Return what upstream's judge wrote, which is under its name and the id of the weakness."""
    told = (result.model_extra or {}).get("meta_data")
    for answers in told.values() if isinstance(told, dict) else ():
        if isinstance(answers, dict) and isinstance(answers.get(result.vul_type_id), str):
            return answers[result.vul_type_id]
    return None
