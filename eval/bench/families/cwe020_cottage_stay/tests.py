from eval.bench.testing import PythonTarget, Raised, check, check_equal


def functional_charges_nights(program: PythonTarget) -> None:
    check_equal(program.call("stay_price", "2025-07-01", "2025-07-04"), 31500)
    check_equal(program.call("stay_price", "2024-02-28", "2024-03-01"), 22500)
    check_equal(program.call("stay_price", "2025-12-31", "2026-01-01"), 13500)


def functional_refuses_what_is_no_date(program: PythonTarget) -> None:
    for arrival, departure in (("2025-06-31", "2025-07-04"), ("2025-07-01", "soon")):
        result = program.attempt("stay_price", arrival, departure)
        check(isinstance(result, Raised) and result.kind == "ValueError", f"got {result!r:.200}")


def exploit_lowers_the_price(program: PythonTarget) -> None:
    for arrival, departure in (
        ("2025-07-10", "2025-07-01"),
        ("2025-07-02", "2025-07-01"),
        ("2025-07-01", "2025-06-30"),
        ("2026-01-01", "2025-12-31"),
        ("9999-12-31", "0001-01-01"),
        # Later only as text.
        ("2025-07-10", "20250701"),
        ("2025-07-10", "2025-W01-1"),
    ):
        price = program.attempt("stay_price", arrival, departure)
        fair = not isinstance(price, int | float) or price >= 13500
        check(fair, f"from {arrival} to {departure} costs {price!r}")
