import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from coveval_train import cwe
from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen.domains import building
from eval.bench import benchmark, domain
from eval.bench.domain import Domain
from tests.data_gen.sources.test_cvefixes import AFTER, BEFORE, database

ROOT = Path(__file__).parents[3]
OFFICIAL = ROOT / "../shared/data/sven_pairs.jsonl.gz"

Row = Callable[..., str]
File = Callable[..., Path]


def build(*names: str, out: Path, longest: int = 6000, long: building.Long = "around") -> Domain:
    made = building.build(names, out, longest, long, Console(quiet=True))
    assert domain.read(out) == made
    return made


def test_a_fix_is_a_pair_of_programs(sven_row: Row, sven_file: File, tmp_path: Path) -> None:
    path = sven_file(sven_row(func_src_before="a[9] = 1;", func_src_after="a[0] = 1;"))
    made = build(f"sven:{path}", out=tmp_path / "mine")
    vulnerable, secure = made.programs
    assert (vulnerable.label, vulnerable.code) == (Label.VULNERABLE, "a[9] = 1;")
    assert (secure.label, secure.code) == (Label.SECURE, "a[0] = 1;")
    assert vulnerable.pair == secure.pair
    assert vulnerable.split == "eval"
    assert (made.about.name, made.about.left_out) == ("mine", {})


def test_a_domain_is_a_benchmark(sven_row: Row, sven_file: File, tmp_path: Path) -> None:
    build(f"sven:{sven_file(sven_row())}", out=tmp_path / "mine")
    bench = benchmark.chosen(f"domain:{tmp_path / 'mine'}", cwe.chosen(None))
    assert bench.name == "domain:mine"
    assert [len(bench.programs), len(bench.repairs), len(bench.scenarios)] == [2, 1, 0]
    assert benchmark.limited(bench, 1) == bench
    with pytest.raises(UserError, match="holds nothing of those"):
        benchmark.chosen(f"domain:{tmp_path / 'mine'}", ["CWE-22"])


def test_a_method_is_brought_to_the_margin_in_both_versions(
    sven_row: Row, sven_file: File, tmp_path: Path
) -> None:
    before = "    def f(self, a):\n        return eval(a)\n"
    row = sven_row(
        func_src_before=before,
        func_src_after=before.replace("eval", "int"),
        file_name="a.py",
        vul_type="cwe-078",
    )
    vulnerable, secure = build(f"sven:{sven_file(row)}", out=tmp_path / "d").programs
    assert vulnerable.code == "def f(self, a):\n    return eval(a)\n"
    assert secure.code == "def f(self, a):\n    return int(a)\n"


def test_a_long_function_is_cut_or_left_out_and_counted(
    sven_row: Row, sven_file: File, tmp_path: Path
) -> None:
    before = "int f(int *a) {\n" + "    step();\n" * 99 + "    a[9] = 1;\n}\n"
    row = sven_row(func_src_before=before, func_src_after=before.replace("9", "0"))
    source = f"sven:{sven_file(row, sven_row())}"
    made = build(source, out=tmp_path / "cut", longest=200)
    assert len(made.programs) == 4
    assert made.about.counts["programs cut around the change"] == 2
    assert "lines left out" in made.programs[0].code
    made = build(source, out=tmp_path / "out", longest=200, long="leave-out")
    assert len(made.programs) == 2
    assert made.about.left_out == {"longer than 200 characters": 1}
    made = build(source, out=tmp_path / "short", longest=30)
    assert made.about.left_out == {"the change alone is longer than 30 characters": 1}


def test_a_long_function_is_asked_about_window_by_window(
    sven_row: Row, sven_file: File, tmp_path: Path
) -> None:
    before = "int f(int *a) {\n" + "    step();\n" * 30 + "    a[9] = 1;\n}\n"
    row = sven_row(func_src_before=before, func_src_after=before.replace("9", "0"))
    long_line = sven_row(func_src_before="a" * 300 + "9", func_src_after="a" * 300 + "0")
    source = f"sven:{sven_file(row, sven_row(), long_line)}"
    made = build(source, out=tmp_path / "d", longest=200, long="window")
    windows = [program for program in made.programs if program.part_of]
    assert len({program.part_of for program in windows}) == 2
    assert len({program.pair for program in windows}) == 1
    assert all(len(program.code) <= 200 + 60 for program in windows)
    assert made.about.counts["programs, those of pairs included"] == 4
    assert made.about.counts["programs asked about window by window"] == 2
    assert made.about.left_out == {"longer than 200 characters": 1}
    bench = benchmark.chosen(f"domain:{tmp_path / 'd'}", cwe.chosen(None))
    assert len(bench.programs) == len(made.programs)
    # What is repaired is a whole program.
    assert [program.part_of for program in bench.repairs] == [None]


def test_what_is_no_program_of_known_label_is_counted(tmp_path: Path, sven_file: File) -> None:
    path = tmp_path / "alpaca.json"
    path.write_text(json.dumps([{"instruction": "Say hello.", "input": "", "output": "Hello."}]))
    with pytest.raises(UserError, match=r"nothing for a domain.*1 x a question with an answer"):
        build(f"alpaca:{path}", out=tmp_path / "d")


def test_all_bad_sources_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        build("sven:nowhere", "securityeval:nothing", "primvul:x", out=tmp_path / "d")
    assert [line.partition(":")[0] for line in raised.value.problems] == [
        "nowhere",
        "nothing",
        "--source",
    ]
    assert "Did you mean" in raised.value.problems[2]
    assert not (tmp_path / "d").exists()


