"""A run's folder: its manifest, and files that survive being killed."""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coveval_train import __version__, tables
from coveval_train.errors import UserError

PACKAGES = ("torch", "transformers", "peft", "bitsandbytes", "trl", "accelerate", "datasets")


def versions() -> dict[str, str]:
    """Return the versions of Python, this project and the libraries that decide a result."""
    installed = {"coveval-train": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            installed[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return installed


def code_fingerprint() -> str:
    """Return the SHA-256 (first 12 digits) of all code and prompts that decide a result."""
    digest = hashlib.sha256()
    for package in ("coveval_train", "data_gen", "eval"):
        spec = importlib.util.find_spec(package)
        for root in (spec.submodule_search_locations or []) if spec else []:
            for path in sorted(Path(root).rglob("*")):
                if path.suffix in (".py", ".j2"):
                    digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class RunFolder:
    """The folder of one evaluation run."""

    path: Path

    @property
    def manifest(self) -> Path:
        return self.path / "run.json"

    @property
    def failures(self) -> Path:
        """How often an endpoint failed, by kind."""
        return self.path / "endpoint_failures.json"

    @property
    def requests(self) -> Path:
        return self.path / "requests.jsonl"

    @property
    def responses(self) -> Path:
        return self.path / "responses.jsonl"

    @property
    def verdicts(self) -> Path:
        return self.path / "verdicts.jsonl"

    @property
    def analyses(self) -> Path:
        return self.path / "analyses.jsonl"

    @property
    def sarif(self) -> Path:
        return self.path / "findings.sarif"

    @property
    def scores(self) -> Path:
        return self.path / "scores.json"

    @property
    def markdown(self) -> Path:
        return self.path / "report.md"

    @property
    def report(self) -> Path:
        return self.path / "report.html"


def open_run(
    path: Path, settings: dict[str, Any], command: Sequence[str] | None = None
) -> RunFolder:
    """Make the folder of a new run, or go on with one that was started with the same settings.

    Args:
        path: the run's folder; made if it is missing.
        settings: what decides the result (model, decoding, prompt hashes, …), as JSON values.
        command: what `coveval` was called with, by which the run can be made again.

    Raises:
        UserError: the folder cannot be written, or it holds a run with other settings.
    """
    folder = RunFolder(path)
    make_folder(path)
    if not folder.manifest.exists():
        manifest: dict[str, Any] = {"settings": settings, "versions": versions()}
        if command is not None:
            manifest["command"] = {"words": list(command), "in": str(Path.cwd())}
        tables.write_json(manifest, folder.manifest)
        return folder
    before = read_settings(folder)
    changed = [
        f"{key}: {before.get(key)!r} before, {settings.get(key)!r} now"
        for key in sorted(before.keys() | settings.keys())
        if before.get(key) != settings.get(key)
    ]
    if changed:
        raise UserError(
            f"{path} holds a run with other settings ({'; '.join(changed)}); choose another folder"
        )
    return folder


def read_settings(folder: RunFolder) -> dict[str, Any]:
    """Return the settings that a run's manifest records; raise `UserError` if there are none."""
    try:
        settings = json.loads(folder.manifest.read_text())["settings"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{folder.manifest}: not a run's manifest ({error!r})") from error
    if not isinstance(settings, dict):
        raise UserError(f"{folder.manifest}: not a run's manifest (its settings are no mapping)")
    return settings


def unwritable(path: Path) -> str | None:
    """Return why a folder could not be made or written, without making it, or None."""
    parent = next(above for above in (path, *path.absolute().parents) if above.exists())
    if parent.is_dir() and os.access(parent, os.W_OK):
        return None
    return f"{path}: cannot write there; choose another"


def make_folder(path: Path) -> None:
    """Make a folder and prove that it can be written; raise `UserError` otherwise."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        # A name of its own, as other processes may be at the same.
        probe = path / f".probe-{uuid.uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(f"{path}: cannot write there ({error.strerror}); choose another") from error
