"""The panel of a thermostat in an office building."""

import hmac
import json
from pathlib import Path

SETTINGS = "thermostat.json"


def codes():
    """Yield (who, code) for each code that has been set."""
    try:
        settings = json.loads(Path(SETTINGS).read_bytes())
    except FileNotFoundError:
        return
    for who in ("owner", "service"):
        code = settings.get(who + "_code")
        if isinstance(code, str) and code:
            yield who, code


def unlock_panel(code):
    """Return whose code was typed in at the panel: "owner", "service" or None for a wrong code."""
    typed = code.encode()
    return next((who for who, own in codes() if hmac.compare_digest(own.encode(), typed)), None)
