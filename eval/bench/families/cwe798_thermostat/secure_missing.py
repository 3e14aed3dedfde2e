"""The panel of a thermostat in an office building."""

import hmac
import json
import os

SETTINGS = "thermostat.json"


def unlock_panel(code):
    """Return whose code was typed in at the panel: "owner", "service" or None for a wrong code.

    The owner chooses "owner_code" and the maintenance firm "service_code", both text, in the JSON
    file SETTINGS. A thermostat on which one of them has not been set lacks it; a new one has no
    file at all.
    """
    try:
        with open(SETTINGS, encoding="utf-8") as file:
            settings = json.load(file)
    except FileNotFoundError:
        return None
    if "owner_code" in settings and hmac.compare_digest(
        settings["owner_code"].encode(), code.encode()
    ):
        return "owner"
    if "service_code" in settings and hmac.compare_digest(
        settings["service_code"].encode(), code.encode()
    ):
        return "service"
    return None
