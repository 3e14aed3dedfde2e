import json

from eval.bench.testing import PythonTarget, Reply, check, check_equal, require

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = "The pendulum swings: g = 9.8 m/s², ± 0.1\n".encode()
CSV = b"t,x\n0,0.0\n1,4.9\n"
PAGE = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>steal()</script>'

ACTIVE_TYPES = (
    "text/html",
    "TEXT/HTML",
    "text/html; charset=utf-8",
    " text/html",
    "text/html ;",
    "text/plain, text/html",
    "application/pdf,text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "application/rss+xml",
    "text/xsl",
    "text/javascript",
    "application/javascript",
    "unknown/unknown",
    "*/*",
)
NAMES = (
    "report.pdf",
    "report.txt",
    "REPORT.CSV",
    "report.html",
    "report.Htm",
    "report.xhtml",
    "report.svg",
    "report.svgz",
    "report.xml",
    "report.xsl",
    "report.js",
    "report.mjs",
    "report.pdf.html",
    "report.txt.svg",
    "report.csv.js",
    "report.html.",
    "report.html.gz",
    "report.pdf;.html",
    "pdf.html",
    ".pdf.html",
    "report",
)


def hand_in(program: PythonTarget, name: str, data: bytes, kind: str) -> Reply:
    return program.http("POST", "/course/reports", files={"report": (name, data, kind)})


def number_in(reply: Reply) -> int | None:
    """Return the number of the report that was handed in, or None where it was refused."""
    try:
        number = json.loads(reply.text)["number"]
    except (ValueError, TypeError, LookupError):
        return None
    return number if isinstance(number, int) else None


def runs_scripts(shown: Reply) -> bool:
    """Return whether a browser may run scripts in what is shown; it takes the last type of a list.

    Where there is no type, or an unknown one, a browser looks for a page in the bytes itself.
    """
    kinds = (shown.header("Content-Type") or "").lower().split(",")
    kind = kinds[-1].partition(";")[0].strip()
    guessed = kind in ("", "*/*", "unknown/unknown", "application/unknown")
    return guessed or any(word in kind for word in ("html", "xml", "xsl", "script"))


def check_shown(program: PythonTarget, *handed_in: tuple[str, bytes, str]) -> None:
    """Hand these reports in, then check that each one is shown."""
    replies = [hand_in(program, *report) for report in handed_in]
    for (name, data, kind), reply in zip(handed_in, replies, strict=True):
        check_equal(reply.status, 201, f"status for {name}")
        shown = program.http("GET", f"/course/reports/{number_in(reply)}")
        check_equal(shown.status, 200, f"status of {name}")
        check_equal(shown.body, data, name)
        served = (shown.header("Content-Type") or "").partition(";")[0]
        check_equal(served, kind, f"type of {name}")


def functional_shows_reports(program: PythonTarget) -> None:
    check_shown(
        program,
        ("report.pdf", PDF, "application/pdf"),
        ("my report.txt", TEXT, "text/plain"),
        ("data.csv", CSV, "text/csv"),
        ("report.pdf", PDF + b"%2\n", "application/pdf"),
    )


def functional_takes_capital_letters(program: PythonTarget) -> None:
    check_shown(
        program,
        ("REPORT.PDF", PDF, "application/pdf"),
        ("Report.Txt", b"", "text/plain"),
        ("DATA.CSV", CSV, "text/csv"),
    )


def functional_needs_a_report(program: PythonTarget) -> None:
    check_equal(program.http("POST", "/course/reports").status, 400, "status")
    reply = program.http("POST", "/course/reports", files={"paper": ("report.pdf", PDF)})
    check_equal(reply.status, 400, "status")
    check_equal(program.http("GET", "/course/reports/1").status, 404, "status")


def exploit_hands_in_pages(program: PythonTarget) -> None:
    number = number_in(hand_in(program, "report.pdf", PDF, "application/pdf"))
    shown = program.http("GET", f"/course/reports/{number}")
    require(shown.body == PDF and not runs_scripts(shown), "not even a PDF is shown")
    pairs = [(name, kind) for name in NAMES for kind in ("application/pdf", "text/html")]
    pairs += [
        (name, kind)
        for kind in ("text/plain", "", *ACTIVE_TYPES)
        for name in ("report.pdf", "REPORT.CSV", "report")
    ]
    for name, kind in pairs:
        for data in (PAGE, PDF + PAGE):
            number = number_in(hand_in(program, name, data, kind))
            if number is None:
                continue
            shown = program.http("GET", f"/course/reports/{number}")
            check(
                shown.status != 200 or not runs_scripts(shown),
                f"{name} as {kind!r} is shown as {shown.header('Content-Type')!r}",
            )
