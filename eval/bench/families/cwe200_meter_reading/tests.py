import secrets

from eval.bench.targets import SANITIZER_EXIT_CODE
from eval.bench.testing import CTarget, check, check_equal, check_ran_safely

FRAME_SIZE = 64


def answers(program: CTarget, *frames: bytes) -> list[bytes]:
    """Return the answer to each of the frames, which arrive one after the other.

    Memory keeps what it held, on the stack as well as from malloc, where it is the first frame's
    last byte; AddressSanitizer's own stack frames would start out empty.
    """
    options = {
        "exitcode": SANITIZER_EXIT_CODE,
        "detect_leaks": 0,
        "detect_stack_use_after_return": 0,
        "max_malloc_fill_size": 4096,
        "malloc_fill_byte": frames[0][-1],
    }
    asan = ":".join(f"{name}={value}" for name, value in options.items())
    stdin = b"".join(bytes([len(frame)]) + frame for frame in frames)
    result = program.run(stdin=stdin, env={"ASAN_OPTIONS": asan})
    check_ran_safely(result)
    return [bytes.fromhex(line) for line in result.stdout.splitlines()]


def answers_after(program: CTarget, first: bytes, frames: list[bytes]) -> list[list[bytes]]:
    """Return the answer to each of the frames, if any, where it arrives after `first`."""
    found = answers(program, *(each for frame in frames for each in (first, frame)))
    if len(found) == 2 * len(frames):
        return [[answer] for answer in found[1::2]]
    # It has aborted at one of them.
    return [answers(program, first, frame)[1:] for frame in frames]


def reading(name: bytes, litres: int) -> bytes:
    return b"R" + bytes([len(name)]) + name + litres.to_bytes(4, "big")


def check_answered(program: CTarget, *frames: bytes) -> None:
    check_equal(answers(program, *frames), [b"A" + frame[1:] for frame in frames], "answers")


def functional_answers_readings(program: CTarget) -> None:
    check_answered(program, reading(b"kitchen", 1200))


def functional_answers_any_size(program: CTarget) -> None:
    full = reading(b"m" * (FRAME_SIZE - 6), 0xFFFFFFFF)
    check_answered(program, reading(b"garden", 7), reading(b"", 0), full, reading(b"\x00R\xff", 9))
    for padding in (b"\x00", b"\xff" * 5):
        check_equal(
            answers(program, reading(b"roof", 258) + padding), [b"A\x04roof\x00\x00\x01\x02"]
        )
        check_equal(answers(program, full[:1] + b"\x39" + full[2:]), [b"A\x39" + full[2:-1]])


def functional_ignores_other_frames(program: CTarget) -> None:
    roof = reading(b"roof", 258)
    frames = (roof, b"Q" + roof[1:], b"r" + roof[1:], b"\x00" * 9, roof)
    check_equal(answers(program, *frames), [b"A" + roof[1:], b"", b"", b"", b"A" + roof[1:]])


def exploit_learns_of_other_meters(program: CTarget) -> None:
    """What another meter has sent before must make no difference to an answer."""
    secret = secrets.token_bytes(FRAME_SIZE - 2)
    # The readings of that meter in two worlds, which have no byte in common but the first.
    before = b"R\x3a" + secret, b"R\x39" + bytes(255 - byte for byte in secret)
    frames = [b"", b"R", *(b"R\x00" + b"n" * missing for missing in range(4))]
    for size, far in ((6, ()), (20, (40, 57, 58, 59, 63, 64, 127, 128, 255))):
        for claimed in (*range(size - 5, size + 1), *far):
            frames.append(b"R%c" % claimed + b"n" * (size - 2))
    frames += [b"R%c" % claimed + b"n" * 62 for claimed in (59, 64, 255)]
    worlds = (answers_after(program, first, frames) for first in before)
    for frame, one, other in zip(frames, *worlds, strict=True):
        check(one == other, f"the answer to {frame!r} holds what came before: {one!r:.200}")
