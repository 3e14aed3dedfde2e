import csv
import io
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coveval_train import tables
from coveval_train.errors import UserError
from coveval_train.records import Instruction, Label, Message, Outcome, Response, Verdict

FORMATS = ["jsonl", "parquet"]


def instruction(text: str, number: int = 0, label: Label | None = None) -> Instruction:
    question = Message(role="user", content=text)
    return Instruction(
        id=f"judgment:{number}",
        kind="judgment",
        messages=[question, Message(role="assistant", content=text, loss=True)],
        family="pets",
        cwe="CWE-89" if label else None,
        label=label,
        split="train",
        origin="test",
        prompt="judgment@1",
    )


def response(number: int) -> Response:
    return Response(request=f"r{number}", text='é "漢"\n\u2028🙂\r', tokens=number, finish="stop")


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(deadline=None, max_examples=40)
@given(texts=st.lists(st.text(), min_size=1, max_size=4))
@example(texts=["a\u2028b\u2029c\x85d", "a\rb\r\nc\n", "'", '"', "\\", "\x00", "é漢🙂\ufeff", ""])
@example(texts=["</script>", "{{ x }}", "null", "NaN", "1", "2024-01-01", "\\u2028", "\\/"])
def test_records_come_back_as_they_were_written(suffix: str, texts: list[str]) -> None:
    records = [
        instruction(text, number, label=Label.SECURE if number % 2 else None)
        for number, text in enumerate(texts)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{suffix}"
        tables.write(records, path)
        assert tables.read(path, Instruction) == records


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_probability_keeps_all_its_digits(tmp_path: Path, suffix: str) -> None:
    verdict = Verdict(request="r", judge="j", outcome=Outcome.SECURE, p_vulnerable=2 / 3)
    tables.write([verdict], tmp_path / f"rows.{suffix}")
    assert tables.read(tmp_path / f"rows.{suffix}", Verdict) == [verdict]


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_records_make_a_file_without_rows(tmp_path: Path, suffix: str) -> None:
    tables.write([], tmp_path / f"rows.{suffix}")
    assert tables.read(tmp_path / f"rows.{suffix}", Instruction) == []


def test_a_record_takes_one_line_and_is_legible(tmp_path: Path) -> None:
    tables.write([instruction("é\u2028\r\n漢"), instruction("b")], tmp_path / "rows.jsonl")
    data = (tmp_path / "rows.jsonl").read_bytes()
    assert data.count(b"\n") == 2
    assert "é" in data.decode()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_write_that_fails_halfway_leaves_the_file_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows.{suffix}"
    tables.write([instruction("before")], path)
    text = "".join(map(chr, range(0x4E00, 0x9E00)))
    with files_limited_to(1 << 14), pytest.raises(OSError, match="File too large"):
        tables.write([instruction(text)], path)
    assert tables.read(path, Instruction) == [instruction("before")]


def test_every_malformed_line_is_named_by_file_and_number(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = instruction("a").model_dump_json()
    path.write_text("\n".join([good, "{torn", "", good.replace("train", "test"), "[]", good]))
    with pytest.raises(UserError) as raised:
        tables.read(path, Instruction)
    places = [problem.split(": ")[0] for problem in raised.value.problems]
    assert places == [f"{path}:2", f"{path}:4", f"{path}:5"]


def test_every_fault_of_a_row_is_named_by_its_field() -> None:
    with pytest.raises(UserError) as raised:
        tables.parse(['{"request": "r", "token": 1, "finish": "eos"}'], Response, "rows")
    (problem,) = raised.value.problems
    assert all(f"{field}: " in problem for field in ("text", "token", "finish", "tokens"))


def test_malformed_parquet_rows_are_named_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    tables.write([Message(role="user", content="a"), Message(role="user", content="b")], path)
    with pytest.raises(UserError) as raised:
        tables.read(path, Instruction)
    places = [problem.split(": ")[1] for problem in raised.value.problems]
    assert places == ["row 1", "row 2"]


def test_a_file_that_is_not_parquet_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "rows.parquet").write_text("{}")
    with pytest.raises(UserError, match=r"rows\.parquet: not a Parquet file"):
        tables.read(tmp_path / "rows.parquet", Instruction)


def test_a_missing_file_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.jsonl: no such file"):
        tables.read(tmp_path / "none.jsonl", Instruction)


def test_a_file_not_yet_appended_to_is_empty(tmp_path: Path) -> None:
    assert tables.read_appended(tmp_path / "none.jsonl", Response) == []


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    tables.append([response(0)], path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"request": "r1", "te')
    assert tables.read_appended(path, Response) == [response(0)]
    assert path.read_bytes() == whole


def test_a_writer_killed_at_any_byte_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    records = [response(0), response(1)]
    tables.append(records, path)
    data = path.read_bytes()
    for size in range(len(data) + 1):
        path.write_bytes(data[:size])
        survivors = tables.read_appended(path, Response)
        assert survivors == records[: data[:size].count(b"\n")]
        tables.append(records[len(survivors) :], path)
        assert tables.read_appended(path, Response) == records


def test_a_malformed_line_before_the_last_is_not_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{{torn\n{response(0).model_dump_json()}\n")
    with pytest.raises(UserError, match=r"rows\.jsonl:1: "):
        tables.read_appended(path, Response)


def test_rows_become_csv_with_a_header_and_quotes_where_they_are_needed() -> None:
    rows = [{"a": 1, "b": 'x, "y"\nz'}, {"a": None}]
    text = tables.csv_text(["a", "b"], rows)
    assert text == 'a,b\n1,"x, ""y""\nz"\n,\n'
    assert [row["b"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [rows[0]["b"], ""]
    with pytest.raises(ValueError, match="not in fieldnames"):
        tables.csv_text(["a"], rows)
