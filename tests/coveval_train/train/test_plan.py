from pathlib import Path

import pytest

from coveval_train.errors import UserError
from coveval_train.train.gpus import GPUS
from coveval_train.train.plan import plan

ROOT = Path(__file__).parents[3]
QLORA = ["--config", str(ROOT / "recipes/vcjudge/llama3-8b-qlora.yaml")]
FULL = ["--config", str(ROOT / "recipes/vcjudge/llama3-8b-full-zero3.yaml")]


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def test_what_does_not_fit_one_gpu_fits_several() -> None:
    alone = plan(FULL, GPUS["h100"], processes=1, zero_stage=3, utilisation=0.4)
    together = plan(FULL, GPUS["h100"], processes=8, zero_stage=3, utilisation=0.4)
    assert (alone.fits, together.fits) == (False, True)
    assert plan(QLORA, GPUS["rtx4090"], 1, 0, 0.4).fits


def test_without_data_the_work_is_unknown() -> None:
    assert plan(QLORA, GPUS["h200"], 1, 0, 0.4).work is None


def test_work_is_counted_where_the_data_is(tiny_model: Path, tmp_path: Path) -> None:
    from data_gen import build
    from data_gen.card import Choices

    build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 0))
    files = [
        f"--train_file={tmp_path}/train.jsonl",
        f"--validation_file={tmp_path}/validation.jsonl",
    ]
    arguments = [*QLORA, f"--model_name_or_path={tiny_model}", "--max_length=9000", *files]
    one, two = (plan(arguments, GPUS["h200"], processes, 0, 0.4).work for processes in (1, 2))
    assert one is not None and two is not None
    assert one.steps in (2 * two.steps, 2 * two.steps - 1, 2 * two.steps - 2, 2 * two.steps - 3)
    assert one.seconds > 0


def test_an_unknown_model_is_one_line() -> None:
    with pytest.raises(UserError, match=r"nobody/nothing: no config\.json"):
        plan([*QLORA, "--model_name_or_path=nobody/nothing"], GPUS["h200"], 1, 0, 0.4)
