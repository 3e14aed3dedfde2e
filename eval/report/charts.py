"""Charts as inline SVG, which needs no script and follows the page's colours."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from eval.metrics.bootstrap import Estimate
from eval.metrics.probability import Bin
from eval.report.published import PublishedModel

WIDTH, HEIGHT, MARGIN = 640, 400, 48


def security_against_usability(
    published: Sequence[PublishedModel], security: float | None, usability: float | None, name: str
) -> Markup:
    """Plot completion SR@1 over HumanEval pass@1, this run among the published models."""
    marks = [
        f'<circle class="published" cx="{_x(one.humaneval):.1f}" cy="{_y(one.completion):.1f}" '
        'r="4">'
        f"<title>{escape(one.name)}: pass@1 {one.humaneval:.2f}, SR@1 {one.completion:.2f}</title>"
        "</circle>"
        for one in published
    ]
    if security is not None and usability is not None:
        x, y = _x(usability), _y(security)
        side, anchor = (-10, "end") if usability > 0.5 else (10, "start")
        marks.append(
            f'<path class="this" d="M{x - 7:.1f} {y:.1f}h14M{x:.1f} {y - 7:.1f}v14"/>'
            f'<text class="label" x="{x + side:.1f}" y="{y - 8:.1f}" text-anchor="{anchor}">'
            f"{escape(name)}</text>"
        )
    return _svg("HumanEval pass@1", "completion SR@1", marks, "Security against usability")


def reliability(bins: Sequence[Bin]) -> Markup:
    """Plot how often programs are vulnerable over how likely a judge calls them so."""
    diagonal = f'<path class="guide" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    largest = max((one.n for one in bins), default=1)
    marks = [
        f'<circle class="bin" cx="{_x(one.mean_probability):.1f}" '
        f'cy="{_y(one.share_positive):.1f}" r="{3 + 9 * (one.n / largest) ** 0.5:.1f}">'
        f"<title>{one.n} programs: mean probability {one.mean_probability:.2f}, "
        f"{one.share_positive:.2f} of them vulnerable</title></circle>"
        for one in bins
    ]
    return _svg("mean P(vulnerable)", "share vulnerable", [diagonal, *marks], "Reliability")


def through_time(
    name: str, points: Sequence[tuple[str, Estimate]], limits: tuple[float, float, float] | None
) -> Markup:
    """Plot a figure of each run with its interval, at equal distances in order of time.

    Args:
        points: runs' names and figures, each from 0 to 1.
        limits: the lower one, the centre and the upper one.
    """
    marks = [
        f'<path class="guide" d="M{_x(0)} {_y(min(max(line, 0), 1)):.1f}H{_x(1)}"/>'
        for line in limits or ()
    ]
    for number, (run, at) in enumerate(points):
        x = _x((number + 1) / (len(points) + 1))
        marks.append(
            f'<path class="interval" d="M{x:.1f} {_y(at.low):.1f}V{_y(at.high):.1f}"/>'
            f'<circle class="bin" cx="{x:.1f}" cy="{_y(at.value):.1f}" r="5">'
            f"<title>{escape(run)}: {at.value:.3f} [{at.low:.3f}, {at.high:.3f}]</title></circle>"
        )
    return _svg("", name, marks, name, x_scale=False)


def path(x_name: str, y_name: str, points: Sequence[tuple[str, float, float]]) -> Markup:
    """Plot how two figures move together from run to run.

    Args:
        points: runs' names with both figures, each from 0 to 1, in order of time.
    """
    line = "L".join(f"{_x(x):.1f} {_y(y):.1f}" for _, x, y in points)
    marks = [f'<path class="interval" d="M{line}"/>'] + [
        f'<circle class="bin" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{8 if last else 4}">'
        f"<title>{escape(run)}: {x:.3f}, {y:.3f}</title></circle>"
        for number, (run, x, y) in enumerate(points)
        for last in [number == len(points) - 1]
    ]
    return _svg(x_name, y_name, marks, f"{y_name} against {x_name}")


def differences(title: str, rows: Sequence[tuple[str, Estimate]]) -> Markup:
    """Plot differences from -1 to 1 with their intervals, a line each, beside no difference.

    Args:
        rows: what each is of, and the difference.
    """
    step, left = 22, 90
    height = step * (len(rows) + 2)

    def x(value: float) -> float:
        return left + (min(max(value, -1), 1) + 1) / 2 * (WIDTH - left - MARGIN)

    marks = [
        f'<path class="{kind}" d="M{x(value):.1f} {step / 2}V{height - step}"/>'
        f'<text x="{x(value):.1f}" y="{height - 4}" text-anchor="middle">{value:+.1f}</text>'
        for value in (-1, -0.5, 0, 0.5, 1)
        for kind in ["grid" if value else "guide"]
    ]
    for number, (name, at) in enumerate(rows):
        y = step * (number + 1)
        told = f"{name}: {at.value:+.3f} [{at.low:+.3f}, {at.high:+.3f}]"
        marks.append(
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
            f'<path class="interval" d="M{x(at.low):.1f} {y}H{x(at.high):.1f}"/>'
            f'<circle class="bin" cx="{x(at.value):.1f}" cy="{y}" r="4">'
            f"<title>{escape(told)}</title></circle>"
        )
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(marks)}</svg>"
    )


def _x(value: float) -> float:
    return MARGIN + value * (WIDTH - 2 * MARGIN)


def _y(value: float) -> float:
    return HEIGHT - MARGIN - value * (HEIGHT - 2 * MARGIN)


def _svg(
    x_name: str, y_name: str, marks: Sequence[str], title: str, x_scale: bool = True
) -> Markup:
    lines = []
    for step in range(6):
        value = step / 5
        lines += [
            f'<path class="grid" d="M{_x(0)} {_y(value)}H{_x(1)}"/>',
            f'<text x="{_x(0) - 8}" y="{_y(value) + 4}" text-anchor="end">{value:.1f}</text>',
        ]
        if x_scale:
            lines += [
                f'<path class="grid" d="M{_x(value)} {_y(0)}V{_y(1)}"/>',
                f'<text x="{_x(value)}" y="{_y(0) + 18}" text-anchor="middle">{value:.1f}</text>',
            ]
    axes = (
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_name)}</text>'
        f'<text transform="rotate(-90)" x="{-HEIGHT / 2}" y="14" text-anchor="middle">'
        f"{escape(y_name)}</text>"
    )
    body = "".join([*lines, axes, *marks])
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{body}</svg>'
    )
