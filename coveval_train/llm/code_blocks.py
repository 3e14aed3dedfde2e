"""Thinking aloud and Markdown code blocks in answers, finished or still being written."""

import re
from dataclasses import dataclass

OPEN_THINKING = "<think>"
# Many chat templates open the thinking in the prompt, so that an answer may hold its end alone.
_THINKING = re.compile(r"\A(?:(?!<think>).)*?</think>|<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^`\n]*)(\n|\Z)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced code block (CommonMark 0.31, section 4.5)."""

    code: str
    closed: bool
    """Whether it ends in a fence; else the text ended first."""


def without_thinking(text: str) -> str:
    """Return an answer without its thinking aloud; where that never ended, nothing is left of it.

    A ``</think>`` inside a code block is taken for an end where no ``<think>`` comes before it.
    """
    return _THINKING.sub("", text)


def blocks(text: str) -> list[Block]:
    """Return the code blocks of a text; thinking is not looked for.

    A block ends at a line of at least as many backticks or tildes as began it.
    """
    found = []
    opening = _FENCE.search(text)
    while opening:
        mark = opening[1]
        closing = re.compile(rf"^ {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        end = closing.search(text, opening.end())
        found.append(Block(text[opening.end() : end.start() if end else None], end is not None))
        opening = _FENCE.search(text, end.end()) if end else None
    return found


def block_closed(text: str) -> bool:
    """Whether a text holds a whole code block, outside of any thinking aloud."""
    first = next(iter(blocks(without_thinking(text))), None)
    return first is not None and first.closed
