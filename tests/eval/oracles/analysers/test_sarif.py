import json
from pathlib import Path
from typing import Any

import pytest

from eval.oracles.analysers import Analysis, sarif
from eval.oracles.analysers.records import finding

OVERFLOW = finding("gcc", "-Wanalyzer-x", "CWE-121", 7, "it writes past the end", "warning")
FREED = finding("gcc", "-Wanalyzer-y", "CWE-415", 9, "it is freed twice", "error")
UNNAMED = finding("cppcheck", "unused", None, 1, "", "note")


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "findings.sarif"
    analyses = [
        analysis("a/secure", "gcc", findings=(OVERFLOW, FREED)),
        analysis("b c:1", "gcc", findings=(OVERFLOW,)),
        analysis("a/broken", "gcc", status="error", problem="it does not parse"),
        analysis("a/secure", "cppcheck", findings=(UNNAMED,)),
        analysis("a/python", "cppcheck", status="does not apply"),
    ]
    sarif.write(analyses, {"gcc": "12.2.0", "cppcheck": "2.10"}, path)
    assert list(tmp_path.iterdir()) == [path]
    return json.loads(path.read_text())


def analysis(program: str, tool: str, **fields: Any) -> Analysis:
    return Analysis.model_validate(
        {"program": program, "tool": tool, "cwe": "CWE-787", "status": "ok"} | fields
    )


def test_a_run_for_each_tool_has_what_the_schema_requires(document: dict[str, Any]) -> None:
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    assert [run["tool"]["driver"]["name"] for run in document["runs"]] == ["cppcheck", "gcc"]
    for run in document["runs"]:
        assert set(run["tool"]["driver"]) >= {"name", "version", "informationUri", "rules"}
        assert run["invocations"][0]["executionSuccessful"] is True
        for result in run["results"]:
            assert result["message"]["text"]
            assert result["level"] in ("error", "warning", "note")
            rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
            assert rule["id"] == result["ruleId"]
            (place,) = result["locations"]
            assert place["physicalLocation"]["region"]["startLine"] >= 1


def test_rules_are_tagged_with_the_weaknesses_they_found(document: dict[str, Any]) -> None:
    rules = document["runs"][1]["tool"]["driver"]["rules"]
    assert {rule["id"]: rule["properties"]["tags"] for rule in rules} == {
        "-Wanalyzer-x": ["security", "external/cwe/cwe-121", "external/cwe/cwe-787"],
        "-Wanalyzer-y": ["security", "external/cwe/cwe-119", "external/cwe/cwe-415"],
    }
    assert document["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["tags"] == ["security"]


def test_programs_are_the_locations_of_findings(document: dict[str, Any]) -> None:
    places = [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for result in document["runs"][1]["results"]
    ]
    assert places == [("a/secure", 7), ("a/secure", 9), ("b%20c%3A1", 7)]


def test_what_could_not_be_analysed_is_told_apart_from_what_has_no_findings(
    document: dict[str, Any],
) -> None:
    (note,) = document["runs"][1]["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "it does not parse"
    uri = note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a/broken"
    assert document["runs"][0]["invocations"][0]["toolExecutionNotifications"] == []
