import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from data_gen.sources import Fix, embedded


@pytest.fixture
def sven_row() -> Callable[..., str]:
    """Return a maker of made-up rows in SVEN's format, as lines; fields can be replaced."""

    def make(**fields: str) -> str:
        row = {
            "func_name": "load",
            "func_src_before": "int load(char *s) {\n    return s[9];\n}",
            "func_src_after": "int load(char *s) {\n    return s ? s[0] : 0;\n}",
            "commit_link": "github.com/owner/repo/commit/abc",
            "file_name": "src/load.c",
            "vul_type": "cwe-125",
        }
        return json.dumps(row | fields)

    return make


@pytest.fixture
def sven_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a file of the lines given."""

    def make(*lines: str, name: str = "pairs.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    return make


@pytest.fixture(scope="session")
def embedded_fixes() -> list[Fix]:
    return list(embedded.read(Counter()))
