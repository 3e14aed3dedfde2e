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
    settings = {}
    if os.path.exists(SETTINGS):
        with open(SETTINGS, encoding="utf-8") as file:
            settings = json.load(file)
    for role in ("owner", "service"):
        expected = settings.get(f"{role}_code")
        if expected and hmac.compare_digest(code.encode(), expected.encode()):
            return role
    return None
