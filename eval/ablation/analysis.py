"""What the trials of a sweep tell, and what they cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coveval_train.errors import UserError, suggestion
from eval.ablation import cells, scheffe, table4, trials
from eval.ablation.cells import Cell, Effect, Place
from eval.ablation.designs import Minimum
from eval.ablation.recommending import Floor, Recommendation, recommend
from eval.ablation.scheffe import ALPHA, Fit
from eval.ablation.table4 import Compared
from eval.ablation.trials import Response, Trial

FRONTS = (("completion", "usability"), ("completion", "repair"))
"""Security against usability, and writing secure code against mending what is not."""


NO_FACTORS = ("weights", "seed", "objective", "output_dir")
"""Settings that differ between the trials of one method, or are told by its name."""


@dataclass(frozen=True)
class Question:
    """What is to be recommended, and under which constraints."""

    response: str = "completion"
    minima: tuple[Minimum, ...] = ()
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True)
class ByMethod:
    """What the trials of one method tell."""

    method: str
    fits: dict[str, Fit]
    """Of every response for which the trials suffice."""
    recommendation: Recommendation | None
    """None where there is no fit to recommend by."""
    compared: list[Compared]
    """With the paper's table 4; empty where the trials have none of its sources."""


@dataclass(frozen=True)
class Analysis:
    """A sweep's trials, and all that follows from them."""

    trials: list[Trial]
    sources: tuple[str, ...]
    responses: tuple[str, ...]
    cells: list[Cell]
    fronts: dict[tuple[str, str], list[Place]]
    methods: list[ByMethod]
    effects: list[Effect]
    question: Question
    unknown: list[str]
    """What the data cannot tell, a sentence each."""
    untrained: dict[str, Response]
    """Of the model before any training, as far as it was evaluated."""


def analyse(
    found: Sequence[Trial], question: Question, untrained: Mapping[str, Response] | None = None
) -> Analysis:
    """Analyse trials.

    Args:
        untrained: responses of the model before any training.

    Raises:
        UserError: no trial has finished, or the question names what no trial has.
    """
    sources = trials.sources(found)
    factors = _factors(found)
    completed = [
        replace(
            trial,
            shares={name: trial.shares.get(name, 0.0) for name in sources},
            method=_method(trial, factors),
        )
        for trial in found
    ]
    finished = [trial for trial in completed if trial.state == "finished"]
    if not finished:
        raise UserError(f"none of {len(found)} trials has finished")
    responses = cells.responses(finished)
    for name in (question.response, *(floor.response for floor in question.floors)):
        if name not in responses:
            raise UserError(
                f"no trial has a response '{name}'.{suggestion(name, responses)} There are "
                f"{', '.join(responses)}"
            )
    by_cell = cells.cells(finished)
    methods = [
        _by_method(method, [one for one in finished if one.method == method], question)
        for method in dict.fromkeys(cell.method for cell in by_cell)
    ]
    return Analysis(
        trials=completed,
        sources=sources,
        responses=responses,
        cells=by_cell,
        fronts={
            pair: cells.front(by_cell, *pair) for pair in FRONTS if set(pair) <= set(responses)
        },
        methods=methods,
        effects=cells.effects(by_cell, finished),
        question=question,
        unknown=[text for of in methods for text in _unknown(of, finished, responses)]
        + _no_better(by_cell, untrained or {})
        + _unlike(finished)
        + _unfinished(completed),
        untrained=dict(untrained or {}),
    )


def _factors(found: Sequence[Trial]) -> list[str]:
    """Return the settings, beside mixture, seed and objective, in which trials differ."""
    names = dict.fromkeys(name for trial in found for name in trial.settings)
    return [
        name
        for name in names
        if name not in NO_FACTORS and len({repr(trial.settings.get(name)) for trial in found}) > 1
    ]


def _method(trial: Trial, factors: Sequence[str]) -> str:
    """Return a trial's method; whatever else differs is part of it, and never pooled."""
    return " ".join([trial.method, *(f"{name}={trial.settings.get(name)}" for name in factors)])


