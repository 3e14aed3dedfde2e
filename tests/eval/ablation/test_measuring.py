from eval.ablation import measuring
from eval.ablation.measuring import MeasureConfig
from eval.ablation.trials import Response
from eval.metrics.bootstrap import Estimate
from eval.scores import Score


def score(task: str, judge: str, **metrics: float) -> Score:
    return Score(
        task=task,
        judge=judge,
        n=2,
        samples=1,
        families=2,
        outcomes={},
        metrics={
            name.replace("_at_", "@"): Estimate(value, 0.0, 1.0) for name, value in metrics.items()
        },
        baselines={},
        by_cwe={},
        by_language={},
        by_origin={},
        evolved_minus_seed=None,
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    problems: list[str] = []
    about = MeasureConfig(
        eval_tasks="repairs", eval_judges=["./nobody"], eval_cwes=["CWE-1"], eval_bench="embedded"
    )
    assert measuring.prepare(about, problems) is None
    text = "\n".join(problems)
    assert "eval_tasks: unknown task 'repairs'. Did you mean 'repair'?" in text
    assert "./nobody: no such model folder" in text
    assert "CWE-1" in text


def test_the_benchmark_is_cut_as_asked() -> None:
    problems: list[str] = []
    about = MeasureConfig(eval_cwes=["CWE-89", "CWE-79"], eval_families=1)
    how = measuring.prepare(about, problems)
    assert how and not problems
    assert len(how.bench.families) == 2
    assert {scenario.cwe for scenario in how.bench.scenarios} == {"CWE-89", "CWE-79"}


def test_responses_are_the_first_figures_and_those_of_programs() -> None:
    programs = {"sr_at_1": 0.5, "functional_rate": 0.25, "build_rate": 0.75}
    found = measuring.responses(
        [
            score("completion", "executable", functional_and_secure_at_1=0.125, **programs),
            score("completion", "vcjudge", sr_at_1=1.0),
            score("detection", "answer", balanced_accuracy=0.5, f1=0.6),
            score("usability", "humaneval", pass_at_1=0.1),
            score("judging", "vcjudge", balanced_accuracy=0.4),
        ]
    )
    assert {name: each.value for name, each in found.items()} == {
        "completion": 0.125,
        "completion/secure": 0.5,
        "completion/works": 0.25,
        "completion/builds": 0.75,
        "completion/vcjudge": 1.0,
        "detection": 0.5,
        "usability": 0.1,
    }
    assert found["detection"] == Response(0.5, 0.0, 1.0)


def test_of_held_out_losses_the_last_count() -> None:
    recorded = [
        {"step": 2, "eval_sc_loss": 2.0},
        {"step": 2, "eval_gc_loss": 3.0},
        {"step": 4, "eval_sc_loss": 1.5},
        {"step": 4, "eval_gc_loss": 2.5},
    ]
    assert measuring.losses(recorded) == {"loss/sc": Response(1.5), "loss/gc": Response(2.5)}
