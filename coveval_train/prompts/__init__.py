"""The prompts, as versioned Jinja templates.

A template is called ``NAME.VERSION.j2`` and is never edited once a run used it: a change of wording
is a new version, so that results of two versions are never mixed unawares.
"""

import functools
import hashlib
from collections.abc import Iterable
from importlib import resources
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template

from coveval_train import cwe
from coveval_train.records import Message

# Prompts are plain text for a model, so markup in the code must reach it as it is.
_environment = Environment(
    loader=BaseLoader(),
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    keep_trailing_newline=False,
)


@functools.cache
def _versions() -> dict[str, int]:
    """Return the newest version of each template."""
    newest: dict[str, int] = {}
    for file in resources.files(__name__).iterdir():
        if file.name.endswith(".j2"):
            name, version = file.name.removesuffix(".j2").split(".")
            newest[name] = max(newest.get(name, 0), int(version))
    return newest


@functools.cache
def _source(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.{_versions()[name]}.j2").read_text()


@functools.cache
def _template(name: str) -> Template:
    return _environment.from_string(_source(name))


def identity(name: str) -> str:
    """Return the name and version of the prompt in use, for example ``judgment@1``."""
    return f"{name}@{_versions()[name]}"


def fingerprints(names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the SHA-256 (first 12 digits) of prompts in use, or of all, by `identity`."""
    return {
        identity(name): hashlib.sha256(_source(name).encode()).hexdigest()[:12]
        for name in sorted(_versions() if names is None else names)
    }


def user_message(name: str, **fields: Any) -> Message:
    """Fill the prompt called `name` and return it as the user's message.

    `cwe` may be given as an id; the template sees the `Weakness`. Every template also sees
    `weaknesses`, all 18 of them.

    Raises:
        jinja2.UndefinedError: the template needs a field that was not given.
    """
    if "cwe" in fields:
        fields["cwe"] = cwe.get(fields["cwe"])
    text = _template(name).render(weaknesses=cwe.WEAKNESSES, **fields)
    return Message(role="user", content=text)
