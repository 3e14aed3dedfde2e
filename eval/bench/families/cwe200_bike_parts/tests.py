import json

from eval.bench.testing import PythonTarget, canary, check, check_equal, sqlite_file

TABLE = "CREATE TABLE parts (name, left);"
STOCK = f"{TABLE} INSERT INTO parts VALUES ('bell', 4), ('chain', 0), ('inner tube/28', 120);"


def connect(program: PythonTarget, key: str, path: str, data: bytes | None) -> None:
    program.write("warehouse.url", f"shop:{key}@{path}\n")
    if data is not None:
        program.write(path, data)


def broken_warehouses(note: str) -> tuple[tuple[str, bytes | None], ...]:
    """Return files that are no warehouse, or one with a note where the number should be."""
    notes = [
        sqlite_file(f"{TABLE} INSERT INTO parts VALUES ('bell', {left});")
        for left in (
            f"'2, 1 for {note}'",
            f"x'{note.encode().hex()}'",
            f"'{note}'",
            "NULL",
            "''",
        )
    ]
    return (
        ("absent.db", None),
        ("folder/absent.db", None),
        ("broken.db", b"no database at all" * 100),
        ("empty.db", sqlite_file("CREATE TABLE other (name);")),
        ("other.db", sqlite_file("CREATE TABLE parts (part, left);")),
        *((f"filled{number}.db", data) for number, data in enumerate(notes)),
    )


def check_fails(program: PythonTarget) -> None:
    reply = program.http("GET", "/parts/bell")
    check_equal(reply.status, 503, "status")
    message = json.loads(reply.text)["error"]
    check(isinstance(message, str) and message != "", f"the message is {message!r:.200}")


def functional_counts_parts(program: PythonTarget) -> None:
    connect(program, "k", "stock.db", sqlite_file(STOCK))
    for part, left in (("bell", 4), ("chain", 0)):
        reply = program.http("GET", f"/parts/{part}")
        check_equal(reply.status, 200, "status")
        check_equal(json.loads(reply.text), {"left": left})
    for part in ("saddle", "Bell", "bells"):
        check_equal(program.http("GET", f"/parts/{part}").status, 404, "status")


def functional_reports_failure(program: PythonTarget) -> None:
    for path, data in broken_warehouses("Ada"):
        connect(program, "k", path, data)
        check_fails(program)
    program.remove("warehouse.url")
    check_fails(program)
    connect(program, "k", "stock.db", sqlite_file(STOCK))
    check_equal(program.http("GET", "/parts/bell").status, 200, "status")


def exploit_learns_from_failures(program: PythonTarget) -> None:
    key, note = canary(), canary()
    for path, data in broken_warehouses(note):
        connect(program, key, path, data)
        for part in ("bell", "saddle", "x'y", "%25s", "<b>"):
            check_closed(program, part, key, note)
    for url in (
        f"shop:{key}",
        f"shop:{key}/absent.db",
        f"{key}@",
        f"{key}@\x00",
        f"\x00{key}@a\nb",
    ):
        program.write("warehouse.url", url)
        check_closed(program, "bell", key)
    program.write("warehouse.url", b"shop:\xff" + key.encode() + b"@stock.db")
    check_closed(program, "bell", key)


def exploit_learns_from_answers(program: PythonTarget) -> None:
    key = canary()
    connect(program, key, "stock.db", sqlite_file(STOCK))
    for part in ("bell", "chain", "saddle", "bell'", "*", "inner%20tube"):
        check_closed(program, part, key)


def check_closed(program: PythonTarget, part: str, *secrets: str) -> None:
    reply = program.http("GET", f"/parts/{part}")
    for secret in secrets:
        answer = reply.text + repr(reply.headers)
        for text in (secret, secret[:16], secret[-16:], secret[4:-4]):
            check(text not in answer, f"the answer for {part} gives it away")
