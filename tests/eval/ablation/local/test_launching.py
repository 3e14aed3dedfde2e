from pathlib import Path

from eval.ablation import sweep_file
from eval.ablation.local import launching


def test_a_command_is_as_wandbs_agent_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("""
program: trial.py
method: grid
parameters:
  flag: {value: true}
  rate: {values: [5.0e-6]}
  weights: {parameters: {sc: {value: 1}, g: {value: 0}}}
command: ["${env}", accelerate, launch, "${program}", --config, a.yaml, "${args}"]
""")
    sweep = sweep_file.read(path)
    assert launching.command(sweep, sweep.grid[0]) == [
        *("/usr/bin/env", "accelerate", "launch", "trial.py", "--config", "a.yaml"),
        *("--flag=True", "--rate=5e-06", "--weights={'sc': 1, 'g': 0}"),
    ]


def test_of_a_step_the_last_figure_counts_and_torn_lines_do_not(tmp_path: Path) -> None:
    path = tmp_path / "metrics"
    assert launching.reported(path, "loss") == {}
    path.write_text(
        '{"step": 1, "loss": 3.0}\n{"step": 2, "other": 1}\n{"step": 1, "loss": 2.0}\nx\n'
        '{"step": 3, "loss": 1.0}\n{"step": 4, "lo'
    )
    assert launching.reported(path, "loss") == {1: 2.0, 3: 1.0}


def test_the_last_words_are_the_errors(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("start\nerror: a\nerror: b\nerror: a\nTraceback\n")
    assert launching.last_words(log) == "error: a; error: b"
    log.write_text("start\nKilled\n\n")
    assert launching.last_words(log) == "Killed"
    log.write_text("")
    assert launching.last_words(log) == "it said nothing"
