"""VC-Judge's training data: judgment, classification and repair (Mou et al., section 4.3)."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from coveval_train.records import Instruction, Program, Split
from data_gen import sources
from data_gen.builders import detection, repair
from data_gen.builders.making import instruction
from data_gen.sources import Fix, Item
from eval.oracles import wording as asking
from eval.oracles.wording import ANSWERS, Wording

QUOTED = 6
"""Lines that an analysis quotes at most."""


def build(item: Item, split: Split, wording: Wording = "plain") -> list[Instruction]:
    """Make a judgment and a classification of each program, and a repair of a fix.

    Args:
        wording: how judgments are asked for. An analysis quotes what a fix changed, so a program
            alone gets none.
    """
    programs = sources.programs(item)
    made = [
        _judgment(program, split, wording, quoted)
        for program, quoted in zip(programs, _deciding(item), strict=True)
        if quoted or wording != "analysis"
    ]
    made += [detection.classification(program, split) for program in programs]
    return made + repair.build(item, split)


def _judgment(
    program: Program, split: Split, wording: Wording, quoted: Sequence[str]
) -> Instruction:
    question = asking.question(wording, program.code, program.cwe, program.language, program.family)
    answer = ANSWERS[program.label]
    if wording == "analysis":
        answer = "\n".join([f"```{program.language}", *quoted, "```", answer])
    return instruction("judgment", program, question, answer, split, prompt=asking.PROMPTS[wording])


def _deciding(item: Item) -> list[list[str]]:
    """Return, for each program of an item, the lines that its fix changed, the first few."""
    if not isinstance(item, Fix):
        return [[] for _ in sources.programs(item)]
    before, after = (program.code.rstrip().split("\n") for program in item.programs)
    changes = [
        change
        for change in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if change[0] != "equal"
    ]
    return [
        _quoted(before, [(start, end) for _, start, end, _, _ in changes]),
        _quoted(after, [(start, end) for _, _, _, start, end in changes]),
    ]


def _quoted(lines: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the lines of spans; of an empty one, where something is missing, that before it."""
    wanted = [
        number
        for start, end in spans
        for number in (range(start, end) if end > start else [max(0, start - 1)])
    ]
    return [lines[number] for number in wanted if lines[number].strip()][:QUOTED]
