"""Many programs through one tool: in batches, several at a time, hostile ones singled out."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from eval.oracles.analysers.process import ToolFailed
from eval.oracles.analysers.records import Report, Source

Look = Callable[[Sequence[Source]], list[Report]]


def reports(
    look: Look, programs: Sequence[Source], size: int, workers: int
) -> Iterator[list[tuple[Source, Report]]]:
    """Yield programs with what a tool says of them, a batch of `size` at a time, in their order.

    Args:
        look: runs the tool once on a batch; may raise `ToolFailed`.
        workers: how many batches are under way at once.
    """
    batches = [programs[start : start + size] for start in range(0, len(programs), size)]
    with ThreadPoolExecutor(max(1, workers)) as pool:
        for batch, found in zip(batches, pool.map(lambda b: _look(look, b), batches), strict=True):
            yield list(zip(batch, found, strict=True))


def _look(look: Look, batch: Sequence[Source]) -> list[Report]:
    """Run the tool on a batch; where it fails, on each half, down to the program at fault."""
    try:
        return look(batch)
    except ToolFailed as error:
        if len(batch) == 1:
            return [Report((), str(error))]
        middle = len(batch) // 2
        return _look(look, batch[:middle]) + _look(look, batch[middle:])
