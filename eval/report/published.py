"""The published figures of 20 models, to set a run beside them.

Source: Mou et al., ACL 2025, table 1 (https://aclanthology.org/2025.acl-long.849). They were made
by another judge, on other items and with each model's own decoding: neighbours to look at, and no
ranking.
"""

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class PublishedModel:
    """One row of the table, as shares."""

    name: str
    completion: float
    """SR@1 on the seed and evolved scenarios together."""
    repair: float
    detection_f1: float
    classification_f1: float
    humaneval: float
    """pass@1."""


def models() -> list[PublishedModel]:
    """Return the 20 models in the order of the table."""
    text = resources.files("eval.report").joinpath("published_models.csv").read_text()
    return [
        PublishedModel(
            name=row["model"],
            completion=float(row["completion_sr1_total"]) / 100,
            repair=float(row["repair_sr1"]) / 100,
            detection_f1=float(row["detection_f1"]) / 100,
            classification_f1=float(row["classification_f1"]) / 100,
            humaneval=float(row["humaneval_pass1"]) / 100,
        )
        for row in csv.DictReader(text.splitlines())
    ]
