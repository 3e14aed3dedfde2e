"""Flood warnings for a valley, from rain gauges that its inhabitants keep in their gardens."""

import numpy as np

TIP = 20  # hundredths of a millimetre of rain for each tip of a gauge's bucket
FLOOD = 9_000

REPORT = np.dtype([("gauge", "<u2"), ("tips", "<u4")])

# What has fallen at each of the four gauges since midnight, in hundredths of a millimetre.
rain = np.zeros(4, dtype=np.int32)


def start_day():
    rain.fill(0)


def totals():
    return rain.tolist()


def flooding():
    """Return the numbers of the gauges where the river will leave its bed."""
    return [int(gauge) for gauge in np.flatnonzero(rain >= FLOOD)]


def add_reports(data):
    """Add the rain that gauges report to `rain`.

    `data` is what came in by radio, on a frequency open to everybody: bytes that hold any number of
    REPORTs, each of how often the bucket of a gauge (0 to 3) tipped since the gauge's last one.
    """
    # >>> complete here
