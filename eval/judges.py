"""Who judges programs: tests, analysers, language models; chosen by name on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rich.progress import Progress

from coveval_train import models
from coveval_train.errors import collect, raise_if_any
from coveval_train.models import ModelRef
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.oracles import analysers, executable, threshold
from eval.sandbox import bubblewrap
from eval.stages import judge as stage
from eval.stages.analyse import analyse, write_sarif
from eval.stages.judge import Candidate


@dataclass(frozen=True)
class Judges:
    """The judges of a run."""

    executes: bool
    """Whether programs are judged by running them."""
    analysers: list[str]
    """Static analysers that judge them."""
    models: dict[str, ModelRef]
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
        return versions | {name: models.fingerprint(ref) for name, ref in self.models.items()}


def parse(names: Sequence[str], batch_tokens: int) -> Judges:
    """Find out what each of ``executable``, analysers and ``[NAME=]MODEL`` is, without loading it.

    Raises:
        UserError: an analyser is not installed, models are missing or incomplete, or two judges
            have one name.
    """
    problems: list[str] = []
    refs: dict[str, ModelRef] = {}
    tools = [name for name in analysers.NAMES if name in names]
    collect(problems, lambda: analysers.require(tools))
    for name, path in map(_named, names):
        if name in (executable.NAME, *tools):
            continue
        if name in refs:
            problems.append(f"--judge: two judges are called {name}; name them NAME=MODEL")
        ref = collect(problems, partial(models.resolve, path))
        if ref:
            collect(problems, partial(threshold.read, ref))
            refs[name] = ref
    raise_if_any(problems)
    return Judges(executable.NAME in names, tools, refs, batch_tokens)


def require(judges: Judges) -> None:
    """Raise `UserError` where a judge cannot work on this machine."""
    if judges.executes or judges.analysers:
        bubblewrap.require()


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
    for name, ref in judges.models.items():
        stage.ask_judge(name, ref, [*items, *proven], judges.batch_tokens, folder, progress)


def _named(judge: str) -> tuple[str, str]:
    """Split ``NAME=MODEL``; a judge without a name is called what its model is."""
    name, equals, model = judge.partition("=")
    return (name, model) if equals and name.isidentifier() else (judge, judge)
