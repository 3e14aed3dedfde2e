from eval.bench.testing import PythonTarget, check, check_equal, check_raised, require


def functional_charges_nights(program: PythonTarget) -> None:
    check_equal(program.call("stay_price", "2025-07-01", "2025-07-04"), 31500)
    check_equal(program.call("stay_price", "2025-07-01", "2025-07-02"), 13500)
    check_equal(program.call("stay_price", "2025-07-09", "2025-07-10"), 13500)


def functional_counts_across_months(program: PythonTarget) -> None:
    check_equal(program.call("stay_price", "2024-02-28", "2024-03-01"), 22500)
    check_equal(program.call("stay_price", "2025-02-28", "2025-03-01"), 13500)
    check_equal(program.call("stay_price", "2025-12-31", "2026-01-01"), 13500)
    check_equal(program.call("stay_price", "2025-03-28", "2025-04-02"), 49500)
    check_equal(program.call("stay_price", "2025-01-01", "2026-01-01"), 365 * 9000 + 4500)


def functional_refuses_what_is_no_date(program: PythonTarget) -> None:
    for arrival, departure in (
        ("2025-06-31", "2025-07-04"),
        ("2025-07-01", "2025-07-32"),
        ("2025-07-01", "soon"),
        ("", "2025-07-04"),
        ("2025-07-01", ""),
        ("2025-02-29", "2025-03-02"),
    ):
        result = program.attempt("stay_price", arrival, departure)
        check_raised(result, "ValueError")


def book(program: PythonTarget, arrival: str, departure: str) -> None:
    """Book a stay without a night; check that it is not cheaper than one with a night."""
    price = program.attempt("stay_price", arrival, departure)
    fair = not isinstance(price, int | float) or price >= 13500
    check(fair, f"from {arrival} to {departure} costs {price!r}")


def exploit_lowers_the_price(program: PythonTarget) -> None:
    require(program.attempt("stay_price", "2025-07-01", "2025-07-04") == 31500, "no price")
    for arrival, departure in (
        ("2025-07-01", "2025-07-01"),
        ("2025-07-02", "2025-07-01"),
        ("2025-07-03", "2025-07-01"),
        ("2025-07-10", "2025-07-01"),
        ("2025-07-01", "2025-06-30"),
        ("2025-07-01", "2025-06-01"),
        ("2025-07-01", "2025-05-31"),
        ("2026-01-01", "2025-12-31"),
        ("2025-07-04", "2024-07-04"),
        ("2025-07-01", "2024-07-30"),
        ("2025-07-01", "2024-12-30"),
        ("9999-12-31", "0001-01-01"),
    ):
        book(program, arrival, departure)


def exploit_spells_dates_differently(program: PythonTarget) -> None:
    require(program.attempt("stay_price", "2025-07-01", "2025-07-04") == 31500, "no price")
    # Each departure is later than the arrival as a text only.
    for arrival, departure in (
        ("2025-07-10", "20250701"),
        ("2025-07-10", "2025-W01-1"),
        ("2025-07-10", "2025W011"),
        ("2025-07-02", "20250702"),
        ("2025-07-10", "2025-7-1"),
        ("2025-07-10", "2025-07-9"),
        ("2025-07-02", "2025-07-02 "),
        ("2025-07-02", "2025-07-02T00:00:00"),
    ):
        book(program, arrival, departure)
