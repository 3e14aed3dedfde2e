import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coveval_train import prompts
from coveval_train.errors import UserError
from coveval_train.models import ModelRef
from eval.oracles import threshold
from eval.oracles.threshold import Threshold

CURRENT = prompts.identity("judgment")


def test_it_parts_what_can_be_parted() -> None:
    value, accuracy = threshold.best([0.01, 0.02, 0.1, 0.2], [False, False, True, True])
    assert (value, accuracy) == (pytest.approx(0.06), 1)


def test_a_judge_that_tells_nothing_apart_keeps_the_default() -> None:
    assert threshold.best([0.3] * 4, [True, False, True, False]) == (0.5, 0.5)


def test_of_equals_the_nearest_to_one_half_is_taken() -> None:
    assert threshold.best([0.1, 0.9], [False, True]) == (0.5, 1)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=20).filter(
        lambda rows: len({label for _, label in rows}) == 2
    )
)
def test_no_other_threshold_is_better(rows: list[tuple[float, bool]]) -> None:
    p, label = (np.array(column) for column in zip(*rows, strict=True))
    _, accuracy = threshold.best(list(p), list(label))
    for other in (*p, 0.5, 1.1):
        called = p >= other
        assert (called[label].mean() + (~called[~label]).mean()) / 2 <= accuracy + 1e-8


def test_one_label_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="secure and vulnerable"):
        threshold.best([0.1, 0.2], [True, True])


def test_it_is_kept_beside_the_weights(tmp_path: Path) -> None:
    ref = ModelRef("base", str(tmp_path))
    assert threshold.read(ref) == 0.5
    threshold.write(Threshold(0.02, 0.9, 10, "validation.jsonl", CURRENT), ref)
    assert threshold.read(ref) == 0.02


def test_that_of_another_prompt_is_refused(tmp_path: Path) -> None:
    ref = ModelRef(str(tmp_path))
    threshold.write(Threshold(0.02, 0.9, 10, "validation.jsonl", "judgment@0"), ref)
    with pytest.raises(UserError, match="calibrated with the prompt judgment@0"):
        threshold.read(ref)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / threshold.FILE).write_text(json.dumps({"threshold": 1}))
    with pytest.raises(UserError, match="not a threshold"):
        threshold.read(ModelRef(str(tmp_path)))


def test_a_model_of_the_hub_cannot_keep_one() -> None:
    with pytest.raises(UserError, match="download the model"):
        threshold.write(Threshold(0.5, 0.5, 2, "x", CURRENT), ModelRef("owner/name"))
