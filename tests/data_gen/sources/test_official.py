import tarfile
from pathlib import Path

import pytest

from data_gen import build
from data_gen.card import Choices

SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.official
@pytest.mark.skipif(not SHARED.exists(), reason="the published data is not there")
def test_the_published_programs_and_sven_are_counted(tmp_path: Path) -> None:
    with tarfile.open(SHARED / "coveval_v1.tar.gz") as archive:
        archive.extractall(tmp_path / "clone", filter="data")
    names = [f"official:{tmp_path}/clone", f"sven:{SHARED}/sven_pairs.jsonl.gz"]
    made = build.build("vcjudge", names, tmp_path / "out", Choices(0.2, 0))
    kinds = {kind: sum(by_split.values()) for kind, by_split in made.counts["kind"].items()}
    # 531 published programs, of which 9 are there twice, and both versions of 735 fixes.
    programs = 531 - 9 + 2 * 735
    assert kinds == {"judgment": programs, "classification": programs, "repair": 735}
    assert sum(made.counts["source"]["official"].values()) == 2 * (531 - 9)
    assert made.counts["label_source"].keys() == {"human", "commit"}
    assert made.skipped == {
        ".cpp is neither C nor Python": 34,
        ".cc is neither C nor Python": 22,
        "the same code as an earlier program": 14,
        "the fix changes nothing": 4,
        ".C is neither C nor Python": 1,
        "the same code as a program with the other label": 1,
        "the fix changes comments or white space only": 1,
    }
