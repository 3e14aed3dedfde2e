import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from coveval_train.errors import UserError
from coveval_train.records import Label
from data_gen.sources import Fix, Item, bigvul

# The header of MSR_data_cleaned.csv, whose first column has no name.
HEADER = [
    "",
    "Access Gained",
    "Attack Origin",
    "Authentication Required",
    "Availability",
    "CVE ID",
    "CVE Page",
    "CWE ID",
    "Complexity",
    "Confidentiality",
    "Integrity",
    "Known Exploits",
    "Publish Date",
    "Score",
    "Summary",
    "Update Date",
    "Vulnerability Classification",
    "add_lines",
    "codeLink",
    "commit_id",
    "commit_message",
    "del_lines",
    "file_name",
    "files_changed",
    "func_after",
    "func_before",
    "lang",
    "lines_after",
    "lines_before",
    "parentID",
    "patch",
    "project",
    "project_after",
    "project_before",
    "vul",
    "vul_func_with_fix",
]
ROW = {
    "CWE ID": "CWE-119",
    "codeLink": "https://git.example.org/?p=tool;h=abc",
    "func_before": 'int f(char *s)\r\n{\n  return s[9]; // "é"\n}\n',
    "func_after": "int f(char *s)\n{\n  return s[0];\n}\n",
    "lang": "C",
    "project": "Tool",
    "vul": "1",
}


def write(path: Path, *rows: dict[str, str], header: list[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(ROW | row for row in rows)
    return path


def read(path: Path) -> tuple[list[Item], Counter[str]]:
    skipped = Counter[str]()
    return list(bigvul.open_file(path)(skipped)), skipped


def test_a_changed_function_is_a_fix_and_one_left_alone_is_secure(tmp_path: Path) -> None:
    same = {"vul": "0", "func_before": "int g;", "func_after": "int g;"}
    (fix, secure), skipped = read(write(tmp_path / "msr.csv", {}, same))
    assert isinstance(fix, Fix) and not isinstance(secure, Fix)
    assert fix.vulnerable.code == ROW["func_before"]
    assert fix.secure.code == ROW["func_after"]
    assert (fix.vulnerable.cwe, fix.family) == ("CWE-119", "repository/tool")
    assert fix.vulnerable.origin == f"bigvul {ROW['codeLink']}"
    assert (secure.label, secure.label_source, secure.id) == (
        Label.SECURE,
        "commit",
        "bigvul/msr/3/secure",
    )
    assert not skipped


def test_what_is_of_no_use_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = [
        {"CWE ID": "CWE-399"},
        {"CWE ID": ""},
        {"func_before": "void A::b() {}"},
        {"func_after": ROW["func_before"]},
    ]
    items, skipped = read(write(tmp_path / "msr.csv", *rows))
    assert items == []
    assert skipped == {
        "CWE-399 is none of the 18 and below none": 1,
        "no CWE is none of the 18 and below none": 1,
        "C++ is neither C nor Python": 1,
        "the fix changes nothing": 1,
    }


def test_every_missing_column_is_named_with_the_nearest_there_is(tmp_path: Path) -> None:
    header = ["CWE_ID", *(name for name in HEADER if name not in ("CWE ID", "func_before"))]
    with pytest.raises(UserError) as raised:
        bigvul.open_file(write(tmp_path / "msr.csv", {}, header=header))
    first, second = raised.value.problems
    assert first.startswith(f"{tmp_path}/msr.csv: no column 'CWE ID'. Did you mean 'CWE_ID'?")
    assert "no column 'func_before'" in second


def test_malformed_rows_are_named_until_there_are_enough(tmp_path: Path) -> None:
    path = write(tmp_path / "msr.csv", {}, *[{"vul": "maybe"}] * 30)
    with pytest.raises(UserError) as raised:
        read(path)
    assert raised.value.problems[0].startswith(f"{path}:3: vul: ")
    assert len(raised.value.problems) == 21
    assert "what follows was not read" in raised.value.problems[-1]


def test_a_compressed_file_is_read_the_same(tmp_path: Path) -> None:
    plain = write(tmp_path / "msr.csv", {}, {"vul": "0"})
    packed = tmp_path / "msr.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(packed) == read(plain)
