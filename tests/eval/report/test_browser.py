"""The report in a real browser, in light and in dark, without a network."""

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path

import pytest

from coveval_train import tables
from coveval_train.records import Outcome, Response, Task, Verdict
from coveval_train.runs import RunFolder
from eval import scores
from eval.bench.benchmark import Benchmark
from eval.report import html
from eval.stages import ANSWER
from eval.tasks import requests

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
READABLE = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, success criterion 1.4.3)."""
PROBE = """
<script>
// Colours are drawn, as a browser gives them in the form in which they were written.
const context = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
function drawn(colours) {
  context.clearRect(0, 0, 1, 1);
  for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
function luminance(rgb) {
  const [r, g, b] = rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(element) {
  const behind = [];
  for (let at = element; at; at = at.parentElement) {
    behind.unshift(getComputedStyle(at).backgroundColor);
  }
  const style = getComputedStyle(element);
  const ink = element instanceof SVGElement ? style.fill : style.color;
  const pair = [drawn(behind), drawn([...behind, ink])].map(luminance).sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
}
for (const details of document.querySelectorAll("details")) details.open = true;
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (walker.currentNode.data.trim() && element.tagName != "SCRIPT") {
    found.push([contrast(element), walker.currentNode.data.trim().slice(0, 40)]);
  }
}
const result = document.createElement("pre");
result.id = "probe";
result.textContent = JSON.stringify({
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  scrolls: document.documentElement.scrollWidth > innerWidth,
  texts: found,
});
document.body.append(result);
</script>
"""


@pytest.fixture
def page(
    run_folder: Callable[[list[Verdict], Sequence[Task]], RunFolder], eval_bench: Benchmark
) -> Path:
    """A report in which every part of the page is there."""
    tasks = [Task.COMPLETION, Task.DETECTION]
    asked = [*requests.build(eval_bench, tasks), *requests.proven(eval_bench)]
    outcomes = itertools.cycle([Outcome.SECURE, Outcome.VULNERABLE, Outcome.UNPARSED])
    verdicts = [
        Verdict(
            request=request.id,
            judge=ANSWER if request.id.startswith("detection") else "vc",
            outcome=outcome,
            p_vulnerable=index % 11 / 11,
            detail="line 3: a finding",
        )
        for index, (request, outcome) in enumerate(zip(asked, outcomes, strict=False))
    ]
    folder = run_folder(verdicts, tasks)
    code = "So:\n\n```python\n@cache\ndef f(x: int = 0) -> str:  # note\n    return 'a\\n'\n```\n"
    answers = [
        Response(request=row.id, text=code, tokens=9, finish="stop")
        for row in requests.build(eval_bench, tasks)
    ]
    tables.append(answers, folder.responses)
    settings = {
        "model": {"base": "a/model", "adapter": None},
        "benchmark": {"embedded": "print"},
        "decoding": {"seed": 0},
        "by_likelihood": True,
    }
    folder.manifest.write_text(json.dumps({"settings": settings}))
    html.write(folder, scores.score(folder))
    return folder.report


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH")
@pytest.mark.parametrize(("dark", "width"), [(False, 1200), (True, 400)])
def test_every_text_can_be_read(dark: bool, width: int, page: Path, tmp_path: Path) -> None:
    probed = tmp_path / "probed.html"
    probed.write_text(page.read_text() + PROBE)
    options = [
        "--headless",
        "--no-sandbox",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={width},900",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        "--dump-dom",
    ]
    done = subprocess.run(
        [str(CHROMIUM), *options, probed.as_uri()], capture_output=True, text=True, timeout=120
    )
    found = re.search('<pre id="probe">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    probe = json.loads(unescape(found[1]))
    assert probe["dark"] == dark
    assert not probe["scrolls"]
    texts = {text for _, text in probe["texts"]}
    assert {"By weakness", "Judges against the truth", "mean P(vulnerable)", "@cache"} <= texts
    assert [pair for pair in probe["texts"] if pair[0] < READABLE] == []
