"""The published benchmark: a small clone made here, the real files where they are, and junk."""

import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coveval_train.errors import UserError, collect
from coveval_train.records import Label
from eval.bench import benchmark, official
from eval.tasks import requests

SHARED = Path(__file__).parents[4] / "shared" / "data"
PROGRAM = "experiments_dow_cwe-22_eg-1_scenario_copilot_3"
CLONE = {
    f"{official.SEEDS}/cwe-22/eg-1/scenario.py": "import os\n#-copilot next line-\n",
    f"{official.EVOLVED}/cwe-22/eg-1/0_scenario.py": (
        "```python\nimport re\n//-copilot next line-\n```"
    ),
    f"{official.EVOLVED}/instruction.json": "[]",
    f"{official.TRAINING}/cwe-22/eg-1/4_2_scenario.c": "```c\nint x;\n",
    f"{official.REPAIRS}/cwe-22/{PROGRAM}.c": "//copilot mean_prob: 0.5\nint y;\n",
    f"{official.PROGRAMS}/vulnerable/cwe-22/{PROGRAM}.c": "//copilot mean_prob: 0.5\nint y;\n",
    f"{official.PROGRAMS}/non_vulnerable/cwe-22/{PROGRAM[:-1]}4.c": "int z;//copilot mean_prob: 1",
    "prompt_template.py": "import os\nFIRST = 'one {code}'\nSECOND = os.getcwd()\nfirst, = 'x',\n",
}


def make_clone(folder: Path, **changes: str) -> Path:
    """Write the small clone, apart from files given by path; an empty one is left out."""
    for name, text in (CLONE | changes).items():
        if text:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        official.read(folder)
    return caught.value.problems


def complaints(folder: Path) -> list[str]:
    problems: list[str] = []
    collect(problems, lambda: official.read(folder))
    return problems


def test_every_part_is_read_into_its_own_place(tmp_path: Path) -> None:
    found = official.read(make_clone(tmp_path))
    assert {name: [item.id for item in items] for name, items in found.items.items()} == {
        "seed": ["official/seed/cwe-22/eg-1"],
        "evolved": ["official/evolved/cwe-22/eg-1/0"],
        "train": ["official/train/cwe-22/eg-1/4_2"],
        "repair": ["official/repair/cwe-22/eg-1/copilot_3"],
        "program": [
            "official/program/cwe-22/eg-1/copilot_3",
            "official/program/cwe-22/eg-1/copilot_4",
        ],
    }
    families = {item.family for items in found.items.values() for item in items}
    assert families == {"cwe-22/eg-1"}
    assert [item.label for item in found.programs] == [Label.VULNERABLE, Label.SECURE]
    assert [item.language for item in (*found.seeds, *found.training)] == ["python", "c"]
    assert [path.name for path in found.strays] == ["instruction.json"]


def test_headers_and_fences_are_taken_out_and_markers_stay(tmp_path: Path) -> None:
    found = official.read(make_clone(tmp_path))
    assert found.seeds[0].code == "import os\n#-copilot next line-\n"
    assert found.evolved[0].code == "import re\n//-copilot next line-\n"
    assert found.training[0].code == "int x;\n"
    assert [item.code for item in found.programs] == ["int y;\n", "int z;"]
    assert all(official.MARKER.search(item.code) for item in (*found.seeds, *found.evolved))


