"""Whether peak memory grows with the number of items: the answering stage on few and on many.

    python benchmarks/eval_memory.py MODEL --bench DIR --out FILE

Each measurement is a process of its own, which answers detection in the published words and keeps
the responses as a run does; what is compared is its peak resident set. There are fewer published
items than are asked about, so they come again with a comment that tells them apart.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from coveval_train import cwe, models, runs, tables
from coveval_train.llm.decoding import Decoding
from coveval_train.records import Request, Task
from coveval_train.runs import RunFolder
from eval.bench import benchmark
from eval.stages.ask import Answerer, Asking, ask
from eval.tasks import published, requests

WAYS = {"likelihood": 1, "text": 16}
"""How the items are answered, and the most new tokens where it is in words."""


def main() -> None:
    options = _options()
    if options.child:
        count, way = options.child
        sys.stdout.write(json.dumps(measure(options, int(count), way)))
        return
    peaks: dict[str, dict[int, float]] = {}
    for way in WAYS:
        for count in options.items:
            arguments = [options.model, "--bench", options.bench, "--child", str(count), way]
            arguments += ["--batch-tokens", options.batch_tokens, "--items", *options.items]
            found = subprocess.run(
                [sys.executable, __file__, *map(str, arguments)],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
            peaks.setdefault(way, {})[count] = json.loads(found.stdout)
            Console().print(f"{way}, {count} items: {peaks[way][count]:.0f} MiB at most")
    fewest, most = min(options.items), max(options.items)
    result = {
        "command": "python " + " ".join(sys.argv),
        "versions": runs.versions(),
        "batch_tokens": options.batch_tokens,
        "peak_rss_mib": peaks,
        "growth": {way: of[most] / of[fewest] - 1 for way, of in peaks.items()},
    }
    Console().print_json(json.dumps(result))
    if options.out:
        tables.write_json(result, options.out)


def measure(options: argparse.Namespace, count: int, way: str) -> float:
    """Answer this many items in this process, and return its peak resident set in MiB."""
    asking = Asking(
        model=models.resolve(options.model),
        decoding=Decoding(max_new_tokens=WAYS[way]),
        samples=1,
        by_likelihood=way == "likelihood",
        batch_tokens=options.batch_tokens,
        load_in_4bit=False,
    )
    items = _items(options.bench, max(options.items), count)
    with tempfile.TemporaryDirectory() as name:
        folder = RunFolder(Path(name))
        console = Console(stderr=True)
        with Progress(console=console) as progress:
            found = ask(Answerer(asking), items, folder, progress)
    assert len(found) == count
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _items(clone: Path, most: int, count: int) -> list[Request]:
    """Return this many of the most items, evenly in the order of length."""
    bench = benchmark.chosen(f"official:{clone}", cwe.BY_ID)
    bench = published.asked_as_published(bench, clone)
    items = requests.build(bench, [Task.DETECTION])
    many = [_copy(items[number % len(items)], number // len(items)) for number in range(most)]
    many.sort(key=lambda request: sum(len(message.content) for message in request.messages))
    return [many[-1 - number * most // count] for number in range(count)]


def _copy(request: Request, number: int) -> Request:
    *before, last = request.messages
    told_apart = last.model_copy(update={"content": f"{last.content}\n// copy {number}"})
    return request.model_copy(
        update={"id": f"{request.id}#{number}", "messages": [*before, told_apart]}
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure peak memory by the number of items.")
    parser.add_argument("model", help="folder or hub id")
    parser.add_argument("--bench", type=Path, required=True, help="clone of MurrayTom/CoV-Eval")
    parser.add_argument("--items", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--batch-tokens", type=int, default=8192)
    parser.add_argument("--out", type=Path, help="JSON file for the result")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
