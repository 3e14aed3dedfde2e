from pathlib import Path

import pytest

from coveval_train import runs, tables
from coveval_train.records import Label, Outcome, Request, Task, Verdict
from eval import scores, windows
from eval.stages import ANSWER

SECURE, VULNERABLE = Outcome.SECURE, Outcome.VULNERABLE
UNPARSED, ERROR = Outcome.UNPARSED, Outcome.ERROR


def ask(item: str, part_of: str | None = None, task: Task = Task.DETECTION) -> Request:
    return Request(
        id=f"{task.value}:{item}",
        task=task,
        item=item,
        family="f",
        cwe="CWE-787",
        language="c",
        label=Label.VULNERABLE,
        part_of=part_of,
        messages=[],
        prompt="",
    )


def joined(
    *of: Outcome, p: list[float | None] | None = None, cwes: list[str | None] | None = None
) -> Verdict:
    """Return what is said of a program whose windows have these outcomes."""
    asked = [ask(f"a#{number}", "a") for number in range(len(of))]
    said = {
        request.id: [
            Verdict(
                request=request.id,
                judge="j",
                outcome=outcome,
                p_vulnerable=p[number] if p else None,
                cwe=cwes[number] if cwes else None,
            )
        ]
        for number, (request, outcome) in enumerate(zip(asked, of, strict=True))
    }
    [request], by_judge = windows.join(asked, {"j": said})
    assert (request.id, request.item, request.part_of) == ("detection:a", "a", None)
    [[verdict]] = by_judge["j"].values()
    assert verdict.request == "detection:a"
    return verdict


@pytest.mark.parametrize(
    ("of", "whole"),
    [
        ((SECURE, SECURE), SECURE),
        ((SECURE, VULNERABLE), VULNERABLE),
        ((UNPARSED, VULNERABLE), VULNERABLE),
        ((SECURE, UNPARSED), UNPARSED),
        ((UNPARSED, ERROR, SECURE), ERROR),
    ],
)
def test_a_program_is_vulnerable_where_a_window_is(of: tuple[Outcome, ...], whole: Outcome) -> None:
    assert joined(*of).outcome == whole


def test_its_probability_is_the_highest_of_all() -> None:
    assert joined(SECURE, VULNERABLE, p=[0.2, 0.7]).p_vulnerable == 0.7
    assert joined(SECURE, ERROR, p=[0.2, None]).p_vulnerable is None


@pytest.mark.parametrize(
    ("cwes", "whole"),
    [
        (["none", "none"], "none"),
        (["none", "CWE-787"], "CWE-787"),
        (["CWE-787", "CWE-787"], "CWE-787"),
        (["CWE-787", "CWE-416"], None),
        (["none", None], None),
        ([None, "CWE-787"], "CWE-787"),
    ],
)
def test_its_class_is_the_one_that_windows_name(cwes: list[str | None], whole: str | None) -> None:
    assert joined(SECURE, SECURE, cwes=cwes).cwe == whole


def test_whole_programs_stay_as_they_are() -> None:
    asked = [ask("a"), ask("b")]
    said = {one.id: [Verdict(request=one.id, judge="j", outcome=SECURE)] for one in asked}
    assert windows.join(asked, {"j": said}) == (asked, {"j": said})


def test_a_program_with_a_window_that_nobody_judged_has_no_verdict() -> None:
    asked = [ask("a#1", "a"), ask("a#2", "a")]
    said = {asked[0].id: [Verdict(request=asked[0].id, judge="j", outcome=VULNERABLE)]}
    assert windows.join(asked, {"j": said})[1] == {"j": {}}
    said[asked[1].id] = [
        Verdict(request=asked[1].id, judge="j", outcome=SECURE, sample=sample) for sample in (0, 1)
    ]
    assert windows.join(asked, {"j": said})[1] == {"j": {}}


def test_a_score_counts_programs(tmp_path: Path) -> None:
    folder = runs.open_run(tmp_path / "run", {})
    secure = ask("b").model_copy(update={"label": Label.SECURE})
    asked = [ask("a#1", "a"), ask("a#2", "a"), secure]
    tables.write(asked, folder.requests)
    outcomes = (SECURE, VULNERABLE, SECURE)
    tables.append(
        [
            Verdict(request=one.id, judge=ANSWER, outcome=outcome)
            for one, outcome in zip(asked, outcomes, strict=True)
        ],
        folder.verdicts,
    )
    [score] = scores.score(folder)
    assert score.n == 2
    assert score.outcomes["vulnerable"] == 1
    assert score.metrics["balanced_accuracy"].value == 1
