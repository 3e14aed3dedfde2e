"""A trial for tests of what runs trials: writes down that it ran, waits, and reports its figures.

python stub.py --journal=FILE --x=NUMBER [--steps=N --seconds=S --fails=TEXT --flag=True --in={...}]
"""

import json
import os
import sys
import time
from pathlib import Path

import yaml

given = dict(word.removeprefix("--").split("=", 1) for word in sys.argv[1:])
values = {name: yaml.safe_load(value) for name, value in given.items()}
with Path(values.pop("journal")).open("a") as journal:
    journal.write(json.dumps(values | {"pid": os.getpid()}) + "\n")
if values.get("fails") == values["x"]:
    sys.exit(f"error: x is {values['x']}")
steps = values.get("steps", 1)
for step in range(1, steps + 1):
    time.sleep(values.get("seconds", 0) / steps)
    with Path(os.environ["COVEVAL_METRICS"]).open("a") as metrics:
        metrics.write(json.dumps({"step": step, "score": values["x"] * step / steps}) + "\n")
