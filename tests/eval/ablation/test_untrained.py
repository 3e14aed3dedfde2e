import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from coveval_train.errors import UserError
from eval.ablation import measuring, trials, untrained
from eval.ablation.measuring import MeasureConfig
from eval.ablation.trials import Response, Trial

pytestmark = pytest.mark.slow
ABOUT = MeasureConfig(
    eval_tasks="detection", eval_cwes=["CWE-89"], eval_families=1, eval_answers="likelihood"
)
COVEVAL = Path(sys.executable).parent / "coveval"


@pytest.fixture(scope="module")
def measured(
    tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Response]]:
    """Return a folder with a trial that has been evaluated, and its responses."""
    folder = tmp_path_factory.mktemp("trials")
    shutil.copytree(tiny_model, folder / "one")
    trials.write(Trial("one", {"sc": 1.0}, "plain", 0, {}, {}), folder / "one")
    how = measuring.prepare(ABOUT, [])
    assert how
    return folder, measuring.measure(how, folder / "one", Console(quiet=True))


def evaluate(model: Path, out: Path, *words: object) -> Path:
    asked = ("--tasks", "detection", "--cwe", "CWE-89", "--limit", 1)
    line = [COVEVAL, "eval", model, "--out", out, "--judge", "executable", *asked, *words]
    subprocess.run(list(map(str, line)), check=True, capture_output=True, timeout=300)
    return out


def test_the_model_before_training_is_read_as_a_trial_is(
    measured: tuple[Path, dict[str, Response]], tiny_model: Path, tmp_path: Path
) -> None:
    folder, responses = measured
    run = evaluate(tiny_model, tmp_path / "run", "--answers", "likelihood")
    assert untrained.read(run, folder) == responses
    assert "detection" in responses


def test_one_that_was_asked_otherwise_is_refused(
    measured: tuple[Path, dict[str, Response]], tiny_model: Path, tmp_path: Path
) -> None:
    run = evaluate(tiny_model, tmp_path / "run", "--answers", "text", "--max-new-tokens", 9)
    with pytest.raises(UserError) as refused:
        untrained.read(run, measured[0])
    assert "by_likelihood is False, and True in the trials" in str(refused.value)
    assert "'max_new_tokens': 9" in str(refused.value)


def test_trials_without_an_evaluation_have_nothing_beside_it(
    measured: tuple[Path, dict[str, Response]], tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="no trial has been evaluated"):
        untrained.read(measured[0] / "one" / measuring.EVALUATION, tmp_path)
