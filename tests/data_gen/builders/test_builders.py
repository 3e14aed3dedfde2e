from dataclasses import replace
from types import ModuleType

import pytest

from coveval_train import prompts
from coveval_train.records import Instruction, Kind, Label, Outcome, Program, Split
from data_gen.builders import detection, general, repair, secure_code, vcjudge
from data_gen.sources import Completion, Exchange, Fix
from eval.tasks import answers

SPLITS: dict[str, Split] = {"pets": "train", "races": "validation"}


def program(family: str, label: Label, code: str) -> Program:
    return Program(
        id=f"{family}/{label.value}",
        family=family,
        cwe="CWE-89",
        language="python",
        split="train",
        code=code,
        label=label,
        label_source="executed",
        origin="embedded",
    )


@pytest.fixture
def fixes() -> list[Fix]:
    return [
        Fix(
            program(family, Label.VULNERABLE, f"{family}: '{{{{ x }}}}' <script>\n"),
            program(family, Label.SECURE, f"{family}: ?\n\n    # é\n\n"),
        )
        for family in SPLITS
    ]


def judge_rows(fixes: list[Fix]) -> list[Instruction]:
    return [row for fix in fixes for row in vcjudge.build(fix, SPLITS[fix.family])]


def built(fixes: list[Fix], kind: Kind) -> dict[str, Instruction]:
    rows = [row for row in judge_rows(fixes) if row.kind == kind]
    return {row.id.removeprefix(f"{kind}:"): row for row in rows}


def answer(row: Instruction) -> str:
    return row.messages[-1].content


def test_each_program_is_judged_and_classified_and_each_fix_is_a_repair(fixes: list[Fix]) -> None:
    kinds = [row.kind for row in judge_rows(fixes)]
    assert sorted(kinds) == ["classification"] * 4 + ["judgment"] * 4 + ["repair"] * 2


def test_ids_are_unique(fixes: list[Fix]) -> None:
    ids = [row.id for row in judge_rows(fixes)]
    assert len(ids) == len(set(ids))


def test_judgment_answers_match_the_labels(fixes: list[Fix]) -> None:
    found = {name: answer(row) for name, row in built(fixes, "judgment").items()}
    assert found == {
        "pets/vulnerable": "unsafe",
        "pets/secure": "safe",
        "races/vulnerable": "unsafe",
        "races/secure": "safe",
    }


def test_classification_answers_are_the_weakness_or_none(fixes: list[Fix]) -> None:
    found = {name: answer(row) for name, row in built(fixes, "classification").items()}
    assert found == {
        "pets/vulnerable": "CWE-89",
        "pets/secure": "none",
        "races/vulnerable": "CWE-89",
        "races/secure": "none",
    }


def test_a_repair_shows_the_vulnerable_code_and_answers_the_secure_one_in_a_fence(
    fixes: list[Fix],
) -> None:
    row = built(fixes, "repair")["pets/vulnerable"]
    assert "pets: '{{ x }}' <script>\n" in row.messages[0].content
    assert answer(row) == "```python\npets: ?\n\n    # é\n```"


def test_the_loss_is_on_the_assistant_only(fixes: list[Fix]) -> None:
    for row in judge_rows(fixes):
        found = [(message.role, message.loss) for message in row.messages]
        assert found == [("user", False), ("assistant", True)]


def test_the_split_is_that_of_the_family(fixes: list[Fix]) -> None:
    rows = judge_rows(fixes)
    assert {(row.family, row.split) for row in rows} == set(SPLITS.items())


def test_the_prompt_that_made_a_row_is_recorded(fixes: list[Fix]) -> None:
    rows = judge_rows(fixes)
    assert {row.prompt for row in rows} == {prompts.identity(row.kind) for row in rows}


