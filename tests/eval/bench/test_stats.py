from coveval_train.records import Label, Program, Scenario
from eval.bench import stats

CODE = 'int main(void) { return puts("a long enough program to be compared with another one"); }'


def program(name: str, family: str, code: str, label: Label = Label.SECURE) -> Program:
    return Program(
        id=name,
        family=family,
        cwe="CWE-22",
        language="c",
        split="eval",
        code=code,
        label=label,
        label_source="executed",
        origin="test",
    )


def scenario(name: str, family: str) -> Scenario:
    return Scenario(
        id=name,
        family=family,
        cwe="CWE-22",
        language="c",
        split="eval",
        title="",
        code="",
        origin="test",
    )


def test_items_are_counted_by_weakness_language_and_split() -> None:
    found = stats.of(
        {
            "scenarios": [scenario("s", "f"), scenario("t", "g")],
            "programs": [
                program("a", "f", "x = 1"),
                program("b", "f", "y = 2", Label.VULNERABLE),
                program("c", "f", "z = 3", Label.VULNERABLE),
            ],
        }
    )
    (row,) = found.rows
    assert (row.cwe, row.families, row.scenarios, row.secure, row.vulnerable) == (
        "CWE-22",
        2,
        2,
        1,
        2,
    )
    assert found.totals == {"scenarios": 2, "programs": 3}


def test_near_duplicates_across_families_are_named_and_within_one_only_grouped() -> None:
    near = CODE.replace("main", "other")
    found = stats.of({"programs": [program("a", "f", CODE), program("b", "f", near)]})
    assert (found.clusters, found.across_families) == (1, [])
    found = stats.of({"programs": [program("a", "f", CODE), program("b", "g", near)]})
    assert [(pair.first, pair.second) for pair in found.across_families] == [("a", "b")]


def test_a_program_that_is_there_twice_under_two_names_counts_once_as_code() -> None:
    found = stats.of({"repair": [program("r", "f", CODE)], "program": [program("p", "f", CODE)]})
    assert (found.clusters, found.across_families) == (1, [])
    assert found.totals == {"repair": 1, "program": 1}
