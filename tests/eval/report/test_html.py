import json
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

import pytest

from coveval_train import tables
from coveval_train.records import Outcome, Response, Task, Verdict
from coveval_train.runs import RunFolder
from eval.bench.benchmark import Benchmark
from eval.metrics.bootstrap import Estimate
from eval.report import html
from eval.scores import Score
from eval.stages import ANSWER
from eval.tasks import requests

HOSTILE = (
    "</pre></details><script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)>"
    '"\'><a href="javascript:alert(1)">{{ 7 * 7 }}{% raw %}&lt;\0\x1b[31m'
)


class Page(HTMLParser):
    """Collects the elements, the attributes and the text of a page."""

    def __init__(self, source: str):
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def write_report(
    run_folder: Callable[[list[Verdict], Sequence[Task]], RunFolder], eval_bench: Benchmark
) -> Callable[..., str]:
    """Return what writes a report that holds `text` wherever a model has a say."""

    def write(text: str, model: str = "model") -> str:
        request, *others = requests.build(eval_bench, [Task.DETECTION])
        said = Verdict(
            request=request.id, judge=ANSWER, outcome=Outcome.UNPARSED, cwe=text, detail=text
        )
        silent = [
            Verdict(request=other.id, judge=ANSWER, outcome=Outcome.UNPARSED) for other in others
        ]
        folder = run_folder([said, *silent], [Task.DETECTION])
        tables.append(
            [Response(request=request.id, text=text, tokens=3, finish="stop")], folder.responses
        )
        settings = {
            "model": {"base": model, "adapter": None},
            "benchmark": {},
            "decoding": {},
            "by_likelihood": False,
        }
        folder.manifest.write_text(json.dumps({"settings": settings}))
        score = Score(
            task=Task.DETECTION.value,
            judge=text,
            n=7,
            families=5,
            outcomes={"secure": 3, "unparsed": 4},
            metrics={"f1": Estimate(0.25, 0.125, 0.5)},
            baselines={"always unsafe": {"f1": 0.75}},
            samples=1,
            by_cwe={},
            by_language={},
            by_origin={},
            evolved_minus_seed=None,
        )
        html.write(folder, [score])
        return folder.report.read_text(encoding="utf-8")

    return write


def test_what_a_model_says_is_shown_and_not_obeyed(write_report: Callable[..., str]) -> None:
    page = Page(write_report(HOSTILE, model=HOSTILE))
    assert not page.elements & {"script", "img", "a", "iframe", "link", "base", "form", "use"}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    # In the title, heading, answer, verdict and its CWE, and as the judge of a score.
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert "{{ 7 * 7 }}" in page.text


def test_the_page_refers_to_nothing_outside(write_report: Callable[..., str]) -> None:
    source = write_report("https://example.org/")
    page = Page(source)
    names = {name for name, _ in page.attributes}
    assert not names & {"src", "href", "srcset", "action", "data", "background", "poster"}
    assert "@import" not in source
    assert "url(" not in source


def test_text_that_is_not_valid_unicode_is_replaced(write_report: Callable[..., str]) -> None:
    assert "folder-?-model" in Page(write_report("safe", model="folder-\udc80-model")).text


def test_scores_come_with_interval_baseline_and_outcomes(write_report: Callable[..., str]) -> None:
    text = Page(write_report("maybe")).text
    assert "0.25 [0.12, 0.50]" in text
    assert "always unsafe 0.75" in text
    assert "3 secure, 4 unparsed (n=7, 5 families)" in text


def test_each_answer_stands_beside_its_truth(
    write_report: Callable[..., str], eval_bench: Benchmark
) -> None:
    text = Page(write_report("maybe")).text
    item = eval_bench.programs[0]
    assert item.id in text
    assert text.count("maybe") >= 3
