"""Plots of a sweep as SVG: a response over three sources' shares, and two responses at once."""

import io
import re
from collections.abc import Sequence
from itertools import combinations

import matplotlib
import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from eval.ablation import cells
from eval.ablation.analysis import Analysis, ByMethod
from eval.ablation.cells import Cell, Place
from eval.ablation.scheffe import Fit

matplotlib.use("agg")

STEPS = 30
"""A ternary plot shows the fitted model in steps of 1/STEPS."""


def ternaries(analysis: Analysis, of: ByMethod, response: str) -> list[Markup]:
    """Plot a fitted response over every three sources, the shares of all others being nothing.

    Circles are mixtures that were tried, filled with the colour of their mean. With two sources
    there is nothing to plot.
    """
    fit = of.fits[response]
    shown = [cell for cell in analysis.cells if cell.method == of.method]
    return [_ternary(fit, three, shown, response) for three in combinations(fit.sources, 3)]


def front(places: Sequence[Place], first: str, second: str) -> Markup:
    """Plot two responses of every cell with their intervals, and the front."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4.2), layout="constrained")
    for place in places:
        x, y = place.cell.means[second], place.cell.means[first]
        colour = "tab:blue" if place.on_front else "tab:gray"
        axes.errorbar(
            x.value,
            y.value,
            xerr=_half(x.value, x.low, x.high),
            yerr=_half(y.value, y.low, y.high),
            fmt="o" if not place.surely_beaten else "x",
            color=colour,
            elinewidth=0.7,
            capsize=2,
        )
        axes.annotate(
            cells.label(place.cell.shares), (x.value, y.value), (4, 4), textcoords="offset points"
        )
    edge = sorted(
        {(p.cell.means[second].value, p.cell.means[first].value) for p in places if p.on_front}
    )
    axes.step(*zip(*edge, strict=True), where="pre", color="tab:blue", linewidth=0.8)
    axes.set(xlabel=second, ylabel=first)
    return _svg(figure, f"{first} against {second}")


def _ternary(fit: Fit, three: tuple[str, ...], tried: Sequence[Cell], response: str) -> Markup:
    from matplotlib import pyplot
    from mpltern import TernaryAxes

    grid = [
        (a / STEPS, b / STEPS, (STEPS - a - b) / STEPS)
        for a in range(STEPS + 1)
        for b in range(STEPS + 1 - a)
    ]
    nothing = dict.fromkeys(fit.sources, 0.0)
    values = [
        at.value
        for at in fit.at([nothing | dict(zip(three, point, strict=True)) for point in grid])
    ]
    shown = [
        cell
        for cell in tried
        if response in cell.means and abs(sum(cell.shares[name] for name in three) - 1) < 1e-6
    ]
    measured = [cell.means[response].value for cell in shown]
    levels = _levels([*values, *measured])
    figure = pyplot.figure(figsize=(4.6, 4.2), layout="constrained")
    axes = figure.add_subplot(projection="ternary")
    assert isinstance(axes, TernaryAxes)
    surface = axes.tricontourf(*zip(*grid, strict=True), values, levels=levels, cmap="viridis")
    if shown:
        places = [[cell.shares[name] for cell in shown] for name in three]
        axes.scatter(
            *places, c=measured, cmap="viridis", vmin=levels[0], vmax=levels[-1], edgecolors="white"
        )
    axes.set_tlabel(three[0])
    axes.set_llabel(three[1])
    axes.set_rlabel(three[2])
    figure.colorbar(surface, ax=axes, shrink=0.7, label=response)
    return _svg(figure, f"{response} over the shares of {', '.join(three)}")


def _levels(values: Sequence[float]) -> np.ndarray:
    """Return where contours are drawn; of a flat surface they are further apart than rounding."""
    low, high = min(values), max(values)
    return np.linspace(low, max(high, low + 1e-6 * max(1.0, abs(low))), 12)


def _half(value: float, low: float | None, high: float | None) -> list[list[float]] | None:
    return None if low is None or high is None else [[value - low], [high - value]]


def _svg(figure: Figure, title: str) -> Markup:
    """Return a figure as SVG that is the same whenever it is drawn."""
    from matplotlib import pyplot

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": title, "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    drawn = buffer.getvalue()
    body = drawn[drawn.index("<svg") :]
    return Markup(re.sub(r"<svg ", f'<svg role="img" aria-label="{title}" ', body, count=1))
