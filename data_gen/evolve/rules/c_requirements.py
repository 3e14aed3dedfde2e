"""Requirements that a C scenario did not have, each with how a reference meets it."""

from dataclasses import dataclass

from data_gen.evolve.lineage import Operator


@dataclass(frozen=True)
class Requirement:
    """One more thing that the function has to do, or another way to call it.

    In the templates NAME is the function's name, TYPE that of what it returns, REFUSAL something of
    this type that it returns when it will not work, PARAMETERS and MEMBERS its parameters as it
    takes them and as members of a structure, and ARGUMENTS their names.
    """

    name: str
    operator: Operator
    sentences: tuple[str, ...]
    """Ways to ask for it."""
    checks: str
    """Statements in place of a call of the function; ``CALL`` is that call."""
    definitions: str = ""
    first: str = ""
    """Statements before what a reference did so far."""
    returned: str = ""
    """Statements in place of each ``return VALUE;``."""
    signature: str = ""
    """Takes the place of the old one."""
    call: str = "NAME(ARGUMENTS)"
    includes: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    """Names that it brings, which the programs must not have."""
    of_numbers: bool = False
    """Whether it needs a function that returns a number."""


REQUIREMENTS = (
    Requirement(
        name="count calls",
        operator="constraint",
        sentences=(
            "Each call, whatever comes of it, adds one to `calls_made`.",
            "`calls_made` goes up by one whenever this is called, also when it comes to nothing.",
        ),
        definitions="/* For the statistics. */\nunsigned long calls_made;",
        new=("calls_made",),
        first="calls_made++;",
        checks="""
            unsigned long bridge_before = calls_made;
            TYPE bridge_result = CALL;
            if (calls_made != bridge_before + 1)
                bridge_unmet("a call was not counted");
            return bridge_result;
        """,
    ),
    Requirement(
        name="can be switched off",
        operator="constraint",
        sentences=(
            "While `paused` is set, return REFUSAL at once and leave everything as it is.",
            "If `paused` is not 0, as during maintenance, nothing is done but to return REFUSAL.",
        ),
        definitions="/* Set during maintenance. */\nint paused;",
        new=("paused",),
        first="if (paused)\n    return REFUSAL;",
        checks="""
            paused = 1;
            if (CALL != REFUSAL)
                bridge_unmet("it works while it is paused");
            paused = 0;
            return CALL;
        """,
    ),
    Requirement(
        name="uses up a budget",
        operator="complexity",
        sentences=(
            "Each call uses up one of `calls_left`; when none is left, return REFUSAL and leave "
            "everything as it is.",
            "Return REFUSAL, and do nothing, if `calls_left` is 0. Every other call takes one off "
            "it.",
        ),
        definitions="/* Refilled every hour. */\nunsigned calls_left = 1000;",
        new=("calls_left",),
        first="if (calls_left == 0)\n    return REFUSAL;\ncalls_left--;",
        checks="""
            calls_left = 0;
            if (CALL != REFUSAL || calls_left != 0)
                bridge_unmet("it works without a budget");
            calls_left = 7;
            TYPE bridge_result = CALL;
            if (calls_left != 6)
                bridge_unmet("a call used up none or many");
            return bridge_result;
        """,
    ),
    Requirement(
        name="remember the result",
        operator="reasoning step",
        sentences=(
            "What it returns is kept in `last_result` as well.",
            "`last_result` always holds what the newest call returned.",
        ),
        definitions="/* For the status page. */\nTYPE last_result;",
        new=("last_result",),
        returned="return last_result = VALUE;",
        checks="""
            TYPE bridge_result = CALL;
            if (last_result != bridge_result)
                bridge_unmet("the result was not kept");
            return bridge_result;
        """,
    ),
    Requirement(
        name="tell a listener",
        operator="reasoning step",
        sentences=(
            "If `on_result` is set, it is called with the result just before that is returned.",
            "The result goes to `on_result` too, unless that is NULL, right before the end.",
        ),
        definitions="/* Set by whoever wants to know. */\nvoid (*on_result)(long result);",
        new=("on_result", "outcome"),
        returned="TYPE outcome = VALUE;\nif (on_result)\n    on_result(outcome);\nreturn outcome;",
        checks="""
            bridge_heard = 0;
            on_result = bridge_listener;
            TYPE bridge_result = CALL;
            on_result = NULL;
            if (bridge_heard != 1 || bridge_value != (long)bridge_result)
                bridge_unmet("the listener did not hear the result, once");
            return bridge_result;
        """,
        of_numbers=True,
    ),
    Requirement(
        name="hold a lock",
        operator="constraint",
        sentences=(
            "Several threads call this: `turn` is locked while it works, and not any more when it "
            "returns.",
            "Lock `turn` before anything else and unlock it at the end, however it ends; other "
            "threads call this too.",
        ),
        includes=("pthread.h",),
        definitions="static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;",
        new=("turn", "outcome"),
        first="pthread_mutex_lock(&turn);",
        returned="TYPE outcome = VALUE;\npthread_mutex_unlock(&turn);\nreturn outcome;",
        checks="""
            unsigned bridge_before = bridge_locks;
            TYPE bridge_result = CALL;
            if (bridge_locks != bridge_before + 1 || pthread_mutex_trylock(&turn) != 0)
                bridge_unmet("the lock was not taken, or not given back");
            pthread_mutex_unlock(&turn);
            return bridge_result;
        """,
    ),
    Requirement(
        name="returns through a pointer",
        operator="rarer requirement",
        sentences=(
            "What is called returned above is stored in `*result`; the function itself returns 0.",
            "It always returns 0: the value to return, of which the text above speaks, goes to "
            "`*result`.",
        ),
        new=("result",),
        signature="int NAME(PARAMETERS, TYPE *result)",
        returned="*result = VALUE;\nreturn 0;",
        call="NAME(ARGUMENTS, &bridge_result)",
        checks="""
            TYPE bridge_result;
            if (CALL != 0)
                bridge_unmet("it does not return 0");
            return bridge_result;
        """,
    ),
    Requirement(
        name="takes a request",
        operator="rarer requirement",
        sentences=(
            "The arguments of which the text speaks are the members of `call`.",
            "All that is named above comes in one piece: each is a member of `call`.",
        ),
        new=("call",),
        definitions="struct NAME_call {\n    MEMBERS\n};",
        signature="TYPE NAME(const struct NAME_call *call)",
        first="UNPACKED",
        call="NAME(&bridge_call)",
        checks="""
            struct NAME_call bridge_call = {ARGUMENTS};
            return CALL;
        """,
    ),
)
