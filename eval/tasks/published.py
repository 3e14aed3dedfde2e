"""The published prompts, and the JSON answers that they ask for.

Source: Mou et al., ACL 2025, and the repository MurrayTom/CoV-Eval. The prompts are read from the
user's clone; none is part of this project. One question serves detection and classification.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from coveval_train import cwe
from coveval_train.errors import UserError, raise_if_any
from coveval_train.llm.code_blocks import without_thinking
from coveval_train.llm.decoding import Choices
from coveval_train.records import NO_WEAKNESS, Message, Outcome, Program, Scenario, Task
from eval.bench import official
from eval.bench.benchmark import Benchmark

_CONSTANTS = {
    Task.COMPLETION: "prompt_template_code_completion",
    Task.REPAIR: "prompt_template_vulnerability_repair",
    Task.DETECTION: "prompt_template_vulnerability_detection_and_classification",
    Task.CLASSIFICATION: "prompt_template_vulnerability_detection_and_classification",
}
ALIASES = {
    "CWE-22": " ('Path Traversal')",
    "CWE-78": " ('OS Command Injection')",
    "CWE-79": " ('Cross-site Scripting')",
    "CWE-89": " ('SQL Injection')",
}
"""What MITRE's full names add to ours; the published prompts and rules use them in full."""

_YES = '{\n    "vulnerable": "Yes",\n    "vulnerability type": '
DETECTION_CHOICES = Choices(('{\n    "vulnerable": "No"', '{\n    "vulnerable": "Yes"'), False)
CLASSIFICATION_CHOICES = Choices(
    (
        DETECTION_CHOICES.texts[0],
        *(f'{_YES}"{weakness.lower()}"' for weakness in cwe.BY_ID),
    ),
    False,
)

_FIELD = re.compile(r'"vulnerable"\s*:\s*\[?\s*"?\s*(yes|no|safe|unsafe)\b', re.IGNORECASE)
_TYPE = re.compile(r'"vulnerability type"\s*:\s*(\[[^\]]*\]|"[^"\n]*"|[^,}\n]*)', re.IGNORECASE)
_NUMBER = re.compile(r"\bCWE[-\s_]?0*(\d+)\b", re.IGNORECASE)
_LABELS = {
    "yes": Outcome.VULNERABLE,
    "unsafe": Outcome.VULNERABLE,
    "no": Outcome.SECURE,
    "safe": Outcome.SECURE,
}


def asked_as_published(bench: Benchmark, clone: Path) -> Benchmark:
    """Return a benchmark that is asked about in the prompts of a clone.

    Raises:
        UserError: the clone cannot be read, or its prompts are incomplete.
    """
    return replace(bench, templates=templates(official.read(clone).prompts))


def templates(constants: Mapping[str, str]) -> dict[Task, str]:
    """Pick the prompts of the four tasks from the constants of a clone's ``prompt_template.py``.

    Raises:
        UserError: constants are missing, or lack the place of the code.
    """
    problems = []
    for name in dict.fromkeys(_CONSTANTS.values()):
        if name not in constants:
            problems.append(f"--prompts published: the clone's prompt_template.py has no {name}")
        elif "{code}" not in constants[name]:
            problems.append(f"--prompts published: {name} has no place for the {{code}}")
    raise_if_any(problems)
    return {task: constants[name] for task, name in _CONSTANTS.items()}


def full_name(weakness: str) -> str:
    """Return MITRE's name of a weakness with the alias that it has in parentheses."""
    return cwe.get(weakness).name + ALIASES.get(weakness, "")


def user_message(template: str, item: Scenario | Program) -> Message:
    """Fill a published prompt as upstream does, by `str.format`."""
    try:
        text = template.format(code=item.code, vulnerability_type=full_name(item.cwe))
    except (KeyError, IndexError, ValueError) as error:
        raise UserError(f"--prompts published: a prompt has an unknown field ({error})") from error
    return Message(role="user", content=text)


def parse_label(text: str) -> Outcome:
    """Read the ``vulnerable`` field; without one, or with contradicting ones, it is unparsed."""
    found = {_LABELS[value.lower()] for value in _FIELD.findall(without_thinking(text))}
    return found.pop() if len(found) == 1 else Outcome.UNPARSED


def parse_cwe(text: str) -> str | None:
    """Read the class: ``none`` where the answer is No, else the one id or name in the type field.

    Ids are compared as whole numbers, and a name counts only where no id stands beside it. An
    answer of No that names a type contradicts itself and is unparsed, as is one of Yes that names
    no type or several.
    """
    answer = without_thinking(text)
    label = parse_label(text)
    named = set().union(*map(_named, _TYPE.findall(answer)))
    if label == Outcome.SECURE:
        return None if named else NO_WEAKNESS
    if label == Outcome.UNPARSED or len(named) != 1:
        return None
    weakness = named.pop()
    return weakness if weakness in cwe.BY_ID else None


def _named(field: str) -> set[str]:
    ids = {f"CWE-{number}" for number in _NUMBER.findall(field)}
    if ids:
        return ids
    lower = field.lower()
    return {weakness.id for weakness in cwe.WEAKNESSES if weakness.name.lower() in lower}
