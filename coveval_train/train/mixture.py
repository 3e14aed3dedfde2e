"""Mixtures of training data: explicit weights at a fixed total.

As the total does not depend on the weights, a changed ratio does not change the amount of training.
Everything is a function of the files, the weights and the seed, so every process of a distributed
run, and every start of a run that was killed, mixes the same rows in the same order.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from coveval_train.train.data import Row

Unit = Literal["examples", "loss_tokens"]


@dataclass
class MixtureConfig:
    """What to train on, and how much of each."""

    train_files: dict[str, str]
    """Instructions by the name of their source, JSON Lines or Parquet."""
    weights: dict[str, float] | str | None = None
    """How much each source gives, relative to the others; without weights, as much as it holds.
    A source of weight 0 is not read. As text, which sweeps choose among: ``sc=0.5,gc=0.5``."""
    total: int | None = None
    """How much all sources give together; without it, as much as they hold."""
    unit: Unit = "examples"
    """What weights and total count: examples, or the tokens that carry loss."""
    balance_cells: bool = False
    """Draw from each CWE and language of a source alike, as SafeCoder does, not as often as they
    occur."""
    mixture_seed: int = 0
    """Decides which rows are drawn."""
    validation_file: str | None = None
    """Instructions of families that are not trained on; the evaluation loss is theirs."""

    def __post_init__(self) -> None:
        weights = self.by_source or dict.fromkeys(self.train_files, 1.0)
        problems = [
            f"weights: no source in train_files is called '{name}'"
            for name in weights.keys() - self.train_files.keys()
        ]
        problems += [
            f"weights: '{name}' is missing; 0 leaves it out"
            for name in self.train_files.keys() - weights.keys()
        ]
        problems += [
            f"weights: '{name}' is below 0" for name, weight in weights.items() if weight < 0
        ]
        if not any(weight > 0 for weight in weights.values()):
            problems.append("weights: no source has any")
        if self.total is not None and self.total < 1:
            problems.append("total: must be at least 1")
        if problems:
            raise ValueError("; ".join(sorted(problems)))

    @property
    def by_source(self) -> dict[str, float] | None:
        """The weights by source, however they were given."""
        return read_weights(self.weights) if isinstance(self.weights, str) else self.weights

    @property
    def shares(self) -> dict[str, float]:
        """What the weights ask for of each source, together 1; 0 of those that are not read.

        Without weights nothing is asked for, and every source has the same share.
        """
        weights = self.by_source or dict.fromkeys(self.train_files, 1.0)
        return {name: weights[name] / sum(weights.values()) for name in self.train_files}

    @property
    def used(self) -> dict[str, str]:
        """The files of the sources that have a weight."""
        weights = self.by_source or dict.fromkeys(self.train_files, 1.0)
        return {name: path for name, path in self.train_files.items() if weights[name] > 0}


@dataclass(frozen=True)
class Share:
    """What one source gave to a mixture."""

    source: str
    weight: float
    available: int
    """Rows that the source has."""
    rows: int
    """Rows that were drawn, repeats included."""
    repeats: int
    """How many of those had been drawn before, as the source had run out."""
    tokens: int
    loss_tokens: int
    wanted: float
    """What the weight asks for, in the mixture's unit."""
    got: int


@dataclass(frozen=True)
class Mixture:
    """Rows in the order in which they were mixed, and where they are from."""

    rows: list[Row]
    shares: list[Share]
    fingerprint: str
    """A digest of the rows' ids in their order."""

    def facts(self) -> dict[str, Any]:
        """Return what to record of it, as JSON values."""
        shares = {share.source: asdict(share) for share in self.shares}
        return {"fingerprint": self.fingerprint, "shares": shares}

    def lines(self, unit: Unit) -> list[str]:
        """Say what each source gives, a line each."""
        return [
            f"{share.source}: {share.got} of {share.wanted:.0f} {unit.replace('_', ' ')}, "
            f"{share.rows} rows ({share.repeats} of them repeats) of {share.available}, "
            f"{share.tokens} tokens, {share.loss_tokens} with loss"
            for share in self.shares
        ]


def read_weights(text: str) -> dict[str, float]:
    """Read weights as ``sc=0.5,gc=0.5``; raise `ValueError` where it is something else."""
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, equals, weight = part.partition("=")
        try:
            weights[name.strip()] = float(weight)
        except ValueError:
            equals = ""
        if not equals:
            raise ValueError(f"weights: '{part}' is not of the form SOURCE=WEIGHT")
    return weights


