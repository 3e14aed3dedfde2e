"""Programs that would rather cheat, or end the run, than be judged."""

from pathlib import Path

import pytest
from rich.progress import Progress

from coveval_train import tables
from coveval_train.records import Label, Outcome, Verdict
from coveval_train.runs import RunFolder
from eval.bench import benchmark, suite
from eval.bench.suite import Family
from eval.oracles.executable import execute
from eval.stages import judge

pytestmark = pytest.mark.usefixtures("sandbox")

PYTHON = "cwe022_note_reader"
C = "cwe787_csv_fields"
POISON_OFF = """
const char *__asan_default_options(void) { return "poison_heap=0"; }
"""
DEATH_CALLBACK = """
void __sanitizer_set_death_callback(void (*callback)(void));
void _exit(int status);
static void leave(void) { _exit(0); }
__attribute__((constructor)) static void begin(void) { __sanitizer_set_death_callback(leave); }
"""
FORK = """
int fork(void), wait(int *status);
void _exit(int status);
__attribute__((constructor)) static void begin(void) { if (fork()) { wait(0); _exit(0); } }
"""


@pytest.fixture
def notes(families: list[Family]) -> Family:
    return suite.find(families, PYTHON)


@pytest.mark.parametrize("leave", ["sys.exit(0)", "os._exit(0)", "os.kill(os.getppid(), 9)"])
def test_leaving_at_import_is_an_error(notes: Family, leave: str) -> None:
    code = f"import os, sys\n{leave}\n{notes.programs[0].code}"
    execution = execute(notes, code)
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


@pytest.mark.parametrize("trick", [POISON_OFF, DEATH_CALLBACK, FORK])
def test_a_c_program_that_hides_its_faults_is_not_secure(
    families: list[Family], trick: str
) -> None:
    family = suite.find(families, "cwe125_book_label")
    vulnerable = family.programs[-1]
    assert vulnerable.label == Label.VULNERABLE
    assert execute(family, vulnerable.code + trick).outcome != Outcome.SECURE


def test_an_attribute_does_not_switch_the_sanitizers_off(families: list[Family]) -> None:
    family = suite.find(families, "cwe125_icon_palette")
    attribute = '__attribute__((no_sanitize("address", "undefined")))\n'
    code = family.programs[-1].code.replace("int colour_at", f"{attribute}int colour_at")
    assert attribute in code
    assert execute(family, code).outcome != Outcome.SECURE


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
    item = judge.Candidate("r", 0, notes.id, notes.about.cwe, "python", code, "fenced")
    judge.execute([item], benchmark.embedded([notes]), folder, Progress(disable=True))
    assert [row.request for row in tables.read_appended(folder.verdicts, Verdict)] == ["r"]
