from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from data_gen.domains import cutting

HEAD = "int total(const int *values, int count) {\n"
LINES = [f"    step_{number}();\n" for number in range(60)]
BEFORE = HEAD + "".join(LINES[:40]) + "    a[9] = 1;\n" + "".join(LINES[40:]) + "}\n"
AFTER = BEFORE.replace("a[9]", "a[0]")


def changes(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    first, second = before.splitlines(), after.splitlines()
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return [(first[i:j], second[k:m]) for kind, i, j, k, m in codes if kind != "equal"]


def test_the_head_the_change_and_the_lines_about_it_are_kept() -> None:
    cut = cutting.around_change(BEFORE, AFTER, "c", 160)
    assert cut is not None
    assert cut[0] == (
        f"{HEAD}    // 37 lines left out\n{''.join(LINES[37:40])}    a[9] = 1;\n"
        f"{''.join(LINES[40:43])}// 18 lines left out\n"
    )
    assert cut[1] == cut[0].replace("a[9]", "a[0]")


def test_a_gap_in_python_is_a_comment_as_far_in_as_what_follows() -> None:
    before = "def f(a):\n" + "".join(f"    a({n})\n" for n in range(9)) + "    return eval(a)\n"
    cut = cutting.around_change(before, before.replace("eval(a)", "int(a)"), "python", 45)
    assert cut is not None
    assert cut[0] == "def f(a):\n    # 8 lines left out\n    a(8)\n    return eval(a)\n"


def test_a_change_that_is_too_long_by_itself_is_not_cut() -> None:
    assert cutting.around_change(BEFORE, AFTER, "c", 50) is None


def test_a_line_that_was_only_added_is_the_change() -> None:
    cut = cutting.around_change(BEFORE, BEFORE.replace(LINES[20], LINES[20] * 2), "c", 150)
    assert cut is not None
    assert cut[1].count(LINES[20]) == 2
    assert cut[0].count(LINES[20]) == 1


def test_windows_overlap_by_half_and_hold_every_line() -> None:
    lines = [f"step_{number}();\n" for number in range(10)]
    found = cutting.windows("".join(lines), "c", 40)
    assert found is not None
    assert found[0] == f"{''.join(lines[:4])}// 6 lines left out\n"
    assert found[1] == f"// 2 lines left out\n{''.join(lines[2:6])}// 4 lines left out\n"
    assert found[-1].endswith(lines[-1])
    assert all(any(line in window for window in found) for line in lines)
    assert cutting.windows("x" * 41, "c", 40) is None
    assert cutting.windows("x();\n", "c", 40) == ["x();\n"]


@given(st.lists(st.text("ab", max_size=12), min_size=1, max_size=40), st.integers(14, 60))
def test_every_line_is_in_a_window_that_is_short_enough(lines: list[str], longest: int) -> None:
    found = cutting.windows("".join(f"{line}\n" for line in lines), "python", longest)
    assert found is not None
    bare = [[line for line in window.splitlines() if "left out" not in line] for window in found]
    assert all(sum(len(line) + 1 for line in window) <= longest for window in bare)
    assert bare[0][0] == lines[0]
    assert bare[-1][-1] == lines[-1]
    assert sum(map(len, bare)) >= len(lines)


code = st.lists(st.sampled_from(["a();\n", "b();\n", "if (x) {\n", "}\n", "\n"]), max_size=40)


@given(code, code, st.integers(1, 200))
def test_whatever_the_code_both_versions_are_cut_in_the_same_places(
    first: list[str], second: list[str], longest: int
) -> None:
    before, after = "".join(first), "".join(second)
    if before == after or not (found := cutting.around_change(before, after, "c", longest)):
        return
    without_gaps = [
        "".join(line for line in text.splitlines(True) if "left out" not in line) for text in found
    ]
    assert all(len(text) <= longest for text in without_gaps)
    gaps = [[line for line in text.splitlines() if "left out" in line] for text in found]
    assert gaps[0] == gaps[1]
    # What was changed is all there, in its order.
    for whole, kept in zip((first, second), without_gaps, strict=True):
        lines = iter(whole)
        assert all(line in lines for line in kept.splitlines(True))
    for was, now in changes(before, after):
        assert "\n".join(was) in found[0]
        assert "\n".join(now) in found[1]
