"""A language model as a judge: by the probabilities of its two answers, or by its own words.

VC-Judge names the weakness and allows the answers "safe" and "unsafe" (Mou et al., section 4.3).
Of a model in this process the log-probabilities of both are compared; nothing is sampled or parsed.
A model behind an endpoint, or one that has to think first, answers in words.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coveval_train import cwe, models, prompts
from coveval_train.cwe import Language
from coveval_train.llm.code_blocks import without_thinking
from coveval_train.llm.decoding import (
    Choices,
    Decoding,
    Key,
    LanguageModel,
    Prompt,
    beyond_first,
)
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.models import ModelRef
from coveval_train.records import NO_WEAKNESS, Outcome
from eval.oracles import threshold
from eval.oracles import wording as asking
from eval.oracles.analysers import Source
from eval.oracles.wording import Wording
from eval.tasks import answers

CHOICES = Choices(("safe", "unsafe"))
CLASSES = Choices((NO_WEAKNESS, *cwe.BY_ID))
MOST_WORDS = 2048
"""Tokens of a judgment in words, as there may be thinking in it."""


@dataclass(frozen=True)
class Question:
    """A program and the weakness to look for."""

    id: str
    sample: int
    code: str
    cwe: str
    language: Language
    family: str = ""

    @property
    def key(self) -> Key:
        return self.id, self.sample


@dataclass(frozen=True)
class Judgment:
    """A judge's opinion of one program."""

    outcome: Outcome
    p_vulnerable: float | None = None
    words: str = ""


@dataclass(frozen=True)
class ModelJudge:
    """Which model judges, and how its judgment is taken."""

    model: ModelRef | EndpointRef
    in_words: bool
    wording: Wording = "plain"

    def judge(
        self, model: LanguageModel, questions: Sequence[Question], done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Question, Judgment]]]:
        """Judge programs, and yield them batch by batch."""
        if self.in_words or isinstance(self.model, EndpointRef):
            return judge_in_words(model, questions, done, self.wording)
        limit = threshold.read(self.model, self.wording)
        return judge_by_likelihood(model, questions, limit, done, self.wording)

    def suspect(
        self, model: LanguageModel, programs: Sequence[Source]
    ) -> Iterator[tuple[str, str | None]]:
        """Yield the id of each program and the weakness that it has most likely, or ``none``.

        It is None where an answer in words names neither, or several.
        """
        asked = [
            Prompt(
                id=program.id,
                messages=[
                    prompts.user_message(
                        "classification", code=program.code, language=program.language
                    )
                ],
                max_new_tokens=MOST_WORDS,
                group=program.language,
            )
            for program in programs
        ]
        if self.in_words or isinstance(self.model, EndpointRef):
            batches = model.answer(asked, Decoding())
        else:
            batches = model.answer_by_likelihood(asked, CLASSES)
        for batch in batches:
            for prompt, answer in batch:
                yield prompt.id, answers.parse_cwe(answer.text)

    def fingerprint(self) -> str:
        """Return a digest of the model's files; what an endpoint serves cannot be known."""
        if isinstance(self.model, EndpointRef):
            return str(self.model) + (f" {self.wording}" if self.wording != "plain" else "")
        how = " in words" if self.in_words else ""
        how += f" {self.wording}" if self.wording != "plain" else ""
        return models.fingerprint(self.model) + how


def judge_by_likelihood(
    model: LanguageModel,
    questions: Sequence[Question],
    threshold_p: float,
    done: Collection[Key] = (),
    wording: Wording = "plain",
) -> Iterator[list[tuple[Question, Judgment]]]:
    """Judge programs, and yield them batch by batch; P(vulnerable) is normalised over both answers.

    Args:
        threshold_p: programs of this P(vulnerable) or more are called vulnerable.
        done: batches of which every question is in it are skipped.
    """
    by_key = {question.key: question for question in questions}
    asked = [_prompt(question, wording) for question in questions]
    for batch in model.answer_by_likelihood(asked, CHOICES, done):
        judgments = []
        for prompt, answer in batch:
            assert answer.log_probs
            p_vulnerable = beyond_first(answer.log_probs)
            outcome = Outcome.VULNERABLE if p_vulnerable >= threshold_p else Outcome.SECURE
            judgments.append((by_key[prompt.key], Judgment(outcome, p_vulnerable)))
        yield judgments


def judge_in_words(
    model: LanguageModel,
    questions: Sequence[Question],
    done: Collection[Key] = (),
    wording: Wording = "plain",
) -> Iterator[list[tuple[Question, Judgment]]]:
    """Judge programs by greedy answers, and yield them as they come.

    An answer that does not say one of the two words, or says both, is unparsed. Of an analysis the
    last line counts.

    Args:
        done: questions that need no answer; batches of nothing else are skipped.
    """
    by_key = {question.key: question for question in questions}
    asked = [_prompt(question, wording, MOST_WORDS) for question in questions]
    for batch in model.answer(asked, Decoding(), done):
        yield [
            (by_key[prompt.key], Judgment(_label(answer.text, wording), words=answer.text))
            for prompt, answer in batch
        ]


def _label(text: str, wording: Wording) -> Outcome:
    if wording == "analysis":
        # The code that it quotes may hold either word.
        *_, text = ["", *without_thinking(text).strip().split("\n")]
    return answers.parse_label(text)


def _prompt(question: Question, wording: Wording, limit: int = 0) -> Prompt:
    message = asking.question(
        wording, question.code, question.cwe, question.language, question.family
    )
    return Prompt(
        id=question.id,
        messages=[message],
        max_new_tokens=limit,
        sample=question.sample,
        group=question.language,
    )
