from eval.bench.ngrams import N, NGrams

INCLUDES = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"


def numbers(start: int, count: int) -> str:
    return " ".join(map(str, range(start, start + count)))


def test_thirteen_tokens_in_a_row_are_shared_and_twelve_are_not() -> None:
    known = NGrams()
    known.add("item", "family", numbers(0, 40))
    assert known.overlap([f"x {numbers(5, N - 1)} y"]).shared == 0
    assert known.overlap([f"x {numbers(5, N)} y"]).shared == 1
    assert known.overlap([f"x {numbers(5, N + 2)} y"]).shared == 3


def test_a_gram_does_not_reach_from_one_text_to_the_next() -> None:
    known = NGrams()
    known.add("item", "family", numbers(0, 40))
    assert known.overlap([numbers(5, 7), numbers(12, 7)]).shared == 0


def test_what_several_families_begin_with_tells_nothing() -> None:
    known = NGrams()
    known.add("first", "a", f"{INCLUDES}{numbers(0, 20)}")
    known.add("second", "b", f"{INCLUDES}{numbers(50, 20)}")
    header = known.overlap([INCLUDES])
    assert header.shared > 0
    assert (header.telling, header.most_of) == (0, None)
    assert known.overlap([numbers(50, N)]).most_of == "second"


def test_items_of_one_family_may_share_what_tells() -> None:
    known = NGrams()
    known.add("first", "a", numbers(0, N))
    known.add("second", "a", numbers(0, N + 1))
    assert known.overlap([numbers(0, N)]).telling == 1


def test_layout_makes_no_difference() -> None:
    known = NGrams()
    known.add("item", "family", numbers(0, N))
    assert known.overlap([numbers(0, N).replace(" ", "\n\n  ")]).telling == 1
