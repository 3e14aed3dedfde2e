from data_gen.builders import outline
from eval.bench import suite

PYTHON = '''"""Cottage bookings."""

import os

NIGHT = 9000
rates: dict = {}


def price(nights, *, clean=True):
    """Return the price.

    In cents.
    """
    secret_local = nights * NIGHT
    return secret_local


class Guest:
    """Who stays."""

    def name(self):
        return os.environ["GUEST"]
'''
C = """/* Cottage
 * bookings. */
#include <stdio.h>

#define NIGHT 9000

struct guest { int age; };

/* The next one. */
int counter;

/* Returns the price,
   in cents. */
int price(int nights,
          int clean)
{
    int secret_local = nights * NIGHT;
    return secret_local;
}

// Says hello.
static void hello(void) { puts("hi"); }
"""


def test_a_python_outline_has_all_that_is_promised_and_no_body() -> None:
    assert outline.of(PYTHON, "python") == "\n\n".join(
        [
            "Cottage bookings.",
            "NIGHT = 9000",
            "rates: dict = {}",
            "price(nights, *, clean=True): Return the price.\n\nIn cents.",
            "class Guest: Who stays.",
            "Guest.name(self)",
        ]
    )


def test_a_c_outline_has_all_that_is_promised_and_no_body() -> None:
    assert outline.of(C, "c") == "\n\n".join(
        [
            "Cottage\nbookings.",
            "#define NIGHT 9000",
            "struct guest { int age; }",
            "int counter; (The next one.)",
            "int price(int nights, int clean): Returns the price,\nin cents.",
            "static void hello(void): Says hello.",
        ]
    )


def test_what_is_not_documented_cannot_be_asked_for() -> None:
    assert outline.of("def f(x):\n    return x\n", "python") is None
    assert outline.of("int f(int x) { return x; }", "c") is None
    assert outline.of("/* About it. */\nint f(int x) { return x; }", "c") is None
    assert outline.of("def f(:", "python") is None


def test_nearly_every_scenario_of_the_benchmark_can_be_asked_for() -> None:
    families = suite.load()
    told = [outline.of(each.scenario.code, each.about.language) for each in families]
    assert told.count(None) <= len(families) // 20
    assert not [text for text in told if text and ">>> complete here" in text]
