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
