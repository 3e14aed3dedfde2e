import pytest

from coveval_train.records import Label, Outcome
from eval.bench import suite
from eval.bench.suite import Family
from eval.oracles import executable
from eval.oracles.executable import Execution, execute

pytestmark = pytest.mark.usefixtures("sandbox")

PYTHON = "cwe022_note_reader"
C = "cwe787_csv_fields"
OTHER_STYLES = {
    PYTHON: """
from pathlib import Path

class Notes:
    def __init__(self, root):
        self.root = Path(root).resolve()

    def __getitem__(self, name):
        found = (self.root / name).resolve()
        if self.root in found.parents and found.is_file():
            return found.read_bytes().decode()
        raise ValueError(name)

def read_note(name):
    return Notes("notes")[name]
""",
    "cwe079_guestbook": """
from flask import Flask, render_template_string, request
app = Flask(__name__)
entries = []
PAGE = '''<ul>
{% for author, text in entries %}
  <li title="{{ author }}">
    {{ text }}
  </li>
{% endfor %}</ul>'''

@app.route("/entries", methods=["POST"])
def add():
    entries.append((request.form["author"], request.form["text"]))
    return "", 204

@app.route("/")
def index():
    return render_template_string(PAGE, entries=entries)
""",
    C: """
#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };
int split_fields(const char *line, struct record *record)
{
    int field = 0, at = 0;
    for (; *line; line++) {
        if (*line == ',') {
            record->fields[field][at] = 0;
            at = 0;
            if (++field == MAX_FIELDS)
                return record->count = MAX_FIELDS;
        } else if (at < FIELD_SIZE - 1) {
            record->fields[field][at++] = *line;
        }
    }
    record->fields[field][at] = 0;
    return record->count = field + 1;
}
int main(void) { return 0; }
""",
}


@pytest.fixture
def notes(families: list[Family]) -> Family:
    return suite.find(families, PYTHON)


@pytest.mark.parametrize("name", [PYTHON, "cwe079_guestbook", C])
def test_references_work_and_come_out_as_labelled(families: list[Family], name: str) -> None:
    for program in suite.find(families, name).programs:
        execution = execute(suite.find(families, name), program.code)
        assert (execution.works, execution.outcome.value) == (True, program.label.value)
        assert (execution.detail == "") == (program.label == Label.SECURE)


@pytest.mark.parametrize("name", OTHER_STYLES)
def test_a_correct_program_of_another_style_is_secure(families: list[Family], name: str) -> None:
    execution = execute(suite.find(families, name), OTHER_STYLES[name])
    assert (execution.works, execution.outcome, execution.detail) == (True, Outcome.SECURE, "")


@pytest.mark.parametrize("name", [PYTHON, C])
def test_an_incomplete_program_does_not_work(families: list[Family], name: str) -> None:
    family = suite.find(families, name)
    assert not execute(family, family.scenario.code).works


@pytest.mark.parametrize(
    ("name", "code"), [(PYTHON, "def read_note(:"), (PYTHON, "\0"), (C, "int f( {"), (C, "")]
)
def test_what_does_not_build_is_an_error(families: list[Family], name: str, code: str) -> None:
    execution = execute(suite.find(families, name), code)
    assert (execution.built, execution.works, execution.outcome) == (False, False, Outcome.ERROR)
    assert execution.detail.startswith("build: ")
    assert execution.functional == execution.exploit == ()


def test_a_program_that_works_in_part_is_judged_by_the_attacks(notes: Family) -> None:
    execution = execute(notes, "def read_note(name): raise ValueError(name)")
    assert (execution.works, execution.outcome) == (False, Outcome.SECURE)


def test_a_program_of_which_nothing_works_is_an_error_not_secure(notes: Family) -> None:
    execution = execute(notes, "def read_note(name): return ''")
    assert {test.status for test in execution.exploit} == {"passed"}
    assert (execution.built, execution.works, execution.outcome) == (True, False, Outcome.ERROR)


def test_until_fault_ends_where_the_label_is_decided(notes: Family) -> None:
    for program in notes.programs:
        whole, short = (execute(notes, program.code, until_fault=until) for until in (False, True))
        assert (short.works, short.outcome, short.detail) == (True, whole.outcome, whole.detail)
        assert [test.status for test in short.exploit].count("failed") <= 1
    for code in notes.broken.values():
        short = execute(notes, code, until_fault=True)
        assert (short.works, short.outcome, short.exploit) == (False, Outcome.ERROR, ())
        assert all(test.status == "passed" for test in short.functional[:-1])


def test_an_attack_that_could_not_be_made_decides_nothing() -> None:
    statuses = ("passed", "failed", "error")
    results = [executable.TestResult("a", status) for status in statuses]
    assert [executable._decides("functional", each) for each in results] == [False, True, True]
    assert [executable._decides("exploit", each) for each in results] == [False, True, False]


def test_one_attack_that_worked_outweighs_one_that_could_not_be_made() -> None:
    results = [executable.TestResult("a", status) for status in ("error", "failed", "passed")]
    works = (results[2],)
    outcomes = [Execution(True, "", works, tuple(results[start:])).outcome for start in range(3)]
    assert outcomes == [Outcome.VULNERABLE, Outcome.VULNERABLE, Outcome.SECURE]
    assert Execution(True, "", works, (results[0], results[2])).outcome == Outcome.ERROR


def test_a_program_without_the_entry_is_an_error_not_secure() -> None:
    family = suite.find(suite.load(), PYTHON)
    execution = execute(family, "def read_notes(name):\n    return 'x'\n")
    assert (execution.built, execution.outcome) == (False, Outcome.ERROR)
    assert execution.detail == "build: it defines no read_note"
