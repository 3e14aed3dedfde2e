import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_gen import cleaning


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("int a; // one\nint b; /* two */ int c;\n", "int a;\nint b; int c;\n"),
        ("/* a\n * b\n */\nint a;\n", "int a;\n"),
        ("    // alone\r\nint a;\r\n", "int a;\r\n"),
        ('char *s = "// no comment"; /**/', 'char *s = "// no comment";'),
        ("int/* parts */a;", "int a;"),
        ("int a;", "int a;"),
    ],
)
def test_comments_of_c_go_and_their_lines_with_them(code: str, left: str) -> None:
    assert cleaning.without_comments(code, "c") == left


def test_comments_of_python_go_and_docstrings_stay() -> None:
    code = 'def f():\n    """Doc."""  # note\n    # alone é\n    return "#"\n'
    assert cleaning.without_comments(code, "python") == (
        'def f():\n    """Doc."""\n    return "#"\n'
    )


def test_programs_that_differ_in_comments_and_white_space_are_the_same() -> None:
    first = cleaning.digest("int f(void){return 1;} // x", "c")
    assert first == cleaning.digest("int f(void)\n{\n    return 1;\n}\n", "c")
    assert first != cleaning.digest("int f(void){return 2;}", "c")


@given(st.text())
def test_any_text_can_be_cleaned(code: str) -> None:
    for language in ("c", "python"):
        once = cleaning.without_comments(code, language)
        assert cleaning.digest(once, language)
        assert len(once) <= len(code)
