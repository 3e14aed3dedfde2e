"""The train split of the embedded benchmark, whose labels execution has proven."""

from coveval_train.records import Label
from data_gen.sources import Corpus
from eval.bench import suite


def load() -> Corpus:
    """Return every reference of the train families; a secure one fixes each vulnerable one."""
    families = [family for family in suite.load() if family.about.split == "train"]
    fixes = []
    for family in families:
        secure = [program for program in family.programs if program.label == Label.SECURE]
        vulnerable = [program for program in family.programs if program.label == Label.VULNERABLE]
        fixes += [
            (program, secure[number % len(secure)]) for number, program in enumerate(vulnerable)
        ]
    return Corpus([program for family in families for program in family.programs], fixes)
