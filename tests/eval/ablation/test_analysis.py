from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from eval.ablation import analysis, trials
from eval.ablation.analysis import Question
from eval.ablation.designs import Minimum
from eval.ablation.recommending import Floor
from eval.ablation.report import sections
from eval.ablation.trials import Response
from tests.eval.ablation.conftest import change

Write = Callable[..., Path]


def test_the_best_mixture_is_recommended_and_what_is_flat_is_said(write_trials: Write) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question("completion/secure"))
    assert len(found.cells) == 19
    assert all(cell.seeds == (0, 1, 2) for cell in found.cells)
    [plain] = found.methods
    assert plain.recommendation and plain.recommendation.shares
    assert plain.recommendation.shares["sc"] >= 0.85
    assert plain.fits["completion/secure"].terms["sc"].value == pytest.approx(0.7, abs=0.02)
    assert any("repair: the same in every trial" in text for text in found.unknown)
    assert any("repair/secure: the model is no better" in text for text in found.unknown)
    assert not any("usability" in text for text in found.unknown)


def test_of_a_loss_the_lowest_is_recommended(write_trials: Write) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question("loss/sc"))
    given = found.methods[0].recommendation
    assert given and given.shares
    assert given.shares["sc"] == pytest.approx(1)
    assert given.as_good["sc"][0] > 0.8


def test_constraints_hold(write_trials: Write) -> None:
    question = Question("completion/secure", (Minimum(("g",), 0.2),), (Floor("usability", 0.15),))
    given = analysis.analyse(trials.read(write_trials()), question).methods[0].recommendation
    assert given and given.shares
    assert given.shares["g"] >= 0.2 - 1e-6
    assert given.expected["usability"].low >= 0.15


def test_where_the_best_response_is_constant_there_is_none(write_trials: Write) -> None:
    given = analysis.analyse(trials.read(write_trials()), Question("repair")).methods[0]
    assert given.recommendation and given.recommendation.shares is None
    assert "do not tell that mixtures differ in repair" in given.recommendation.reason


def test_methods_are_compared_on_the_same_mixtures_and_seeds(write_trials: Write) -> None:
    found = analysis.analyse(trials.read(write_trials(("plain", "safecoder"))), Question())
    assert [of.method for of in found.methods] == ["plain", "safecoder"]
    gaps = {effect.response: effect.mean for effect in found.effects}
    assert gaps["completion/secure"].value == pytest.approx(0.1, abs=0.005)
    assert gaps["completion/secure"].n == 19
    low, high = gaps["completion/secure"].low, gaps["completion/secure"].high
    assert low is not None and high is not None and 0.09 < low < 0.1 < high < 0.11
    assert gaps["usability"].low is not None and gaps["usability"].low < 0


def test_every_method_is_compared_with_plain_training(write_trials: Write) -> None:
    methods = ("dpo", "plain", "safecoder")
    found = analysis.analyse(trials.read(write_trials(methods, 1)), Question())
    assert {(one.method, one.over) for one in found.effects} == {
        ("dpo", "plain"),
        ("safecoder", "plain"),
    }


def test_the_directions_of_table_4_are_compared(write_trials: Write) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question()).methods[0].compared
    verdicts = {(one.before, one.after, one.response): one.verdict for one in found}
    assert verdicts["GC-IFT", "SC-IFT", "completion/secure"] == "same"
    assert verdicts["SC-IFT", "GC-IFT+SC-IFT", "usability"] == "same"
    assert verdicts["GC-IFT", "SC-IFT", "repair/secure"] == "cannot tell"
    published = {(one.before, one.after, one.response): one.published for one in found}
    assert published["SC-IFT", "SC-IFT+VD-IFT", "repair/secure"] == pytest.approx(0.0838)


