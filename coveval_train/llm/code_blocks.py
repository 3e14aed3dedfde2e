"""Code blocks in an answer while it is still being written."""

import re

_FENCE = re.compile(r"^(`{3,})[^`\n]*(?:\n|\Z)", re.MULTILINE)
_THINKING = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL)


def block_closed(text: str) -> bool:
    """Whether the text holds a whole Markdown code block, outside of any thinking aloud.

    A block ends at a line of at least as many backticks as began it.
    """
    text = _THINKING.sub("", text)
    opening = _FENCE.search(text)
    if opening is None or not opening[0].endswith("\n"):
        return False
    closing = re.compile(rf"^`{{{len(opening[1])},}}[ \t]*$", re.MULTILINE)
    return closing.search(text, opening.end()) is not None
