import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from coveval_train import cli
from coveval_train.errors import UserError, raise_if_any, suggestion

BUILD = ("data", "build", "vcjudge")


@dataclass(frozen=True)
class Figures:
    model: str
    score: float


def main(monkeypatch: pytest.MonkeyPatch, *args: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["coveval", *args])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def coveval(*args: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("coveval"), *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_user_error_holds_every_problem() -> None:
    with pytest.raises(UserError) as raised:
        raise_if_any(["first", "second"])
    assert raised.value.problems == ["first", "second"]
    assert str(raised.value) == "first\nsecond"


def test_no_problems_raise_nothing() -> None:
    raise_if_any([])


def test_one_problem_is_not_taken_for_its_letters() -> None:
    assert UserError("first").problems == ["first"]


def test_a_word_far_from_every_known_one_gets_no_suggestion() -> None:
    assert suggestion("repiar", ["repair", "detection"]) == " Did you mean 'repair'?"
    assert suggestion("xyzzy", ["repair", "detection"]) == ""


def test_help_loads_no_heavy_library() -> None:
    program = (
        "import sys; from coveval_train import cli; sys.argv = ['coveval', '--help']\n"
        "try: cli.main()\n"
        "finally: sys.stderr.write(' '.join(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Usage: coveval" in ran.stdout
    loaded = set(ran.stderr.split())
    assert "coveval_train.cli" in loaded
    assert loaded.isdisjoint({"torch", "transformers", "datasets", "peft", "trl", "wandb"})


def test_every_package_brings_its_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(f" {name} " in shown for name in ("data", "eval", "compare", "bench", "demo-model"))


def test_a_users_package_can_add_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = "import typer\napp = typer.Typer()\n@app.command()\ndef greet(): print('hello')\n"
    (tmp_path / "plugin_of_a_user.py").write_text(plugin)
    metadata = tmp_path / "plugin_of_a_user-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: plugin-of-a-user\nVersion: 1\n"
    )
    (metadata / "entry_points.txt").write_text(f"[{cli.GROUP}]\ngreet = plugin_of_a_user:app\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert main(monkeypatch, "greet") == 0
    assert capsys.readouterr().out == "hello\n"


def test_json_goes_to_stdout_and_all_else_to_stderr(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = coveval(*BUILD, "--source", "embedded", "--out", str(out), "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout) == json.loads((out / "card.json").read_text())
    assert "wrote" in ran.stderr


def test_bad_sources_are_one_line_each_without_a_traceback(tmp_path: Path) -> None:
    sources = ("--source", "embeded", "--source", f"sven:{tmp_path}/none.jsonl")
    ran = coveval(*BUILD, *sources, "--out", str(tmp_path / "out"), "--json")
    assert ran.returncode == 2
    assert ran.stdout == ""
    first, second = ran.stderr.splitlines()
    assert first.startswith("error: --source: unknown source 'embeded'. Did you mean 'embedded'?")
    assert second == f"error: {tmp_path}/none.jsonl: no such file"


def test_an_unwritable_folder_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "sub"
    assert main(monkeypatch, *BUILD, "--source", "embedded", "--out", str(out)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {out}: cannot write there")


def test_a_folder_name_with_brackets_is_printed_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(monkeypatch, *BUILD, "--source", "embedded", "--out", "run[cpu]", "--json") == 0
    assert "wrote run[cpu]\n" in capsys.readouterr().err


def test_a_dataclass_and_non_ascii_text_become_plain_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.emit([Figures("modèle", 0.1)], as_json=True, show=lambda console: console.print("no"))
    shown = capsys.readouterr().out
    assert json.loads(shown) == [{"model": "modèle", "score": 0.1}]
    assert "modèle" in shown


def test_without_json_people_see_what_show_prints(capsys: pytest.CaptureFixture[str]) -> None:
    cli.emit({}, as_json=False, show=lambda console: console.print("a table"))
    assert capsys.readouterr().out == "a table\n"


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match="Path"):
        cli.emit(Path("a"), as_json=True, show=lambda console: None)


def test_problems_go_to_stderr_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    cli.print_problems(UserError(["first", "second"]))
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "error: first\nerror: second\n")
