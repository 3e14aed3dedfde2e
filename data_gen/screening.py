"""Judging what no test has judged, before it becomes an answer to learn.

Analysers and language models look at the code of general answers, of completions that a model
wrote, and of fixes whose only witness is a commit. What any of them calls vulnerable is left out
and kept apart. Every opinion is written down as it comes, so that a build that was killed asks for
none twice.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.llm.code_blocks import blocks
from coveval_train.llm.decoding import LanguageModel
from coveval_train.llm.opening import open_model
from coveval_train.records import NO_WEAKNESS, Outcome, Record
from data_gen.sources import Completion, Exchange, Fix, Item, languages, programs
from eval import judges as naming
from eval.judges import Judges
from eval.oracles import analysers
from eval.oracles.analysers import Source
from eval.oracles.model_judge import Question
from eval.stages import workers

AT_ONCE = 200
"""Items that are judged together; what is judged anew when a build was killed."""


class Opinion(Record):
    """What one judge says of one program."""

    key: str
    """Digest of the judge, its version, the program and the weakness."""
    judge: str
    outcome: Outcome
    why: str = ""


class Rejected(Record):
    """An item that a judge called vulnerable, or a completion that none called secure."""

    item: str
    code: str
    judges: dict[str, str]
    """What each judge that called it vulnerable found."""


@dataclass(frozen=True)
class Share:
    """What one judge, or any, said of all programs that it was asked about."""

    asked: int
    vulnerable: int
    undecided: int
    """Programs that it could not read, or answers that said neither."""


@dataclass(frozen=True)
class Screening:
    """What became of all that was judged."""

    judged: int
    """Items with code in C or Python that a judge reads."""
    not_judged: int
    """Items without."""
    rejected: int
    by_judge: dict[str, Share]


@dataclass
class Screen:
    """Lets pass what no judge calls vulnerable.

    A model's completions, which have no other witness, need one that calls them secure.
    """

    judges: Judges
    path: Path
    """Where opinions are kept."""
    rejected: list[Rejected] = field(default_factory=list)
    _models: dict[str, LanguageModel] = field(default_factory=dict)
    _judged: int = 0
    _not_judged: int = 0
    _outcomes: defaultdict[str, Counter[Outcome]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def passing(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items that no judge calls vulnerable, and those that none can judge."""
        left = iter(items)
        while chunk := list(islice(left, AT_ONCE)):
            sources = [_sources(item) for item in chunk]
            opinions = self._opinions([each for of in sources for each in of])
            for item, of in zip(chunk, sources, strict=True):
                found = [(source, opinion) for source in of for opinion in opinions[source.id]]
                if self._accepts(item, found):
                    yield _known(item, of) if _called_secure(found) else item

    def result(self) -> Screening:
        """Return what was found so far."""
        return Screening(
            judged=self._judged,
            not_judged=self._not_judged,
            rejected=len(self.rejected),
            by_judge={name: _share(outcomes) for name, outcomes in self._outcomes.items()},
        )

    def _accepts(self, item: Item, found: Sequence[tuple[Source, Opinion]]) -> bool:
        """Count an item's opinions; tell whether none of them is against it."""
        self._judged += bool(found)
        self._not_judged += not found
        for _, opinion in found:
            self._outcomes[opinion.judge][opinion.outcome] += 1
        against = [
            (source, opinion) for source, opinion in found if opinion.outcome == Outcome.VULNERABLE
        ]
        judges = {opinion.judge: opinion.why for _, opinion in against}
        if against:
            rejected = Rejected(item=_name(item), code=against[0][0].code, judges=judges)
        elif _needs_a_judge(item) and not _called_secure(found):
            rejected = Rejected(item=_name(item), code=programs(item)[0].code, judges={})
        else:
            return True
        self.rejected.append(rejected)
        return False

    def _opinions(self, sources: Sequence[Source]) -> Mapping[str, list[Opinion]]:
        """Return what every judge that reads its language says of each program, by its id."""
        for name in self.judges.analysers:
            self._analyse(name, sources)
        for name in self.judges.models:
            self._ask(name, sources)
        found: defaultdict[str, list[Opinion]] = defaultdict(list)
        for source in sources:
            for name in self.judges.fallible:
                if opinion := self._kept.get(self._key(name, source)):
                    found[source.id].append(opinion)
        return found

    def _analyse(self, name: str, sources: Sequence[Source]) -> None:
        known = analysers.languages(name)
        new = [source for source in self._new(name, sources) if source.language in known]
        by_id = {source.id: source for source in new}
        for chunk in analysers.analyse(name, new, workers()) if new else ():
            self._keep(
                Opinion(
                    key=self._key(name, by_id[analysis.program]),
                    judge=name,
                    outcome=analysers.verdict(analysis) or Outcome.ERROR,
                    why="; ".join(
                        f"line {one.line}: {one.rule}, {one.cwe}"
                        for one in analysis.findings
                        if one.cwe
                    )
                    or analysis.problem,
                )
                for analysis in chunk
            )

    def _ask(self, name: str, sources: Sequence[Source]) -> None:
        """Let a model judge; where the weakness is not known it names the likeliest first."""
        new = self._new(name, sources)
        if not new:
            return
        judge, model = self.judges.models[name], self._model(name)
        open_questions = [source for source in new if source.cwe is None]
        suspected = dict(judge.suspect(model, open_questions)) if open_questions else {}
        weaknesses = {source.id: source.cwe or suspected[source.id] for source in new}
        # Neither a weakness nor none: it is no judgment.
        settled = {NO_WEAKNESS: Outcome.SECURE, None: Outcome.UNPARSED}
        self._keep(
            Opinion(key=self._key(name, source), judge=name, outcome=settled[weaknesses[source.id]])
            for source in new
            if weaknesses[source.id] in settled
        )
        questions = [
            Question(source.id, 0, source.code, weakness, source.language)
            for source in new
            if (weakness := weaknesses[source.id]) and weakness != NO_WEAKNESS
        ]
        by_id = {source.id: source for source in new}
        for batch in judge.judge(model, questions):
            self._keep(
                Opinion(
                    key=self._key(name, by_id[question.id]),
                    judge=name,
                    outcome=judgment.outcome,
                    why=question.cwe,
                )
                for question, judgment in batch
            )

    def _new(self, name: str, sources: Sequence[Source]) -> list[Source]:
        """Return the programs that a judge has not judged, each once."""
        by_key = {self._key(name, source): source for source in sources}
        return [source for key, source in by_key.items() if key not in self._kept]

    def _keep(self, opinions: Iterable[Opinion]) -> None:
        new = list(opinions)
        tables.append(new, self.path)
        self._kept.update({opinion.key: opinion for opinion in new})

    @cached_property
    def _kept(self) -> dict[str, Opinion]:
        return {row.key: row for row in tables.read_appended(self.path, Opinion)}

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        return self.judges.fingerprints()

    def _model(self, name: str) -> LanguageModel:
        if name not in self._models:
            ref = self.judges.models[name].model
            self._models[name] = open_model(ref, self.judges.batch_tokens)
        return self._models[name]

    def _key(self, name: str, source: Source) -> str:
        parts = (name, self._fingerprints[name], source.language, str(source.cwe), source.code)
        return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:24]


