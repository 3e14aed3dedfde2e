"""Mixtures hit their weights, repeat nothing needlessly, and are the same everywhere."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coveval_train.llm.chat import Example
from coveval_train.records import Instruction, Message
from coveval_train.train import mixture
from coveval_train.train.data import Row
from coveval_train.train.mixture import MixtureConfig, Unit, mix

MESSAGES = [Message(role="user", content="?"), Message(role="assistant", content="!", loss=True)]


def rows(name: str, *loss_tokens: int, cwe: str | None = None) -> list[Row]:
    return [
        Row(
            Instruction(
                id=f"{name}{index}",
                kind="general",
                messages=MESSAGES,
                family=name,
                cwe=cwe,
                language="c" if cwe else None,
                split="train",
                origin="test",
                prompt="test@1",
            ),
            (Example([0] * (count + 5), [-100] * 5 + [0] * count),),
        )
        for index, count in enumerate(loss_tokens)
    ]


def ids(drawn: list[Row]) -> list[str]:
    return [row.instruction.id for row in drawn]


sizes = st.lists(st.integers(1, 60), min_size=1, max_size=30)


@given(st.lists(st.tuples(sizes, st.floats(0.05, 5)), min_size=1, max_size=5), st.integers(1, 300))
def test_counts_are_within_one_example_of_the_weights(
    given: list[tuple[list[int], float]], total: int
) -> None:
    sources = {f"s{n}": rows(f"s{n}", *sizes) for n, (sizes, _) in enumerate(given)}
    weights = {f"s{n}": weight for n, (_, weight) in enumerate(given)}
    found = mix(sources, weights, total, "examples", 0)
    assert len(found.rows) == total
    for share in found.shares:
        assert abs(share.got - share.wanted) < 1
        assert share.repeats == max(0, share.rows - share.available)


@pytest.mark.parametrize("balanced", [False, True])
@given(st.lists(st.tuples(sizes, st.floats(0.05, 5)), min_size=1, max_size=4), st.integers(1, 3000))
def test_tokens_are_within_half_a_row_of_the_weights(
    balanced: bool, given: list[tuple[list[int], float]], total: int
) -> None:
    sources = {
        f"s{n}": rows(f"s{n}", *sizes, cwe="CWE-79") + rows(f"t{n}", *sizes, cwe="CWE-89")
        for n, (sizes, _) in enumerate(given)
    }
    weights = {f"s{n}": weight for n, (_, weight) in enumerate(given)}
    found = mix(sources, weights, total, "loss_tokens", 0, balanced)
    for share in found.shares:
        longest = max(row.loss_tokens for row in sources[share.source])
        assert abs(share.got - share.wanted) <= longest / 2 + 1


@pytest.mark.parametrize("unit", ["examples", "loss_tokens"])
def test_nothing_is_drawn_twice_before_everything_was_drawn_once(unit: Unit) -> None:
    found = mix({"a": rows("a", *[10] * 7)}, {"a": 1}, 17 if unit == "examples" else 170, unit, 3)
    counts = Counter(ids(found.rows))
    assert len(counts) == 7
    assert set(counts.values()) == {2, 3}
    (share,) = found.shares
    assert (share.available, share.rows, share.repeats, share.tokens) == (7, 17, 10, 17 * 15)


def test_a_changed_ratio_leaves_the_amount_of_training() -> None:
    sources = {"a": rows("a", *range(1, 90)), "b": rows("b", *range(1, 50))}
    for weight in (0.1, 1, 7):
        found = mix(sources, {"a": weight, "b": 1}, 1500, "loss_tokens", 0)
        assert sum(share.got for share in found.shares) == pytest.approx(1500, abs=90)


def test_a_source_gives_more_of_the_same_rows_when_its_weight_grows() -> None:
    """So that of two ratios the smaller's rows are among the larger's."""
    sources = {"a": rows("a", *[1] * 40), "b": rows("b", *[1] * 40)}
    few, many = (mix(sources, {"a": weight, "b": 1}, 20, "examples", 5) for weight in (1, 3))
    chosen = [{name for name in ids(one.rows) if name[0] == "a"} for one in (few, many)]
    assert chosen[0] < chosen[1]


def test_every_cell_of_a_balanced_source_counts_alike() -> None:
    source = rows("a", *[1] * 50, cwe="CWE-79") + rows("b", *[1] * 5, cwe="CWE-89")
    found = mix({"s": source}, {"s": 1}, 20, "examples", 0, balanced=True)
    assert Counter(row.instruction.cwe for row in found.rows) == {"CWE-79": 10, "CWE-89": 10}


def test_the_seed_alone_decides_rows_and_order() -> None:
    sources = {"a": rows("a", *[3] * 20), "b": rows("b", *[3] * 20)}
    first, again, other = (mix(sources, {"a": 1, "b": 2}, 15, "examples", n) for n in (0, 0, 1))
    assert ids(first.rows) == ids(again.rows)
    assert first.fingerprint == again.fingerprint != other.fingerprint


def test_weights_may_be_text() -> None:
    files = {"sc": "x", "gc": "y"}
    about = MixtureConfig(files, weights="sc=0.25, gc=0.75")
    assert about.by_source == {"sc": 0.25, "gc": 0.75}
    assert about.shares == {"sc": 0.25, "gc": 0.75}
    assert MixtureConfig(files, weights="sc=1,gc=0").used == {"sc": "x"}
    assert mixture.read_weights(mixture.write_weights({"sc": 1 / 3, "gc": 2})) == pytest.approx(
        {"sc": 1 / 3, "gc": 2}, abs=1e-6
    )


@pytest.mark.parametrize("text", ["sc", "sc=", "sc=x,gc=1", "sc=1,gc=1,=2", ""])
def test_text_that_is_no_weights_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="weights: "):
        MixtureConfig({"sc": "x", "gc": "y"}, weights=text)
