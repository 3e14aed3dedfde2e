from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.ablation import analysis, trials
from eval.ablation.analysis import Question
from eval.ablation.report import plots
from eval.ablation.scheffe import Fit
from eval.metrics.bootstrap import Estimate


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


def test_what_no_mixture_changes_is_plotted_flat(
    write_trials: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = analysis.analyse(trials.read(write_trials()), Question())
    of = found.methods[0]
    at = type(of.fits["repair"]).at

    def rounded(self: Fit, points: Sequence[Mapping[str, float]]) -> list[Estimate]:
        """As a fit comes out where every trial has the same figure: it differs in the last bits."""
        low, high = np.nextafter(1 / 15, 0), np.nextafter(1 / 15, 1)
        return [
            replace(each, value=float(low if number % 2 else high))
            for number, each in enumerate(at(self, points))
        ]

    monkeypatch.setattr(type(of.fits["repair"]), "at", rounded)
    shown = replace(found, cells=[replace(cell, means={}) for cell in found.cells])
    assert len(plots.ternaries(shown, of, "repair")) == 4
