import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coveval_train.errors import UserError
from eval.oracles import analysers
from eval.oracles.analysers import commands, tools


@pytest.mark.slow
def test_check_lists_every_analyser_with_its_version(need: Callable[[str], None]) -> None:
    for name in analysers.NAMES:
        need(name)
    ended = CliRunner().invoke(commands.app, ["check", "--json"])
    assert ended.exit_code == 0, ended.output
    states = json.loads(ended.stdout)
    assert [state["name"] for state in states] == list(analysers.NAMES)
    for state in states:
        assert state["problem"] == ""
        assert Path(state["path"]).exists()
        assert state["version"][0].isdigit()


def test_check_says_how_to_install_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tools, "ENVIRONMENT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = CliRunner().invoke(commands.app, ["check", "--json"])
    assert ended.exit_code == 1
    problems = {state["name"]: state["problem"] for state in json.loads(ended.stdout)}
    assert "coveval analysers install" in problems["semgrep"]
    assert "apt-get install cppcheck" in problems["cppcheck"]


def test_a_tool_that_the_sandbox_would_not_show_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "cppcheck"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.find("cppcheck") is None


def test_an_installation_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="venv"):
        tools.install(tmp_path / "file" / "environment")


def test_everything_unknown_or_missing_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tools, "ENVIRONMENT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError) as caught:
        analysers.require(["bandid", "bandit", "gcc"])
    assert len(caught.value.problems) == 3
    assert "Did you mean 'bandit'?" in caught.value.problems[0]
