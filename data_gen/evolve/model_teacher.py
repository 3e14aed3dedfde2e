"""The teacher that is a model: it rewrites, completes and judges by answering prompts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coveval_train import prompts, tables
from coveval_train.llm.code_blocks import blocks, without_thinking
from coveval_train.records import Message, Program
from data_gen.evolve.asking import Asked, Asker
from data_gen.evolve.lineage import OPERATORS, Evolved, Operator, evolved_scenario
from data_gen.evolve.teachers import Candidate, Task

PROMPTS = ("completion", "teacher_defended", "teacher_likely", "teacher_rewrite")
ANSWERS = "answers.jsonl"
CODE_TOKENS = 1024
WORD_TOKENS = 16
YES_OR_NO = re.compile(r"\b(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ModelTeacher:
    """Asks a chat model; see `data_gen.evolve.teachers.Teacher`."""

    asker: Asker
    name: str

    def rewrite(self, tasks: Sequence[Task]) -> list[Candidate | None]:
        """Ask for another scenario of each; one that is no code is for the filters to reject."""
        operators: list[Operator] = [_operator(task) for task in tasks]
        questions = {
            f"{task.id}/rewrite": prompts.user_message(
                "teacher_rewrite",
                operator=operator,
                code=task.parent.scenario.code,
                language=task.parent.scenario.language,
                cwe=task.parent.scenario.cwe,
            )
            for task, operator in zip(tasks, operators, strict=True)
        }
        answers = self.asker.ask(questions, CODE_TOKENS)
        return [
            self._candidate(task, operator, answers[f"{task.id}/rewrite"])
            for task, operator in zip(tasks, operators, strict=True)
        ]

    def complete(self, candidates: Sequence[Candidate]) -> list[list[str]]:
        """Ask for a completion of each; the lines count that the scenario does not have."""
        answers = self._ask_each(candidates, "completion", CODE_TOKENS)
        return [
            [_new_lines(_code(answer), candidate.item.scenario.code)]
            for candidate, answer in zip(candidates, answers, strict=True)
        ]

    def defended(self, candidates: Sequence[Candidate]) -> list[str | None]:
        answers = self._ask_each(candidates, "teacher_defended", WORD_TOKENS)
        return [_unless(answer, "no", "the teacher finds a defence") for answer in answers]

    def unlikely(self, candidates: Sequence[Candidate]) -> list[str | None]:
        answers = self._ask_each(candidates, "teacher_likely", WORD_TOKENS)
        return [_unless(answer, "yes", "the teacher does not expect it") for answer in answers]

    def programs(self, candidate: Candidate) -> list[Program]:
        """Return none: no label of a model's is proven."""
        return []

    def close(self) -> None:
        self.asker.sort()

    def _ask_each(self, candidates: Sequence[Candidate], prompt: str, tokens: int) -> list[str]:
        names = [f"{candidate.item.scenario.id}/{prompt}" for candidate in candidates]
        questions = {
            name: _about(candidate, prompt)
            for name, candidate in zip(names, candidates, strict=True)
        }
        answers = self.asker.ask(questions, tokens)
        return [answers[name] for name in names]

    def _candidate(self, task: Task, operator: Operator, answer: str) -> Candidate:
        parent = task.parent.scenario
        item = Evolved(
            scenario=evolved_scenario(task.id, parent, _code(answer)),
            parent=parent.id,
            round=task.parent.round + 1,
            operator=operator,
            change=operator,
            teacher=self.name,
        )
        return Candidate(item, task.parent, task.family)


def completions(folder: Path, scenarios: Sequence[Evolved]) -> dict[str, str]:
    """Return the program with which the teacher completed each scenario, by the scenario's id."""
    answers = tables.read_appended(folder / ANSWERS, Asked)
    by_question = {answer.question: answer.text for answer in answers}
    names = [item.scenario.id for item in scenarios]
    return {
        name: _code(by_question[f"{name}/completion"])
        for name in names
        if f"{name}/completion" in by_question
    }


def _operator(task: Task) -> Operator:
    """Return scenario expansion for a seed, and one of the other four from then on."""
    return OPERATORS[0] if task.parent.round == 0 else task.rng.choice(OPERATORS[1:])


def _about(candidate: Candidate, prompt: str) -> Message:
    scenario = candidate.item.scenario
    about = {} if prompt == "completion" else {"cwe": scenario.cwe}
    return prompts.user_message(prompt, code=scenario.code, language=scenario.language, **about)


def _code(answer: str) -> str:
    """Return the first code block of an answer, or the answer where there is none."""
    said = without_thinking(answer)
    found = blocks(said)
    return found[0].code if found else said


def _new_lines(completion: str, incomplete: str) -> str:
    known = set(incomplete.split("\n"))
    return "\n".join(line for line in completion.split("\n") if line not in known)


def _unless(answer: str, wanted: str, fault: str) -> str | None:
    """Return None if a model said what is wanted, and only that, else what is wrong."""
    said = {word.lower() for word in YES_OR_NO.findall(without_thinking(answer))}
    if len(said) != 1:
        return "the teacher says neither yes nor no"
    return None if said == {wanted} else fault
