"""Long functions, cut around what a fix changed, or into windows.

Around a change, what is left of both versions is the head, the changed lines, and the unchanged
lines nearest to them; a comment stands for each gap. The reader is so told where the change is,
which makes the question easier than the whole function would; a domain counts such programs.
Windows overlap by half, and tell nothing of where a change is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coveval_train.cwe import Language

HEAD = 6
"""Lines at most in which a function's head ends."""
_HEAD_ENDS = re.compile(r"[{:]\s*$")
_GAP = {"c": "// {} lines left out\n", "python": "# {} lines left out\n"}


@dataclass(frozen=True)
class _Stretch:
    """A line that both versions have, or a place where they differ."""

    before: Sequence[str]
    after: Sequence[str]
    changed: bool

    @property
    def size(self) -> int:
        return max(_size(self.before), _size(self.after))


def around_change(
    before: str, after: str, language: Language, longest: int
) -> tuple[str, str] | None:
    """Cut two versions of a function in the same places.

    Args:
        longest: characters of either version at most, without the comments in the gaps.

    Returns:
        Both versions, or None where the head and the change alone are longer.
    """
    stretches = _stretches(before.splitlines(keepends=True), after.splitlines(keepends=True))
    kept = _head(stretches) | {at for at, one in enumerate(stretches) if one.changed}
    room = longest - sum(stretches[at].size for at in kept)
    if room < 0:
        return None
    for at in _by_distance(stretches):
        if at in kept:
            continue
        room -= stretches[at].size
        if room < 0:
            break
        kept.add(at)
    gap = _GAP[language]
    return (
        _joined([one.before for one in stretches], kept, gap),
        _joined([one.after for one in stretches], kept, gap),
    )


def windows(code: str, language: Language, longest: int) -> list[str] | None:
    """Cut a program into windows of whole lines, each beginning in the middle of the one before.

    Args:
        longest: characters of a window at most, without the comments in place of the rest.

    Returns:
        The windows, or None where a single line is longer.
    """
    lines = code.splitlines(keepends=True)
    if any(len(line) > longest for line in lines):
        return None
    found, start = [], 0
    while True:
        end = _reach(lines, start, longest)
        kept = set(range(start, end))
        found.append(_joined([[line] for line in lines], kept, _GAP[language]))
        if end == len(lines):
            return found
        start = max(start + 1, _reach(lines, start, longest // 2))


def _reach(lines: Sequence[str], start: int, longest: int) -> int:
    """Return the first line from `start` that does not fit."""
    size = 0
    for at in range(start, len(lines)):
        size += len(lines[at])
        if size > longest:
            return at
    return len(lines)


def _stretches(before: list[str], after: list[str]) -> list[_Stretch]:
    found = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [_Stretch([line], [line], False) for line in before[i:j]]
        else:
            found.append(_Stretch(before[i:j], after[k:m], True))
    return found


def _head(stretches: Sequence[_Stretch]) -> set[int]:
    for at, one in enumerate(stretches[:HEAD]):
        if one.changed or _HEAD_ENDS.search(one.before[0]):
            return set(range(at + 1))
    return {0}


def _by_distance(stretches: Sequence[_Stretch]) -> list[int]:
    """Return all places, those nearest to a change first, and of two the one before it."""
    changes = [at for at, one in enumerate(stretches) if one.changed]
    return sorted(
        range(len(stretches)), key=lambda at: (min(abs(at - change) for change in changes), at)
    )


def _joined(stretches: Sequence[Sequence[str]], kept: set[int], gap: str) -> str:
    parts: list[str] = []
    missing = 0
    for at, lines in enumerate(stretches):
        if at in kept:
            if missing:
                parts.append(_indent(lines) + gap.format(missing))
            missing = 0
            parts += lines
        else:
            missing += len(lines)
    return "".join(parts) + (gap.format(missing) if missing else "")


def _indent(lines: Sequence[str]) -> str:
    first = lines[0] if lines else ""
    return first[: len(first) - len(first.lstrip())].replace("\n", "")


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))
