"""Whether training data holds what the benchmark asks about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train.llm.code_blocks import blocks
from coveval_train.records import Instruction
from eval.bench import duplicates
from eval.bench.benchmark import Benchmark
from eval.bench.duplicates import Pair


@dataclass(frozen=True)
class Contamination:
    """What training data and a benchmark have in common."""

    families: dict[str, int]
    """Instructions of the benchmark's own families, by family."""
    copies: list[Pair]
    """A program of the benchmark, the instruction with code nearly the same, their similarity."""


def find(instructions: Sequence[Instruction], bench: Benchmark) -> Contamination:
    """Look for a benchmark's families, and copies of its programs, in training data.

    See `texts` for where code is looked for.
    """
    asked = {item.family for item in (*bench.scenarios, *bench.repairs, *bench.programs)}
    families = Counter(row.family for row in instructions if row.family in asked)
    originals = {item.id: item.code for item in (*bench.labelled.values(), *bench.scenarios)}
    codes = {
        f"{row.id} (block {number})": code
        for row in instructions
        for number, code in enumerate(texts(row), start=1)
    }
    return Contamination(dict(sorted(families.items())), duplicates.copies(codes, originals))


def texts(row: Instruction) -> list[str]:
    """Return the code of an instruction: of questions, answers and rejected answers alike.

    A message that has no fenced block may be code as a whole, as in CodeAlpaca's answers.
    """
    said = [text for message in row.messages for text in (message.content, message.rejected)]
    return [code for text in said if text for code in _codes(text)]


def _codes(text: str) -> list[str]:
    return [block.code for block in blocks(text)] or [text]
