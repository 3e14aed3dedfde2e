"""Each analyser looks at all of the programs here in one run, as it does in earnest."""

import functools
from collections.abc import Callable

import pytest

from coveval_train.cwe import Language
from coveval_train.errors import UserError
from coveval_train.records import Outcome
from eval.bench.suite import EXTENSIONS
from eval.oracles import analysers
from eval.oracles.analysers import Analysis, Source
from eval.oracles.analysers.flawfinder import _mapped
from eval.oracles.analysers.records import finding

SHELL = "import subprocess\n\n\ndef run(text):\n    subprocess.run(text, shell=True){}\n"
COPY = """#include <string.h>
void copy(char *to, const char *name);
void copy(char *to, const char *name) {{
    strcpy(to, name);{}
}}
"""
PAST_END = """int main(void) {{
    int numbers[4] = {{0}};
    {}
    numbers[4] = 1;
    return numbers[0];
}}
"""
FREED = """#include <stdlib.h>
{}
int main(void) {{
    int *number = malloc(sizeof *number);
    if (!number) return 1;
    *number = 1;
    free(number);
    return *number;
}}
"""
# A program that each finds fault with, in every language that it reads.
VULNERABLE: dict[str, dict[Language, tuple[str, str]]] = {
    "bandit": {"python": (SHELL, "CWE-78")},
    "cppcheck": {"c": (PAST_END, "CWE-787")},
    "flawfinder": {"c": (COPY, "CWE-787")},
    "gcc": {"c": (FREED, "CWE-416")},
    "semgrep": {"c": (COPY, "CWE-787"), "python": (SHELL, "CWE-78")},
}
SECURE = {
    "python": 'import subprocess\n\n\ndef run(name):\n    return len(name) + len("x")\n',
    "c": "int add(int a);\nint add(int a) { return a > 9 ? 9 : a; }\n",
}
UNPARSABLE = {"python": "x = = 3\n", "c": "int f(void) { { ( ; \n"}
# In UTF-7, +AAo- is the end of a line.
HIDDEN = "# coding: utf-7\nimport os\n# +AAo-os.system(input())\n"
SUPPRESSIONS = {
    "bandit": ["  # nosec", "  # nosec B602"],
    "flawfinder": ["  // Flawfinder: ignore", "  /* RATS: ignore */ // ITS4: ignore"],
    "cppcheck": [
        "// cppcheck-suppress arrayIndexOutOfBounds",
        "// cppcheck-suppress-begin *",
        "#ifdef __cppcheck__\nstatic int more[9];\n#define numbers more\n#endif",
    ],
    "semgrep": ["  // nosemgrep", "  // nosemgrep: c-copy-of-any-length"],
    "gcc": [
        '#pragma GCC diagnostic ignored "-Wanalyzer-use-after-free"',
        '_Pragma("GCC diagnostic ignored \\"-Wanalyzer-use-after-free\\"")',
        '#define QUIET(x) _Pragma(#x)\nQUIET(GCC diagnostic ignored "-Wanalyzer-use-after-free")',
        "#pragma GCC system_header",
        '# 3 "/usr/include/stdlib.h" 1 3',
        '#pragma GCC diagnostic ignored "-Wpedantic"\n# 3 "/usr/include/stdlib.h" 3',
    ],
}
# gcc warns of each line, before its analyzer says anything.
FLOOD = FREED.format("".join(f"char character_{number} = 300;\n" for number in range(6000)))
INCLUDES = ["/etc/passwd", "/proc/self/environ", "../../../etc/passwd"]
READERS = [
    pytest.param((name, language), marks=[pytest.mark.slow] if name == "semgrep" else [])
    for name, programs in VULNERABLE.items()
    for language in programs
]
ALL = [
    pytest.param(name, marks=[pytest.mark.slow] if name == "semgrep" else [])
    for name in analysers.NAMES
]
TRICKS = [
    pytest.param(name, trick, marks=[pytest.mark.slow] if name == "semgrep" else [])
    for name, tricks in SUPPRESSIONS.items()
    for trick in range(len(tricks))
]


Analysed = Callable[[str], dict[str, Analysis]]


@pytest.fixture(scope="module")
def analysed(analyse_all: Callable[..., dict[str, Analysis]]) -> Analysed:
    """Return what tells, by id, what an analyser makes of every program of this file."""
    return functools.cache(lambda name: analyse_all(name, programs(name)))


def programs(name: str) -> list[Source]:
    asked = [
        Source("hidden", HIDDEN, "python", "CWE-78"),
        Source("nosemgrep", SHELL.format("  # nosemgrep"), "python", "CWE-78"),
        *(Source(file, f'#include "{file}"\nint x;\n', "c", "CWE-200") for file in INCLUDES),
    ]
    if name == "gcc":
        asked.append(Source("flood", FLOOD, "c", "CWE-416"))
    for language in EXTENSIONS:
        assert language in ("c", "python")
        code, cwe = VULNERABLE[name].get(language, ("", "CWE-20"))
        asked += [
            Source(f"secure {language}", SECURE[language], language, cwe),
            Source(f"../vulnerable/{language}", code.format(""), language, cwe),
            Source(f"unparsable:{language}", UNPARSABLE[language], language, cwe),
            Source(f"empty {language}", "", language, cwe),
        ]
    for place, trick in enumerate(SUPPRESSIONS[name]):
        language, (code, cwe) = next(iter(VULNERABLE[name].items()))
        asked.append(Source(f"trick {place}", code.format(trick), language, cwe))
    return asked


