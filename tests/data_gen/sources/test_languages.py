import pytest

from data_gen.sources import languages
from eval.bench import suite


@pytest.mark.parametrize(
    "code",
    [
        "int Foo::bar() { return 1; }",
        "template <class T> void f(T x) {}",
        "void f(void *p) { g(static_cast<int *>(p)); }",
        "char *s = nullptr;",
        "try { f(); } catch (...) {}",
        "int *p = new int[3];",
        "delete [] p;",
    ],
)
def test_what_c_has_not_tells_cpp(code: str) -> None:
    assert languages.is_cpp(code)


@pytest.mark.parametrize(
    "code",
    [
        "struct class *class = find_class(new); delete(class);",
        "puts(\"std::string\"); // a::b\nint c = ':';",
        "/* template <x> */ int f(int a, int b) { if (a & b) { return 1; } return 0; }",
        "int x = a ? b : c;",
    ],
)
def test_what_c_may_say_too_does_not(code: str) -> None:
    assert not languages.is_cpp(code)


def test_no_c_program_of_the_benchmark_is_taken_for_cpp() -> None:
    codes = [
        program.code
        for family in suite.load()
        if family.about.language == "c"
        for program in family.programs
    ]
    assert len(codes) > 50
    assert not [code for code in codes if languages.is_cpp(code)]


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("print('hello')", "python"),
        ("def f(x):\n    return x", "python"),
        ("import os", "python"),
        ("#include <stdio.h>\nint main(void) { return 0; }", "c"),
        ("int add(int a, int b) { return a + b; }", "c"),
        ("5", None),
        ("Yes", None),
        ("The answer is 5.", None),
        ("SELECT name FROM pets WHERE age > 3", None),
        ("function add(a, b) { return a + b; }", None),
        ("#include <iostream>\nint main() { return 0; }", None),
        ("public static int f(int a) { return a; }", None),
        ("using System;\nclass P { static void Main() { } }", None),
        ("int x = 5;", None),
        ("print 'hello'", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(code: str, language: str | None) -> None:
    assert languages.of_code(code) == language


def test_every_program_of_the_benchmark_is_in_its_language() -> None:
    programs = [program for family in suite.load() for program in family.programs]
    wrong = [each.id for each in programs if languages.of_code(each.code) != each.language]
    assert len(wrong) <= len(programs) // 50, wrong
