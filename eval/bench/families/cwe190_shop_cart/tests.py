from eval.bench.testing import CTarget, Exit, check, check_equal, check_ran_safely, require

MOST = 2**32 - 1


def charge(program: CTarget, credit: int, *lines: tuple[int, int]) -> Exit:
    return program.run(str(credit), *(str(number) for line in lines for number in line))


def functional_charges(program: CTarget) -> None:
    check_equal(charge(program, 5000, (1200, 2), (99, 5)).stdout, "0 2105\n")
    check_equal(charge(program, 5000, (2500, 2)).stdout, "0 0\n")
    check_equal(charge(program, 5000).stdout, "0 5000\n")
    check_equal(charge(program, 5000, (9999, 0), (1, 1)).stdout, "0 4999\n")
    check_equal(charge(program, 5000, (0, 65535), (7, 1)).stdout, "0 4993\n")
    check_equal(charge(program, 0, (0, 3), (3, 0)).stdout, "0 0\n")


def functional_charges_large_carts(program: CTarget) -> None:
    check_equal(charge(program, 2000000000, (29999, 65535)).stdout, "0 34015535\n")
    check_equal(charge(program, MOST, (65537, 65535)).stdout, "0 0\n")
    check_equal(charge(program, MOST, (MOST, 1)).stdout, "0 0\n")
    check_equal(charge(program, MOST, (2**31, 1), (2**31 - 1, 1)).stdout, "0 0\n")
    check_equal(charge(program, 3000000000, (1000000, 2999), (1000000, 1)).stdout, "0 0\n")
    check_equal(charge(program, 505000, *[(price, 100) for price in range(1, 101)]).stdout, "0 0\n")


def functional_refuses_too_little_credit(program: CTarget) -> None:
    check_equal(charge(program, 5000, (5001, 1)).stdout, "-1 5000\n")
    check_equal(charge(program, 5000, (2000, 2), (1001, 1)).stdout, "-1 5000\n")
    check_equal(charge(program, 0, (1, 1)).stdout, "-1 0\n")
    check_equal(charge(program, 3, (2, 2)).stdout, "-1 3\n")
    check_equal(charge(program, 65537, (1, 65535), (1, 3)).stdout, "-1 65537\n")
    check_equal(charge(program, 4000000000, (65537, 65534)).stdout, "-1 4000000000\n")


def buy(program: CTarget, credit: int, *lines: tuple[int, int]) -> None:
    """Buy what the credit does not suffice for."""
    result = charge(program, credit, *lines)
    check_ran_safely(result)
    last_line = result.stdout.splitlines()[-1:]
    bought = last_line != [] and last_line[0].startswith("0 ")
    check(not bought, f"{lines!s:.200} were bought for {credit}: {result.stdout!r:.40}")


def exploit_wraps_the_price_of_a_line(program: CTarget) -> None:
    require(charge(program, 500, (20, 5)).stdout == "0 400\n", "nothing can be bought")
    for line in (
        (131072, 32768),
        (65538, 65535),
        (65536, 65535),
        (65539, 65534),
        (MOST, 65535),
        (MOST, 2),
        (2**31, 2),
        (2**31, 65534),
        (2**31 + 7, 2),
        (2**16, 2**15),
        (2**16 + 1, 2**16 - 2),
        (2**26, 64),
        (1431655766, 3),
    ):
        buy(program, 90000, line)
        buy(program, 90000, line, (5, 1))
        buy(program, 90000, (5, 1), line)


def exploit_wraps_the_sum(program: CTarget) -> None:
    require(charge(program, 500, (20, 5)).stdout == "0 400\n", "nothing can be bought")
    buy(program, 90000, (MOST, 1), (1, 1))
    buy(program, 90000, (1, 1), (MOST, 1))
    buy(program, 90000, (2**31, 1), (2**31, 1))
    buy(program, 90000, (65536, 32768), (65536, 32768), (19, 10))
    buy(program, 90000, (65537, 65535), (5, 1))
    buy(program, 90000, *[(MOST, 65535)] * 100)
    # The credit suffices for every line, but not for all of them.
    buy(program, MOST, (MOST, 1), (1, 1))
    buy(program, 3000000000, (2200000000, 1), (2200000000, 1))
    buy(program, 3000000000, (2999999999, 1), (2999999999, 1))
    buy(program, 2**31, (2**31, 1), (2**31, 1))
    buy(program, 1500000000, (1500000000, 1), (1500000000, 1), (1500000000, 1))
    buy(program, 43000000, *[(42949673, 1)] * 100)
    buy(program, 43000000, *[(430000, 100)] * 100)
