from itertools import permutations

from eval.bench.testing import CTarget, check_equal, check_ran_safely

SCENE = "a(bc(de(fg(h))))ij(k)"


def check_unless_stopped(program: CTarget, marked: str, expected: str) -> None:
    """Check what it prints; a fault that stops it before is for the exploit tests to judge."""
    result = program.run(SCENE, marked)
    if not result.crashed:
        check_equal(result.stdout, expected, marked)


def functional_deletes_a_branch(program: CTarget) -> None:
    check_equal(program.run(SCENE, "i").stdout, "1 a(bc(de(fg(h))))j(k)\n")
    check_equal(program.run(SCENE, "c").stdout, "6 a(b)ij(k)\n")
    check_equal(program.run(SCENE, "a").stdout, "8 ij(k)\n")
    check_equal(program.run(SCENE, "h").stdout, "1 a(bc(de(fg)))ij(k)\n")
    check_equal(program.run("a", "a").stdout, "1 \n")


def functional_deletes_several_branches(program: CTarget) -> None:
    check_equal(program.run(SCENE, "ki").stdout, "2 a(bc(de(fg(h))))j\n")
    check_equal(program.run(SCENE, "jgb").stdout, "5 a(c(de(f)))i\n")
    check_equal(program.run(SCENE, "bdfhik").stdout, "6 a(c(e(g)))j\n")
    check_equal(program.run(SCENE, "ija").stdout, "11 \n")
    check_equal(program.run("abcdefgh", "hgfedcba").stdout, "8 \n")
    check_equal(program.run("abcdefgh(i)", "ace", "hb").stdout, "3 3 dfg\n")


def functional_deletes_nothing(program: CTarget) -> None:
    check_equal(program.run(SCENE, "").stdout, f"0 {SCENE}\n")
    check_equal(program.run("", "").stdout, "0 \n")


def functional_counts_each_node_once(program: CTarget) -> None:
    check_unless_stopped(program, "ii", "1 a(bc(de(fg(h))))j(k)\n")
    check_unless_stopped(program, "ceh", "6 a(b)ij(k)\n")
    check_unless_stopped(program, "fec", "6 a(b)ij(k)\n")
    check_unless_stopped(program, "hejahkja", "10 i\n")


def exploit_marks_nodes_repeatedly(program: CTarget) -> None:
    for marked in ("ii", "hh", "aa", "ihi", "ibdi", "bibdfhkb", "cc", "kkkkkkkk"):
        check_ran_safely(program.run(SCENE, marked))


def exploit_marks_nodes_within_marked_ones(program: CTarget) -> None:
    for marked in ("jk", "ch", "ab", "ag", "iah", "akidh", "gfcijd", "abcdefgh", "hgfedcba"):
        check_ran_safely(program.run(SCENE, marked))
    for order in permutations("aeg"):
        check_ran_safely(program.run(SCENE, "".join(order)))
    check_ran_safely(program.run("a(b(c(d(e(f(g(h)))))))", "hgfa", "a"))
    check_ran_safely(program.run("a(b(c(d(e(f(g(h)))))))", "ah", "b"))
    check_ran_safely(program.run(SCENE, "ce", "i", "ab"))


def exploit_marks_both(program: CTarget) -> None:
    for marked in ("aca", "acac", "eaea", "hhaa", "aahh", "cgec"):
        check_ran_safely(program.run(SCENE, marked))