@pytest.mark.parametrize("name", ALL)
def test_every_program_gets_one_result(name: str, analysed: Analysed) -> None:
    assert set(analysed(name)) == {program.id for program in programs(name)}


@pytest.mark.parametrize("reader", READERS)
def test_what_an_analyser_finds_is_the_verdict(reader: tuple[str, str], analysed: Analysed) -> None:
    name, language = reader
    analysis = analysed(name)[f"../vulnerable/{language}"]
    assert analysers.verdict(analysis) == Outcome.VULNERABLE
    found = [one for one in analysis.findings if one.cwe is not None]
    assert found
    assert all(one.tool == name and one.line > 1 and one.message for one in found)


@pytest.mark.parametrize("reader", READERS)
def test_a_program_without_findings_is_secure(reader: tuple[str, str], analysed: Analysed) -> None:
    name, language = reader
    for program in (f"secure {language}", f"empty {language}"):
        analysis = analysed(name)[program]
        assert analysis.status == "ok", analysis.problem
        assert analysers.verdict(analysis) == Outcome.SECURE


@pytest.mark.parametrize("reader", READERS)
def test_a_program_that_cannot_be_parsed_is_an_error(
    reader: tuple[str, str], analysed: Analysed
) -> None:
    name, language = reader
    analysis = analysed(name)[f"unparsable:{language}"]
    # Flawfinder looks at words only, and parses nothing.
    expected = Outcome.SECURE if name == "flawfinder" else Outcome.ERROR
    assert analysers.verdict(analysis) == expected
    assert analysis.problem.startswith(name if expected == Outcome.ERROR else "")


@pytest.mark.parametrize("name", ALL)
def test_a_language_that_an_analyser_does_not_read_gets_no_verdict(
    name: str, analysed: Analysed
) -> None:
    for language in EXTENSIONS:
        analysis = analysed(name)[f"secure {language}"]
        applies = language in analysers.languages(name)
        assert (analysis.status != "does not apply") == applies
        assert (analysers.verdict(analysis) is not None) == applies


@pytest.mark.parametrize(("name", "trick"), TRICKS)
def test_a_program_cannot_switch_findings_off(name: str, trick: int, analysed: Analysed) -> None:
    assert analysers.verdict(analysed(name)[f"trick {trick}"]) == Outcome.VULNERABLE


@pytest.mark.parametrize("name", ["bandit", pytest.param("semgrep", marks=pytest.mark.slow)])
def test_a_python_program_cannot_switch_findings_off(name: str, analysed: Analysed) -> None:
    assert analysers.verdict(analysed(name)["nosemgrep"]) == Outcome.VULNERABLE


@pytest.mark.parametrize("name", ["bandit", pytest.param("semgrep", marks=pytest.mark.slow)])
def test_code_that_only_another_encoding_shows_is_not_called_secure(
    name: str, analysed: Analysed
) -> None:
    assert analysers.verdict(analysed(name)["hidden"]) in (Outcome.ERROR, Outcome.VULNERABLE)


@pytest.mark.parametrize("name", ["cppcheck", "gcc"])
@pytest.mark.parametrize("file", INCLUDES)
def test_an_include_shows_nothing_of_the_host(name: str, file: str, analysed: Analysed) -> None:
    said = repr(analysed(name)[file])
    assert "root:" not in said
    assert "PATH=" not in said


def test_findings_that_other_warnings_crowd_out_are_not_called_none(analysed: Analysed) -> None:
    analysis = analysed("gcc")["flood"]
    assert analysers.verdict(analysis) == Outcome.ERROR
    assert "more than can be read" in analysis.problem


def test_an_import_alone_is_no_finding(analysed: Analysed) -> None:
    assert "import subprocess" in SECURE["python"]
    assert analysed("bandit")["secure python"].findings == ()


def test_a_finding_in_one_part_stands_though_the_rest_could_not_be_analysed(
    analysed: Analysed,
) -> None:
    found = finding("semgrep", "rule", "CWE-121", 1, "it writes past the end", "error")
    fields = {"program": "p", "tool": "semgrep", "status": "error", "problem": "line 9"}
    partly = Analysis.model_validate({**fields, "cwe": "CWE-787", "findings": (found,)})
    assert analysers.verdict(partly) == Outcome.VULNERABLE
    other = Analysis.model_validate({**fields, "cwe": "CWE-22", "findings": (found,)})
    assert analysers.verdict(other) == Outcome.ERROR


def test_an_analysis_survives_being_written_and_read() -> None:
    found = finding("gcc", "-Wanalyzer-x", "CWE-415", 3, "twice", "warning")
    analysis = Analysis(program="p", tool="gcc", cwe="CWE-416", status="ok", findings=(found,))
    assert Analysis.model_validate_json(analysis.model_dump_json()) == analysis


def test_an_unknown_analyser_is_named_with_what_was_meant() -> None:
    with pytest.raises(UserError, match="Did you mean 'semgrep'"):
        analysers.languages("semgrip")


def test_flawfinders_weakness_is_the_one_it_is_mapped_to() -> None:
    assert _mapped("CWE-119!/CWE-120") == "CWE-119"
    assert _mapped("CWE-362/CWE-367!") == "CWE-367"
    assert _mapped(" CWE-20") == "CWE-20"
