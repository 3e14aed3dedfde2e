import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen import sources
from data_gen.sources import Corpus, sven
from eval.bench import suite

OFFICIAL = Path(__file__).parents[2] / "../shared/data/sven_pairs.jsonl.gz"

Row = Callable[..., str]
File = Callable[..., Path]


def problems_of(path: Path) -> list[str]:
    with pytest.raises(UserError) as raised:
        sven.load(path)
    return raised.value.problems


@pytest.mark.parametrize("name", ["embeded", "sven", "sven:", "embedded:x", ""])
def test_an_unknown_source_is_refused_and_the_known_ones_named(name: str) -> None:
    with pytest.raises(
        UserError, match=r"--source: unknown source .* embedded, evolved:DIR, sven:FILE\."
    ):
        sources.load(name)


def test_embedded_is_the_train_split_and_nothing_of_the_eval_split(embedded: Corpus) -> None:
    splits = {family.id: family.about.split for family in suite.load()}
    found = {program.family for program in embedded.programs}
    assert found == {name for name, split in splits.items() if split == "train"}
    assert {program.split for program in embedded.programs} == {"train"}


def test_embedded_fixes_each_vulnerable_program_by_a_secure_one_of_its_family(
    embedded: Corpus,
) -> None:
    for before, after in embedded.fixes:
        assert (before.label, after.label) == (Label.VULNERABLE, Label.SECURE)
        assert before.family == after.family
    vulnerable = [row.id for row in embedded.programs if row.label == Label.VULNERABLE]
    assert sorted(before.id for before, _ in embedded.fixes) == sorted(vulnerable)


def test_embedded_labels_are_executed(embedded: Corpus) -> None:
    assert {program.label_source for program in embedded.programs} == {"executed"}


def test_a_sven_row_is_a_vulnerable_and_a_secure_program(sven_row: Row, sven_file: File) -> None:
    row = sven_row(func_src_before="a[9] = 1; // é", func_src_after="a[0] = 1;")
    corpus = sven.load(sven_file(row))
    ((before, after),) = corpus.fixes
    assert corpus.programs == [before, after]
    assert (before.label, before.code) == (Label.VULNERABLE, "a[9] = 1; // é")
    assert (after.label, after.code) == (Label.SECURE, "a[0] = 1;")
    assert (before.cwe, before.language, before.label_source) == ("CWE-125", "c", "commit")
    assert before.origin == "sven github.com/owner/repo/commit/abc"


def test_families_of_sven_are_repositories(sven_row: Row, sven_file: File) -> None:
    links = [f"github.com/{name}/commit/1" for name in ("a/x", "a/x", "a/y", "b/x")]
    corpus = sven.load(sven_file(*(sven_row(commit_link=link) for link in links)))
    families = [before.family for before, _ in corpus.fixes]
    assert families == ["sven/a/x", "sven/a/x", "sven/a/y", "sven/b/x"]


def test_a_commit_link_may_start_with_https(sven_row: Row, sven_file: File) -> None:
    corpus = sven.load(sven_file(sven_row(commit_link="https://github.com/owner/repo/commit/abc")))
    assert {program.family for program in corpus.programs} == {"sven/owner/repo"}


def test_a_repository_is_one_family_however_its_name_is_capitalised(
    sven_row: Row, sven_file: File
) -> None:
    links = ("github.com/perl/perl5/commit/1", "github.com/Perl/perl5/commit/2")
    corpus = sven.load(sven_file(*(sven_row(commit_link=link) for link in links)))
    assert len({program.family for program in corpus.programs}) == 1


@pytest.mark.parametrize(
    ("file", "language"), [("a/b.c", "c"), ("a.h", "c"), ("x.d/views.py", "python")]
)
def test_the_language_is_that_of_the_file(
    sven_row: Row, sven_file: File, file: str, language: str
) -> None:
    corpus = sven.load(sven_file(sven_row(file_name=file)))
    assert {program.language for program in corpus.programs} == {language}


def test_cpp_is_skipped_and_counted(sven_row: Row, sven_file: File) -> None:
    names = ("a.cpp", "a.c", "b.cpp", "c.cc", "Makefile")
    corpus = sven.load(sven_file(*(sven_row(file_name=name) for name in names)))
    assert len(corpus.fixes) == 1
    assert corpus.skipped == {
        ".cpp is neither C nor Python": 2,
        ".cc is neither C nor Python": 1,
        "no suffix is neither C nor Python": 1,
    }


def test_a_fix_that_changes_nothing_is_skipped_and_counted(sven_row: Row, sven_file: File) -> None:
    corpus = sven.load(sven_file(sven_row(), sven_row(func_src_before="f;", func_src_after="f;")))
    assert len(corpus.fixes) == 1
    assert sum(corpus.skipped.values()) == 1


def test_a_program_keeps_the_number_of_its_line(sven_row: Row, sven_file: File) -> None:
    corpus = sven.load(sven_file(sven_row(file_name="a.cpp"), sven_row()))
    ids = [program.id for program in corpus.programs]
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
    assert sven.load(packed) == sven.load(plain)


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
    corpus = sven.load(OFFICIAL)
    assert len(corpus.fixes) + sum(corpus.skipped.values()) == 803
    assert len(corpus.programs) == 2 * len(corpus.fixes)
    assert {len(program.family.split("/")) for program in corpus.programs} == {3}
