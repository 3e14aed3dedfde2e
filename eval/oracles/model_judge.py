"""A language model as a judge, by the probabilities of its two answers.

VC-Judge names the weakness and allows the answers "safe" and "unsafe" (Mou et al., section 4.3).
We do not sample an answer and parse it: the log-probabilities of both are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coveval_train import prompts
from coveval_train.cwe import Language
from coveval_train.llm.local import LocalModel
from coveval_train.records import Outcome

CHOICES = ("safe", "unsafe")
THRESHOLD = 0.5


@dataclass(frozen=True)
class Question:
    """A program and the weakness to look for."""

    code: str
    cwe: str
    language: Language


@dataclass(frozen=True)
class Judgment:
    """A judge's opinion of one program."""

    outcome: Outcome
    p_vulnerable: float


def judge(model: LocalModel, questions: Sequence[Question]) -> list[Judgment]:
    """Judge a batch of programs; P(vulnerable) is normalised over the two answers."""
    conversations = [
        [
            prompts.user_message(
                "judgment", code=question.code, cwe=question.cwe, language=question.language
            )
        ]
        for question in questions
    ]
    log_probs = model.choice_log_probs(conversations, CHOICES)
    unsafe = log_probs.softmax(-1)[:, CHOICES.index("unsafe")].tolist()
    return [Judgment(Outcome.VULNERABLE if p >= THRESHOLD else Outcome.SECURE, p) for p in unsafe]
