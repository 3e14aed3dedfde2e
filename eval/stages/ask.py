"""First stage: the model under evaluation answers every request."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from rich.progress import Progress

from coveval_train import tables
from coveval_train.llm.decoding import (
    Answer,
    Choices,
    Decoding,
    Key,
    LanguageModel,
    Prompt,
    likeliest,
)
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.opening import open_model
from coveval_train.models import ModelRef
from coveval_train.records import Request, Response, Task
from coveval_train.runs import RunFolder
from eval.oracles import model_judge
from eval.stages import add_failures
from eval.tasks import published
from eval.tasks.requests import CODE_TASKS, PUBLISHED

CHOICES = {
    Task.DETECTION: model_judge.CHOICES,
    Task.SELF_DETECTION: model_judge.CHOICES,
    Task.CLASSIFICATION: model_judge.CLASSES,
}
PUBLISHED_CHOICES = {
    Task.DETECTION: published.DETECTION_CHOICES,
    Task.SELF_DETECTION: published.DETECTION_CHOICES,
    Task.CLASSIFICATION: published.CLASSIFICATION_CHOICES,
}


@dataclass(frozen=True)
class Asking:
    """The model under evaluation and how it is asked."""

    model: ModelRef | EndpointRef
    decoding: Decoding
    samples: int
    """How many answers to each request; answers by likelihood are given once."""
    by_likelihood: bool
    """Whether detection and classification are answered by the likeliest allowed answer."""
    batch_tokens: int
    load_in_4bit: bool


class Answerer:
    """The model under evaluation, loaded when the first question needs it.

    Args:
        live: the model, where it is there already.
    """

    def __init__(self, asking: Asking, live: LanguageModel | None = None):
        self.asking = asking
        self.live = live

    @cached_property
    def model(self) -> LanguageModel:
        if self.live is not None:
            return self.live
        asking = self.asking
        return open_model(asking.model, asking.batch_tokens, asking.load_in_4bit)

    def release(self) -> None:
        """Let go of its memory, as a judge may need it."""
        self.__dict__.pop("model", None)
        gc.collect()


def ask(
    answerer: Answerer, requests: Sequence[Request], folder: RunFolder, progress: Progress
) -> dict[Key, Response]:
    """Answer what is not yet answered and return every response by request and sample."""
    asking = answerer.asking
    done = {row.key: row for row in tables.read_appended(folder.responses, Response)}
    asked = questions(asking, requests)
    answered = {one.prompt.key for one in asked if one.serves.keys() <= done.keys()}
    if len(answered) == len(asked):
        return done
    total = sum(len(question.serves) for question in asked)
    step = progress.add_task(f"answers of {asking.model.name}", total=total)
    progress.update(step, completed=len(done))
    by_key = {question.prompt.key: question for question in asked}
    model = answerer.model
    try:
        for batch in answer_batches(answerer, asked, answered):
            new = [
                _response(key, answer, allowed)
                for prompt, answer in batch
                for key, allowed in by_key[prompt.key].serves.items()
                if key not in done
            ]
            tables.append(new, folder.responses)
            done |= {response.key: response for response in new}
            progress.update(step, completed=len(done))
    finally:
        add_failures(model, folder)
    return done


@dataclass(frozen=True)
class Question:
    """A prompt with the requests that its answer serves, and what each allows as an answer."""

    prompt: Prompt
    serves: dict[Key, Choices | None]

    @property
    def choices(self) -> Choices | None:
        """Everything that any of the requests allows; they are asked for in one pass."""
        allowed = [choices for choices in self.serves.values() if choices]
        if not allowed:
            return None
        texts = dict.fromkeys(text for choices in allowed for text in choices.texts)
        return Choices(tuple(texts), allowed[0].whole)


def questions(asking: Asking, requests: Sequence[Request]) -> list[Question]:
    """Return every question once: what is asked in the same words has the same answer.

    The published prompt of detection is also that of classification.
    """
    found: dict[object, Question] = {}
    for request in requests:
        choices = _choices(request) if asking.by_likelihood else None
        for sample in range(1 if choices else asking.samples):
            prompt = _prompt(request, sample, asking.decoding)
            words = tuple(message.content for message in request.messages)
            same = (words, prompt.max_new_tokens, prompt.code, sample)
            question = found.setdefault(same, Question(prompt, {}))
            question.serves[request.id, sample] = choices
    return list(found.values())


def _prompt(request: Request, sample: int, decoding: Decoding) -> Prompt:
    code = request.task in (*CODE_TASKS, Task.USABILITY)
    long = code or request.prompt.startswith(PUBLISHED)
    return Prompt(
        id=request.id,
        messages=request.messages,
        max_new_tokens=decoding.max_new_tokens if long else decoding.max_label_tokens,
        code=code,
        sample=sample,
        group=f"{request.task.value} {request.language}",
    )


def _choices(request: Request) -> Choices | None:
    asked = PUBLISHED_CHOICES if request.prompt.startswith(PUBLISHED) else CHOICES
    return asked.get(request.task)


def answer_batches(
    answerer: Answerer, asked: Sequence[Question], done: set[Key]
) -> Iterator[list[tuple[Prompt, Answer]]]:
    """Answer questions, those in words first, and yield them as they come; skip what is done."""
    in_words = [question.prompt for question in asked if question.choices is None]
    yield from answerer.model.answer(in_words, answerer.asking.decoding, done)
    for choices in dict.fromkeys(question.choices for question in asked):
        if choices is not None:
            chosen = [question.prompt for question in asked if question.choices == choices]
            yield from answerer.model.answer_by_likelihood(chosen, choices, done)


def _response(key: Key, answer: Answer, allowed: Choices | None) -> Response:
    """Make a response of an answer, which may have been chosen among more than is allowed."""
    if allowed is not None and answer.log_probs is not None:
        answer = likeliest({text: answer.log_probs[text] for text in allowed.texts})
    return Response(request=key[0], sample=key[1], **asdict(answer))
