import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen.sources import Fix, sven

OFFICIAL = Path(__file__).parents[3] / "../shared/data/sven_pairs.jsonl.gz"

Row = Callable[..., str]
File = Callable[..., Path]


def read(path: Path) -> tuple[list[Fix], Counter[str]]:
    skipped = Counter[str]()
    return list(sven.open_file(path)(skipped)), skipped


def fixes_of(path: Path) -> list[Fix]:
    return read(path)[0]


def problems_of(path: Path) -> list[str]:
    with pytest.raises(UserError) as raised:
        read(path)
    return raised.value.problems


def test_a_sven_row_is_a_vulnerable_and_a_secure_program(sven_row: Row, sven_file: File) -> None:
    row = sven_row(func_src_before="a[9] = 1; // é", func_src_after="a[0] = 1;")
    (fix,) = fixes_of(sven_file(row))
    before, after = fix.programs
    assert (before.label, before.code) == (Label.VULNERABLE, "a[9] = 1; // é")
    assert (after.label, after.code) == (Label.SECURE, "a[0] = 1;")
    assert (before.cwe, before.language, before.label_source) == ("CWE-125", "c", "commit")
    assert before.origin == "sven github.com/owner/repo/commit/abc"


def test_families_are_repositories_whoever_owns_them(sven_row: Row, sven_file: File) -> None:
    links = [f"github.com/{name}/commit/1" for name in ("a/x", "a/x", "a/y", "b/x")]
    fixes = fixes_of(sven_file(*(sven_row(commit_link=link) for link in links)))
    families = [fix.family for fix in fixes]
    assert families == [f"repository/{name}" for name in "xxyx"]


def test_a_commit_link_may_start_with_https(sven_row: Row, sven_file: File) -> None:
    (fix,) = fixes_of(sven_file(sven_row(commit_link="https://github.com/owner/repo/commit/abc")))
    assert fix.family == "repository/repo"


def test_a_repository_is_one_family_however_its_name_is_capitalised(
    sven_row: Row, sven_file: File
) -> None:
    links = ("github.com/perl/perl5/commit/1", "github.com/Perl/Perl5/commit/2")
    fixes = fixes_of(sven_file(*(sven_row(commit_link=link) for link in links)))
    assert len({fix.family for fix in fixes}) == 1


@pytest.mark.parametrize(
    ("file", "language"), [("a/b.c", "c"), ("a.h", "c"), ("x.d/views.py", "python")]
)
def test_the_language_is_that_of_the_file(
    sven_row: Row, sven_file: File, file: str, language: str
) -> None:
    (fix,) = fixes_of(sven_file(sven_row(file_name=file)))
    assert {program.language for program in fix.programs} == {language}


def test_cpp_is_skipped_and_counted(sven_row: Row, sven_file: File) -> None:
    names = ("a.cpp", "a.c", "b.cpp", "c.cc", "Makefile")
    fixes, skipped = read(sven_file(*(sven_row(file_name=name) for name in names)))
    assert len(fixes) == 1
    assert skipped == {
        ".cpp is neither C nor Python": 2,
        ".cc is neither C nor Python": 1,
        "no suffix is neither C nor Python": 1,
    }


def test_a_fix_that_changes_nothing_is_skipped_and_counted(sven_row: Row, sven_file: File) -> None:
    same = sven_row(func_src_before="f;", func_src_after="f;")
    fixes, skipped = read(sven_file(sven_row(), same))
    assert len(fixes) == 1
    assert skipped == {"the fix changes nothing": 1}


def test_a_program_keeps_the_number_of_its_line(sven_row: Row, sven_file: File) -> None:
    (fix,) = fixes_of(sven_file(sven_row(file_name="a.cpp"), sven_row()))
    ids = [program.id for program in fix.programs]
    assert ids == ["sven/pairs/2/vulnerable", "sven/pairs/2/secure"]


def test_every_malformed_line_is_named_by_file_and_number(sven_row: Row, sven_file: File) -> None:
    path = sven_file(sven_row(), "{torn", sven_row(vul_type="cwe-9999"), "{}", sven_row())
    found = problems_of(path)
    assert [problem.split(": ")[0] for problem in found] == [f"{path}:{n}" for n in (2, 3, 4)]
    assert "vul_type: " in found[1]
    assert "unknown CWE 'cwe-9999'" in found[1]


def test_a_compressed_file_is_read_the_same(sven_row: Row, sven_file: File) -> None:
    plain = sven_file(sven_row(func_src_after="// é\u2028\r"), sven_row())
    packed = plain.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(packed) == read(plain)


@pytest.mark.parametrize("damage", ["cut short", "not compressed", "bits flipped", "not UTF-8"])
def test_a_damaged_file_is_one_user_error(sven_row: Row, tmp_path: Path, damage: str) -> None:
    rows = "".join(sven_row(func_src_before=f"f({n});") + "\n" for n in range(200)).encode()
    packed = gzip.compress(rows, mtime=0)
    path = tmp_path / "pairs.jsonl.gz"
    flipped = packed[:60] + bytes(byte ^ 0xFF for byte in packed[60:120]) + packed[120:]
    contents = {
        "cut short": packed[:-100],
        "not compressed": rows,
        "bits flipped": flipped,
        "not UTF-8": gzip.compress(b'"\xe9"\n'),
    }
    path.write_bytes(contents[damage])
    (problem,) = problems_of(path)
    assert problem.startswith(f"{path}: cannot be read")


def test_a_missing_file_is_a_user_error(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none.jsonl") == [f"{tmp_path}/none.jsonl: no such file"]


@pytest.mark.official
@pytest.mark.skipif(not OFFICIAL.exists(), reason="the published data is not there")
def test_every_row_of_the_published_data_is_read_or_counted_as_skipped() -> None:
    fixes, skipped = read(OFFICIAL)
    assert len(fixes) + skipped.total() == 803
    assert {len(fix.family.split("/")) for fix in fixes} == {2}


def test_one_of_its_splits_is_read_where_one_is_named(sven_row: Row, sven_file: File) -> None:
    path = sven_file(sven_row(split="train"), sven_row(split="val", func_src_before="x;"))
    fixes, skipped = read(path.with_name(f"{path.name},val"))
    assert [fix.vulnerable.code for fix in fixes] == ["x;"]
    assert skipped == {"of the split train": 1}
    assert len(fixes_of(path)) == 2
    with pytest.raises(UserError, match=r"pairs\.jsonl,eval: no such file"):
        sven.open_file(path.with_name(f"{path.name},eval"))