def test_only_the_question_of_a_judgment_names_the_weakness(fixes: list[Fix]) -> None:
    for name in ("pets/secure", "pets/vulnerable"):
        assert "CWE-89" in built(fixes, "judgment")[name].messages[0].content
    questions = {row.messages[0].content for row in built(fixes, "classification").values()}
    assert len(questions) == 4
    assert all(question.count("CWE-89 ") == 1 for question in questions)


def test_the_evaluation_reads_every_embedded_answer_as_it_is_meant(
    embedded_fixes: list[Fix],
) -> None:
    secure = {fix.vulnerable.id: fix.secure.code for fix in embedded_fixes}
    for row in (row for fix in embedded_fixes for row in vcjudge.build(fix, "train")):
        name = row.id.removeprefix(f"{row.kind}:")
        if row.kind == "judgment":
            assert answers.parse_label(answer(row)) == Outcome(row.label), row.id
        elif row.kind == "classification":
            truth = row.cwe if row.label == Label.VULNERABLE else "none"
            assert answers.parse_cwe(answer(row)) == truth, row.id
        else:
            extraction = answers.extract_code(answer(row), entry="")
            assert extraction == answers.Extraction(secure[name], "fenced"), row.id


def fix(before: str, after: str) -> tuple[Program, Program]:
    return program("pets", Label.VULNERABLE, before), program("pets", Label.SECURE, after)


def test_a_completion_asks_for_what_the_fix_changed(fixes: list[Fix]) -> None:
    before = "def f(x):\n    a()\n    b(x)\n    c()\n    d(x)\n    return x\n"
    after = "def f(x):\n    a()\n    b(str(x))\n    c()\n    e(x)\n    return x\n"
    marked = "def f(x):\n    a()\n    # >>> complete here\n    return x"
    assert secure_code.incomplete(*fix(before, after)) == marked


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nlog\nb", "a\nb", "# >>> complete here\nb"),
        ("log\na\nb", "a\nb", "# >>> complete here\nb"),
        ("a\nb", "a\ncheck\nb", "a\n# >>> complete here\nb"),
        ("a", "b", "# >>> complete here"),
        ("a\na", "a\na\na", "a\na\n# >>> complete here"),
    ],
    ids=["takes away", "takes away the first", "adds", "changes all", "repeats"],
)
def test_there_is_always_something_to_complete(before: str, after: str, expected: str) -> None:
    assert secure_code.incomplete(*fix(before, after)) == expected


def test_a_completion_answers_the_secure_version_and_keeps_the_other(fixes: list[Fix]) -> None:
    row = secure_code.build(fixes[0], "train")[0]
    assert answer(row) == "```python\npets: ?\n\n    # é\n```"
    assert row.messages[-1].rejected == "```python\npets: '{{ x }}' <script>\n```"
    assert (row.id, row.kind, row.label) == ("completion:pets/secure", "completion", Label.SECURE)


def test_every_embedded_fix_becomes_a_completion(embedded_fixes: list[Fix]) -> None:
    rows = [secure_code.build(fix, "train")[0] for fix in embedded_fixes]
    assert len({row.id for row in rows}) == len(embedded_fixes)
    for row in rows:
        assert row.messages[0].content.count(">>> complete here") == 2, row.id
        assert row.messages[-1].content != row.messages[-1].rejected, row.id


def test_a_documented_program_is_a_generation_too(embedded_fixes: list[Fix]) -> None:
    for fix in embedded_fixes:
        completion, *generations = secure_code.build(fix, "train")
        for row in generations:
            assert row.id == completion.id.replace("completion:", "generation:")
            assert row.messages[-1] == completion.messages[-1]
            assert ">>> complete here" not in row.messages[0].content
    assert sum(len(secure_code.build(fix, "train")) for fix in embedded_fixes) > 140


def test_a_completion_that_judges_let_pass_has_nothing_to_compare_with() -> None:
    item = Completion(program("pets", Label.SECURE, "x = 1\n"), "# >>> complete here")
    (row,) = secure_code.build(item, "train")
    assert (row.id, row.messages[-1].rejected) == ("completion:pets/secure", None)
    assert "# >>> complete here\n```" in row.messages[0].content


