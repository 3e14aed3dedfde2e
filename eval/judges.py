"""Who judges programs: tests, analysers, language models; chosen by name on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rich.progress import Progress

from coveval_train import models
from coveval_train.errors import collect, raise_if_any
from coveval_train.llm import endpoint, endpoint_ref
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.ensembles import ANY, MAJORITY
from eval.oracles import analysers, executable, threshold
from eval.oracles.model_judge import ModelJudge
from eval.oracles.wording import Wording
from eval.sandbox import bubblewrap
from eval.stages import ANSWER, HUMANEVAL
from eval.stages import judge as stage
from eval.stages.analyse import analyse, write_sarif
from eval.stages.judge import Candidate

IN_WORDS = ",words"
"""Ends the name of a model in this process that judges in its own words."""
WORDED: dict[str, Wording] = {",few-shot": "few-shot", ",analysis": "analysis"}
"""What else may end a model's name: how it is asked."""
NO_MODELS = (ANSWER, HUMANEVAL, executable.NAME, ANY, MAJORITY, *analysers.NAMES)
"""The names of judges that are no models."""


@dataclass(frozen=True)
class Judges:
    """The judges of a run."""

    executes: bool
    """Whether programs are judged by running them."""
    analysers: list[str]
    """Static analysers that judge them."""
    models: dict[str, ModelJudge]
    """Language models that judge them, by the name that the scores give them."""
    batch_tokens: int

    @property
    def names(self) -> list[str]:
        return [executable.NAME] * self.executes + self.analysers + list(self.models)

    @property
    def fallible(self) -> list[str]:
        """Those that are themselves judged, on programs of known label."""
        return self.analysers + list(self.models)

    @property
    def labeller(self) -> str:
        """The judge whose verdicts are the truth about a model's own completions."""
        return self.names[0]

    def fingerprints(self) -> dict[str, str]:
        """Return a digest of each model, and the version of each analyser."""
        versions = {name: analysers.version(name) for name in self.analysers}
        return versions | {name: one.fingerprint() for name, one in self.models.items()}


def parse(names: Sequence[str], batch_tokens: int) -> Judges:
    """Find out what each judge is, without loading it.

    Args:
        names: ``executable``, analysers, and models: ``[NAME=]MODEL`` judges by likelihood,
            ``[NAME=]MODEL,words`` in its own words, ``[NAME=]URL,SERVED_MODEL[,KEY_VARIABLE]`` is
            behind an endpoint. With ``,few-shot`` or ``,analysis`` at the end it is asked so.

    Raises:
        UserError: an analyser is not installed, models are missing or incomplete, or two judges
            have one name.
    """
    problems: list[str] = []
    found: dict[str, ModelJudge] = {}
    tools = [name for name in analysers.NAMES if name in names]
    collect(problems, lambda: analysers.require(tools))
    for named in names:
        if named in (executable.NAME, *tools):
            continue
        name, model = _named(named)
        one = collect(problems, partial(_model_judge, model))
        if one is None:
            continue
        if not name:
            name = one.model.model if isinstance(one.model, EndpointRef) else model
        if name in found or name in NO_MODELS:
            problems.append(f"--judge: {name} is another judge's name; name them NAME=MODEL")
        found[name] = one
    raise_if_any(problems)
    return Judges(executable.NAME in names, tools, found, batch_tokens)


def require(judges: Judges) -> None:
    """Raise `UserError` where a judge cannot work on this machine, or its endpoint not at all."""
    if judges.executes or judges.analysers:
        bubblewrap.require()
    for one in judges.models.values():
        if isinstance(one.model, EndpointRef):
            endpoint.check(one.model)


def judge(
    judges: Judges,
    items: Sequence[Candidate],
    baseline: Sequence[Candidate],
    bench: Benchmark,
    folder: RunFolder,
    progress: Progress,
) -> None:
    """Let every judge give its verdict on the programs, where it has not given one yet.

    Args:
        baseline: programs that are only executed.
    """
    if judges.executes:
        stage.execute([*items, *baseline], bench, folder, progress)
    proven = stage.proven(bench)
    for name in judges.analysers:
        analyse(name, [*items, *proven], folder, progress)
    if judges.analysers:
        write_sarif(judges.analysers, folder)
    for name, one in judges.models.items():
        stage.ask_judge(name, one, [*items, *proven], judges.batch_tokens, folder, progress)


def _named(judge: str) -> tuple[str, str]:
    """Split ``NAME=MODEL``; the name is empty where there is none."""
    name, equals, model = judge.partition("=")
    return (name, model) if equals and name.isidentifier() else ("", judge)


def _model_judge(text: str) -> ModelJudge:
    ending = next((ending for ending in WORDED if text.endswith(ending)), "")
    text, wording = text.removesuffix(ending), WORDED.get(ending, "plain")
    if text.startswith(("http://", "https://")):
        return ModelJudge(endpoint_ref.parse(text, "--judge"), in_words=True, wording=wording)
    in_words = text.endswith(IN_WORDS) or wording == "analysis"
    ref = models.resolve(text.removesuffix(IN_WORDS))
    if not in_words:
        threshold.read(ref, wording)
    return ModelJudge(ref, in_words, wording)
