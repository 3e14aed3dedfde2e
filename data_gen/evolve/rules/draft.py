"""What rules rewrite: a scenario and its references, kept together."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from coveval_train.cwe import Language
from coveval_train.records import Label
from eval.bench.suite import MARKER, Family


@dataclass(frozen=True)
class Draft:
    """A scenario, its references and what connects them with the tests they came from.

    A program is ``before``, what a reference has in the marker's place, and ``after``.
    """

    family: str
    language: Language
    before: str
    marker: str
    """The line with the marker."""
    after: str
    holes: dict[str, str]
    """What each reference has in the marker's place, by its name."""
    labels: dict[str, Label]
    bridge: str = ""
    """Follows the program in Python, precedes the harness in C."""
    rules: tuple[str, ...] = ()
    """Those that made it, the first one first."""

    @property
    def indent(self) -> str:
        """The marker's indentation."""
        return self.marker[: len(self.marker) - len(self.marker.lstrip())]

    @property
    def incomplete(self) -> str:
        return self.before + self.marker + self.after

    @property
    def programs(self) -> dict[str, str]:
        return {name: self.before + hole + self.after for name, hole in self.holes.items()}

    def rewritten(self, rule: str, rewrite: Callable[[str], str], bridge: str) -> "Draft":
        """Return the draft with every program rewritten as a whole.

        Args:
            rewrite: takes and returns a program between whose comments ``<hole>`` and ``</hole>``
                is what fills the marker's place; it treats all text outside of them alike.
        """
        parts = {name: _rewritten(self, hole, rewrite) for name, hole in self.holes.items()}
        before, marker, after = _rewritten(self, self.marker, rewrite)
        if any((one, other) != (before, after) for one, _, other in parts.values()):
            raise ValueError(f"{rule} does not treat the references of {self.family} alike")
        return replace(
            self,
            before=before,
            marker=marker,
            after=after,
            holes={name: hole for name, (_, hole, _) in parts.items()},
            bridge=bridge + self.bridge,
            rules=(*self.rules, rule),
        )


def of(family: Family) -> Draft:
    """Return a family's scenario as nobody has rewritten it yet."""
    before, after = family.around_marker()
    programs = {item.id.split("/")[1]: item for item in family.programs}
    code = family.scenario.code
    end = len(code) - len(after)
    return Draft(
        family=family.id,
        language=family.about.language,
        before=before,
        marker=code[len(before) : end],
        after=after,
        holes={
            name: item.code[len(before) : len(item.code) - len(after)]
            for name, item in programs.items()
        },
        labels={name: item.label for name, item in programs.items()},
    )


_COMMENTS = {"c": "/* {} */\n", "python": "# {}\n"}


def _rewritten(draft: Draft, hole: str, rewrite: Callable[[str], str]) -> tuple[str, str, str]:
    """Rewrite a program, or the scenario, and take it apart again."""
    opening, closing = (_COMMENTS[draft.language].format(mark) for mark in ("<hole>", "</hole>"))
    # Python wants a statement where the scenario has none.
    filler = f"{draft.indent}pass\n" if draft.language == "python" and MARKER in hole else ""
    program = draft.before + opening + hole + filler + closing + draft.after
    before, _, rest = rewrite(program).partition(opening)
    hole, _, after = rest.partition(closing)
    return before, hole.removesuffix(filler), after
