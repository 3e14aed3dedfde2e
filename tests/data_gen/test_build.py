import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coveval_train import cwe, tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from coveval_train.records import Instruction
from data_gen import build, card
from data_gen.card import Choices
from data_gen.commands import DataSet, Worded
from eval.bench import suite
from eval.oracles import wording

SPLITS = ("train", "validation")

Row = Callable[..., str]
File = Callable[..., Path]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "data"
    build.build("vcjudge", ["embedded"], out, Choices(0.2, 0))
    return out


def rows(folder: Path, split: str) -> list[Instruction]:
    return tables.read(folder / f"{split}.jsonl", Instruction)


def families(folder: Path, split: str) -> set[str]:
    return {row.family for row in rows(folder, split)}


def problems_of(names: list[str], out: Path) -> list[str]:
    with pytest.raises(UserError) as raised:
        build.build("vcjudge", names, out, Choices(0.2, 0))
    return raised.value.problems


def test_train_and_validation_share_no_family(built: Path) -> None:
    train, validation = families(built, "train"), families(built, "validation")
    assert train
    assert validation
    assert train.isdisjoint(validation)


@pytest.mark.parametrize("split", SPLITS)
def test_each_row_is_in_the_file_of_its_split(built: Path, split: str) -> None:
    assert {row.split for row in rows(built, split)} == {split}


@pytest.mark.parametrize("split", SPLITS)
def test_nothing_of_the_eval_split_is_in_the_data(built: Path, split: str) -> None:
    held_back = [family for family in suite.load() if family.about.split == "eval"]
    assert families(built, split).isdisjoint(family.id for family in held_back)
    text = "\n".join(message.content for row in rows(built, split) for message in row.messages)
    for family in held_back:
        for program in family.programs:
            assert program.code.strip() not in text, program.id


def test_ids_are_unique_in_the_whole_data_set(built: Path) -> None:
    ids = [row.id for split in SPLITS for row in rows(built, split)]
    assert len(ids) == len(set(ids))


def test_the_same_seed_writes_the_same_files(built: Path, tmp_path: Path) -> None:
    build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 0))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["README.md", "card.json", "train.jsonl", "validation.jsonl"]
    for name in names:
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_another_seed_holds_out_other_families(built: Path, tmp_path: Path) -> None:
    build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 1))
    assert families(tmp_path, "validation") != families(built, "validation")


def test_the_card_agrees_with_the_files(built: Path, tmp_path: Path) -> None:
    made = build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 0))
    assert json.loads((tmp_path / "card.json").read_text()) == json.loads(json.dumps(asdict(made)))
    assert (tmp_path / "README.md").read_text() == card.markdown(made)
    assert made.rows == {split: len(rows(tmp_path, split)) for split in SPLITS}


def test_without_validation_every_row_is_for_training(tmp_path: Path) -> None:
    made = build.build("vcjudge", ["embedded"], tmp_path, Choices(0, 0))
    assert rows(tmp_path, "validation") == []
    assert made.rows == {"train": len(rows(tmp_path, "train"))}


