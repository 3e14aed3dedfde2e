"""Control desks of a greenhouse, which talk with people in lines of text, one desk at each port."""

import json
from hmac import compare_digest
from pathlib import Path

vents = {"ridge": 0, "east": 0, "west": 0}
desks = {}


def type_line(port, line):
    """Hand a line "WORD ARGUMENTS" to do_WORD of the desk at this port and return its answer."""
    word, *arguments = line.split()
    return getattr(desks.setdefault(port, Desk()), f"do_{word}")(*arguments)


class Desk:
    def __init__(self):
        self.gardener = None

    def do_hello(self, name, pin):
        """Sign a gardener in, with the PIN from gardeners.json."""
        pins = json.loads(Path("gardeners.json").read_text(encoding="utf-8"))
        if name not in pins or not compare_digest(pins[name].encode(), pin.encode()):
            return "who?"
        self.gardener = name
        return f"hello {name}"

    def do_bye(self):
        self.gardener = None
        return "bye"

    def do_show(self, vent):
        return f"{vent} is {vents[vent]}% open"

    def do_set(self, vent, percent):
        """Open the vent that far for the gardener at this desk and answer "done".

        `percent` is text. Answer "no", and leave everything as it is, for a vent that does not
        exist or a percent that is not a whole number from 0 to 100.
        """
        known = json.loads(Path("gardeners.json").read_text(encoding="utf-8"))
        wanted = int(percent) if percent.isdigit() else -1
        if self.gardener in known and vent in vents and 0 <= wanted <= 100:
            vents[vent] = wanted
            return "done"
        return "no"