def test_prompts_are_read_and_not_run(tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')\nTEMPLATE = 'text'\n"
    found = official.read(make_clone(tmp_path, **{"prompt_template.py": trap}))
    assert found.prompts == {"TEMPLATE": "text"}
    assert not (tmp_path / "ran").exists()


def test_only_whole_string_constants_are_prompts(tmp_path: Path) -> None:
    assert official.read(make_clone(tmp_path)).prompts == {"FIRST": "one {code}"}


def test_every_problem_names_its_file(tmp_path: Path) -> None:
    make_clone(
        tmp_path,
        **{
            f"{official.SEEDS}/cwe-1/eg-1/scenario.py": "x",
            f"{official.SEEDS}/cwe-22/scenario.py": "x",
            f"{official.SEEDS}/cwe-22/eg-1/notes.txt": "x",
            f"{official.REPAIRS}/cwe-22/other.py": "x",
            f"{official.REPAIRS}/cwe-79/{PROGRAM}.c": "x",
            f"{official.REPAIRS}/cwe-22/{PROGRAM.replace('eg-1', 'eg-9')}.c": "x",
            "prompt_template.py": "def (",
        },
    )
    (tmp_path / official.SEEDS / "cwe-22/eg-1/scenario.py").write_bytes(b"\xff\xfe")
    problems = "\n".join(problems_of(tmp_path))
    for words in (
        "cwe-1/eg-1/scenario.py: Value error, unknown CWE 'cwe-1'",
        "code_completion_task_seed/cwe-22/scenario.py: not at CWE/SOURCE/[NUMBER_]scenario.py",
        "notes.txt: neither a .c nor a .py file",
        "other.py: not at CWE/experiments_dow_CWE_SOURCE_scenario_copilot_NUMBER.py",
        f"cwe-79/{PROGRAM}.c: called cwe-22 in the folder cwe-79",
        ".c: no seed scenario has its family, cwe-22/eg-9",
        "prompt_template.py: not Python",
        "eg-1/scenario.py: cannot be read as UTF-8",
    ):
        assert words in problems


@pytest.mark.parametrize("part", [official.TRAINING, official.REPAIRS])
def test_a_missing_part_is_named(tmp_path: Path, part: str) -> None:
    make_clone(tmp_path, **{name: "" for name in CLONE if name.startswith(part)})
    assert problems_of(tmp_path) == [f"{tmp_path / part}: missing"]


def test_a_folder_that_is_no_clone_says_what_to_give(tmp_path: Path) -> None:
    assert "give the folder of a clone of MurrayTom/CoV-Eval" in problems_of(tmp_path)[0]


def test_it_asks_the_four_tasks_and_runs_nothing(tmp_path: Path) -> None:
    bench = benchmark.published(official.read(make_clone(tmp_path)), ["CWE-22"])
    counts = {task: len(requests.build(bench, [task])) for task in requests.FOUR_TASKS}
    assert list(counts.values()) == [2, 1, 2, 2]
    assert bench.families == {}
    nothing = benchmark.published(official.read(tmp_path), ["CWE-79"])
    assert requests.build(nothing, requests.FOUR_TASKS) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([name for name in CLONE if "." in name]), st.binary()))
def test_junk_in_the_files_is_read_or_said_to_be_junk(
    tmp_path: Path, junk: dict[str, bytes]
) -> None:
    make_clone(tmp_path)
    for name, content in junk.items():
        (tmp_path / name).write_bytes(content)
    assert all(str(tmp_path) in problem for problem in complaints(tmp_path))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("abc-_.019cwe/", min_size=1, max_size=30), min_size=1, max_size=4),
    st.sampled_from([official.SEEDS, official.EVOLVED, official.REPAIRS, official.TRAINING]),
    st.sampled_from([".c", ".py", ".json", ""]),
)
def test_files_of_any_name_are_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], part: str, suffix: str
) -> None:
    folder = make_clone(tmp_path_factory.mktemp("clone"))
    path = folder.joinpath(part, *(step.replace("/", "x").strip(".") or "x" for step in steps))
    path = path.with_name(path.name + suffix)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    except OSError:
        return
    assert all(str(path) in problem for problem in complaints(folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published dataset, unpacked, with its prompts as a file like the clone's."""
    archive = SHARED / "coveval_v1.tar.gz"
    if not archive.exists():
        pytest.skip(f"{archive} is not there")
    folder = tmp_path_factory.mktemp("coveval")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    prompts = json.loads((SHARED / "coveval_v1_prompts.json").read_text())
    text = "".join(f"{name} = {value!r}\n" for name, value in prompts.items())
    (folder / official.PROMPTS).write_text(text)
    return folder


@pytest.mark.official
def test_the_published_counts_come_out(whole: Path) -> None:
    found = official.read(whole)
    assert {name: len(items) for name, items in found.items.items()} == {
        "seed": 54,
        "evolved": 270,
        "repair": 477,
        "program": 531,
        "train": 1350,
    }
    labels = [item.label for item in found.programs]
    assert (labels.count(Label.VULNERABLE), labels.count(Label.SECURE)) == (477, 54)
    languages = [item.language for item in found.repairs]
    assert (languages.count("c"), languages.count("python")) == (258, 219)
    assert len({seed.family for seed in found.seeds}) == 54
    assert {path.name for path in found.strays} == {"instruction.json", "instruction_v2.json"}


@pytest.mark.official
def test_the_published_files_come_out_clean(whole: Path) -> None:
    found = official.read(whole)
    items = [item for group in found.items.values() for item in group]
    assert len({item.id for item in items}) == len(items)
    assert [item.id for item in items if "mean_prob" in item.code or "```" in item.code] == []
    # Upstream left the marker out of two scenarios.
    assert [item.id for item in items if not official.MARKER.search(item.code)] == [
        "official/evolved/cwe-79/codeql-eg-Jinja2WithoutEscaping/0",
        "official/train/cwe-434/my-eg-2/3_4",
    ]


@pytest.mark.official
def test_repair_asks_about_the_vulnerable_programs_of_detection(whole: Path) -> None:
    found = official.read(whole)
    vulnerable = [item.code for item in found.programs if item.label == Label.VULNERABLE]
    assert sorted(item.code for item in found.repairs) == sorted(vulnerable)


@pytest.mark.official
def test_the_published_prompts_are_read(whole: Path) -> None:
    prompts = json.loads((SHARED / "coveval_v1_prompts.json").read_text())
    assert official.read(whole).prompts == prompts
