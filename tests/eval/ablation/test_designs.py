from itertools import combinations

import pytest

from coveval_train.errors import UserError
from eval.ablation import designs
from eval.ablation.designs import Kind, Minimum

FOUR = ("sc", "vd", "gc", "g")
KINDS: tuple[Kind, ...] = ("lattice", "centroid", "space-filling")


def distinct(points: list[dict[str, float]]) -> int:
    return len({tuple(point.items()) for point in points})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("minima", [(), (Minimum(("g",), 0.2), Minimum(("gc",), 0.1))])
def test_shares_make_one_and_keep_the_minima(kind: Kind, minima: tuple[Minimum, ...]) -> None:
    points = designs.design(kind, FOUR, minima)
    assert distinct(points) == len(points)
    for point in points:
        assert list(point) == list(FOUR)
        assert sum(point.values()) == pytest.approx(1, abs=1e-5)
        assert min(point.values()) >= 0
        assert all(each.holds(point) for each in minima)


def test_a_lattice_has_every_multiple() -> None:
    # Scheffé's {q, m} lattice has (q + m - 1) over m points.
    assert len(designs.design("lattice", FOUR, degree=2)) == 10
    assert len(designs.design("lattice", FOUR, degree=3)) == 20
    assert {"sc": 0.5, "vd": 0.5, "gc": 0, "g": 0} in designs.design("lattice", FOUR)


def test_a_centroid_design_has_every_subset_and_points_inside() -> None:
    points = designs.design("centroid", FOUR)
    assert len(points) == 2**4 - 1 + 4
    assert designs.design("centroid", FOUR, inside=False) == points[:-4]
    inside = [point for point in points if min(point.values()) > 0]
    assert inside == [
        dict.fromkeys(FOUR, 0.25),
        *({name: 0.625 if name == alone else 0.125 for name in FOUR} for alone in FOUR),
    ]
    assert designs.design("centroid", ["a", "b"]) == [
        {"a": 1, "b": 0},
        {"a": 0, "b": 1},
        {"a": 0.5, "b": 0.5},
    ]


def test_minima_shrink_the_simplex() -> None:
    points = designs.design("lattice", ["a", "b"], [Minimum(("b",), 0.2)], degree=2)
    assert points == [{"a": 0.8, "b": 0.2}, {"a": 0.4, "b": 0.6}, {"a": 0, "b": 1}]


def test_a_space_filling_design_is_far_apart_and_of_its_seed() -> None:
    points = designs.design("space-filling", FOUR, number=12, seed=1)
    assert points == designs.design("space-filling", FOUR, number=12, seed=1)
    assert points != designs.design("space-filling", FOUR, number=12, seed=2)
    apart = min(
        sum((first[name] - second[name]) ** 2 for name in FOUR) ** 0.5
        for first, second in combinations(points, 2)
    )
    assert apart > 0.3
    assert max(points[0].values()) < 0.4


def test_a_space_filling_design_keeps_sources_together() -> None:
    together = Minimum(("gc", "g"), 0.5)
    points = designs.design("space-filling", FOUR, [together], number=8)
    assert all(point["gc"] + point["g"] >= 0.5 - 1e-6 for point in points)
    with pytest.raises(UserError, match=r"gc\+g are several sources"):
        designs.design("lattice", FOUR, [together])


def test_minima_that_leave_nothing_are_refused() -> None:
    with pytest.raises(UserError, match="leaves nothing to vary"):
        designs.design("lattice", FOUR, [Minimum(("g",), 0.6), Minimum(("gc",), 0.4)])
    with pytest.raises(UserError, match="lower them"):
        designs.design("space-filling", FOUR, [Minimum(("gc", "g"), 0.99)])
    with pytest.raises(UserError, match="at least two sources"):
        designs.design("lattice", ["a"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("g", "is not SOURCE=SHARE"),
        ("g=x", "is not SOURCE=SHARE"),
        ("g=1", "is not SOURCE=SHARE"),
        ("h=0.1", "no source is called 'h'"),
        ("gc+h=0.1", "no source is called 'h'"),
    ],
)
def test_what_is_no_minimum_is_said(text: str, fault: str) -> None:
    with pytest.raises(UserError, match=fault):
        designs.minimum(text, FOUR)


def test_a_minimum_is_read() -> None:
    assert designs.minimum("gc+g=0.3", FOUR) == Minimum(("gc", "g"), 0.3)
