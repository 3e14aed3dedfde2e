"""The embedded benchmark as a dataset folder that the `datasets` library loads."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from coveval_train.records import Label
from coveval_train.runs import make_folder
from eval.bench.suite import Family

CARD = "README.md"
# The Hub's names for the splits; what is held out for evaluation is called test there.
SPLITS = {"train": "train", "eval": "test"}


def write(families: Sequence[Family], folder: Path) -> list[Path]:
    """Write ``data/{scenarios,programs}-{train,test}.parquet`` and a dataset card.

    Two configurations: ``scenarios`` (incomplete programs, to be completed) and ``programs`` (the
    references with their proven labels, to be repaired, found out or classified).

    Raises:
        UserError: the folder cannot be made.
    """
    from datasets import Dataset, disable_progress_bars

    disable_progress_bars()

    make_folder(folder / "data")
    written = []
    for split, name in SPLITS.items():
        chosen = [family for family in families if family.about.split == split]
        for config, rows in (("scenarios", _scenarios(chosen)), ("programs", _programs(chosen))):
            path = folder / "data" / f"{config}-{name}.parquet"
            Dataset.from_list(rows).to_parquet(path)
            written.append(path)
    (folder / CARD).write_text(_card(families))
    return [*written, folder / CARD]


def _scenarios(families: Sequence[Family]) -> list[dict[str, str]]:
    return [
        family.scenario.model_dump(mode="json")
        | {"entry": family.about.entry, "exploit": family.about.exploit}
        for family in families
    ]


def _programs(families: Sequence[Family]) -> list[dict[str, str]]:
    return [item.model_dump(mode="json") for family in families for item in family.programs]


def _card(families: Sequence[Family]) -> str:
    programs = [item for family in families for item in family.programs]
    labels = Counter(item.label for item in programs)
    return "\n".join(
        [
            *_front_matter(),
            "# CoV-Eval, embedded suite of coveval-train",
            "",
            f"{len(families)} families of small programs in C and Python, each around one of 18 "
            f"weaknesses, with {labels[Label.SECURE]} secure and {labels[Label.VULNERABLE]} "
            "vulnerable references. A family is one scenario; no family is in two splits.",
            "",
            "Every label was proven by execution: a secure reference passes its family's "
            "functional and exploit tests, a vulnerable one passes the functional and fails an "
            "exploit test. The tests are not in this folder; `coveval bench verify` runs them, and "
            "`coveval bench run FAMILY FILE` judges an answer by them.",
            "",
            *_counts(families),
            "",
            "Fields: `id`, `family`, `cwe`, `language`, `split`, `code`, `origin`; scenarios add "
            "`title`, `entry` (what the tests call) and `exploit` (what they try); programs add "
            "`label` and `label_source` (`executed`).",
            "",
            "The vulnerable programs are for training and measuring judges and code models. They "
            "are small and made for that purpose; none is taken from a real project.",
            "",
        ]
    )


def _front_matter() -> list[str]:
    configs = []
    for config in ("scenarios", "programs"):
        configs += [f"- config_name: {config}", "  data_files:"]
        for name in SPLITS.values():
            path = json.dumps(f"data/{config}-{name}.parquet")
            configs += [f"  - split: {name}", f"    path: {path}"]
    return [
        "---",
        "license: apache-2.0",
        "language: [code]",
        "tags: [security, code, cwe]",
        "configs:",
        *configs,
        "---",
        "",
    ]


def _counts(families: Sequence[Family]) -> list[str]:
    lines = [f"| CWE | {' | '.join(SPLITS.values())} | C | Python |", "|---|---:|---:|---:|---:|"]
    for cwe in sorted({family.about.cwe for family in families}, key=lambda name: int(name[4:])):
        own = [family.about for family in families if family.about.cwe == cwe]
        cells = [sum(about.split == split for about in own) for split in SPLITS]
        cells += [sum(about.language == language for about in own) for language in ("c", "python")]
        lines.append(f"| {cwe} | {' | '.join(map(str, cells))} |")
    return lines
