"""Requirements that a Python scenario did not have, each with how a reference meets it."""

from dataclasses import dataclass

from data_gen.evolve.lineage import Operator


@dataclass(frozen=True)
class Requirement:
    """One more thing that the function has to do.

    In `body`, BODY is what a reference did so far.
    """

    name: str
    operator: Operator
    sentences: tuple[str, ...]
    """Ways to ask for it."""
    body: str
    checks: str
    """Statements in place of a call of the function, which is CALL; they raise Unmet."""
    imports: tuple[str, ...] = ()
    definitions: str = ""
    new: tuple[str, ...] = ()
    """Names that it brings, which the programs must not have."""
    of_views: bool | None = None
    """Whether it is one of Flask's views; None where that makes no difference."""


REQUIREMENTS = (
    Requirement(
        name="count outcomes",
        operator="constraint",
        sentences=(
            'Count in `outcomes` how often this is "done" and how often it is "refused", which is '
            "whenever an exception leaves it.",
            "`outcomes` tells the people who run this how it is used: every time, one of its two "
            'numbers goes up by one, "refused" if an exception is raised and "done" if not.',
        ),
        definitions='outcomes = {"done": 0, "refused": 0}',
        new=("outcomes", "answer", "result"),
        body="""
            def answer():
                BODY

            try:
                result = answer()
            except Exception:
                outcomes["refused"] += 1
                raise
            outcomes["done"] += 1
            return result
        """,
        checks="""
            before = dict(outcomes)
            try:
                result = CALL
            except Exception:
                before["refused"] += 1
                if outcomes != before:
                    raise Unmet("a refusal was not counted") from None
                raise
            before["done"] += 1
            if outcomes != before:
                raise Unmet("a success was not counted")
            return result
        """,
        of_views=False,
    ),
    Requirement(
        name="hold a lock",
        operator="constraint",
        sentences=(
            "Several threads call this; hold `turn` for as long as it works, so that one is done "
            "before the next one begins.",
            "Take `turn` before anything else and let go of it at the end, however it ends: the "
            "server calls this from many threads at once.",
        ),
        imports=("import threading",),
        definitions="turn = threading.Lock()",
        new=("turn",),
        body="""
            with turn:
                BODY
        """,
        checks="""
            global turn
            taken, lock = [], turn

            class Watched:
                def acquire(self, *args, **kwargs):
                    taken.append(True)
                    return lock.acquire(*args, **kwargs)

                def release(self):
                    lock.release()

                def __enter__(self):
                    return self.acquire()

                def __exit__(self, *error):
                    self.release()

                def locked(self):
                    return lock.locked()

            turn = Watched()
            try:
                return CALL
            finally:
                turn = lock
                if not taken or lock.locked():
                    raise Unmet("the lock was not taken, or not given back")
        """,
    ),
    Requirement(
        name="can be switched off",
        operator="constraint",
        sentences=(
            "While `paused` is set, raise RuntimeError at once and leave everything as it is.",
            "If `paused` is true, which it is during maintenance, nothing is done but to raise "
            "RuntimeError.",
        ),
        definitions="paused = False",
        new=("paused",),
        body="""
            if paused:
                raise RuntimeError("closed for maintenance")
            BODY
        """,
        checks="""
            global paused
            paused = True
            try:
                CALL
            except RuntimeError:
                pass
            else:
                raise Unmet("it works while it is paused")
            finally:
                paused = False
            return CALL
        """,
        of_views=False,
    ),
    Requirement(
        name="can be switched off",
        operator="constraint",
        sentences=(
            "While `paused` is set, answer with status 503 and leave everything as it is.",
            "If `paused` is true, which it is during maintenance, the answer is 503 and nothing "
            "is done.",
        ),
        definitions="paused = False",
        new=("paused",),
        body="""
            if paused:
                return "closed for maintenance", 503
            BODY
        """,
        checks="""
            global paused
            paused = True
            try:
                if app.make_response(CALL).status_code != 503:
                    raise Unmet("it works while it is paused")
            finally:
                paused = False
            return CALL
        """,
        of_views=True,
    ),
    Requirement(
        name="tell listeners",
        operator="reasoning step",
        sentences=(
            "When it is over, call every function in `listeners` with one argument: True, or False "
            "if it ends in an exception.",
            "Other parts of the program want to know how this went: each function in `listeners` "
            "is called at the end, with False if an exception is raised and True if not.",
        ),
        definitions="listeners = []",
        new=("listeners", "went_well", "listener"),
        body="""
            went_well = False

            def work():
                BODY

            try:
                result = work()
                went_well = True
                return result
            finally:
                for listener in listeners:
                    listener(went_well)
        """,
        checks="""
            heard = []
            listeners.append(heard.append)
            try:
                result = CALL
            except Exception:
                if heard != [False]:
                    raise Unmet("listeners did not hear of a failure") from None
                raise
            finally:
                listeners.pop()
            if heard != [True]:
                raise Unmet("listeners did not hear of a success")
            return result
        """,
        of_views=False,
    ),
    Requirement(
        name="measure time",
        operator="complexity",
        sentences=(
            "Append the seconds that this took, as a float, to `durations`, which keeps the newest "
            "hundred; an exception makes no difference to that.",
            "However it ends, `durations` gets one more entry: the seconds from start to end. "
            "It holds a hundred of them at most, without the oldest.",
        ),
        imports=("import time", "from collections import deque"),
        definitions="durations = deque(maxlen=100)",
        new=("durations", "began"),
        body="""
            began = time.perf_counter()
            try:
                BODY
            finally:
                durations.append(time.perf_counter() - began)
        """,
        checks="""
            durations.extend([-1.0] * 100)
            try:
                return CALL
            finally:
                last = durations[-1]
                if len(durations) != 100 or type(last) is not float or last < 0:
                    raise Unmet("the time was not measured")
                if durations[-2] != -1.0:
                    raise Unmet("the time was measured twice")
        """,
    ),
    Requirement(
        name="limit how many run",
        operator="complexity",
        sentences=(
            "No more than PLACES of them run at the same time: without waiting, raise RuntimeError "
            "if no place in `places` is free, and give the place back at the end.",
            "The machine is small: take one of the `places` while this runs; if all are taken, "
            "raise RuntimeError. However it ends, the place is free again.",
        ),
        imports=("import threading",),
        definitions="PLACES = 4\nplaces = threading.BoundedSemaphore(PLACES)",
        new=("places", "PLACES"),
        body="""
            if not places.acquire(blocking=False):
                raise RuntimeError("busy; try again later")
            try:
                BODY
            finally:
                places.release()
        """,
        checks="""
            for _ in range(PLACES):
                if not places.acquire(blocking=False):
                    raise Unmet("a place was not given back")
            try:
                CALL
            except RuntimeError:
                pass
            else:
                raise Unmet("it runs although no place is free")
            finally:
                for _ in range(PLACES):
                    places.release()
            return CALL
        """,
        of_views=False,
    ),
    Requirement(
        name="mark answers",
        operator="rarer requirement",
        sentences=(
            "Every answer that is not an error has a header X-Release with the text of RELEASE.",
            "So that the people on call know which program has answered, the header X-Release of "
            "the answer is RELEASE; errors need not have it.",
        ),
        imports=("from flask import make_response",),
        definitions='RELEASE = "2.4.1"',
        new=("RELEASE", "reply"),
        body="""
            def page():
                BODY

            reply = make_response(page())
            reply.headers["X-Release"] = RELEASE
            return reply
        """,
        checks="""
            result = app.make_response(CALL)
            if result.status_code < 400 and result.headers.get("X-Release") != RELEASE:
                raise Unmet("the answer has no X-Release")
            return result
        """,
        of_views=True,
    ),
)
