"""Models by name: what a folder or hub id is, and whether it can be loaded, before it is."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from coveval_train.errors import UserError, raise_if_any

_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")
_SAMPLE_BYTES = 1 << 20
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")
_WEIGHT_PATTERNS = ("*.safetensors", "pytorch_model*.bin")


@dataclass(frozen=True)
class ModelRef:
    """A base model, with the adapter to put on it if there is one."""

    base: str
    """Hub id or folder."""
    adapter: str | None = None
    """Folder or hub id of a PEFT adapter."""
    revision: str | None = None
    """Hub branch, tag or commit of the base model."""

    @property
    def name(self) -> str:
        """A short name for tables: the adapter's or the base's last part."""
        return Path(self.adapter or self.base).name

    @property
    def tokenizer(self) -> str:
        """Where the tokenizer is: the adapter's own copy if it has one, else the base model's."""
        if self.adapter and _has_tokenizer(Path(self.adapter)):
            return self.adapter
        return self.base


def resolve(name: str, adapter: str | None = None, revision: str | None = None) -> ModelRef:
    """Find out what `name` is, without loading it.

    A folder with ``adapter_config.json`` is an adapter and stands for the base model that the file
    names.

    Raises:
        UserError: a folder is missing or incomplete; every problem is named.
    """
    if adapter is None and (Path(name) / "adapter_config.json").exists():
        return resolve(_base_of(Path(name)), name, revision)
    problems = _base_problems(name)
    if adapter is not None:
        problems += _adapter_problems(adapter)
    raise_if_any(problems)
    return ModelRef(name, adapter, revision)


def fingerprint(ref: ModelRef) -> str:
    """Return a digest that changes when a local model's or adapter's files do.

    Of each weight file the size and three samples of 1 MiB are read, so that large models cost no
    time. A model of the hub is told apart by its id and revision.
    """
    digest = hashlib.sha256(str(ref.revision).encode())
    for name in filter(None, (ref.base, ref.adapter)):
        if not Path(name).is_dir():
            digest.update(name.encode())
            continue
        for path in sorted(Path(name).glob("*")):
            if path.suffix in {".safetensors", ".bin", ".json", ".jinja"}:
                digest.update(path.name.encode())
                digest.update(_sample(path))
    return digest.hexdigest()[:12]


def _sample(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        parts = []
        for offset in (0, size // 2, max(0, size - _SAMPLE_BYTES)):
            file.seek(offset)
            parts.append(file.read(_SAMPLE_BYTES))
    return b"".join([str(size).encode(), *parts])


def _base_of(adapter: Path) -> str:
    config = adapter / "adapter_config.json"
    try:
        base = json.loads(config.read_text())["base_model_name_or_path"]
    except (ValueError, KeyError, TypeError):
        base = None
    if not isinstance(base, str):
        raise UserError(f"{config}: names no base model; pass it and --adapter {adapter}")
    return base


def _base_problems(name: str) -> list[str]:
    folder = Path(name)
    if not folder.exists():
        if name.startswith((".", "/", "~")) or not _HUB_ID.fullmatch(name):
            return [f"{name}: no such model folder, and not a hub id of the form owner/name"]
        return []
    if not folder.is_dir():
        return [f"{name}: a file; name the folder that holds config.json and the weights"]
    problems = []
    if not (folder / "config.json").exists():
        problems.append(f"{name}: no config.json, so this is not a model folder")
    if not _has_tokenizer(folder):
        problems.append(
            f"{name}: no tokenizer (one of {', '.join(_TOKENIZER_FILES)}); save it beside the "
            "weights with tokenizer.save_pretrained"
        )
    if not any(next(folder.glob(pattern), None) for pattern in _WEIGHT_PATTERNS):
        problems.append(f"{name}: no weights (model.safetensors)")
    return problems


def _adapter_problems(name: str) -> list[str]:
    folder = Path(name)
    if not folder.exists():
        if name.startswith((".", "/", "~")) or not _HUB_ID.fullmatch(name):
            return [f"{name}: no such adapter folder, and not a hub id of the form owner/name"]
        return []
    return [
        f"{name}: no {file}, so this is not a PEFT adapter"
        for file in ("adapter_config.json", "adapter_model.safetensors")
        if not (folder / file).exists()
    ]


def _has_tokenizer(folder: Path) -> bool:
    return any((folder / file).exists() for file in _TOKENIZER_FILES)
