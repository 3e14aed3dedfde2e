import ctypes
import math
import re

import numpy as np
from flask import Flask, request

app = Flask(__name__)


def area(width, height):
    # finds: python-number-cut-to-width
    return ctypes.c_int32(width * height).value


def masked(a, b):
    # finds: python-number-cut-to-width
    return (a + b) & 0xFFFFFFFF


def whole(a, b):
    return a + b


def fixed(a, b):
    # finds: python-number-of-fixed-width
    return np.int32(a) * np.int32(b)


def fixed_sum(values):
    totals = np.array(values, dtype=np.uint8)
    # finds: python-number-of-fixed-width
    return totals.sum()


def floating(values):
    return np.array(values, dtype=np.float64).sum()


@app.route("/buy")
def buy():
    count = int(request.args["count"])
    # finds: python-amount-without-lower-bound
    return str(count * 100)


@app.route("/buy-checked")
def buy_checked():
    count = int(request.args["count"])
    if count < 1:
        return "no", 400
    return str(count * 100)


def price(text):
    # finds: python-check-that-not-a-number-passes
    value = float(text)
    if value < 0:
        raise ValueError(text)
    return value


def price_finite(text):
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise ValueError(text)
    return value


def asserted(count):
    # finds: python-check-by-assertion
    assert count > 0, "count"
    return count


def part(name):
    # finds: python-check-of-a-part-only
    if not re.match(r"^[a-z]+$", name):
        raise ValueError(name)
    return name


def all_of_it(name):
    if not re.fullmatch(r"[a-z]+", name):
        raise ValueError(name)
    if not re.match(r"[a-z]+\Z", name):
        raise ValueError(name)
    return name
