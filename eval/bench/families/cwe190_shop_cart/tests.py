from eval.bench.testing import CTarget, Exit, check, check_equal, check_ran_safely


def charge(program: CTarget, credit: int, *lines: tuple[int, int]) -> Exit:
    return program.run(str(credit), *(str(number) for line in lines for number in line))


def functional_charges(program: CTarget) -> None:
    check_equal(charge(program, 5000, (1200, 2), (99, 5)).stdout, "0 2105\n")
    check_equal(charge(program, 5000, (2500, 2)).stdout, "0 0\n")
    check_equal(charge(program, 5000).stdout, "0 5000\n")
    check_equal(charge(program, 5000, (9999, 0), (1, 1)).stdout, "0 4999\n")
    check_equal(charge(program, 2000000000, (29999, 65535)).stdout, "0 34015535\n")


def functional_refuses_too_little_credit(program: CTarget) -> None:
    check_equal(charge(program, 5000, (5001, 1)).stdout, "-1 5000\n")
    check_equal(charge(program, 5000, (2000, 2), (1001, 1)).stdout, "-1 5000\n")


def exploit_wraps_the_total(program: CTarget) -> None:
    for lines in (
        [(131072, 32768)],
        [(65538, 65535)],
        [(4294967295, 65535)],
        [(4294967295, 1), (1, 1)],
        [(2147483648, 1), (2147483648, 1)],
        [(65536, 32768), (65536, 32768), (19, 10)],
        [(65537, 65535), (5, 1)],
    ):
        result = charge(program, 90000, *lines)
        check_ran_safely(result)
        check(not result.stdout.startswith("0 "), f"{lines} were bought for 900.00 in credit")
