import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coveval_train import tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from coveval_train.records import Task
from eval.study import folder, population
from eval.study.folder import AGREED, DISPUTED, Item, Key, StudyFolder

MakeRun = Callable[[str], Path]


@pytest.fixture
def drawn(make_run: MakeRun, tmp_path: Path) -> tuple[folder.Study, list[Item], list[Key]]:
    found = population.read([make_run("one"), make_run("two")])
    out = StudyFolder(tmp_path / "study")
    study = folder.draw(found, 60, 3.0, 0, out.path)
    return study, tables.read(out.items, Item), tables.read(out.key, Key)


def test_every_answer_with_code_may_be_drawn(make_run: MakeRun) -> None:
    found = population.read([make_run("one")])
    assert {member.request.task for member in found.members} == {Task.COMPLETION, Task.REPAIR}
    assert found.without_code == (len(found.members) + found.without_code) // 7
    assert {member.model for member in found.members} == {"one"}
    assert found.members[0].verdicts == {"first": "vulnerable", "second": "vulnerable"}
    assert [member.disputed for member in found.members[:5]] == [False, False, True, True, True]


def test_annotators_see_nothing_of_models_and_judges(
    drawn: tuple[folder.Study, list[Item], list[Key]],
) -> None:
    _, items, keys = drawn
    assert set(Item.model_fields) == {"id", "cwe", "language", "code"}
    assert [item.id for item in items] == [key.item for key in keys]
    assert len({item.id for item in items}) == 60
    # Neither strata nor models follow on each other.
    for values in ([key.stratum for key in keys], [key.model for key in keys]):
        changes = sum(one != other for one, other in itertools.pairwise(values))
        assert changes > 15


def test_weights_add_up_to_the_population(
    drawn: tuple[folder.Study, list[Item], list[Key]],
) -> None:
    study, _, keys = drawn
    for name in (AGREED, DISPUTED):
        weights = [key.weight for key in keys if key.stratum == name]
        assert sum(weights) == pytest.approx(study.sizes[name])
        assert sum(study.columns["first"][name]) == study.sizes[name]
    by_stratum = {key.stratum: key.weight for key in keys}
    assert by_stratum[AGREED] / by_stratum[DISPUTED] == pytest.approx(3, rel=0.15)


def test_weaknesses_and_models_are_drawn_in_proportion(
    drawn: tuple[folder.Study, list[Item], list[Key]],
) -> None:
    _, items, keys = drawn
    assert abs(Counter(key.model for key in keys)["one"] - 30) <= 4
    assert len({item.cwe for item in items}) >= 16
    assert {item.language for item in items} == {"c", "python"}


def test_the_same_seed_draws_the_same(make_run: MakeRun, tmp_path: Path) -> None:
    found = population.read([make_run("one")])
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        folder.draw(found, 30, 3.0, seed, tmp_path / name)
    texts = {name: (tmp_path / name / "items.jsonl").read_text() for name in "abc"}
    assert texts["a"] == texts["b"] != texts["c"]
    assert folder.read(tmp_path / "a").seed == 1


def test_a_study_is_not_drawn_over(make_run: MakeRun, tmp_path: Path) -> None:
    found = population.read([make_run("one")])
    folder.draw(found, 30, 3.0, 0, tmp_path / "a")
    with pytest.raises(UserError, match="holds a study already"):
        folder.draw(found, 30, 3.0, 0, tmp_path / "a")
    with pytest.raises(UserError, match="no study"):
        folder.read(tmp_path)


def test_all_that_is_wrong_with_runs_is_told_at_once(make_run: MakeRun, tmp_path: Path) -> None:
    run = make_run("one")
    with pytest.raises(UserError) as raised:
        population.read([tmp_path / "absent", run, run])
    assert len(raised.value.problems) == 2
    assert "named twice" in raised.value.problems[1]


def test_the_command_draws(make_run: MakeRun, tmp_path: Path) -> None:
    words = ["study", "sample", make_run("one"), "--n", 40, "--out", tmp_path / "study"]
    done = CliRunner().invoke(build_app(), list(map(str, words)))
    assert done.exit_code == 0, done.output
    assert "40 of" in done.stdout and "hold no code" in done.stdout
