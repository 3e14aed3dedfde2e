"""The registry's file: SQLite, so that writers wait for each other and a killed one loses nothing.

A run is known by its folder and its settings: evaluated again in the same folder it is the same
run, and another run in a folder that was emptied is another one.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coveval_train import runs
from coveval_train.errors import UserError
from coveval_train.runs import RunFolder
from eval.metrics.bootstrap import Estimate

if TYPE_CHECKING:
    from eval.scores import Score

VARIABLE = "COVEVAL_REGISTRY"
"""The environment variable that names the file; set to nothing, no run is registered."""
BUSY_S = 60.0
"""How long a writer waits for another."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, folder TEXT NOT NULL, model TEXT NOT NULL, finished TEXT NOT NULL,
    settings TEXT NOT NULL, versions TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS scores (
    run TEXT NOT NULL REFERENCES runs (id), task TEXT NOT NULL,
    judge TEXT NOT NULL, metric TEXT NOT NULL, place INTEGER NOT NULL, n INTEGER NOT NULL,
    value REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (run, task, judge, metric)
);
CREATE TABLE IF NOT EXISTS tags (
    run TEXT NOT NULL REFERENCES runs (id), tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
);
"""


@dataclass(frozen=True)
class Figure:
    """One metric of a run."""

    task: str
    judge: str
    metric: str
    n: int
    estimate: Estimate


@dataclass(frozen=True)
class Entry:
    """A run as the registry knows it."""

    id: str
    folder: str
    model: str
    finished: str
    """When its last verdict was written, in UTC, ISO 8601."""
    settings: dict[str, Any]
    """Of its manifest: model and revision, decoding, fingerprints of data and prompts."""
    versions: dict[str, str]
    tags: tuple[str, ...]
    figures: tuple[Figure, ...]
    """The first metric of each task and judge; of a run that is looked up by itself all."""


def default_path() -> Path | None:
    """Return the registry's file, by `VARIABLE` or in the user's data folder; None if turned off.

    The folder is that of the XDG base directory specification.
    """
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(home) / "coveval-train" / "runs.db"


def record(path: Path, folder: RunFolder, found: Sequence["Score"]) -> str:
    """Register a scored run, or renew what is known of it; return its id.

    Raises:
        UserError: the run has no manifest, or the registry cannot be written.
    """
    settings = runs.read_settings(folder)
    text, where = json.dumps(settings, sort_keys=True), str(folder.path.resolve())
    versions = json.dumps(json.loads(folder.manifest.read_text()).get("versions", {}))
    run = hashlib.sha256(f"{where}\n{text}".encode()).hexdigest()[:12]
    row = (run, where, model_name(settings), _finished(folder), text, versions)
    figures = [
        (run, one.task, one.judge, metric, place, one.n, each.value, each.low, each.high)
        for one in found
        for place, (metric, each) in enumerate(one.metrics.items())
    ]
    with _writing(path) as database:
        database.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "finished = excluded.finished, versions = excluded.versions",
            row,
        )
        database.execute("DELETE FROM scores WHERE run = ?", (run,))
        database.executemany("INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", figures)
    return run


def model_name(settings: dict[str, Any]) -> str:
    """Return what a run's model is called, whichever weights stood behind the name.

    It is the adapter or the model as it was given, with the revision, or the served model's name
    and address.
    """
    model = settings.get("model") or {}
    if "base_url" in model:
        return f"{model['model']} at {model['base_url']}"
    name = model.get("adapter") or model.get("base") or "unknown"
    return f"{name}@{model['revision']}" if model.get("revision") else str(name)


def tag(path: Path, run: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Add tags to a run and remove others."""
    with _writing(path) as database:
        database.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(run, t) for t in add])
        database.executemany(
            "DELETE FROM tags WHERE run = ? AND tag = ?", [(run, t) for t in remove]
        )


def entries(
    path: Path, model: str | None = None, tagged: str | None = None, most: int | None = None
) -> list[Entry]:
    """Return runs, the latest first, each with the first metric of every task and judge.

    Args:
        model: only runs whose model's name contains this.
        tagged: only runs with this tag.
        most: only the latest, this many.

    Raises:
        UserError: there is no registry, or it cannot be read.
    """
    wanted = [
        ("instr(model, ?) > 0", model),
        ("id IN (SELECT run FROM tags WHERE tag = ?)", tagged),
    ]
    given = [(condition, value) for condition, value in wanted if value is not None]
    where = " AND ".join(condition for condition, _ in given) or "1"
    chosen = f"FROM runs WHERE {where} ORDER BY finished DESC, id LIMIT ?"
    return _read(path, chosen, (*(value for _, value in given), most or -1), first_only=True)


def entry(path: Path, run: str) -> Entry:
    """Return a run by its id or how it begins, with all of its metrics.

    Raises:
        UserError: no run's id begins so, or several do.
    """
    found = _read(path, "FROM runs WHERE substr(id, 1, ?) = ?", (len(run), run), first_only=False)
    if len(found) == 1:
        return found[0]
    known = f"{len(found)} runs begin so" if found else "'coveval runs list' shows those there are"
    raise UserError(f"{run}: no run has this id ({known})")


def _read(path: Path, chosen: str, values: tuple[Any, ...], first_only: bool) -> list[Entry]:
    """Read the runs that a query chooses, with few queries whatever their number.

    Args:
        chosen: an SQL query from ``FROM`` on.
    """
    of_them = f"WHERE run IN (SELECT id {chosen})"
    wanted = of_them + " AND place = 0" * first_only
    figures: dict[str, list[Figure]] = {}
    tags: dict[str, list[str]] = {}
    with _reading(path) as database:
        rows = database.execute(f"SELECT * {chosen}", values).fetchall()
        for one in database.execute(f"SELECT * FROM scores {wanted} ORDER BY rowid", values):
            estimate = Estimate(one["value"], one["low"], one["high"])
            figure = Figure(one["task"], one["judge"], one["metric"], one["n"], estimate)
            figures.setdefault(one["run"], []).append(figure)
        for one in database.execute(f"SELECT * FROM tags {of_them} ORDER BY tag", values):
            tags.setdefault(one["run"], []).append(one["tag"])
    return [
        Entry(
            id=row["id"],
            folder=row["folder"],
            model=row["model"],
            finished=row["finished"],
            settings=json.loads(row["settings"]),
            versions=json.loads(row["versions"]),
            tags=tuple(tags.get(row["id"], ())),
            figures=tuple(figures.get(row["id"], ())),
        )
        for row in rows
    ]


def flat(found: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return a row for each figure of each run, for tables elsewhere."""
    return [
        {
            "run": one.id,
            "finished": one.finished,
            "model": one.model,
            "tags": " ".join(one.tags),
            "folder": one.folder,
            **{name: value for name, value in asdict(figure).items() if name != "estimate"},
            **asdict(figure.estimate),
        }
        for one in found
        for figure in one.figures
    ]


def _finished(folder: RunFolder) -> str:
    file = folder.verdicts if folder.verdicts.exists() else folder.manifest
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the registry for one change, which is made as a whole or not at all."""
    with _connected(path) as database:
        # Two that both begin by reading could not both go on to write.
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise UserError(
            f"{path}: there is no registry yet; 'coveval eval' and 'coveval runs add' make it"
        )
    with _connected(path) as database:
        yield database


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA foreign_keys = ON")
            database.executescript(SCHEMA)
            yield database
        finally:
            database.close()
    except (sqlite3.Error, OSError) as error:
        raise UserError(f"{path}: not a registry that can be used ({error})") from error
