"""`coveval sandbox check`, on this machine and on ones where a part of the boundary is missing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.sandbox import bubblewrap, check, commands


@pytest.fixture
def fresh() -> Iterator[None]:
    """Have the machine looked at anew, before and after."""
    bubblewrap.problem.cache_clear()
    yield
    bubblewrap.problem.cache_clear()


def weaken(monkeypatch: pytest.MonkeyPatch, *removed: str, added: tuple[str, ...] = ()) -> None:
    """Leave options out of bubblewrap's command line, or put some in."""
    whole = bubblewrap.command

    def weak(argv: list[str], filters: int) -> list[str]:
        line = [word for word in whole(argv, filters) if word not in removed]
        return [*line[:2], *added, *line[2:]]

    monkeypatch.setattr(bubblewrap, "command", weak)


def broken_parts() -> set[str]:
    return {finding.part for finding in check.run() if not finding.holds}


def test_every_part_is_tried_here(sandbox: None) -> None:
    done = CliRunner().invoke(commands.app, ["check", "--json"])
    result = json.loads(done.stdout)
    assert (done.exit_code, result["active"]) == (0, True)
    parts = [finding["part"] for finding in result["findings"]]
    assert parts == ["bubblewrap", *check.PROBES, "gcc with sanitizers"]


def test_a_shared_network_is_noticed(sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The filter refuses sockets as well, so it is taken away here.
    whole = bubblewrap.command
    monkeypatch.setattr(
        bubblewrap,
        "command",
        lambda argv, filters: [
            word for word in whole(argv, filters) if word not in ("--seccomp", str(filters))
        ],
    )
    weaken(monkeypatch, added=("--share-net",))
    assert broken_parts() == {"network", "system calls"}


def test_a_visible_file_of_the_host_is_noticed(
    sandbox: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaken(monkeypatch, added=("--ro-bind", "/etc/passwd", "/etc/passwd"))
    assert broken_parts() == {"files"}


def test_a_kept_environment_is_noticed(sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    weaken(monkeypatch, "--clearenv", added=("--setenv", "SECRET", "x"))
    assert broken_parts() == {"environment"}


def test_without_bubblewrap_it_fails_and_says_what_to_install(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(commands.app, ["check"])
    assert done.exit_code == 1
    assert "apt-get install bubblewrap" in " ".join(done.stdout.split())
    assert "Programs are not executed" in done.stdout
