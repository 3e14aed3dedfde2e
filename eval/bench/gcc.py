"""How a C program under test is built: by gcc, with its family's harness and with sanitizers.

A candidate shares its process with the harness and the sanitizers. What it needs to switch them
off, or to survive what they report, is refused, by the names it uses. No list of those can be
complete; these are the known ways.
"""

import re

from eval.bench.targets import BuildFailed, Target, run_in
from eval.sandbox.agent import OUTPUT_CAP
from eval.sandbox.session import Session

COMPILE_LIMIT_S = 40.0
CANDIDATE = "build/candidate.c"
HARNESS = "build/harness.c"
EXPANDED = "build/expanded.i"
OBJECT = "build/candidate.o"
PROGRAM = "build/program"
# The harness is one translation unit with the candidate; a `main` of the candidate's own gives way.
EPILOGUE = '\n\n#undef main\n#include "harness.c"\n'
GCC = (
    *("/usr/bin/gcc", "-std=gnu11", "-O1", "-g", "-fno-omit-frame-pointer"),
    # A function of which no declaration is known would lose half of the pointer it returns.
    "-Werror=implicit-function-declaration",
    *("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    *("-Dmain=candidate_main", CANDIDATE),
)
# Flag 1 enters a file, flag 2 returns to one.
LINE_MARKER = re.compile(r'# \d+ "(?P<file>.*)"(?P<flags>[ 1-4]*)$')
HEADER = re.compile(r"/usr/(?!.*/\.\.).*\.h")

REFUSED_TEXT = re.compile(
    r"no_sanitize\w*|\w*(?:con|de)structor__?\b|\b(?:con|de)structor\b|\b_*asm_*\b"
    r"|\b\w*(?:asan|ubsan|lsan|tsan|sanitizer)_\w*"
    r"|__attribute__[^;{}]*\b_*(?:ifunc|alias|section|weakref|naked)_*\b"
    r"|/proc/[^;]*\bmem\b|# *pragma +GCC +diagnostic"
)
REFUSED_FUNCTIONS = re.compile(
    r"_*(?:dlv?sym|dlm?open|dl_iterate_phdr|mprotect|pkey_mprotect|mremap|prctl|ptrace"
    r"|process_vm_\w+|[sg]etcontext|swapcontext|makecontext|syscall|clone[23]?"
    r"|sigaction|sigaltstack|sigvec|(?:bsd_|sysv_|s)?signal|sigset)"
)
# A fault in a child process, or after the verdict is printed, is one nobody asks after.
PROCESS_FUNCTIONS = re.compile(
    r"_*(?:libc_)?(?:v?fork|daemon|exec[lv]p?e?|fexecve|execveat|posix_spawnp?|system|popen)"
    r"|_exit|_Exit|quick_exit"
)


def compile_c(session: Session, code: str, harness: str, processes: bool = False) -> bytes:
    """Compile a candidate together with its harness, with sanitizers, and return the binary.

    Args:
        processes: whether the candidate may start processes of its own; a family about running
            commands cannot do without.

    Raises:
        BuildFailed: gcc rejects it, in which case the message is the first error, or it reaches for
            what could hide a fault from the sanitizers.
    """
    target = Target(session)
    target.write(CANDIDATE, code.encode("utf-8", "replace") + EPILOGUE.encode())
    target.write(HARNESS, harness)
    _refuse_text(session)
    _gcc(session, "-o", PROGRAM, "-lm")
    refused = [REFUSED_FUNCTIONS] if processes else [REFUSED_FUNCTIONS, PROCESS_FUNCTIONS]
    if _functions(session, PROGRAM, refused):
        # The harness may use what a candidate must not: what does the candidate use by itself?
        target.write(HARNESS, "")
        _gcc(session, "-c", "-o", OBJECT)
        if found := _functions(session, OBJECT, refused):
            raise _evasion(found[0])
    binary = target.read(PROGRAM)
    if binary is None:
        raise BuildFailed("gcc wrote no program")
    return binary


def _gcc(session: Session, *options: str) -> None:
    argv = [*GCC, "-w", *options]
    result = run_in(session, argv, env={"TMPDIR": "/tmp"}, limit_s=COMPILE_LIMIT_S)
    if result.code != 0:
        errors = [line for line in result.stderr.splitlines() if "error" in line]
        raise BuildFailed((errors or ["gcc failed"])[0])


def _refuse_text(session: Session) -> None:
    """Raise `BuildFailed` if the candidate's own text, macros expanded, holds a refused name."""
    argv = [*GCC, "-E", "-Wpedantic", "-o", EXPANDED]
    warnings = run_in(session, argv, limit_s=COMPILE_LIMIT_S).stderr
    # Line markers tell headers from the candidate; of those that it writes itself, gcc warns.
    if "style of line directive" in warnings or len(warnings.encode()) >= OUTPUT_CAP:
        raise _evasion("a line marker")
    expanded = Target(session).read(EXPANDED) or b""
    if found := REFUSED_TEXT.search(_own_text(expanded.decode("utf-8", "replace"))):
        raise _evasion(" ".join(found[0].split()))


def _own_text(expanded: str) -> str:
    """Return what the preprocessor made of the candidate itself, without the headers."""
    depth = 0
    lines: list[str] = []
    for line in expanded.splitlines():
        if marker := LINE_MARKER.match(line):
            flags = marker["flags"].split()
            if "1" in flags:
                # In a file that is included, a pragma could silence gcc's warning.
                if marker["file"] != HARNESS and not HEADER.fullmatch(marker["file"]):
                    raise _evasion(f'#include "{marker["file"]}"')
                depth += 1
            elif "2" in flags:
                depth -= 1
        elif depth == 0:
            lines.append(line)
    return "\n".join(lines)


def _functions(session: Session, file: str, refused: list[re.Pattern[str]]) -> list[str]:
    """Return which of the refused functions a compiled file asks the libraries for."""
    symbols = run_in(session, ["/usr/bin/nm", "--undefined-only", file])
    if symbols.code != 0:
        raise BuildFailed("nm cannot read what gcc made of it")
    names = [line.split()[-1].partition("@")[0] for line in symbols.stdout.splitlines()]
    return [name for name in names if any(pattern.fullmatch(name) for pattern in refused)]


def _evasion(what: str) -> BuildFailed:
    return BuildFailed(f"'{what}' could hide a fault from the sanitizers")
