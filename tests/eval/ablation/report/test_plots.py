from collections.abc import Callable
from pathlib import Path

from eval.ablation import analysis, trials
from eval.ablation.analysis import Question
from eval.ablation.report import plots


def test_a_plot_is_the_same_whenever_it_is_drawn(write_trials: Callable[..., Path]) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question())
    places = found.fronts["completion", "usability"]
    drawn = plots.front(places, "completion", "usability")
    assert drawn == plots.front(places, "completion", "usability")
    assert "sc 62 vd 12 gc 12 g 12" in drawn
    first, *_ = plots.ternaries(found, found.methods[0], "usability")
    again, *_ = plots.ternaries(found, found.methods[0], "usability")
    assert first == again
    assert 'aria-label="usability over the shares of sc, vd, gc"' in first
