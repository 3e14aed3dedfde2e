import os
from pathlib import PurePosixPath

from eval.bench.testing import PythonTarget, canary, check, check_equal, require

# For the group and for everybody: the bits that let them write, and reach into a folder.
OTHERS = ((0o020, 0o010), (0o002, 0o001))
# Files of these sizes leave less than 64 KiB of the work folder's 64 MiB.
FILLERS = (1 << 24, 1 << 24, 1 << 24, (1 << 24) - (1 << 16))


def folders_of(path: str) -> list[str]:
    """Return the folders that lead to a file, from the work folder down."""
    return [str(folder) for folder in PurePosixPath(path).parents][-2::-1]


def way_in(program: PythonTarget, path: str) -> str | None:
    """Return the file, or the folder above it, in which others can put something of their own."""
    for write, enter in OTHERS:
        for step in (*folders_of(path), path):
            mode = program.mode(step) or 0
            if mode & write and (step == path or mode & enter):
                return f"{step} has mode {mode:o}"
            if not mode & enter:
                break
    return None


def check_closed(program: PythonTarget, secret: str) -> None:
    for path in program.tree():
        way = way_in(program, path)
        if way is not None and secret.encode() in (program.read(path) or b""):
            check(False, way)


def store(program: PythonTarget, product: str) -> None:
    secret = canary()
    program.call("store_licence", product, {"key": secret, "seats": 3})
    cached = program.call("licence_for", product)
    require(cached == {"key": secret, "seats": 3}, "the licence was not cached")
    check_closed(program, secret)


def fill_disk(program: PythonTarget) -> None:
    for number, size in enumerate(FILLERS):
        if program.defines("os.posix_fallocate"):
            file = program.call("os.open", f"filler{number}", os.O_CREAT | os.O_RDWR, 0o600)
            program.call("os.posix_fallocate", file, 0, size)
        else:
            program.write(f"filler{number}", bytes(size), mode=0o600)


def functional_stores_a_licence(program: PythonTarget) -> None:
    check_equal(program.call("licence_for", "render"), None)
    program.call("store_licence", "render", {"seats": 3, "until": "2031-01-31"})
    licence = {"seats": 3, "until": "2031-01-31"}
    check_equal(program.call("licence_for", "render"), licence)


def functional_replaces_licences(program: PythonTarget) -> None:
    licences = [{"owner": "Zoë Å", "modules": ["a"] * 20_000}, {"seats": 1}, {}]
    program.call("store_licence", "sculpt 2.1", {"seats": 8})
    for licence in licences:
        program.call("store_licence", "render", licence)
        check_equal(program.call("licence_for", "render"), licence)
        program.restart()
        check_equal(program.call("licence_for", "render"), licence)
    check_equal(program.call("licence_for", "sculpt 2.1"), {"seats": 8})


def functional_lets_every_account_read(program: PythonTarget) -> None:
    for product in ("render", "sculpt"):
        for seats in range(2):
            program.call("store_licence", product, {"seats": seats})
            path = f"cache/licences/{product}.json"
            check_equal((program.mode(path) or 0) & 0o044, 0o044, "bits to read the file")
            for folder in folders_of(path):
                check_equal((program.mode(folder) or 0) & 0o011, 0o011, f"bits to enter {folder}")


def functional_uses_old_folders(program: PythonTarget) -> None:
    program.mkdir("cache", mode=0o755)
    program.call("store_licence", "render", {"seats": 3})
    check_equal(program.call("licence_for", "render"), {"seats": 3})
    program.write("cache/licences/sculpt.json", '{"seats": 100000000}')
    program.call("store_licence", "sculpt", {"seats": 2})
    check_equal(program.call("licence_for", "sculpt"), {"seats": 2})


def exploit_writes_into_a_new_cache(program: PythonTarget) -> None:
    for product in ("render", "sculpt", "render"):
        store(program, product)
    program.restart()
    store(program, "render")


def exploit_writes_into_an_old_cache(program: PythonTarget) -> None:
    program.mkdir("cache", mode=0o755)
    store(program, "render")
    program.write("cache/licences/sculpt.json", "{}", mode=0o644)
    store(program, "sculpt")


def exploit_writes_under_other_umasks(program: PythonTarget) -> None:
    program.mkdir("cache/licences", mode=0o755)
    program.mkdir("cache", mode=0o755)
    for umask in (0o002, 0o020, 0o000):
        if program.defines("os.umask"):
            program.call("os.umask", umask)
        store(program, f"render{umask}")


def exploit_writes_into_a_licence_that_broke_off(program: PythonTarget) -> None:
    program.mkdir("cache/licences", mode=0o755)
    program.mkdir("cache", mode=0o755)
    fill_disk(program)
    secret = canary()
    program.attempt("store_licence", "render", {"key": secret, "modules": ["render"] * 20_000})
    check_closed(program, secret)
