from eval.bench import duplicates
from eval.bench.duplicates import Pair, near_duplicates

BASE = "\n".join(f"value_{number} = compute({number}, offset) * {number}" for number in range(40))


def test_a_copy_with_another_layout_is_the_same() -> None:
    spaced = BASE.replace(" = ", "   =   ").replace("\n", "\n\n")
    (pair,) = near_duplicates({"a": BASE, "b": spaced})
    assert (pair.first, pair.second, pair.similarity) == ("a", "b", 1.0)


def test_similarity_is_the_shared_part_of_all_shingles() -> None:
    # Of 1 to 9 and 1 to 8 and 0 the shingles of five are five each; four of six are in both.
    pairs = near_duplicates({"a": "1 2 3 4 5 6 7 8 9", "b": "1 2 3 4 5 6 7 8 0"}, threshold=0.6)
    assert [round(pair.similarity, 3) for pair in pairs] == [0.667]
    assert near_duplicates({"a": "1 2 3 4 5 6 7 8 9", "b": "1 2 3 4 5 6 7 8 0"}) == []


def test_different_programs_are_no_pair() -> None:
    assert near_duplicates({"a": BASE, "b": "import os\nprint(os.getcwd())"}) == []


def test_the_most_similar_come_first() -> None:
    near = BASE.replace("value_7", "other")
    pairs = near_duplicates({"a": BASE, "b": near, "c": BASE})
    assert [(pair.first, pair.second) for pair in pairs] == [("a", "c"), ("a", "b"), ("b", "c")]


def test_empty_and_short_programs_are_compared_too() -> None:
    assert [pair.similarity for pair in near_duplicates({"a": "x", "b": "x", "c": ""})] == [1.0]


def test_clusters_join_neighbours_of_neighbours() -> None:
    pairs = [Pair("a", "b", 0.9), Pair("b", "c", 0.8), Pair("e", "f", 0.7)]
    assert duplicates.clusters(list("abcdef"), pairs) == 3
    assert duplicates.clusters(list("abc"), []) == 3
