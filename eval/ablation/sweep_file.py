"""Sweep files in W&B's schema: what varies, how it is searched, and the command of a trial.

https://docs.wandb.ai/guides/sweeps/sweep-config-keys describes the schema. One file serves both
`wandb sweep` and `coveval sweep run`; what only W&B's server can do is refused here, with a reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Literal

import yaml

from coveval_train.errors import UserError, collect, raise_if_any, suggestion

Method = Literal["grid", "random", "bayes"]
METHODS: tuple[Method, ...] = ("grid", "random", "bayes")
KEYS = (
    *("program", "method", "parameters", "metric", "early_terminate", "run_cap", "command"),
    *("name", "description", "project", "entity"),
)
RANGES = {"int_uniform": int, "uniform": float, "q_uniform": float, "log_uniform_values": float}
"""Distributions between `min` and `max`, and what they draw."""
COMMAND = ("${env}", "${interpreter}", "${program}", "${args}")
"""What W&B's agent runs where the file names no command."""


@dataclass(frozen=True)
class Choice:
    """One of some values; of a single one it is a constant."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Range:
    """A number between two others."""

    low: float
    high: float
    distribution: str
    step: float | None = None
    """Of ``q_uniform``."""


@dataclass(frozen=True)
class Metric:
    """The figure that trials are compared by."""

    name: str
    maximize: bool


@dataclass(frozen=True)
class Hyperband:
    """Early termination: of the trials that come as far as a rung, the best 1 in `eta` go on."""

    first: int
    """The first rung, in reports of the metric; each later one is `eta` times as far."""
    eta: int


@dataclass(frozen=True)
class Sweep:
    """A sweep file."""

    program: str
    method: Method
    parameters: dict[str, Choice | Range]
    """By name; one inside another is joined with a dot."""
    metric: Metric | None
    hyperband: Hyperband | None
    run_cap: int | None
    """How many trials there are at most."""
    command: tuple[str, ...]

    @property
    def grid(self) -> list[dict[str, Any]]:
        """Every combination of the values, the last parameter varying fastest."""
        choices = [
            each.values
            if isinstance(each, Choice)
            else tuple(range(int(each.low), int(each.high) + 1))
            for each in self.parameters.values()
        ]
        found = [dict(zip(self.parameters, values, strict=True)) for values in product(*choices)]
        return found[: self.run_cap]


def read(path: Path) -> Sweep:
    """Read a sweep file.

    Raises:
        UserError: the file is missing or malformed, or asks for what the local runner has not; all
            problems at once.
    """
    try:
        loaded = yaml.safe_load(path.read_text())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"{path}: not a YAML file: {' '.join(str(error).split())}") from error
    if not isinstance(loaded, dict):
        raise UserError(f"{path}: holds no mapping of keys to values")
    try:
        return _sweep(loaded)
    except UserError as error:
        raise UserError(f"{path}: {problem}" for problem in error.problems) from None


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values whose names are joined with dots inside one another, as W&B hands them over."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        *outer, last = name.split(".")
        inside = found
        for key in outer:
            inside = inside.setdefault(key, {})
        inside[last] = value
    return found


def _sweep(loaded: Mapping[str, Any]) -> Sweep:
    problems = [
        f"{key}: unknown key.{suggestion(str(key), KEYS)}" for key in loaded if key not in KEYS
    ]
    program, method = loaded.get("program"), loaded.get("method")
    if not isinstance(program, str):
        problems.append("program: name the script that runs a trial")
    if method not in METHODS:
        problems.append(f"method: {method!r} is none of {', '.join(METHODS)}")
    metric = collect(problems, lambda: _metric(loaded.get("metric")))
    hyperband = collect(problems, lambda: _hyperband(loaded.get("early_terminate")))
    if not metric and (hyperband or method == "bayes"):
        problems.append("metric: name the figure that trials are compared by, and its goal")
    parameters: dict[str, Choice | Range] = {}
    for name, about in _flat(loaded.get("parameters"), "", problems):
        if found := collect(problems, partial(_parameter, name, about)):
            parameters[name] = found
    if not parameters:
        problems.append("parameters: there are none")
    run_cap = loaded.get("run_cap")
    if run_cap is not None and (not isinstance(run_cap, int) or run_cap < 1):
        problems.append(f"run_cap: {run_cap!r} is no number of trials")
    if method in ("random", "bayes") and run_cap is None:
        problems.append(f"run_cap: missing; a {method} search needs to know when to end")
    if method == "grid":
        problems += [
            f"parameters: {name}: a grid has no end of its values; list them, or use whole numbers"
            for name, each in parameters.items()
            if isinstance(each, Range) and each.distribution != "int_uniform"
        ]
    command = loaded.get("command", COMMAND)
    if not isinstance(command, list | tuple) or not command:
        problems.append("command: is no list of words")
    raise_if_any(problems)
    assert isinstance(program, str) and method in METHODS
    return Sweep(program, method, parameters, metric, hyperband, run_cap, tuple(map(str, command)))


def _metric(about: Any) -> Metric | None:
    if about is None:
        return None
    if not isinstance(about, dict) or not isinstance(about.get("name"), str):
        raise UserError("metric: has no name")
    if (goal := about.get("goal")) not in ("maximize", "minimize"):
        raise UserError(f"metric: goal: {goal!r} is neither maximize nor minimize")
    return Metric(about["name"], goal == "maximize")


def _hyperband(about: Any) -> Hyperband | None:
    if about is None:
        return None
    if not isinstance(about, dict) or about.get("type") != "hyperband":
        raise UserError("early_terminate: type: only hyperband is known")
    known = ("type", "min_iter", "max_iter", "s", "eta", "strict")
    problems = [
        f"early_terminate: {key}: unknown key.{suggestion(key, known)}"
        for key in about
        if key not in known
    ]
    eta, first, last = about.get("eta", 3), about.get("min_iter"), about.get("max_iter")
    if not isinstance(eta, int) or eta < 2:
        problems.append(f"early_terminate: eta: {eta!r} is no whole number of at least 2")
    elif (first is None) == (last is None):
        problems.append("early_terminate: give either min_iter, or max_iter and s")
    elif first is None:
        rungs = about.get("s")
        if not isinstance(rungs, int) or not isinstance(last, int) or last // eta**rungs < 1:
            problems.append("early_terminate: max_iter, divided s times by eta, leaves no report")
        else:
            first = last // eta**rungs
    if first is not None and (not isinstance(first, int) or first < 1):
        problems.append(f"early_terminate: min_iter: {first!r} is no number of reports")
    raise_if_any(problems)
    assert isinstance(first, int)
    return Hyperband(first, eta)


def _flat(
    parameters: Any, before: str, problems: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the parameters, those inside others too."""
    for name, about in parameters.items() if isinstance(parameters, dict) else ():
        if not isinstance(about, dict):
            problems.append(f"parameters: {before}{name}: is no mapping")
        elif "parameters" in about:
            yield from _flat(about["parameters"], f"{before}{name}.", problems)
        else:
            yield f"{before}{name}", about


