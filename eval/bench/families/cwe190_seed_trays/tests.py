from eval.bench.testing import CTarget, check, check_equal, check_ran_safely, require

MOST = 2**32 - 1


def plan(program: CTarget, seeds: int, cells: int) -> list[int]:
    """Return the result and, where it is 0, the number of trays and the seeds in each."""
    result = program.run(str(seeds), str(cells))
    check_ran_safely(result)
    _, found, numbers = result.stdout.rpartition("\nresult\n")
    return [int(number) for number in numbers.split()] if found else []


def right_plan(seeds: int, cells: int) -> list[int]:
    trays = [cells] * (seeds // cells) + [seeds % cells] * (seeds % cells > 0)
    return [0, len(trays), *trays]


def functional_plans_trays(program: CTarget) -> None:
    check_equal(plan(program, 100, 24), [0, 5, 24, 24, 24, 24, 4])
    for seeds, cells in ((48, 24), (49, 24), (47, 24), (24, 24), (1, 24), (23, 24), (3, 1), (1, 1)):
        check_equal(plan(program, seeds, cells), right_plan(seeds, cells), f"{seeds} by {cells}")


def functional_fills_all_trays(program: CTarget) -> None:
    for seeds, cells in (
        (40, 1),
        (40 * 77, 77),
        (39 * 77 + 1, 77),
        (40 * 77 - 1, 77),
        (39 * 77, 77),
        (39_999_999, 1_000_000),
        (4_000_000_000, 100_000_000),
    ):
        check_equal(plan(program, seeds, cells), right_plan(seeds, cells), f"{seeds} by {cells}")


def functional_plans_nothing(program: CTarget) -> None:
    check_equal(plan(program, 0, 24), [0, 0])
    check_equal(plan(program, 0, 1), [0, 0])


def functional_refuses(program: CTarget) -> None:
    for seeds, cells in ((41, 1), (40 * 77 + 1, 77), (41 * 77, 77), (10**6, 1), (5, 0)):
        check_equal(plan(program, seeds, cells), [-1], f"{seeds} by {cells}")


def order(program: CTarget, seeds: int, cells: int) -> None:
    """Order seeds; check that a plan, if there is one, has a cell for every seed."""
    result = plan(program, seeds, cells)
    if result[:1] == [0]:
        trays = result[2:]
        enough = len(trays) <= 40 and sum(trays) == seeds and all(one <= cells for one in trays)
        check(enough, f"{seeds} by {cells}: trays {result[1:]!s:.80}")


def exploit_orders_many_seeds(program: CTarget) -> None:
    require(plan(program, 30, 20) == [0, 2, 20, 10], "no trays are planned")
    for seeds, cells in (
        (MOST, 2),
        (MOST, 3),
        (MOST - 1, 3),
        (MOST - 22, 24),
        (MOST - 21, 24),
        (MOST, 24),
        (MOST, 1000),
        (MOST - 999_998, 1_000_000),
        (MOST, 100_000_000),
        (4_294_967_290, 107_000_000),
        (MOST, 1),
        (2**31, 2),
        (2**31 - 1, 2),
    ):
        order(program, seeds, cells)


def exploit_chooses_large_trays(program: CTarget) -> None:
    require(plan(program, 30, 20) == [0, 2, 20, 10], "no trays are planned")
    for seeds, cells in (
        (2, MOST),
        (1, MOST),
        (3, MOST - 1),
        (100, MOST),
        (100, MOST - 60),
        (3000, MOST - 1000),
        (MOST, MOST),
        (MOST - 1, MOST),
        (MOST, MOST - 1),
        (2**31, 2**31 + 1),
        (2**31 + 1, 2**31),
        (2**31, 2**31),
        (3_000_000_000, 2_000_000_000),
        (MOST, 2_000_000_000),
        (MOST, 107_374_183),
        (MOST, 120_000_000),
        (200, 107_374_183),
        (4_200_000_000, 105_000_001),
    ):
        order(program, seeds, cells)


def exploit_orders_more_than_fits(program: CTarget) -> None:
    require(plan(program, 30, 20) == [0, 2, 20, 10], "no trays are planned")
    for seeds, cells in ((41, 1), (42, 1), (256, 1), (MOST - 1, 1), (4_200_000_000, 100_000_000)):
        order(program, seeds, cells)
    for seeds in (0, 1, 24, MOST):
        plan(program, seeds, 0)
