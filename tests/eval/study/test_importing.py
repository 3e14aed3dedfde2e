"""What people say, out of a study and into another one of the same items."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from coveval_train import tables
from coveval_train.cli import build_app
from coveval_train.errors import UserError
from eval.study import annotations, as_label_studio, folder, importing, population
from eval.study.annotations import Annotation, Label
from eval.study.folder import Item, StudyFolder

MakeRun = Callable[..., Path]
NOTE = 'Not closed, "really",\nand = not checked.'


@pytest.fixture
def study(make_run: MakeRun, tmp_path: Path) -> StudyFolder:
    """Return a study of six items on which two people said something."""
    folder.draw(population.read([make_run("m")]), 6, 1, 0, tmp_path / "study")
    home = StudyFolder(tmp_path / "study")
    names = items(home)
    for name, label in (("anna", Label.VULNERABLE), ("bo", Label.SECURE)):
        annotations.add(home, name, Annotation(item=names[0], label=Label.CANNOT_TELL))
        annotations.add(
            home,
            name,
            Annotation(item=names[0], label=label, line=1, confidence=4, note=NOTE, seconds=2.5),
        )
        annotations.add(home, name, Annotation(item=names[1], label=label))
    return home


def items(home: StudyFolder) -> list[str]:
    return [item.id for item in tables.read(home.items, Item)]


@pytest.fixture
def other(study: StudyFolder, tmp_path: Path) -> StudyFolder:
    """Return the same study, on which nobody said anything."""
    shutil.copytree(study.path, tmp_path / "other")
    shutil.rmtree(tmp_path / "other" / "annotations")
    return StudyFolder(tmp_path / "other")


def export(study: StudyFolder, out: Path) -> Path:
    done = CliRunner().invoke(build_app(), ["study", "export", str(study.path), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out


@pytest.mark.parametrize("name", ["words.csv", "words.json"])
def test_what_is_exported_and_imported_is_the_same(
    study: StudyFolder, other: StudyFolder, tmp_path: Path, name: str
) -> None:
    out = export(study, tmp_path / name)
    assert importing.take_in(out, other.path, None) == {"anna": 2, "bo": 2}
    assert annotations.read_all(other) == annotations.read_all(study)
    # A second time it adds nothing, and what is said later is added as the last word.
    assert importing.take_in(out, other.path, None) == {"anna": 0, "bo": 0}
    annotations.add(other, "bo", Annotation(item=items(other)[1], label=Label.CANNOT_TELL))
    assert importing.take_in(out, other.path, None) == {"anna": 0, "bo": 1}


def test_an_export_says_nothing_of_models_and_judges(study: StudyFolder, tmp_path: Path) -> None:
    text = export(study, tmp_path / "tasks.json").read_text()
    task = json.loads(text)[0]
    assert set(task["data"]) == {"item", "weakness", "language", "code"}
    assert "first" not in text
    assert "run" not in task["data"]


def test_the_configuration_has_what_the_results_name(study: StudyFolder, tmp_path: Path) -> None:
    out = export(study, tmp_path / "tasks.json")
    tags = {
        tag.get("name"): tag.tag.lower()
        for tag in ElementTree.fromstring(out.with_suffix(".xml").read_text())
        if tag.get("name")
    }
    results = [
        result
        for task in json.loads(out.read_text())
        for said in task["annotations"]
        for result in said["result"]
    ]
    assert len(results) == 2 * (4 + 1)
    assert all(tags[result["from_name"]] == result["type"] for result in results)
    assert all(tags[result["to_name"]] == "text" for result in results)


def test_tasks_without_annotations_can_be_exported(other: StudyFolder, tmp_path: Path) -> None:
    tasks = json.loads(export(other, tmp_path / "tasks.json").read_text())
    assert [task["annotations"] for task in tasks] == [[]] * 6
    asked = ["study", "export", str(other.path), "--out", str(tmp_path / "x.csv")]
    assert "nobody has annotated it" in str(CliRunner().invoke(build_app(), asked).exception)


def test_label_studio_s_own_export_is_read(other: StudyFolder, tmp_path: Path) -> None:
    """It adds fields, numbers for people, and what was skipped; a note may be several texts."""
    first, second = items(other)[:2]
    choice = {"from_name": "label", "to_name": "code", "type": "choices", "origin": "manual"}
    said = {"id": 3, "ground_truth": False, "lead_time": 4.288, "task": 1, "completed_by": 10}
    texts = {"from_name": "note", "to_name": "code", "type": "textarea"}
    result = [
        choice | {"id": "a", "value": {"choices": ["vulnerable"]}},
        texts | {"id": "b", "value": {"text": ["one", "two"]}},
        {"from_name": "mood", "to_name": "code", "type": "rating", "value": {"rating": 5}},
    ]
    tasks = [
        {"id": 1, "data": {"item": first, "code": "x"}, "annotations": [said | {"result": result}]},
        {
            "id": 2,
            "data": {"item": second},
            "annotations": [said | {"result": [], "was_cancelled": True}],
            "predictions": [],
        },
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks))
    assert importing.take_in(path, other.path, None) == {"user-10": 1}
    [row] = annotations.read(other, "user-10").values()
    assert (row.label, row.note, row.seconds) == (Label.VULNERABLE, "one\ntwo", 4.288)
    assert importing.take_in(path, other.path, "carla") == {"carla": 1}


def test_all_faults_are_told_and_nothing_is_added(other: StudyFolder, tmp_path: Path) -> None:
    known = items(other)[0]
    path = tmp_path / "words.csv"
    path.write_text(f"item,label,line\n{known},secure,99\nnowhere,secure,\n")
    with pytest.raises(UserError) as raised:
        importing.take_in(path, other.path, None)
    told = "\n".join(raised.value.problems)
    assert "does not say who annotated" in told
    assert f"'{known}' has " in told
    assert "and no 99" in told
    assert "'nowhere' is no item of this study" in told
    path.write_text(f"item,label,confidence\n{known},sure,9\n{known},secure,9\n")
    with pytest.raises(UserError) as raised:
        importing.take_in(path, other.path, "anna")
    assert [line.split(": ")[1] for line in raised.value.problems] == ["label", "confidence"]
    assert not other.annotations.exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "item,lable\nx,secure\n", "no column 'label'"),
        ("a.csv", "item,label,notes\nx,secure,y\n", "unknown column 'notes'. Did you mean 'note'"),
        ("a.json", "{}", "not a list of tasks"),
        ("a.json", '[{"data": {"code": "x"}}]', "task 1: data.item: Field required"),
        ("a.json", "[", "cannot be read as JSON"),
        ("a.json", "[]", "no annotations in it"),
        ("a.txt", "", "neither .csv nor .json"),
        ("../a.csv", "item,label,annotator\nx,secure,../../evil\n", "no name for a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_line(
    other: StudyFolder, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / name
    path.write_text(text)
    with pytest.raises(UserError) as raised:
        importing.take_in(path, other.path, None)
    assert told in "\n".join(raised.value.problems)


def test_the_configuration_offers_every_label() -> None:
    choices = ElementTree.fromstring(as_label_studio.CONFIG).iter("Choice")
    assert [choice.get("value") for choice in choices] == [label.value for label in Label]
