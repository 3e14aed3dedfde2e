"""Long programs that were asked about window by window: what is said of the whole.

A program is vulnerable where one of its windows is, and secure where all of them are; so the longer
it is, the likelier it is accused.
"""

from collections.abc import Mapping, Sequence

from coveval_train.records import NO_WEAKNESS, Outcome, Request, Verdict
from eval.sheets import Given


def join(
    requests: Sequence[Request], by_judge: Mapping[str, Given]
) -> tuple[list[Request], dict[str, Given]]:
    """Put requests and verdicts about whole programs in the place of those about windows."""
    windows: dict[str, list[Request]] = {}
    asked: dict[str, Request] = {}
    for request in requests:
        whole = _whole(request)
        asked.setdefault(whole.id, whole)
        if request.part_of:
            windows.setdefault(whole.id, []).append(request)
    parts = {part.id for of in windows.values() for part in of}
    joined: dict[str, Given] = {}
    for judge, given in by_judge.items():
        found = {name: verdicts for name, verdicts in given.items() if name not in parts}
        for name, of in windows.items():
            said = [given.get(part.id, ()) for part in of]
            # Of a run that was stopped some windows have fewer answers, or none.
            if len({len(verdicts) for verdicts in said}) == 1 and said[0]:
                found[name] = [_verdict(name, sample) for sample in zip(*said, strict=True)]
        joined[judge] = found
    return list(asked.values()), joined


def _whole(request: Request) -> Request:
    if request.part_of is None:
        return request
    name = request.id.removesuffix(request.item) + request.part_of
    return request.model_copy(update={"id": name, "item": request.part_of, "part_of": None})


def _verdict(request: str, of: Sequence[Verdict]) -> Verdict:
    outcomes = [verdict.outcome for verdict in of]
    order = (Outcome.VULNERABLE, Outcome.ERROR, Outcome.UNPARSED)
    known = [verdict.p_vulnerable for verdict in of if verdict.p_vulnerable is not None]
    return of[0].model_copy(
        update={
            "request": request,
            "outcome": next((one for one in order if one in outcomes), Outcome.SECURE),
            "cwe": _class([verdict.cwe for verdict in of]),
            "p_vulnerable": max(known) if len(known) == len(of) else None,
            "detail": "; ".join(verdict.detail for verdict in of if verdict.detail)[:500],
        }
    )


def _class(named: Sequence[str | None]) -> str | None:
    """Return the one weakness that windows name, ``none`` where all do; several are no answer."""
    weaknesses = {name for name in named if name not in (None, NO_WEAKNESS)}
    if not weaknesses:
        return None if None in named else NO_WEAKNESS
    return weaknesses.pop() if len(weaknesses) == 1 else None
