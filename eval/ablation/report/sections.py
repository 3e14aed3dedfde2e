"""What the report says, as tables that Markdown and HTML show alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.ablation.analysis import Analysis, ByMethod
from eval.ablation.cells import Mean, label
from eval.ablation.scheffe import p_text
from eval.ablation.trials import Response
from eval.metrics.bootstrap import Estimate


@dataclass(frozen=True)
class Section:
    """A table with what is to be known about it."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def sections(analysis: Analysis) -> Iterator[Section]:
    """Go through the report's tables; those without rows are left out."""
    found = [_means(analysis), *_fronts(analysis)]
    for of in analysis.methods:
        found += [_fits(of), _terms(of), _recommendation(analysis, of), _table4(of)]
    found += [_effects(analysis), _failed(analysis)]
    yield from (section for section in found if section.rows)


def interval(of: Mean | Estimate | Response) -> str:
    """Return a figure with its interval, where it has one."""
    if of.low is None or of.high is None:
        return f"{of.value:.3f}"
    return f"{of.value:.3f} [{of.low:.3f}, {of.high:.3f}]"


def _means(analysis: Analysis) -> Section:
    return Section(
        "Means",
        "Of each mixture over its seeds, with Student's 95 % interval. Of a response that begins "
        "with loss/ lower is better, of the others higher."
        + " The untrained model's intervals are over what it was asked."
        * bool(analysis.untrained),
        ("mixture", "method", "seeds", *analysis.responses),
        _untrained(analysis)
        + [
            (
                label(cell.shares),
                cell.method,
                " ".join(map(str, cell.seeds)),
                *(
                    interval(cell.means[name]) if name in cell.means else "–"
                    for name in analysis.responses
                ),
            )
            for cell in analysis.cells
        ],
    )


def _untrained(analysis: Analysis) -> list[tuple[str, ...]]:
    if not analysis.untrained:
        return []
    given = (analysis.untrained.get(name) for name in analysis.responses)
    return [("untrained", "–", "–", *(interval(each) if each else "–" for each in given))]


def _fronts(analysis: Analysis) -> Iterator[Section]:
    for (first, second), places in analysis.fronts.items():
        yield Section(
            f"Front of {first} and {second}",
            "On the front by the means; and surely beaten where another mixture is better in both "
            "with intervals that do not overlap.",
            ("mixture", "method", first, second, "on the front", "surely beaten"),
            [
                (
                    label(place.cell.shares),
                    place.cell.method,
                    interval(place.cell.means[first]),
                    interval(place.cell.means[second]),
                    "yes" if place.on_front else "no",
                    "yes" if place.surely_beaten else "no",
                )
                for place in places
            ],
        )


def _fits(of: ByMethod) -> Section:
    return Section(
        f"Scheffé models, {of.method}",
        "Errors in the response's unit. A model tells more than the mean only where its F test is "
        "significant and its error at trials that were left out is smaller than the mean's.",
        ("response", "model", "trials", "mixtures", "residual", "left out", "left out, by the mean",
         "p over the mean", "p of lack of fit", "tells more than the mean"),
        [
            (
                name,
                fit.order,
                str(fit.quality.trials),
                str(fit.quality.mixtures),
                *(
                    f"{error:.4f}"
                    for error in (
                        fit.quality.rmse, fit.quality.left_out, fit.quality.left_out_by_mean
                    )
                ),
                p_text(fit.quality.p_over_mean),
                "–" if fit.quality.p_lack_of_fit is None else p_text(fit.quality.p_lack_of_fit),
                "yes" if fit.quality.better_than_mean else "no",
            )
            for name, fit in of.fits.items()
        ],
    )  # fmt: skip


def _terms(of: ByMethod) -> Section:
    fits = {name: fit for name, fit in of.fits.items() if fit.quality.better_than_mean}
    terms = tuple(dict.fromkeys(term for fit in fits.values() for term in fit.terms))
    return Section(
        f"Coefficients, {of.method}",
        "Of the models that tell more than the mean. A source's own is what it gives alone; that "
        "of a pair is what both together add, at most a fourth of it.",
        ("response", *terms),
        [
            (
                name,
                *(interval(fit.terms[term]) if term in fit.terms else "–" for term in terms),
            )
            for name, fit in fits.items()
        ],
    )


def _recommendation(analysis: Analysis, of: ByMethod) -> Section:
    question = analysis.question
    wanted = [f"the best {question.response}"]
    wanted += [f"{'+'.join(each.sources)} of at least {each.share:g}" for each in question.minima]
    wanted += [f"{each.response} of at least {each.value:g}" for each in question.floors]
    given = of.recommendation
    rows: list[tuple[str, ...]] = []
    if given is None:
        rows = [("none", "the trials do not suffice for a model of it")]
    elif given.shares is None:
        rows = [("none", given.reason)]
    else:
        rows = [
            (
                name,
                f"{share:.3f}; as good from {given.as_good[name][0]:.2f} to "
                f"{given.as_good[name][1]:.2f}",
            )
            for name, share in given.shares.items()
        ]
        rows += [(f"expected {name}", interval(at)) for name, at in given.expected.items()]
    note = f"Asked for: {', with '.join(wanted)}."
    return Section(f"Recommended mixture, {of.method}", note, ("", ""), rows)  # fmt: skip


def _table4(of: ByMethod) -> Section:
    return Section(
        f"Beside table 4 of the paper, {of.method}",
        "Change in a response from one mixture to another: in the paper, one model each, and by "
        "the models fitted to these trials, at one total, with 95 % intervals.",
        ("from", "to", "response", "paper", "here", "direction"),
        [
            (
                one.before,
                one.after,
                one.response,
                f"{one.published:+.3f}",
                interval(one.ours) if one.ours else "–",
                one.verdict,
            )
            for one in of.compared
        ],
    )


def _effects(analysis: Analysis) -> Section:
    return Section(
        "Methods",
        "What a method adds, over mixtures that both methods were tried with.",
        ("method", "over", "response", "difference", "mixtures"),
        [
            (one.method, one.over, one.response, interval(one.mean), str(one.mean.n))
            for one in analysis.effects
        ],
    )


def _failed(analysis: Analysis) -> Section:
    return Section(
        "Trials that failed",
        "",
        ("trial", "mixture", "method", "seed", "reason"),
        [
            (one.id, label(one.shares), one.method, str(one.seed), one.reason)
            for one in analysis.trials
            if one.state == "failed"
        ],
    )


def csv_rows(analysis: Analysis) -> Sequence[Sequence[object]]:
    """Return every trial as a row, after a row of names."""
    head = ["trial", "state", "method", "seed", *(f"share {name}" for name in analysis.sources)]
    head += [part for name in analysis.responses for part in (name, f"{name} low", f"{name} high")]
    rows: list[list[object]] = [[*head, "seconds", "reason"]]
    for one in analysis.trials:
        row: list[object] = [one.id, one.state, one.method, one.seed]
        row += [one.shares[name] for name in analysis.sources]
        for name in analysis.responses:
            given = one.responses.get(name)
            row += [given.value, given.low, given.high] if given else [None] * 3
        rows.append([*row, round(one.seconds, 1), one.reason])
    return rows
