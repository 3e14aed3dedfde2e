"""People with known opinions on a drawn study."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coveval_train import tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from eval.study import agreeing, annotations, folder, population
from eval.study.annotations import Annotation, Label
from eval.study.folder import Key, StudyFolder

SECURE, VULNERABLE, CANNOT_TELL = Label.SECURE, Label.VULNERABLE, Label.CANNOT_TELL
MakeRun = Callable[[str], Path]


@pytest.fixture
def study(make_run: MakeRun, tmp_path: Path) -> StudyFolder:
    found = population.read([make_run("one"), make_run("two")])
    out = StudyFolder(tmp_path / "study")
    folder.draw(found, 60, 3.0, 0, out.path)
    return out


def as_judge(study: StudyFolder, judge: str) -> dict[str, Label]:
    """Return the labels of a person who thinks as a judge does."""
    return {key.item: Label(key.verdicts[judge]) for key in tables.read(study.key, Key)}


def say(study: StudyFolder, name: str, labels: Mapping[str, Label | None]) -> None:
    for item, label in labels.items():
        annotations.add(study, name, Annotation(item=item, label=label))


def test_a_judge_that_people_follow_is_right_and_the_other_as_far_off_as_it_is(
    study: StudyFolder,
) -> None:
    for name in ("anna", "bert", "cleo"):
        say(study, name, as_judge(study, "first"))
    found = agreeing.agree(study.path)
    assert found.people == {"anna": 60, "bert": 60, "cleo": 60}
    assert found.decided.alpha and found.decided.alpha.value == pytest.approx(1)
    assert found.to_discuss == []
    first, second = found.judges
    assert (first.judge, second.judge) == ("first", "second")
    assert first.programs == second.programs == sum(found.study.sizes.values())
    assert first.metrics["consistency"].value == pytest.approx(1)
    # Of all programs the judges agree on as many as are in the stratum of those not disputed.
    share = found.study.sizes[folder.AGREED] / first.programs
    assert second.metrics["consistency"].value == pytest.approx(share)
    assert second.metrics["diff"].value == pytest.approx(
        secure(found.study, "second") - secure(found.study, "first")
    )


def secure(study: folder.Study, judge: str) -> float:
    by_stratum = study.columns[judge].values()
    return sum(of[0] for of in by_stratum) / sum(sum(of) for of in by_stratum)


def test_most_decide_and_a_tie_is_the_seniors() -> None:
    two = {"a": "secure", "b": "vulnerable"}
    assert agreeing.consensus(two | {"c": "secure"}, None) == "secure"
    assert agreeing.consensus(two, None) is None
    assert agreeing.consensus(two, "b") == "vulnerable"
    assert agreeing.consensus(two | {"c": "cannot tell"}, "c") == "cannot tell"
    assert agreeing.consensus(two, "absent") is None
    # The senior decides among the tied, and overrules nobody.
    four = two | {"c": "secure", "d": "vulnerable", "s": "cannot tell"}
    assert agreeing.consensus(four, "s") is None


def test_items_without_a_consensus_are_counted_and_discussed(study: StudyFolder) -> None:
    labels = as_judge(study, "first")
    one, other, third = sorted(labels)[:3]
    say(study, "anna", labels)
    say(study, "bert", labels | {one: CANNOT_TELL, other: CANNOT_TELL})
    say(study, "cleo", labels | {one: CANNOT_TELL, third: CANNOT_TELL})
    found = agreeing.agree(study.path)
    assert found.consensus["cannot tell"] == 1
    assert [item.item for item in found.to_discuss][:1] != [] and len(found.to_discuss) == 3
    assert found.judges[0].judged == 59
    assert found.decided.items == 59 and found.all_words.items == 60


def test_what_is_taken_back_does_not_count(study: StudyFolder) -> None:
    labels = as_judge(study, "first")
    item = min(labels)
    say(study, "anna", labels)
    say(study, "anna", {item: None})
    assert agreeing.agree(study.path).people == {"anna": 59}


def test_a_judge_that_was_not_asked_of_all_is_held_against_those_it_was(
    make_run: MakeRun, tmp_path: Path
) -> None:
    run = make_run("one")
    lines = (run / "verdicts.jsonl").read_text().splitlines(keepends=True)
    halves = [line for line in lines if json.loads(line)["judge"] == "second"][::2]
    (run / "verdicts.jsonl").write_text("".join(line for line in lines if line not in halves))
    out = StudyFolder(tmp_path / "study")
    folder.draw(population.read([run]), 60, 1.0, 0, out.path)
    say(out, "anna", as_judge(out, "first"))
    first, second = agreeing.agree(out.path).judges
    assert second.programs < 0.6 * first.programs
    assert second.judged < first.judged == 60


def test_what_is_wrong_is_told(study: StudyFolder) -> None:
    with pytest.raises(UserError, match="nobody has annotated it"):
        agreeing.agree(study.path)
    with pytest.raises(UserError, match="no name for a file"):
        say(study, "../anna", {"x": SECURE})
    say(study, "anna", {"x": SECURE, "y": VULNERABLE})
    with pytest.raises(UserError, match=r"'anne'\. Did you mean 'anna'"):
        agreeing.agree(study.path, "anne")
    with pytest.raises(UserError) as raised:
        agreeing.agree(study.path)
    assert len(raised.value.problems) == 2


def test_the_command_reports(study: StudyFolder) -> None:
    labels = as_judge(study, "first")
    say(study, "anna", labels)
    say(study, "bert", labels | {min(labels): CANNOT_TELL})
    done = CliRunner().invoke(build_app(), ["study", "agree", str(study.path), "--senior", "anna"])
    assert done.exit_code == 0, done.output
    assert "anna 60, bert 60" in done.stdout
    assert "1 items to discuss" in done.stdout
    assert "consistency" in done.stdout
