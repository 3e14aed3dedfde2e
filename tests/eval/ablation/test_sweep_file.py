from pathlib import Path
from typing import Any

import pytest
import yaml

from coveval_train.errors import UserError
from eval.ablation import sweep_file
from eval.ablation.sweep_file import Choice, Hyperband, Range

GRID: dict[str, Any] = {
    "program": "trial.py",
    "method": "grid",
    "metric": {"name": "score", "goal": "maximize"},
    "parameters": {
        "mixture": {"values": ["sc=1,g=0", "sc=0,g=1"]},
        "seed": {"min": 0, "max": 2},
        "weights": {"parameters": {"sc": {"value": 0.5}}},
    },
}


def read(tmp_path: Path, **changes: Any) -> sweep_file.Sweep:
    path = tmp_path / "sweep.yaml"
    path.write_text(yaml.safe_dump(GRID | changes))
    return sweep_file.read(path)


def test_a_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, early_terminate={"type": "hyperband", "min_iter": 2})
    assert found.parameters == {
        "mixture": Choice(("sc=1,g=0", "sc=0,g=1")),
        "seed": Range(0, 2, "int_uniform"),
        "weights.sc": Choice((0.5,)),
    }
    assert found.hyperband == Hyperband(2, 3)
    assert found.command == sweep_file.COMMAND
    assert len(found.grid) == 6
    assert found.grid[1] == {"mixture": "sc=1,g=0", "seed": 1, "weights.sc": 0.5}
    assert sweep_file.nested(found.grid[1])["weights"] == {"sc": 0.5}
    assert len(read(tmp_path, run_cap=4).grid) == 4


def test_the_last_rung_gives_the_first(tmp_path: Path) -> None:
    rungs = {"type": "hyperband", "max_iter": 27, "s": 2, "eta": 3}
    assert read(tmp_path, early_terminate=rungs).hyperband == Hyperband(3, 3)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"metod": "grid"}, "metod: unknown key. Did you mean 'method'?"),
        ({"method": "genetic"}, "method: 'genetic' is none of grid, random, bayes"),
        ({"method": "random"}, "run_cap: missing; a random search needs to know when to end"),
        ({"method": "bayes", "metric": None, "run_cap": 3}, "metric: name the figure"),
        ({"metric": {"name": "score", "goal": "up"}}, "goal: 'up' is neither"),
        ({"program": None}, "program: name the script"),
        ({"parameters": {}}, "parameters: there are none"),
        ({"parameters": {"x": {"valeus": [1]}}}, "x: valeus: the local runner does not know it"),
        ({"parameters": {"x": {"values": []}}}, "x: values: is no list of values"),
        ({"parameters": {"x": {"min": 1, "max": 1}}}, "x: give value, values, or a min below"),
        ({"parameters": {"x": {"min": 0.0, "max": 1.0}}}, "x: a grid has no end of its values"),
        (
            {"parameters": {"x": {"min": 0, "max": 1, "distribution": "beta"}}},
            "the local runner does not know 'beta'",
        ),
        ({"early_terminate": {"type": "median"}}, "only hyperband is known"),
        ({"early_terminate": {"type": "hyperband"}}, "give either min_iter, or max_iter and s"),
        (
            {"early_terminate": {"type": "hyperband", "max_iter": 4, "s": 3}},
            "divided s times by eta, leaves no report",
        ),
        ({"run_cap": 0}, "run_cap: 0 is no number of trials"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(UserError) as error:
        read(tmp_path, **changes)
    assert any(fault in problem for problem in error.value.problems), error.value.problems


def test_all_problems_are_named_at_once_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read(tmp_path, method="x", program=None, parameters={"a": 1})
    assert len(error.value.problems) == 4
    assert all("sweep.yaml: " in problem for problem in error.value.problems)


def test_what_is_no_sweep_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        sweep_file.read(tmp_path / "none.yaml")
    (tmp_path / "list.yaml").write_text("[1]")
    with pytest.raises(UserError, match="no mapping"):
        sweep_file.read(tmp_path / "list.yaml")
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(UserError, match="not a YAML file"):
        sweep_file.read(tmp_path / "bad.yaml")
