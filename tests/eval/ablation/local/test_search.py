"""Claims of two workers on one study."""

from pathlib import Path

import pytest
import yaml

from eval.ablation import sweep_file
from eval.ablation.local.search import Search, open_search


@pytest.fixture
def workers(tmp_path: Path) -> tuple[Search, Search]:
    loaded = {
        "program": "trial.py",
        "method": "grid",
        "metric": {"name": "score", "goal": "maximize"},
        "parameters": {"x": {"values": [1, 2]}},
    }
    path = tmp_path / "sweep.yaml"
    path.write_text(yaml.safe_dump(loaded))
    sweep = sweep_file.read(path)
    return open_search(sweep, tmp_path / "out", 0), open_search(sweep, tmp_path / "out", 0)


def test_workers_take_different_trials(workers: tuple[Search, Search]) -> None:
    first, second = (each.claim() for each in workers)
    assert first and second
    assert {first.values["x"], second.values["x"]} == {1, 2}
    assert workers[0].claim() is None
    assert workers[0].busy()


def test_a_trial_that_ends_while_another_worker_looks_is_not_taken_again(
    workers: tuple[Search, Search], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, other = workers
    taken = owner.claim()
    assert taken
    try_lock = Search._try_lock

    def after_the_end(self: Search, number: int) -> int | None:
        """Let the owner finish between the other's look at what runs and its lock."""
        if number == taken.trial.number:
            owner.finish(taken, 1.0)
            monkeypatch.undo()
        return try_lock(self, number)

    monkeypatch.setattr(Search, "_try_lock", after_the_end)
    following = other.claim()
    assert following
    assert following.trial.number != taken.trial.number
    assert len(other.trials()) == 2
