"""Which programs a data set holds already."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from coveval_train.records import Label, Program
from data_gen import cleaning, sources
from data_gen.sources import Completion, Exchange, Fix, Item


@dataclass
class Programs:
    """The programs so far; those that differ in comments and white space alone are one."""

    _labels: dict[bytes, Label] = field(default_factory=dict)
    _exchanges: set[bytes] = field(default_factory=set)

    def reason(self, item: Item) -> str | None:
        """Return why an item adds nothing, or None, after which it is known."""
        if isinstance(item, Exchange):
            return self._told(item)
        programs = sources.programs(item)
        digests = [cleaning.digest(each.code, each.language) for each in programs]
        if len(set(digests)) < len(digests):
            return "the fix changes comments or white space only"
        for program, digest in zip(programs, digests, strict=True):
            label = self._labels.get(digest, program.label)
            if label != program.label:
                return "the same code as a program with the other label"
        if all(digest in self._labels for digest in digests):
            return "the same code as an earlier program"
        self._labels |= {
            digest: program.label for program, digest in zip(programs, digests, strict=True)
        }
        return None

    def _told(self, item: Exchange) -> str | None:
        text = " ".join(f"{item.question}\0{item.answer}".split())
        digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=16).digest()
        if digest in self._exchanges:
            return "the same question and answer as an earlier one"
        self._exchanges.add(digest)
        return None


def usable(
    items: Iterable[Item], seen: Programs, skipped: Counter[str], strip_comments: bool
) -> Iterator[Item]:
    """Yield what adds to the programs seen so far; the rest is counted by reason."""
    for item in items:
        if reason := seen.reason(item):
            skipped[reason] += 1
        else:
            yield _stripped(item) if strip_comments else item


def _stripped(item: Item) -> Item:
    match item:
        case Fix():
            vulnerable, secure = map(_without_comments, item.programs)
            return replace(item, vulnerable=vulnerable, secure=secure)
        case Completion():
            return replace(item, program=_without_comments(item.program))
        case Exchange():
            return item
        case Program():
            return _without_comments(item)


def _without_comments(program: Program) -> Program:
    return program.model_copy(
        update={"code": cleaning.without_comments(program.code, program.language)}
    )
