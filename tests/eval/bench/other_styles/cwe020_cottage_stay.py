"""Online bookings of a cottage by the sea; prices are in cents."""

import re
from datetime import date
from typing import NamedTuple

NIGHT = 9000
CLEANING = 4500

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def _day(text):
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    return date(*map(int, found.groups()))


class Stay(NamedTuple):
    arrival: date
    departure: date

    @classmethod
    def parse(cls, *texts):
        return cls(*(_day(text) for text in texts))

    @property
    def nights(self):
        return self.departure.toordinal() - self.arrival.toordinal()

    @property
    def price(self):
        if self.nights < 1:
            raise ValueError("the departure has to be later than the arrival")
        return self.nights * NIGHT + CLEANING


def stay_price(arrival, departure):
    """Return what a guest has to pay for a stay: NIGHT for each night, and CLEANING once.

    Both dates are texts from the guest's browser: from "2025-07-01" to "2025-07-04" costs 31500.
    Raise ValueError if one of them is not a date.
    """
    return Stay.parse(arrival, departure).price
