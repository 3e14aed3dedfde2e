import pytest

from eval.bench.gcc import compile_c
from eval.bench.targets import BINARY, BuildFailed, CandidateLost, CTarget, run_in
from eval.sandbox.session import Session

HARNESS = """
#include <stdio.h>
int main(int argc, char **argv)
{
    printf("%d\\n", entry(argc, argv));
    return 0;
}
"""


def entry(body: str) -> str:
    return f"int entry(int argc, char **argv)\n{{\n{body}\n}}\n"


def build(session: Session, code: str) -> CTarget:
    return CTarget(session, compile_c(session, code, HARNESS))


def test_a_compilers_complaint_names_line_and_symbol(session: Session) -> None:
    with pytest.raises(BuildFailed, match=r"candidate\.c:3:.*error: .absent. undeclared"):
        build(session, entry("    return absent;"))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("char *p = __builtin_malloc(4); __builtin_memset(p, 1, argc + 4); return *p;", "heap-buf"),
        ("char *p = __builtin_malloc(4); __builtin_free(p); return p[argc];", "use-after-free"),
        ("return 0x7fffffff + argc;", "signed integer overflow"),
        ("int *p = argc > 5 ? &argc : 0; return *p;", "null pointer"),
        ("int a[4] = {0}; return a[argc + 4];", "out of bounds"),
    ],
)
def test_sanitizers_name_the_fault(session: Session, body: str, fault: str) -> None:
    result = build(session, entry(body)).run()
    assert result.crashed
    assert fault in (result.sanitizer or "")


def test_a_signal_is_a_crash_without_a_sanitizers_report(session: Session) -> None:
    result = build(session, entry("__builtin_trap();")).run()
    assert (result.sanitizer, result.crashed) == (None, True)


def test_a_program_that_gives_up_by_itself_has_not_crashed(session: Session) -> None:
    result = build(session, f"#include <stdlib.h>\n{entry('abort();')}").run()
    assert (result.code, result.sanitizer, result.crashed) == (-6, None, False)


def test_a_program_that_does_not_end_is_lost(session: Session) -> None:
    build(session, entry("for (;;) ;"))
    with pytest.raises(CandidateLost, match=r"no end within 0\.3 s"):
        run_in(session, [f"./{BINARY}"], limit_s=0.3)


def test_a_main_of_the_candidates_own_gives_way(session: Session) -> None:
    code = entry("    return 7;") + "int main(void) { return 1; }\n"
    result = build(session, code).run()
    assert (result.code, result.stdout) == (0, "7\n")


def test_arguments_input_and_environment_reach_a_c_program(session: Session) -> None:
    code = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
    body = 'return 1000 * (unsigned char)argv[1][0] + 100 * getchar() + atoi(getenv("N"));'
    result = build(session, code + entry(body)).run(b"\xff", stdin=b"\x01", env={"N": "5"})
    assert result.stdout == "255105\n"


SURVIVE = "typedef void handler(int);\nhandler *signal(int, handler *);\nvoid survive(int s) {}\n"


@pytest.mark.parametrize(
    "hidden",
    [
        "signal(11, survive);",
        "(signal)\n(11, survive);",
        "handler *(*p)(int, handler *) = signal; p(11, survive);",
        "#define NAME(a, b) a##b\nNAME(sig, nal)(11, survive);",
        '#line 1 "/usr/include/stdio.h"\nsignal(11, survive);',
        "#if defined(main) && __SANITIZE_ADDRESS__\nsignal(11, survive);\n#endif",
    ],
)
def test_no_disguise_hides_a_refused_function(session: Session, hidden: str) -> None:
    with pytest.raises(BuildFailed, match="'signal' could hide a fault from the sanitizers"):
        build(session, SURVIVE + entry(f"{hidden}\nreturn 0;"))


@pytest.mark.parametrize(
    "disguise",
    [
        "__attribute__((\nCODE))",
        "#if defined(main) && __SANITIZE_ADDRESS__\n__attribute__((CODE))\n#endif",
        '#line 1 "/usr/include/stdio.h"\n__attribute__((CODE))',
        '# 1 "/usr/include/stdio.h" 1 3\n__attribute__((CODE))',
        '#pragma GCC diagnostic ignored "-Wpedantic"\n# 1 "/x.h" 1\n__attribute__((CODE))',
        '#include <stddef.h>\n# 1 "/usr/lib/stddef.h" 1 3\n__attribute__((CODE))',
        '#ifndef TWICE\n#define TWICE\n#include "candidate.c"\n#define END\n#else\n'
        '#pragma GCC system_header\n# 1 "/x.h" 1\n__attribute__((CODE))\n#endif\n',
        '#pragma GCC system_header\n# 1 "/x.h" 1\n__attribute__((CODE))',
    ],
)
def test_no_disguise_hides_a_refused_attribute(session: Session, disguise: str) -> None:
    code = disguise.replace("CODE", "no_sanitize_address")
    with pytest.raises(BuildFailed, match="could hide a fault from the sanitizers"):
        build(session, f"{code}\n{entry('return 0;')}")


def test_names_in_comments_headers_and_strings_are_the_candidates_to_use(session: Session) -> None:
    code = "#include <signal.h>\n#include <unistd.h>\n/* signal (11); ptrace, constructor */\n"
    body = 'char *signal[] = {"fork (2)", 0};\nreturn signal[0][0];'
    result = build(session, f'{code}#line 7 "order.c"\n{entry(body)}').run()
    assert result.stdout == f"{ord('f')}\n"
