"""Endpoints by address: where a served model is, and which environment variable holds its key."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from coveval_train.errors import UserError, raise_if_any

# Upper case alone: a key given by mistake in place of a name is refused, and is never repeated.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_MOST_AT_ONCE = 1000
"""As many connections as the `openai` client opens; more would wait for one another."""


@dataclass(frozen=True)
class EndpointRef:
    """A model behind an OpenAI-compatible endpoint, and how it is asked.

    Raises:
        UserError: a field is of no use; every problem is named. A URL that holds credentials is
            refused, as the address is written in manifests and errors.
    """

    base_url: str
    """What comes before ``/chat/completions``, for example ``http://localhost:8000/v1``."""
    model: str
    """The model's name at the endpoint."""
    key_variable: str | None = None
    """Name of the environment variable that holds the key; without one no key is sent."""
    concurrency: int = 8
    """The most requests at one time."""
    timeout_s: float = 600.0
    """Seconds for one request, from its first byte to the answer's last."""
    attempts: int = 8
    """How often one question may fail before the run ends."""

    def __post_init__(self) -> None:
        problems = _url_problems(self.base_url)
        if not self.model.strip():
            problems.append("endpoint: no model; name one that it serves")
        if self.key_variable is not None and not _VARIABLE.fullmatch(self.key_variable):
            problems.append(
                "endpoint: key_variable is no name of an environment variable (capitals, digits "
                "and _); export the key under such a name and give the name, never the key"
            )
        if not 1 <= self.concurrency <= _MOST_AT_ONCE:
            problems.append(f"endpoint: concurrency must be between 1 and {_MOST_AT_ONCE}")
        if not self.timeout_s > 0:
            problems.append("endpoint: timeout_s must be more than 0 seconds")
        if self.attempts < 1:
            problems.append("endpoint: attempts must be at least 1")
        raise_if_any(problems)

    @property
    def name(self) -> str:
        """A short name for tables: the model's last part."""
        return self.model.rstrip("/").rpartition("/")[2]

    def __str__(self) -> str:
        return f"{self.model} at {self.base_url}"

    def key(self) -> str | None:
        """Return the key from the environment, or None where no variable is named.

        Raises:
            UserError: the variable is not set, or holds what cannot be a key.
        """
        if self.key_variable is None:
            return None
        # A file's last newline often comes along with the key.
        key = os.environ.get(self.key_variable, "").strip()
        if not key:
            raise UserError(
                f"{self}: the environment variable {self.key_variable} is not set; export the "
                "endpoint's key in it"
            )
        if not (key.isascii() and key.isprintable()):
            raise UserError(
                f"{self}: the environment variable {self.key_variable} holds characters that no "
                "key has; export it again"
            )
        return key


def parse(text: str, option: str, concurrency: int = 8) -> EndpointRef:
    """Read an endpoint as named on the command line: ``URL,MODEL`` or ``URL,MODEL,KEY_VARIABLE``.

    Args:
        option: what errors call the option that it was given to.

    Raises:
        UserError: the model is missing, or a field is of no use.
    """
    url, _, rest = text.partition(",")
    served, _, key_variable = rest.partition(",")
    if not served:
        raise UserError(f"{option} {url}: no model; write URL,MODEL or URL,MODEL,KEY_VARIABLE")
    return EndpointRef(url, served, key_variable or None, concurrency)


def _url_problems(url: str) -> list[str]:
    """Return what is wrong with an endpoint's URL; what may be secret in it is not repeated."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ["endpoint: its URL cannot be read; give one like http://localhost:8000/v1"]
    if "@" in url:
        return [
            "endpoint: its URL holds credentials; export the key in an environment variable and "
            "name that"
        ]
    if parts.query or parts.fragment:
        return ["endpoint: its URL has a query or a fragment; give what comes before them"]
    readable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in {"http", "https"} or not parts.hostname or not readable:
        return [f"endpoint: {url!r} is no URL; give one like http://localhost:8000/v1"]
    if parts.path.rstrip("/").endswith("/chat/completions"):
        return [f"endpoint: {url}: leave out /chat/completions, which is added to it"]
    return []
