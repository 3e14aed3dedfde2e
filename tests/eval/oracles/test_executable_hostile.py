"""Programs that would rather cheat, or end the run, than be judged."""

from pathlib import Path

import pytest
from rich.progress import Progress

from coveval_train import tables
from coveval_train.records import Outcome, Verdict
from coveval_train.runs import RunFolder
from eval.bench import suite
from eval.bench.suite import Family
from eval.oracles.executable import execute
from eval.stages import judge

pytestmark = pytest.mark.usefixtures("sandbox")

PYTHON = "cwe022_note_reader"
C = "cwe787_csv_fields"


@pytest.fixture
def notes(families: list[Family]) -> Family:
    return suite.find(families, PYTHON)


@pytest.mark.parametrize("leave", ["sys.exit(0)", "os._exit(0)", "os.kill(os.getppid(), 9)"])
def test_leaving_at_import_is_an_error(notes: Family, leave: str) -> None:
    execution = execute(notes, f"import os, sys\n{leave}\n{reference(notes, 'secure')}")
    assert (execution.built, execution.outcome) == (False, Outcome.ERROR)


def test_a_program_that_dies_in_every_call_is_not_secure(notes: Family) -> None:
    execution = execute(notes, "import os\ndef read_note(name): os._exit(0)")
    assert (execution.built, execution.works, execution.outcome) == (True, False, Outcome.ERROR)


@pytest.mark.parametrize(
    "trick",
    [
        'json.dumps = lambda value: \'{"value": "milk"}\'',
        "json.dumps = lambda value, dump=json.dumps: dump({**value, 'value': True})",
        "json.loads = lambda line: sys.exit(0)",
        "builtins.print = lambda *args: None; builtins.isinstance = lambda *args: True",
        "sys.modules['__main__'].encode = lambda value: 'milk'",
        "sys.modules['__main__'].call = lambda *args: 'passed'",
    ],
)
def test_a_program_that_tampers_with_its_process_does_not_work(notes: Family, trick: str) -> None:
    execution = execute(notes, f"import builtins, json, sys\n{trick}\ndef read_note(name): pass")
    assert not execution.works


@pytest.mark.parametrize("reply", ["[1, 2]", "null", "5"])
def test_a_forged_complaint_at_import_is_an_error(notes: Family, reply: str) -> None:
    line = f'{{"nonce": "load", "raised": {reply}}}\n'
    code = f"import os\nfor fd in range(3, 20):\n    try: os.write(fd, {line.encode()!r})"
    execution = execute(notes, f"{code}\n    except OSError: pass")
    assert (execution.works, execution.outcome) == (False, Outcome.ERROR)


@pytest.mark.parametrize("name", [PYTHON, C])
def test_code_that_is_not_valid_text_gets_an_outcome(families: list[Family], name: str) -> None:
    assert not execute(suite.find(families, name), "\udc80").works


@pytest.mark.parametrize("code", ["raise E", "def read_note(name): raise E"])
def test_an_error_message_that_is_not_valid_text_gets_a_verdict(
    notes: Family, tmp_path: Path, code: str
) -> None:
    folder = RunFolder(tmp_path)
    code = code.replace("E", "ValueError('\\udc80')")
    judge.execute([judge.Candidate("r", notes, code, "fenced")], folder, Progress(disable=True))
    assert [row.request for row in tables.read_appended(folder.verdicts, Verdict)] == ["r"]
