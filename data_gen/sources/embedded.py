"""The train split of the embedded benchmark, whose labels execution has proven."""

from coveval_train.records import Label
from data_gen.sources import Corpus
from eval.bench import suite
from eval.bench.benchmark import balanced


def load() -> Corpus:
    """Return references of the train families, as many secure as vulnerable ones of each.

    Each vulnerable one is fixed by a secure one of its own.
    """
    families = [family for family in suite.load() if family.about.split == "train"]
    programs = balanced(families)
    by_label = {label: [item for item in programs if item.label == label] for label in Label}
    # They are in the order of the families, so the two lists run side by side.
    fixes = zip(by_label[Label.VULNERABLE], by_label[Label.SECURE], strict=True)
    return Corpus(programs, list(fixes))
