"""Judges joined into one, by vote."""

from collections.abc import Callable, Mapping

from coveval_train.records import Outcome, Verdict
from eval.oracles import executable
from eval.sheets import Given
from eval.stages import ANSWER, HUMANEVAL

ANY = "any"
MAJORITY = "majority"
NAMES = (ANY, MAJORITY)


def voters(judges: Mapping[str, Given]) -> dict[str, Given]:
    """Return the judges of programs that may err."""
    never = (ANSWER, HUMANEVAL, executable.NAME)
    return {name: given for name, given in judges.items() if name not in never}


def join(judges: Mapping[str, Given]) -> dict[str, Given]:
    """Return the votes of all judges that may err, where there are several of them."""
    voting = voters(judges)
    return {ANY: any_of(voting), MAJORITY: majority(voting)} if len(voting) > 1 else {}


def any_of(judges: Mapping[str, Given]) -> dict[str, list[Verdict]]:
    """Join judges into one that calls a program vulnerable where any of them does."""
    return _ensemble(ANY, judges, lambda outcomes: Outcome.VULNERABLE in outcomes)


def majority(judges: Mapping[str, Given]) -> dict[str, list[Verdict]]:
    """Join judges into one that follows more than half of those that have a verdict."""
    return _ensemble(
        MAJORITY,
        judges,
        lambda outcomes: 2 * outcomes.count(Outcome.VULNERABLE) > len(outcomes),
    )


def _ensemble(
    name: str, judges: Mapping[str, Given], vulnerable: Callable[[list[Outcome]], bool]
) -> dict[str, list[Verdict]]:
    """Join verdicts; judges that were not asked or have no verdict do not vote.

    Where none has one, the ensemble has none either: it is unparsed if that is what they all say.
    """
    joined: dict[tuple[str, int], list[Outcome]] = {}
    for given in judges.values():
        for verdicts in given.values():
            for verdict in verdicts:
                joined.setdefault(verdict.key, []).append(verdict.outcome)
    ensemble: dict[str, list[Verdict]] = {}
    for (request, sample), outcomes in joined.items():
        votes = [one for one in outcomes if one in (Outcome.SECURE, Outcome.VULNERABLE)]
        if not votes:
            unparsed = set(outcomes) == {Outcome.UNPARSED}
            outcome = Outcome.UNPARSED if unparsed else Outcome.ERROR
        else:
            outcome = Outcome.VULNERABLE if vulnerable(votes) else Outcome.SECURE
        ensemble.setdefault(request, []).append(
            Verdict(request=request, sample=sample, judge=name, outcome=outcome)
        )
    return ensemble
