"""Asking a model each question once, over any number of starts, and within a budget."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Decoding, LanguageModel, Prompt
from coveval_train.records import Message, Record

AT_ONCE = 64
"""Questions between two looks at the budget."""


class Asked(Record):
    """A question's answer."""

    key: str
    """Digest of the model, the decoding and the question."""
    question: str
    """The question's id."""
    text: str
    tokens: int
    finish: str


@dataclass
class Asker:
    """Asks a model; its answers stay in a file, and none is asked for twice."""

    model: LanguageModel
    identity: str
    """The model's name and all that decides its answers."""
    decoding: Decoding
    path: Path
    budget: int | None = None
    """Tokens that may be generated in all, those of earlier starts included."""

    @cached_property
    def answers(self) -> dict[str, Asked]:
        """Every answer so far, by its key."""
        return {each.key: each for each in tables.read_appended(self.path, Asked)}

    def ask(self, questions: Mapping[str, Message], max_new_tokens: int) -> dict[str, str]:
        """Return the answer's text for each question, both by the question's id.

        Raises:
            UserError: the budget is used up, or the model cannot answer; what it has answered is
                kept.
        """
        keys = {name: self._key(name, message) for name, message in questions.items()}
        left = [name for name, key in keys.items() if key not in self.answers]
        for start in range(0, len(left), AT_ONCE):
            self._require_budget()
            prompts = [
                Prompt(name, [questions[name]], max_new_tokens)
                for name in left[start : start + AT_ONCE]
            ]
            for batch in self.model.answer(prompts, self.decoding):
                new = [
                    Asked(
                        key=keys[prompt.id],
                        question=prompt.id,
                        text=answer.text,
                        tokens=answer.tokens,
                        finish=answer.finish,
                    )
                    for prompt, answer in batch
                ]
                tables.append(new, self.path)
                self.answers.update({each.key: each for each in new})
        return {name: self.answers[key].text for name, key in keys.items()}

    def sort(self) -> None:
        """Bring the file into an order that does not depend on which answer came first."""
        tables.write([self.answers[key] for key in sorted(self.answers)], self.path)

    def _key(self, name: str, message: Message) -> str:
        # The name decides the seed of a sampled answer.
        parts = (self.identity, str(asdict(self.decoding)), name, message.content)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]

    def _require_budget(self) -> None:
        used = sum(each.tokens for each in self.answers.values())
        if self.budget is not None and used >= self.budget:
            raise UserError(
                f"--budget-tokens: {used} of {self.budget} generated tokens are used up; the "
                "answers so far are kept: run the same command with a larger budget to go on"
            )
