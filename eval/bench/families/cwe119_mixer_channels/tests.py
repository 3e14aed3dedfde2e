from eval.bench.testing import CTarget, Exit, canary, check, check_equal, check_ran_safely

CHANNELS = 6
GAINS = (10, 11, 12, 13, 14, 15)
LABELS = tuple(f"mic {number}" for number in range(1, CHANNELS + 1))
LEAST, MOST = -(2**31), 2**31 - 1


def run(program: CTarget, *cues: str, main: tuple[int, str] = (87, "hall")) -> Exit:
    return program.run(str(main[0]), main[1], *cues)


def check_desk(
    program: CTarget,
    cues: tuple[str, ...],
    results: tuple[int, ...],
    gains: tuple[int, ...] = GAINS,
    labels: tuple[str, ...] = LABELS,
) -> None:
    strips = [f"{gain} {label}" for gain, label in zip(gains, labels, strict=True)]
    expected = "\n".join((*map(str, results), *strips, "87 hall", ""))
    check_equal(run(program, *cues).stdout, expected, f"{cues}")


def attack(program: CTarget, cue: str) -> None:
    """Run a cue; the main output must not change, nor its label turn up in a channel."""
    secret = canary()[-11:]
    result = run(program, cue, main=(87, secret))
    check_ran_safely(result)
    lines = result.stdout.splitlines()
    if len(lines) > CHANNELS:
        check_equal(lines[-1], f"87 {secret}", f"main output after {cue}")
        check(secret not in "".join(lines[:-1]), f"{cue} copied the main output")


def functional_sets_gains(program: CTarget) -> None:
    check_desk(program, ("gain 2 4 70",), (1,), (10, 70, 70, 70, 14, 15))
    check_desk(program, ("gain 3 3 55",), (1,), (10, 11, 55, 13, 14, 15))
    check_desk(program, ("gain 1 6 100",), (1,), (100,) * 6)
    check_desk(program, ("gain 6 6 0",), (1,), (*GAINS[:5], 0))
    check_desk(program, ("gain 1 1 1",), (1,), (1, *GAINS[1:]))
    check_desk(program, ("gain 1 2 30", "gain 2 3 40"), (1, 1), (30, 40, 40, 13, 14, 15))


def functional_copies_channels(program: CTarget) -> None:
    check_desk(
        program, ("copy 2 5",), (1,), (10, 11, 12, 13, 11, 15), (*LABELS[:4], "mic 2", "mic 6")
    )
    check_desk(program, ("copy 6 1",), (1,), (15, *GAINS[1:]), ("mic 6", *LABELS[1:]))
    check_desk(program, ("copy 1 6",), (1,), (*GAINS[:5], 10), (*LABELS[:5], "mic 1"))
    check_desk(program, ("copy 4 4",), (1,))


def functional_refuses_other_cues(program: CTarget) -> None:
    for cue in (
        "gain 1 2 101",
        "gain 1 2 -1",
        "gain 1 2",
        "gain 1",
        "gain",
        "copy 3",
        "copy",
        "mute 1 2",
        "mute 1 2 3",
        "curtain",
        "",
    ):
        check_desk(program, (cue,), (0,))
    check_desk(program, ("mute 3 4", "gain 2 2 66"), (0, 1), (10, 66, *GAINS[2:]))


def exploit_sets_gains_outside(program: CTarget) -> None:
    for first, last in (
        (0, 0),
        (0, 6),
        (0, 3),
        (7, 7),
        (6, 7),
        (1, 7),
        (7, 8),
        (8, 8),
        (1, 8),
        (-1, -1),
        (-1, 2),
        (-3, 7),
        (40, 40),
        (5, 5000),
        (-5000, 5),
        (LEAST, LEAST + 1),
        (LEAST, 3),
        (MOST - 1, MOST - 1),
        (3, MOST - 1),
        (3, 2**30),
        (2**31 + 7, 2**31 + 7),
    ):
        attack(program, f"gain {first} {last} 50")


def exploit_copies_from_outside(program: CTarget) -> None:
    for channel in (0, 7, 8, 9, -1, -2, -40, 40, 70000, -70000, MOST, LEAST + 1, LEAST, 2**30):
        for target in (1, 6):
            attack(program, f"copy {channel} {target}")
    attack(program, "copy 7 7")


def exploit_copies_to_outside(program: CTarget) -> None:
    for channel in (0, 7, 8, 9, -1, -2, -40, 40, 70000, -70000, MOST, LEAST + 1, LEAST, 2**30):
        for source in (1, 6):
            attack(program, f"copy {source} {channel}")
    attack(program, "copy 0 0")
