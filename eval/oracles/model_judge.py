"""A language model as a judge, by the probabilities of its two answers.

VC-Judge names the weakness and allows the answers "safe" and "unsafe" (Mou et al., section 4.3).
We do not sample an answer and parse it: the log-probabilities of both are compared.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coveval_train import prompts
from coveval_train.cwe import Language
from coveval_train.llm.decoding import Choices, Key, LanguageModel, Prompt, beyond_first
from coveval_train.records import Outcome

CHOICES = Choices(("safe", "unsafe"))


@dataclass(frozen=True)
class Question:
    """A program and the weakness to look for."""

    id: str
    sample: int
    code: str
    cwe: str
    language: Language

    @property
    def key(self) -> Key:
        return self.id, self.sample


@dataclass(frozen=True)
class Judgment:
    """A judge's opinion of one program."""

    outcome: Outcome
    p_vulnerable: float


def judge(
    model: LanguageModel,
    questions: Sequence[Question],
    threshold: float,
    done: Collection[Key] = (),
) -> Iterator[list[tuple[Question, Judgment]]]:
    """Judge programs, and yield them batch by batch; P(vulnerable) is normalised over both answers.

    Args:
        threshold: programs of this P(vulnerable) or more are called vulnerable.
        done: batches of which every question is in it are skipped.
    """
    by_key = {question.key: question for question in questions}
    asked = [_prompt(question) for question in questions]
    for batch in model.answer_by_likelihood(asked, CHOICES, done):
        judgments = []
        for prompt, answer in batch:
            assert answer.log_probs
            p_vulnerable = beyond_first(answer.log_probs)
            outcome = Outcome.VULNERABLE if p_vulnerable >= threshold else Outcome.SECURE
            judgments.append((by_key[prompt.key], Judgment(outcome, p_vulnerable)))
        yield judgments


def _prompt(question: Question) -> Prompt:
    message = prompts.user_message(
        "judgment", code=question.code, cwe=question.cwe, language=question.language
    )
    return Prompt(
        id=question.id,
        messages=[message],
        max_new_tokens=0,
        sample=question.sample,
        group=question.language,
    )