def test_a_front_is_of_those_that_none_beats(write_trials: Write) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question())
    places = found.fronts["completion", "usability"]
    front = [place.cell.shares for place in places if place.on_front]
    assert {"sc": 1.0, "vd": 0.0, "gc": 0.0, "g": 0.0} in front
    assert {"sc": 0.0, "vd": 0.0, "gc": 1.0, "g": 0.0} in front
    beaten = [place.cell.shares for place in places if place.surely_beaten]
    assert {"sc": 0.0, "vd": 1.0, "gc": 0.0, "g": 0.0} in beaten
    assert not any(place.on_front and place.surely_beaten for place in places)


def test_trials_that_did_not_finish_are_told(write_trials: Write) -> None:
    folder = write_trials()
    failed = change(folder, 0, state="failed", reason="out of memory")
    change(folder, 5, state="running")
    found = analysis.analyse(trials.read(folder), Question())
    assert any("1 of 57 trials failed" in text for text in found.unknown)
    assert any("Still running, or killed: 1 trials" in text for text in found.unknown)
    assert found.cells[0].shares == failed.shares
    assert found.cells[0].seeds == (1, 2)


def test_what_else_differs_is_never_pooled(write_trials: Write) -> None:
    folder = write_trials()
    for number in range(0, 57, 2):
        settings = trials.read(folder)[number].settings
        change(folder, number, settings=settings | {"learning_rate": 1e-4})
    found = analysis.analyse(trials.read(folder), Question())
    methods = [of.method for of in found.methods]
    assert sorted(methods) == ["plain learning_rate=0.0001", "plain learning_rate=None"]
    assert len(found.cells) == 2 * 19
    assert sum(len(cell.seeds) for cell in found.cells) == 57


def test_trials_of_other_data_or_code_are_told(write_trials: Write) -> None:
    folder = write_trials()
    for number in range(57):
        change(folder, number, fingerprints={"code": "a", "train": {"sc": "x"}})
    assert not any("fingerprints" in text for text in _unknown(folder))
    change(folder, 3, fingerprints={"code": "b", "train": {"gc": "y"}})
    told = [text for text in _unknown(folder) if "fingerprints" in text]
    assert len(told) == 1 and "the same code" in told[0]
    change(folder, 3, fingerprints={"code": "a", "train": {"sc": "z"}})
    assert any("the same train" in text for text in _unknown(folder))


def _unknown(folder: Path) -> list[str]:
    return analysis.analyse(trials.read(folder), Question()).unknown


def test_the_untrained_model_stands_beside_the_trials(write_trials: Write) -> None:
    found = trials.read(write_trials())
    before = {"completion/secure": Response(0.2, 0.1, 0.3), "usability": Response(0.5, 0.4, 0.6)}
    analysed = analysis.analyse(found, Question(), before)
    [told] = [text for text in analysed.unknown if "before any training" in text]
    assert told.startswith("usability: of no mixture")
    means = next(sections.sections(analysed))
    assert means.rows[0][0] == "untrained"
    at = means.columns.index("usability")
    assert means.rows[0][at] == "0.500 [0.400, 0.600]"
    assert means.rows[0][means.columns.index("repair")] == "–"
    assert next(sections.sections(analysis.analyse(found, Question()))).rows == means.rows[1:]


def test_too_few_trials_are_said(write_trials: Write) -> None:
    folder = write_trials()
    few = [trial for trial in trials.read(folder) if trial.seed == 0][:3]
    found = analysis.analyse(few, Question())
    assert found.methods[0].recommendation is None
    assert any("too few trials for any model of loss/sc, completion" in t for t in found.unknown)


def test_a_response_that_is_not_there_is_named(write_trials: Write) -> None:
    found = trials.read(write_trials())
    with pytest.raises(UserError, match=r"no trial has a response 'completions'\. Did you mean"):
        analysis.analyse(found, Question("completions"))
    running = [change(write_trials(("other",), 1), 0, state="running")]
    with pytest.raises(UserError, match="none of 1 trials has finished"):
        analysis.analyse(running, Question())
