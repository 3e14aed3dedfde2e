import json

from eval.bench.testing import PythonTarget, canary, check, check_equal

PUBLIC = ("title", "town", "wage")
BOARD = (
    ("baker", "Ghent", 3000),
    ("cook", "Bruges", 950),
    ("baker", "Bruges", 3000),
    ("driver", "Ghent", 12000),
    ("cook", "Ghent", 2800),
)


def post(program: PythonTarget, employers: list[str], limits: list[int]) -> None:
    rows = zip(BOARD, employers, limits, strict=True)
    board = [
        {**dict(zip(PUBLIC, public, strict=True)), "employer": employer, "limit": limit}
        for public, employer, limit in rows
    ]
    program.write("vacancies.json", json.dumps(board))


def check_found(program: PythonTarget, query: dict[str, str], *expected: int) -> None:
    """Check that a query finds these vacancies of the board, in this order."""
    post(program, ["Dupont", "Aerts", "Claes", "Baert", "Dupont"], [4000, 990, 3500, 13000, 3000])
    found = [
        tuple(entry[name] for name in PUBLIC) for entry in program.call("find_vacancies", query)
    ]
    check_equal(found, [BOARD[number] for number in expected], f"found by {query}")


def functional_finds_by_town(program: PythonTarget) -> None:
    check_found(program, {"town": "Ghent"}, 0, 3, 4)


def functional_filters(program: PythonTarget) -> None:
    check_found(program, {}, 0, 1, 2, 3, 4)
    check_found(program, {"title": "baker"}, 0, 2)
    check_found(program, {"wage": "3000"}, 0, 2)
    check_found(program, {"wage": "950"}, 1)
    check_found(program, {"town": "Bruges", "title": "baker", "wage": "3000"}, 2)
    for query in ({"town": "Antwerp"}, {"town": "Bruges", "wage": "2800"}, {"wage": "30"}):
        check_found(program, query)
    check_found(program, {"colour": "red", "town": "Bruges"}, 1, 2)


def functional_sorts(program: PythonTarget) -> None:
    check_found(program, {"sort": "wage"}, 1, 4, 0, 2, 3)
    check_found(program, {"sort": "town"}, 1, 2, 0, 3, 4)
    check_found(program, {"sort": "title"}, 0, 2, 1, 4, 3)
    check_found(program, {"sort": "wage", "town": "Ghent"}, 4, 0, 3)
    check_found(program, {"sort": "wage", "town": "Antwerp"})
    check_found(program, {"title": "cook", "sort": "town"}, 1, 4)


def exploit_reads_private_fields(program: PythonTarget) -> None:
    secret = canary()
    post(program, [secret] * 5, [int(secret[-8:], 16) + 10**12] * 5)
    for query in ({}, {"sort": "employer"}, {"sort": "wage"}, {"employer": secret}, {"sort": "x"}):
        answer = repr(program.attempt("find_vacancies", query))
        check(secret not in answer, f"{query} gives the employer away")
        check(str(int(secret[-8:], 16) + 10**12) not in answer, f"{query} gives the limit away")


def exploit_searches_by_private_fields(program: PythonTarget) -> None:
    """Only what a visitor may read must make a difference to an answer."""
    boards = (
        (["Dupont", "Aerts", "Claes", "Baert", "Evrard"], [4000, 990, 3500, 13000, 2900]),
        (["Evrard", "Claes", "Baert", "Dupont", "Aerts"], [3100, 4000, 5000, 12500, 10**6]),
    )
    private = ({"employer": "Dupont"}, {"employer": "Aerts"}, {"limit": "4000"}, {"limit": "990"})
    sorts = ("employer", "limit", "-limit", "Limit", " employer", "employer ", "limit,wage")
    queries = [
        {},
        *({"sort": name} for name in PUBLIC),
        *private,
        *({"town": "Ghent", **query} for query in private),
        *({"sort": "wage", **query} for query in private),
        *({"sort": name} for name in sorts),
        *({"sort": name, "town": "Ghent"} for name in sorts),
        *({"sort": name, "employer": "Dupont"} for name in sorts),
        {"sort": "title", "limit": "4000", "employer": "Dupont"},
        {"Employer": "Dupont"},
        {"limit ": "4000"},
        {"wage,limit": "4000"},
    ]
    answers = []
    for employers, limits in boards:
        program.restart()
        post(program, employers, limits)
        answers.append([repr(program.attempt("find_vacancies", query)) for query in queries])
    for query, one, other in zip(queries, *answers, strict=True):
        check(one == other, f"the answer to {query} depends on what is private")
