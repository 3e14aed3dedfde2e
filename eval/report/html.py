"""A run's report as one HTML file that needs nothing beside it."""

import re
from collections.abc import Sequence

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import CLexer, PythonLexer

from coveval_train import tables
from coveval_train.runs import RunFolder
from eval.metrics.bootstrap import Estimate
from eval.report import charts, page, terminal, view
from eval.scores import Score

_BLOCK = re.compile(r"^```[^\n]*\n(.*?)(?:^```|\Z)", re.DOTALL | re.MULTILINE)
_LEXERS = {"c": CLexer, "python": PythonLexer}
LONGEST = 6000
"""Characters of a text that are shown; a model may go on without end."""


def write(folder: RunFolder, scores: Sequence[Score]) -> None:
    """Write the run's ``report.html``; model output is escaped, whatever it holds."""
    shown = view.gather(folder, scores)
    name = shown.name
    text = page.render(
        "report/report.html.j2",
        {"code": _code, "interval": terminal.interval, "shade": _shade},
        view=shown,
        settings=shown.settings,
        name=name,
        chart=charts.security_against_usability(
            shown.published, shown.security, shown.usability, name.rpartition("/")[2]
        ),
        reliability=charts.reliability,
        baseline_text=terminal.baseline_text,
        outcome_text=terminal.outcome_text,
        light=HtmlFormatter(style="xcode").get_style_defs("pre.code"),
        dark=HtmlFormatter(style="monokai").get_style_defs("pre.code"),
    )
    tables.write_text(text, folder.report)


def _code(text: str, language: str) -> Markup:
    """Show a text with its code blocks highlighted; the rest is escaped as it is."""
    cut = text[:LONGEST] + ("\n… (cut)" if len(text) > LONGEST else "")
    lexer = _LEXERS[language](stripnl=False)
    pieces, end = [], 0
    for block in _BLOCK.finditer(cut):
        pieces.append(Markup("<p class='words'>{}</p>").format(cut[end : block.start()]))
        pieces.append(_highlighted(block[1], lexer))
        end = block.end()
    rest = cut[end:]
    if rest.strip():
        plain = Markup("<p class='words'>{}</p>").format(rest)
        pieces.append(plain if pieces else _highlighted(rest, lexer))
    return Markup("").join(piece for piece in pieces if piece.striptags().strip())


def _highlighted(code: str, lexer: CLexer | PythonLexer) -> Markup:
    # Pygments escapes what it is given; its output is nothing but spans.
    inner = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return Markup("<pre class='code'>") + Markup(inner) + Markup("</pre>")


def _shade(estimate: Estimate) -> int:
    """Return the step of a cell's colour, 0 to 10, for a value from 0 to 1."""
    return round(10 * min(1.0, max(0.0, estimate.value)))