def test_sources_are_joined_and_what_they_skipped_is_added_up(
    tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    first = sven_file(sven_row(), sven_row(file_name="a.cpp"), name="first.jsonl")
    second = sven_file(sven_row(file_name="b.cpp"), sven_row(file_name="c.cc"), name="second.jsonl")
    names = ["embedded", f"sven:{first}", f"sven:{second}"]
    made = build.build("vcjudge", names, tmp_path / "out", Choices(0, 0))
    assert made.sources == names
    assert made.counts["source"].keys() == {"embedded", "sven"}
    assert made.counts["source"]["sven"] == {"train": 5}
    assert sorted(made.skipped.values()) == [1, 2]


def test_ids_stay_unique_when_two_files_of_one_source_are_joined(
    tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    first = sven_file(sven_row(), name="first.jsonl")
    other = sven_row(func_src_before="f(9);", func_src_after="f(0);")
    second = sven_file(other, name="second.jsonl")
    build.build("vcjudge", [f"sven:{first}", f"sven:{second}"], tmp_path / "out", Choices(0, 0))
    ids = [row.id for row in rows(tmp_path / "out", "train")]
    assert len(ids) == len(set(ids)) == 10


def test_building_again_leaves_nothing_of_the_earlier_data(
    tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    build.build("vcjudge", ["embedded"], tmp_path / "out", Choices(0.2, 0))
    name = f"sven:{sven_file(sven_row())}"
    build.build("vcjudge", [name], tmp_path / "out", Choices(0, 0))
    assert families(tmp_path / "out", "train") == {"repository/repo"}
    assert rows(tmp_path / "out", "validation") == []


def test_every_source_that_cannot_be_opened_is_named_and_no_folder_made(tmp_path: Path) -> None:
    names = ["embeded", "embedded", f"sven:{tmp_path}/none.jsonl"]
    found = problems_of(names, tmp_path / "out")
    starts = [problem.split(": ")[0] for problem in found]
    assert starts == ["--source", f"{tmp_path}/none.jsonl"]
    assert list(tmp_path.iterdir()) == []


def test_malformed_rows_of_all_sources_are_named_and_no_folder_made(
    tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    bad = [sven_file(sven_row(), "{torn", "{}", name=f"{name}.jsonl") for name in ("a", "b")]
    found = problems_of(["embedded", *(f"sven:{path}" for path in bad)], tmp_path / "out")
    assert [problem.split(": ")[0] for problem in found] == [
        f"{path}:{number}" for path in bad for number in (2, 3)
    ]
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_bad_source_and_an_unwritable_folder_are_named_together(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = problems_of(["embeded"], tmp_path / "file" / "sub")
    assert [problem.split(": ")[0] for problem in found] == ["--source", f"{tmp_path}/file/sub"]


def test_secure_completions_are_built_of_the_same_families(built: Path, tmp_path: Path) -> None:
    card = build.build("sc-ift", ["embedded"], tmp_path / "sc", Choices(0.2, 0))
    assert card.counts["kind"].keys() == {"completion", "generation"}
    for split in SPLITS:
        assert families(tmp_path / "sc", split) == families(built, split)
        assert all(row.messages[-1].rejected for row in rows(tmp_path / "sc", split))


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        ({}, "the same code as an earlier program"),
        ({"func_src_after": "x;"}, None),
        (
            {
                "func_src_before": "int load(char *s) {return s ? s[0] : 0;} // fixed",
                "func_src_after": "y;",
            },
            "the same code as a program with the other label",
        ),
        (
            {"func_src_before": "f();", "func_src_after": "/* note */ f( );"},
            "the fix changes comments or white space only",
        ),
    ],
    ids=["twice", "fixed otherwise", "fixed twice", "comment"],
)
def test_programs_that_are_there_already_are_left_out(
    tmp_path: Path, sven_row: Row, sven_file: File, again: dict[str, str], reason: str | None
) -> None:
    source = f"sven:{sven_file(sven_row(), sven_row(**again))}"
    made = build.build("vcjudge", [source], tmp_path / "out", Choices(0, 0))
    assert made.skipped == ({reason: 1} if reason else {})
    assert made.counts["kind"]["repair"] == {"train": 1 if reason else 2}


def test_comments_can_be_taken_out(tmp_path: Path, sven_row: Row, sven_file: File) -> None:
    source = f"sven:{sven_file(sven_row(func_src_before='f(9); // overflows'))}"
    for strip in (True, False):
        out = tmp_path / str(strip)
        build.build("vcjudge", [source], out, Choices(0, 0, strip_comments=strip))
        assert ("overflows" in (out / "train.jsonl").read_text()) != strip


def test_a_family_is_on_the_same_side_whatever_else_is_built(
    built: Path, tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    names = ["embedded", f"sven:{sven_file(sven_row())}"]
    build.build("sc-ift", names, tmp_path, Choices(0.2, 0))
    assert families(tmp_path, "train").isdisjoint(families(built, "validation"))
    assert families(tmp_path, "validation") >= families(built, "validation")


def test_a_build_that_fails_leaves_what_was_there(
    tmp_path: Path, sven_row: Row, sven_file: File
) -> None:
    out = tmp_path / "out"
    build.build("vcjudge", [f"sven:{sven_file(sven_row())}"], out, Choices(0, 0))
    before = (out / "train.jsonl").read_bytes()
    problems_of([f"sven:{sven_file(sven_row(), '{}', name='torn.jsonl')}"], out)
    assert (out / "train.jsonl").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["out"]


def test_a_weakness_can_be_left_out_to_be_measured_as_unseen(tmp_path: Path) -> None:
    made = build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 0, without=("CWE-89",)))
    everything = [row for split in SPLITS for row in rows(tmp_path, split)]
    assert {row.cwe for row in everything} == {each.id for each in cwe.WEAKNESSES} - {"CWE-89"}
    assert made.skipped == {"CWE-89 is left out": 4}
    assert "Nothing is of CWE-89." in (tmp_path / "README.md").read_text()


def test_judgments_are_worded_as_chosen(tmp_path: Path) -> None:
    build.build("vcjudge", ["embedded"], tmp_path, Choices(0.2, 0, wording="few-shot"))
    prompts = {row.prompt for row in rows(tmp_path, "train") if row.kind == "judgment"}
    assert prompts == {"judgment_few_shot@1"}


def test_what_is_wrong_with_a_command_is_told_together(tmp_path: Path) -> None:
    command = ["data", "build", "sc-ift", "--source", "embedded", "--out", str(tmp_path / "out")]
    command += ["--without-cwe", "CWE-88", "--wording", "analysis", "--judge", "./absent"]
    found = CliRunner().invoke(build_app(), command).exception
    assert isinstance(found, UserError)
    assert len(found.problems) == 3
    assert "CWE-88" in found.problems[0]
    assert "./absent: no such model folder" in found.problems[1]
    assert found.problems[2].startswith("--wording: only vcjudge has judgments")
    assert not (tmp_path / "out").exists()


def test_the_command_offers_what_can_be_built() -> None:
    assert [each.value for each in DataSet] == list(build.DATA_SETS)
    assert [each.value for each in Worded] == list(wording.PROMPTS)


@pytest.mark.parametrize("kind", sorted(build.DATA_SETS))
def test_a_source_of_another_kind_gives_nothing(kind: str, tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text('{"instruction": "Add.", "output": "3"}\n')
    general = kind in ("gc-ift", "g-ift")
    source = "embedded" if general else f"alpaca:{data}"
    with pytest.raises(UserError, match=f"the sources hold nothing for {kind}"):
        build.build(kind, [source], tmp_path / "out", Choices(0.2, 0))
    made = build.build(kind, [f"alpaca:{data}" if general else "embedded"], tmp_path, Choices(0, 0))
    assert made.rows["train"] > 0
