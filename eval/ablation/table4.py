"""What the trials say about the effects in table 4 of the paper, beside what the paper measured.

Source: Mou et al., ACL 2025, table 4 (https://aclanthology.org/2025.acl-long.849). The paper
trained one model for each mixture, of totals from 2,400 to 22,800, and gives no intervals; trials
here have one total. So what is compared is the direction of an effect.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from coveval_train.errors import UserError
from eval.ablation.designs import Shares
from eval.ablation.scheffe import Fit
from eval.metrics.bootstrap import Estimate

EXAMPLES = {"SC": 2_400, "VD": 400, "GC": 20_000, "G": 8_000}
"""Instructions of each source in the paper; ours have the same names in small letters."""
EFFECTS = (
    ("SC-IFT", "SC-IFT+VD-IFT"),
    ("SC-IFT+VD-IFT", "SC-IFT+VD-IFT+G-IFT"),
    ("GC-IFT", "GC-IFT+SC-IFT"),
    ("GC-IFT+SC-IFT", "GC-IFT+SC-IFT+VD-IFT"),
    ("SC-IFT", "GC-IFT+SC-IFT"),
    ("GC-IFT", "SC-IFT"),
)
"""From which mixture to which."""
COLUMNS = {
    "completion/secure": "completion_sr1_seed",
    "repair/secure": "repair_sr1",
    "usability": "humaneval_pass1",
}
"""The paper's columns that our responses are like."""


@dataclass(frozen=True)
class Compared:
    """One effect on one response."""

    before: str
    after: str
    response: str
    published: float
    """Change in the paper, as a share."""
    ours: Estimate | None
    """Change by the model that was fitted to the trials; None where they lack a source."""

    @property
    def verdict(self) -> str:
        """Whether the directions agree, as far as the interval bears it."""
        if self.ours is None:
            return "not tried"
        if self.ours.low <= 0 <= self.ours.high:
            return "cannot tell"
        return "same" if (self.ours.value > 0) == (self.published > 0) else "opposite"


def mixtures() -> dict[str, Shares]:
    """Return the mixtures of the paper as shares of sc, vd, gc and g, by their name there."""
    named: dict[str, Shares] = {}
    for row in _rows():
        parts = [part.removesuffix("-IFT") for part in row["data"].split("+")]
        if all(part in EXAMPLES for part in parts):
            total = sum(EXAMPLES[part] for part in parts)
            named[row["data"]] = {
                name.lower(): count / total if name in parts else 0.0
                for name, count in EXAMPLES.items()
            }
    return named


def design(sources: Sequence[str]) -> list[Shares]:
    """Return the paper's mixtures of sources, of which others than its own have no share.

    Raises:
        UserError: the sources lack one of the paper's.
    """
    if missing := [name.lower() for name in EXAMPLES if name.lower() not in sources]:
        raise UserError(f"train_files: the paper's mixtures need {', '.join(missing)} too")
    return [{name: shares.get(name, 0.0) for name in sources} for shares in mixtures().values()]


def compare(fits: Mapping[str, Fit]) -> list[Compared]:
    """Set the paper's effects beside those that the fitted models give.

    Args:
        fits: by response.
    """
    rows = {row["data"]: row for row in _rows()}
    points = mixtures()
    return [
        Compared(
            before,
            after,
            response,
            (float(rows[after][column]) - float(rows[before][column])) / 100,
            _gap(fits.get(response), points[before], points[after]),
        )
        for before, after in EFFECTS
        for response, column in COLUMNS.items()
    ]


def _gap(fit: Fit | None, before: Shares, after: Shares) -> Estimate | None:
    used = {name for point in (before, after) for name, share in point.items() if share}
    if fit is None or not used <= set(fit.sources):
        return None
    here = [{name: point.get(name, 0.0) for name in fit.sources} for point in (before, after)]
    return fit.gaps(here[1], here[:1])[0]


def _rows() -> Sequence[Mapping[str, str]]:
    text = resources.files("eval.ablation").joinpath("table4.csv").read_text()
    return list(csv.DictReader(text.splitlines()))