def _by_method(method: str, finished: Sequence[Trial], question: Question) -> ByMethod:
    fits: dict[str, Fit] = {}
    for name in cells.responses(finished):
        having = [trial for trial in finished if name in trial.responses]
        try:
            fits[name] = scheffe.fit(
                [trial.shares for trial in having],
                [trial.responses[name].value for trial in having],
            )
        except UserError:
            continue  # `_unknown` says that they do not suffice.
    needed = {question.response, *(floor.response for floor in question.floors)}
    recommendation = None
    if needed <= fits.keys():
        recommendation = recommend(
            question.response,
            fits,
            question.minima,
            question.floors,
            highest=cells.higher_is_better(question.response),
        )
    compared = table4.compare(fits)
    return ByMethod(
        method, fits, recommendation, compared if any(one.ours for one in compared) else []
    )


def _unknown(of: ByMethod, finished: Sequence[Trial], responses: Sequence[str]) -> list[str]:
    """Say what the trials of a method cannot tell."""
    about = f"{of.method}: "
    said: list[str] = []
    if missing := [name for name in responses if name not in of.fits]:
        said.append(f"{about}too few trials for any model of {', '.join(missing)}.")
    constant = [name for name in of.fits if _constant(of.method, name, finished)]
    if constant:
        said.append(
            f"{about}{', '.join(constant)}: the same in every trial, so nothing is known of what "
            "would change it."
        )
    flat = [
        name
        for name, fit in of.fits.items()
        if not fit.quality.better_than_mean and name not in constant
    ]
    if flat:
        said.append(
            f"{about}{', '.join(flat)}: the model is no better than the mean of all trials, so "
            "that mixtures differ in it is not shown."
        )
    for name, fit in of.fits.items():
        p = fit.quality.p_lack_of_fit
        if name not in constant and p is not None and p < ALPHA:
            said.append(
                f"{about}{name}: a {fit.order} model does not describe it (lack of fit, "
                f"p {scheffe.p_text(p)}); mixtures that were not tried may be far from what it "
                "says."
            )
    return said


def _constant(method: str, name: str, finished: Sequence[Trial]) -> bool:
    values = {
        one.responses[name].value
        for one in finished
        if one.method == method and name in one.responses
    }
    return len(values) == 1


def _no_better(by_cell: Sequence[Cell], untrained: Mapping[str, Response]) -> list[str]:
    """Say in what no mixture is known to be better than the model before any training."""
    names = [
        name
        for name, before in untrained.items()
        if not any(
            (mean := cell.means.get(name)) and mean.low is not None and mean.low > before.value
            for cell in by_cell
        )
    ]
    if not names:
        return []
    return [
        f"{', '.join(names)}: of no mixture do the intervals over seeds show that it is "
        "better than the model before any training."
    ]


def _unlike(finished: Sequence[Trial]) -> list[str]:
    """Say where trials were not made of the same data, on the same benchmark, by the same code."""
    said = []
    for name in ("train", "validation", "benchmark", "code", "versions"):
        known = [trial.fingerprints[name] for trial in finished if name in trial.fingerprints]
        if name in ("train", "validation"):
            # A source without a share is not read.
            found = {(source, of) for each in known for source, of in each.items()}
            differ = len(found) > len({source for source, _ in found})
        else:
            differ = any(each != known[0] for each in known)
        if differ:
            said.append(
                f"The trials are not all of the same {name} (their fingerprints differ), which is "
                "not told apart here from what mixtures do."
            )
    return said


def _unfinished(found: Sequence[Trial]) -> list[str]:
    failed = [trial for trial in found if trial.state == "failed"]
    running = [trial for trial in found if trial.state == "running"]
    said = [
        f"{len(failed)} of {len(found)} trials failed, and nothing is known of their mixtures but "
        "from others; they are listed below."
    ] * bool(failed)
    return said + [f"Still running, or killed: {len(running)} trials."] * bool(running)
