"""Where the analysers are on this machine, and how they come there.

Semgrep and Weights & Biases want different versions of OpenTelemetry, so the analysers that are
Python packages have a virtual environment of their own. Cppcheck and gcc come from the system.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from coveval_train.errors import UserError
from eval.oracles.analysers import process

ENVIRONMENT = Path(sys.prefix, "analysers")
"""Inside the project's environment, where the sandbox shows it."""
REQUIREMENTS = ("bandit>=1.9,<2", "flawfinder>=2.0.19,<3", "semgrep>=1.150,<2")
INSTALL = {
    "bandit": "coveval analysers install",
    "flawfinder": "coveval analysers install",
    "semgrep": "coveval analysers install",
    "cppcheck": "apt-get install cppcheck",
    "gcc": "apt-get install gcc libc6-dev",
}
"""The line that installs each."""
# The executable called semgrep looks for the network before anything else, and starts this one.
EXECUTABLES = {"semgrep": "pysemgrep"}


def find(name: str) -> Path | None:
    """Return a tool's executable: of the analysers' environment, else on PATH, or None.

    Those outside /usr and this Python's folders are passed over: the sandbox does not show them.
    """
    path = os.pathsep.join([str(ENVIRONMENT / "bin"), os.environ.get("PATH", os.defpath)])
    for folder in path.split(os.pathsep):
        found = shutil.which(EXECUTABLES.get(name, name), path=folder)
        if found and _shown(Path(found)):
            return Path(found)
    return None


def require(name: str) -> Path:
    """Return a tool's executable; raise `UserError` where there is none."""
    found = find(name)
    if found is None:
        raise UserError(missing(name))
    return found


def missing(name: str) -> str:
    return f"{name} is not installed; install it with '{INSTALL[name]}'"


def version(name: str) -> str:
    """Return a tool's version as it runs in the sandbox.

    Raises:
        UserError: it is not installed, or does not run.
    """
    tool = require(name)
    try:
        printed = process.run([*command(name), "--version"]).stdout
    except process.ToolFailed as error:
        raise UserError(f"{tool} does not run: {error}") from error
    # gcc's first line has the distribution's own number in it before the version.
    numbers = re.findall(r"\d+(?:\.\d+)+", printed.partition("\n")[0])
    if not numbers:
        raise UserError(f"{tool} does not run; install it again with '{INSTALL[name]}'")
    return numbers[-1]


def command(name: str) -> list[str]:
    """Return the beginning of a tool's command line; raise `UserError` where there is no tool.

    A tool finds its helpers beside itself.
    """
    tool = require(name)
    settings = [f"PATH={tool.parent}:/usr/bin:/bin"]
    if name == "semgrep":
        settings += ["SEMGREP_ENABLE_VERSION_CHECK=0", "SEMGREP_SEND_METRICS=off"]
        # It does not start without certificates to trust, though it is to connect to nothing.
        found = tool.parent.parent.glob("lib/python3*/*-packages/certifi/cacert.pem")
        settings += [f"SSL_CERT_FILE={certificates}" for certificates in found]
    return ["/usr/bin/env", *settings, str(tool)]


def install(folder: Path = ENVIRONMENT) -> None:
    """Make the environment of the analysers that are Python packages, or bring it up to date.

    Raises:
        UserError: a package cannot be installed; the message is pip's.
    """
    for argv in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *REQUIREMENTS],
    ):
        finished = subprocess.run(argv, capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            complaint = (finished.stderr or finished.stdout).strip().splitlines()[-1:]
            raise UserError(f"{' '.join(argv[:4])}: {' '.join(complaint) or 'failed'}")


def _shown(tool: Path) -> bool:
    roots = ("/usr", sys.base_prefix, sys.prefix)
    return any(tool.resolve().is_relative_to(Path(root).resolve()) for root in roots)