def test_security_eval_s_prompts_are_scenarios_with_insecure_programs(tmp_path: Path) -> None:
    path = tmp_path / "dataset.jsonl"
    prompt = "import os\n\ndef run(name):\n    '''\n    run it\n    '''"
    rows = [
        {
            "ID": "CWE-078_a_1.py",
            "Prompt": prompt,
            "Insecure_code": prompt + "\n    os.system(name)",
        },
        {"ID": "CWE-078_a_2.py", "Prompt": prompt, "Insecure_code": "x"},
        {"ID": "CWE-295_a_1.py", "Prompt": "import ssl", "Insecure_code": "y"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = build(f"securityeval:{path}", out=tmp_path / "d")
    [scenario], [program] = made.scenarios, made.programs
    assert scenario.code == prompt + "\n    # >>> complete here\n"
    assert (scenario.cwe, scenario.language) == ("CWE-78", "python")
    assert (program.label, program.family, program.pair) == (
        Label.VULNERABLE,
        scenario.family,
        None,
    )
    assert made.about.left_out == {
        "the same prompt as an earlier one": 1,
        "CWE-295 is none of the 18 and below none": 1,
    }


def test_prompts_of_any_data_set_are_read_by_a_map(tmp_path: Path) -> None:
    data = tmp_path / "prompts.jsonl"
    rows = [
        {"text": "char *read_name(void) {", "weakness": "CWE-120", "lang": "C", "of": "a"},
        {"text": "fn main() {", "weakness": "CWE-120", "lang": "Rust", "of": "b"},
    ]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    keys = tmp_path / "map.yaml"
    keys.write_text(f"dataset: {data}\nprompt: text\ncwe: weakness\nlanguage: lang\nfamily: of\n")
    made = build(f"columns:{keys}", out=tmp_path / "d")
    [scenario] = made.scenarios
    assert (scenario.cwe, scenario.family) == ("CWE-119", "map/a")
    assert scenario.code == "char *read_name(void) {\n// >>> complete here\n"
    assert made.about.left_out == {"Rust is neither C nor Python": 1}
    keys.write_text(f"dataset: {data}\nprompt: txt\ncwe: weakness\nlanguage: lang\n")
    with pytest.raises(UserError, match=r"no column 'txt'.*Did you mean 'text'"):
        build(f"columns:{keys}", out=tmp_path / "e")


def test_programs_of_any_data_set_are_read_by_a_map(tmp_path: Path) -> None:
    data = tmp_path / "fixes.jsonl"
    row = {"func": "a[9];", "fix": "a[0];", "bad": 1, "repo": "r"}
    data.write_text(json.dumps(row) + "\n")
    keys = tmp_path / "map.yaml"
    keys.write_text(
        f"dataset: {data}\ncode: func\nfixed: fix\nlabel: bad\nvulnerable: [1]\ncwe: CWE-787\n"
        "language: c\nfamily: repo\n"
    )
    made = build(f"columns:{keys}", out=tmp_path / "d")
    assert made.about.counts["pairs of a vulnerable program and its fix"] == 1


def test_primevul_s_pairs_and_lone_functions_are_told_apart(tmp_path: Path) -> None:
    row = {"cwe": ["CWE-125"], "project": "tool"}
    rows = [
        row | {"func": "int f() { return a[9]; }", "target": 1, "commit_id": "a"},
        row | {"func": "int f() { return a[0]; }", "target": 0, "commit_id": "a"},
        row | {"func": "int g() { return 1; }", "target": 0, "commit_id": "b"},
    ]
    path = tmp_path / "primevul_test.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = build(f"primevul:{path}", out=tmp_path / "d")
    assert [program.pair is not None for program in made.programs] == [True, True, False]
    assert {program.family for program in made.programs} == {"repository/tool"}


def test_cvefixes_commits_are_pairs(tmp_path: Path) -> None:
    methods = [("1", "f", "f(s)", BEFORE, "True"), ("1", "f", "f(s)", AFTER, "False")]
    path = database(tmp_path / "CVEfixes.db", *methods)
    made = build(f"cvefixes:{path}", out=tmp_path / "d")
    assert [program.code for program in made.programs] == [BEFORE, AFTER]
    assert len({program.pair for program in made.programs}) == 1


def test_a_damaged_domain_is_refused(tmp_path: Path, sven_row: Row, sven_file: File) -> None:
    with pytest.raises(UserError, match="no domain"):
        domain.read(tmp_path)
    build(f"sven:{sven_file(sven_row())}", out=tmp_path / "d")
    programs = tmp_path / "d" / "programs.jsonl"
    programs.write_text(programs.read_text() * 2)
    with pytest.raises(UserError, match="2 items are called"):
        domain.read(tmp_path / "d")


@pytest.mark.official
def test_sven_s_validation_split_is_a_domain(tmp_path: Path) -> None:
    made = build(f"sven:{OFFICIAL},val", out=tmp_path / "sven-val")
    assert made.about.counts == {
        "pairs of a vulnerable program and its fix": 75,
        "programs, those of pairs included": 150,
        "programs cut around the change": 16,
        "programs asked about window by window": 0,
        "scenarios to complete": 0,
        "families": 50,
    }
    assert max(len(program.code) for program in made.programs) <= 6000 + 200
