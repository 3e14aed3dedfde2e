"""The records that flow through the project, from a scenario to a verdict.

Every record names the family it belongs to and its origin, so that data is split by family and each
number can be traced to its source.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coveval_train import cwe
from coveval_train.cwe import Language
from coveval_train.errors import UserError


def _known_cwe(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a CWE id is a string such as 'CWE-22'")
    try:
        return cwe.get(value).id
    except UserError as error:
        raise ValueError(str(error)) from error


NO_WEAKNESS = "none"
"""The answer, and the class, of a program that has none of the 18 weaknesses."""

CweId = Annotated[str, BeforeValidator(_known_cwe)]
Split = Literal["train", "validation", "eval"]
LabelSource = Literal["executed", "human", "commit", "judge"]
"""How a label is known; `executed` means that an exploit test decided it."""
Kind = Literal[
    "judgment", "detection", "classification", "repair", "completion", "generation", "general"
]


class Label(StrEnum):
    """Whether a program has the weakness in question."""

    SECURE = "secure"
    VULNERABLE = "vulnerable"


class Outcome(StrEnum):
    """What a judge, or a model asked to judge, made of one answer.

    None is ever dropped from a denominator.
    """

    SECURE = "secure"
    VULNERABLE = "vulnerable"
    UNPARSED = "unparsed"
    """The text held no answer, or contradicting ones."""
    ERROR = "error"
    """The code did not build, or a test could not run."""
    PASSED = "passed"
    """Usability only: the code passed its test."""
    FAILED = "failed"
    """Usability only: it did not."""


class Task(StrEnum):
    """The four CoV-Eval tasks (Mou et al., section 3.1), its self-loop (3.3) and usability."""

    COMPLETION = "completion"
    REPAIR = "repair"
    DETECTION = "detection"
    CLASSIFICATION = "classification"
    SELF_DETECTION = "self-detection"
    """Detection in the model's own completions."""
    SELF_REPAIR = "self-repair"
    """Repair of the model's own vulnerable completions."""
    USABILITY = "usability"
    """HumanEval: does the code do what it should? Security is no part of it."""


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scenario(Record):
    """A programming task in which one weakness is likely."""

    id: str
    family: str
    cwe: CweId
    language: Language
    split: Split
    title: str
    code: str
    """Incomplete program; one comment line marks what is to be written."""
    evolved: bool = False
    """Whether Vul-Evol made it from a seed scenario (Mou et al., section 3.2)."""
    origin: str


class Program(Record):
    """A complete program whose label is known."""

    id: str
    family: str
    cwe: CweId
    """The weakness the label speaks of, present or not."""
    language: Language
    split: Split
    code: str
    label: Label
    label_source: LabelSource
    origin: str
    pair: str | None = None
    """What a vulnerable program and its fix have in common, where programs come in such pairs."""
    part_of: str | None = None
    """The id of the longer program that this is a window of; the label is that of the whole."""


class Message(Record):
    role: Literal["system", "user", "assistant"]
    content: str
    loss: bool = False
    """Whether training takes its loss on this message; only assistant messages may."""
    rejected: str | None = None
    """A worse answer to the same question, its vulnerable version, for training that compares."""


class Instruction(Record):
    """One training example."""

    id: str
    kind: Kind
    messages: list[Message] = Field(min_length=2)
    family: str
    cwe: CweId | None = None
    language: Language | None = None
    label: Label | None = None
    label_source: LabelSource | None = None
    split: Split
    origin: str
    prompt: str
    """Name and version of the prompt that made it, for example ``judgment@1``; or ``none``."""


class Request(Record):
    """One question to a model under evaluation."""

    id: str
    task: Task
    item: str
    """Id of the scenario or program asked about."""
    family: str
    cwe: CweId | None
    """The weakness in question; usability has none."""
    language: Language
    label: Label | None = None
    """What is known of the program asked about; completion asks about none."""
    pair: str | None = None
    """That of the program asked about."""
    part_of: str | None = None
    """That of the program asked about."""
    evolved: bool = False
    """Whether it is about a scenario that Vul-Evol made."""
    messages: list[Message]
    prompt: str

    @property
    def weakness(self) -> str:
        """The weakness in question, for every task but usability."""
        assert self.cwe is not None
        return self.cwe


class Response(Record):
    """A model's answer to a `Request`."""

    request: str
    sample: int = 0
    """Which of several answers to the request this is."""
    text: str
    tokens: int
    """Number of generated tokens."""
    finish: Literal["stop", "length", "likelihood"]
    log_probs: dict[str, float] | None = None
    """Answers by likelihood: the logarithm of each allowed answer's probability."""

    @property
    def key(self) -> tuple[str, int]:
        return self.request, self.sample


class Verdict(Record):
    """What one judge says of one response."""

    request: str
    sample: int = 0
    judge: str
    outcome: Outcome
    cwe: str | None = None
    """Classification only: the predicted CWE id, ``none`` or null where the answer has none."""
    built: bool | None = None
    functional: bool | None = None
    p_vulnerable: float | None = None
    """Probability of `vulnerable`, where the judge gives one."""
    detail: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.request, self.sample
