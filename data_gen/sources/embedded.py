"""The train split of the embedded benchmark, whose labels execution has proven."""

from collections import Counter
from collections.abc import Iterator

from coveval_train.records import Label
from data_gen.sources import Fix
from eval.bench import suite
from eval.bench.benchmark import balanced


def read(skipped: Counter[str]) -> Iterator[Fix]:
    """Yield references of the train families, each vulnerable one with a secure one of its own."""
    for family in suite.load():
        if family.about.split == "train":
            of = {label: [] for label in Label}
            for program in balanced([family]):
                of[program.label].append(program)
            for vulnerable, secure in zip(of[Label.VULNERABLE], of[Label.SECURE], strict=True):
                yield Fix(vulnerable, secure, family.scenario.code)