def write_weights(weights: Mapping[str, float]) -> str:
    """Return weights as `read_weights` reads them."""
    return ",".join(f"{name}={weight:g}" for name, weight in weights.items())


def mixed(sources: Mapping[str, Sequence[Row]], config: MixtureConfig) -> Mixture:
    """Mix the sources as a configuration says."""
    holds = {
        name: float(sum(_amount(row, config.unit) for row in rows))
        for name, rows in sources.items()
    }
    given = config.by_source
    weights = {name: given[name] for name in sources} if given else holds
    total = config.total or int(sum(holds.values()))
    seed, balanced = config.mixture_seed, config.balance_cells
    return mix(sources, weights, total, config.unit, seed, balanced)


def mix(
    sources: Mapping[str, Sequence[Row]],
    weights: Mapping[str, float],
    total: int,
    unit: Unit,
    seed: int,
    balanced: bool = False,
) -> Mixture:
    """Draw a mixture of so many examples, or of so many tokens that carry loss.

    Counts of examples are the weights' shares by largest remainders, so each is within one of what
    was asked for. Of tokens, drawing from a source stops where one more row would lead further away
    from its share. A source is drawn from without repeats until it has run out, then anew.

    Args:
        sources: rows by name; none may be empty.
        weights: positive, by name; only their ratios matter.
        total: what all sources give together, in the unit.
        balanced: draw from each CWE and language of a source alike, as far as its rows name them.
    """
    quotas = _quotas(weights, total)
    drawn: dict[str, list[Row]] = {}
    for name, rows in sources.items():
        cells = _cells(rows) if balanced else {"": list(rows)}
        parts = _quotas(dict.fromkeys(cells, 1.0), quotas[name])
        drawn[name], due = [], 0
        for cell, members in cells.items():
            # What whole rows gave too much or too little is made up for by the next cell.
            due += parts[cell]
            got = sum(_amount(row, unit) for row in drawn[name])
            drawn[name] += _draw(members, due - got, unit, f"{seed}/{name}/{cell}")
    order = [row for rows in drawn.values() for row in rows]
    random.Random(f"{seed}/order").shuffle(order)
    wanted = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    shares = [
        _share(name, weights[name], sources[name], rows, wanted[name], unit)
        for name, rows in drawn.items()
    ]
    return Mixture(order, shares, _fingerprint(order))


def _amount(row: Row, unit: Unit) -> int:
    return 1 if unit == "examples" else row.loss_tokens


def _quotas(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """Share out a total by largest remainders (Hamilton's method); ties go to the first."""
    exact = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    quotas = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: quotas[name] - exact[name])
    for name in by_remainder[: total - sum(quotas.values())]:
        quotas[name] += 1
    return quotas


def _cells(rows: Sequence[Row]) -> dict[str, list[Row]]:
    cells: dict[str, list[Row]] = {}
    for row in rows:
        cell = f"{row.instruction.cwe} {row.instruction.language}"
        cells.setdefault(cell, []).append(row)
    return dict(sorted(cells.items()))


def _draw(rows: Sequence[Row], quota: int, unit: Unit, seed: str) -> Iterator[Row]:
    """Draw rows until their amount is as near to the quota as whole rows allow."""
    amount = 0
    for row in _endlessly(rows, seed):
        after = amount + _amount(row, unit)
        if abs(after - quota) >= abs(amount - quota):
            return
        amount = after
        yield row


def _endlessly(rows: Sequence[Row], seed: str) -> Iterator[Row]:
    rng = random.Random(seed)
    while True:
        yield from rng.sample(rows, len(rows))


def _share(
    name: str, weight: float, rows: Sequence[Row], drawn: Sequence[Row], wanted: float, unit: Unit
) -> Share:
    return Share(
        source=name,
        weight=weight,
        available=len(rows),
        rows=len(drawn),
        repeats=len(drawn) - len({row.instruction.id for row in drawn}),
        tokens=sum(row.tokens for row in drawn),
        loss_tokens=sum(row.loss_tokens for row in drawn),
        wanted=wanted,
        got=sum(_amount(row, unit) for row in drawn),
    )


def _fingerprint(rows: Sequence[Row]) -> str:
    ids = json.dumps([row.instruction.id for row in rows])
    return hashlib.sha256(ids.encode()).hexdigest()[:12]