def test_detection_asks_of_each_program_without_naming_the_weakness(fixes: list[Fix]) -> None:
    rows = detection.build(fixes[0], "train")
    assert [(row.kind, answer(row)) for row in rows] == [
        ("detection", "unsafe"),
        ("detection", "safe"),
        ("classification", "CWE-89"),
        ("classification", "none"),
    ]
    assert not any("CWE-89" in row.messages[0].content for row in rows if row.kind == "detection")


def test_repairs_alone_are_the_judges_repairs(fixes: list[Fix]) -> None:
    rows = [row for fix in fixes for row in repair.build(fix, SPLITS[fix.family])]
    assert rows == list(built(fixes, "repair").values())


def test_an_exchange_is_kept_as_it_is() -> None:
    item = Exchange("file/1", "Say {{ x }}.\n\n<b>", "{{ x }}", "instruction/a", "file")
    (row,) = general.build(item, "train")
    assert [message.content for message in row.messages] == ["Say {{ x }}.\n\n<b>", "{{ x }}"]
    assert (row.id, row.kind, row.label, row.cwe) == ("general:file/1", "general", None, None)
    (judged,) = general.build(replace(item, language="c", judged=True), "train")
    assert (judged.language, judged.label, judged.label_source) == ("c", Label.SECURE, "judge")


@pytest.mark.parametrize("builder", [secure_code, vcjudge, detection, repair])
def test_an_exchange_is_no_program(builder: ModuleType) -> None:
    assert builder.build(Exchange("a", "b", "c", "d", "e"), "train") == []


def test_an_analysis_quotes_what_the_fix_changed_and_ends_in_the_answer() -> None:
    before = "def f(x):\n    y = g(x)\n    run(y)\n    return y\n"
    after = "def f(x):\n    y = g(x)\n    check(y)\n    run(quote(y))\n    return y\n"
    rows = vcjudge.build(Fix(*fix(before, after)), "train", "analysis")
    said = [answer(row) for row in rows if row.kind == "judgment"]
    assert said == [
        "```python\n    run(y)\n```\nunsafe",
        "```python\n    check(y)\n    run(quote(y))\n```\nsafe",
    ]
    assert {row.prompt for row in rows if row.kind == "judgment"} == {
        prompts.identity("judgment_analysis")
    }


def test_where_a_fix_only_adds_an_analysis_quotes_the_line_before() -> None:
    rows = vcjudge.build(Fix(*fix("a()\nb()\n", "a()\ncheck()\nb()\n")), "train", "analysis")
    assert answer(rows[0]) == "```python\na()\n```\nunsafe"


def test_an_analysis_is_read_as_the_answer_it_ends_in(embedded_fixes: list[Fix]) -> None:
    for each in embedded_fixes:
        rows = [row for row in vcjudge.build(each, "train", "analysis") if row.kind == "judgment"]
        assert len(rows) == 2
        for row in rows:
            label = Outcome.VULNERABLE if row.label == Label.VULNERABLE else Outcome.SECURE
            assert answers.parse_label(answer(row).rpartition("\n")[2]) == label


def test_a_program_alone_has_no_analysis() -> None:
    alone = program("pets", Label.SECURE, "x = 1\n")
    assert [row.kind for row in vcjudge.build(alone, "train", "analysis")] == ["classification"]


def test_few_shot_shows_programs_of_other_families(embedded_fixes: list[Fix]) -> None:
    for each in embedded_fixes[:20]:
        row = vcjudge.build(each, "train", "few-shot")[0]
        assert row.messages[0].content.count("Answer: unsafe\n") == 1
        assert row.messages[0].content.count("Answer: safe\n") == 1
        assert row.messages[0].content.count(each.vulnerable.code.rstrip()) == 1