def require(judges: Judges) -> None:
    """Raise `UserError` where a judge cannot work on this machine, or on code without tests."""
    if judges.executes:
        raise UserError("--judge executable: there are no tests of the code that is judged here")
    naming.require(judges)


def _sources(item: Item) -> list[Source]:
    """Return the programs of an item that are to be judged."""
    if isinstance(item, Exchange):
        codes = [block.code for block in blocks(item.answer)] or [item.answer]
        return [
            Source(f"{item.id}#{number}", code, language, None)
            for number, code in enumerate(codes)
            if (language := languages.of_code(code))
        ]
    if not isinstance(item, Completion | Fix):
        return []
    *_, secure = programs(item)
    if secure.label_source == "executed":
        return []
    return [Source(secure.id, secure.code, secure.language, secure.cwe)]


def _needs_a_judge(item: Item) -> bool:
    return isinstance(item, Completion) and item.program.label_source == "judge"


def _called_secure(found: Sequence[tuple[Source, Opinion]]) -> bool:
    return any(opinion.outcome == Outcome.SECURE for _, opinion in found)


def _known(item: Item, sources: Sequence[Source]) -> Item:
    """Return an item with what judging it has told."""
    if isinstance(item, Exchange):
        return replace(item, language=sources[0].language, judged=True)
    return item


def _name(item: Item) -> str:
    return item.id if isinstance(item, Exchange) else programs(item)[-1].id


def _share(outcomes: Counter[Outcome]) -> Share:
    decided = outcomes[Outcome.SECURE] + outcomes[Outcome.VULNERABLE]
    return Share(
        asked=outcomes.total(),
        vulnerable=outcomes[Outcome.VULNERABLE],
        undecided=outcomes.total() - decided,
    )