def _parameter(name: str, about: Mapping[str, Any]) -> Choice | Range:
    where = f"parameters: {name}"
    known = ("value", "values", "distribution", "min", "max", "q")
    raise_if_any(
        [
            f"{where}: {key}: the local runner does not know it.{suggestion(key, known)}"
            for key in about
            if key not in known
        ]
    )
    if "value" in about:
        return Choice((about["value"],))
    if "values" in about:
        if not isinstance(about["values"], list) or not about["values"]:
            raise UserError(f"{where}: values: is no list of values")
        return Choice(tuple(about["values"]))
    low, high = about.get("min"), about.get("max")
    if not isinstance(low, int | float) or not isinstance(high, int | float) or low >= high:
        raise UserError(f"{where}: give value, values, or a min below a max")
    whole = isinstance(low, int) and isinstance(high, int)
    kind = about.get("distribution", "int_uniform" if whole else "uniform")
    if kind not in RANGES:
        raise UserError(
            f"{where}: distribution: the local runner does not know {kind!r}, only "
            f"{', '.join(RANGES)}"
        )
    if kind == "log_uniform_values" and low <= 0:
        raise UserError(f"{where}: min: has no logarithm")
    return Range(low, high, kind, about.get("q", 1) if kind == "q_uniform" else None)
