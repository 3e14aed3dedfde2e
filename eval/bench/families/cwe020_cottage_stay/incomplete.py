"""Online bookings of a cottage by the sea; prices are in cents."""

from datetime import date

NIGHT = 9000
CLEANING = 4500


def stay_price(arrival, departure):
    """Return what a guest has to pay for at least one night: NIGHT for each, and CLEANING once.

    Both dates are texts from the guest's browser: from "2025-07-01" to "2025-07-04" costs 31500.
    Raise ValueError if one of them is not a date.
    """
    # >>> complete here
