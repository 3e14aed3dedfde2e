"""Choosing a judge's threshold on programs that it was not trained on."""

from pathlib import Path

from coveval_train import prompts, tables
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Prompt, beyond_first
from coveval_train.llm.local import load
from coveval_train.models import ModelRef
from coveval_train.records import Instruction, Label
from eval.oracles import threshold
from eval.oracles.model_judge import CHOICES
from eval.oracles.threshold import Threshold
from eval.oracles.wording import PROMPTS, wording_of


def calibrate(ref: ModelRef, data: Path, batch_tokens: int) -> Threshold:
    """Find the threshold of the highest balanced accuracy on a file's judgments, and keep it.

    Args:
        data: instructions as `coveval data build vcjudge` writes them; take the validation file,
            whose families the judge was not trained on.

    Raises:
        UserError: the file holds no judgments in the prompt in use, or only of one label.
    """
    rows = [row for row in tables.read(data, Instruction) if row.kind == "judgment" and row.label]
    if not rows:
        raise UserError(f"{data}: no judgments in it; give what 'coveval data build vcjudge' wrote")
    used, *others = sorted({row.prompt for row in rows})
    if others or wording_of(used) is None:
        raise UserError(
            f"{data}: its judgments are in the prompt {', '.join([used, *others])}, and one of "
            f"{', '.join(map(prompts.identity, PROMPTS.values()))} is in use; build the data again"
        )
    if wording_of(used) == "analysis":
        raise UserError(f"{data}: an analysis ends in words, which have no threshold")
    asked = [Prompt(row.id, row.messages[:-1], 0, group=str(row.language)) for row in rows]
    model = load(ref, batch_tokens=batch_tokens)
    found = {
        prompt.id: beyond_first(answer.log_probs or {})
        for batch in model.answer_by_likelihood(asked, CHOICES)
        for prompt, answer in batch
    }
    try:
        value, accuracy = threshold.best(
            [found[row.id] for row in rows], [row.label == Label.VULNERABLE for row in rows]
        )
    except ValueError as error:
        raise UserError(f"{data}: {error}") from error
    kept = Threshold(value, accuracy, len(rows), str(data), used)
    threshold.write(kept, ref)
    return kept
