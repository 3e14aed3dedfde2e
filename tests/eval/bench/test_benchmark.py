from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from eval.bench import benchmark
from eval.bench.benchmark import Benchmark
from eval.bench.suite import Family


def test_each_family_gives_as_many_secure_as_vulnerable_programs(families: list[Family]) -> None:
    uneven = [family for family in families if _labels(family)[0] != _labels(family)[1]]
    assert uneven, "without a family of unequal numbers this test shows nothing"
    for family in uneven[:5]:
        chosen = Counter(program.label for program in benchmark.balanced([family]))
        assert chosen[Label.SECURE] == chosen[Label.VULNERABLE] == min(_labels(family))


def _labels(family: Family) -> list[int]:
    return [sum(item.label == label for item in family.programs) for label in Label]


def test_repairs_are_the_vulnerable_programs(eval_bench: Benchmark) -> None:
    assert {item.label for item in eval_bench.repairs} == {Label.VULNERABLE}
    assert 2 * len(eval_bench.repairs) == len(eval_bench.programs)
    assert eval_bench.labelled.keys() == {item.id for item in eval_bench.programs}


def test_a_limit_keeps_the_first_families_of_each_weakness(eval_bench: Benchmark) -> None:
    limited = benchmark.limited(eval_bench, 1)
    counted = Counter(item.cwe for item in limited.scenarios)
    assert set(counted.values()) == {1} and len(counted) == 18
    families = {item.family for item in limited.scenarios}
    assert {item.family for item in (*limited.programs, *limited.repairs)} == families
    assert set(limited.families) == families
    assert benchmark.limited(eval_bench, 3) == eval_bench


def test_whatever_decides_the_result_changes_the_fingerprint(
    eval_bench: Benchmark, tmp_path: Path
) -> None:
    before = eval_bench.fingerprint()
    assert benchmark.limited(eval_bench, 3).fingerprint() == before
    assert benchmark.limited(eval_bench, 1).fingerprint() != before
    changed = eval_bench.programs[0].model_copy(update={"code": "x"})
    programs = [changed, *eval_bench.programs[1:]]
    assert replace(eval_bench, programs=programs, repairs=[]).fingerprint() != before
    name, family = next(iter(eval_bench.families.items()))
    (tmp_path / "tests.py").write_text("def functional_a(program): ...\n")
    families = eval_bench.families | {name: replace(family, folder=tmp_path)}
    assert replace(eval_bench, families=families).fingerprint() != before


def test_a_benchmark_is_named_by_its_kind_and_its_folder() -> None:
    assert benchmark.clone("embedded") is None
    assert benchmark.clone("official:some/dir") == Path("some/dir")


@pytest.mark.parametrize("name", ["official", "official:", "embedded:dir", "Embedded", ""])
def test_an_unknown_benchmark_is_refused(name: str) -> None:
    with pytest.raises(UserError, match=f"--bench: unknown benchmark '{name}'; there are"):
        benchmark.clone(name)
