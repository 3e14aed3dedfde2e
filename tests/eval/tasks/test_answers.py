import pytest
from hypothesis import given
from hypothesis import strategies as st

from coveval_train import cwe
from coveval_train.llm.code_blocks import without_thinking
from coveval_train.records import NO_WEAKNESS, Outcome
from eval.tasks import answers

CODE = "def read_note(name):\n    return name\n"


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{CODE}```",
        f"```\n{CODE}```\n",
        f"Sure! Here is the program:\n\n```py\n{CODE}```\nIt uses read_note safely.",
        f"```python title=notes.py\n{CODE}```",
    ],
)
def test_the_first_closed_fence_is_the_code(text: str) -> None:
    assert answers.extract_code(text, "read_note") == answers.Extraction(CODE, "fenced")


def test_of_several_blocks_the_first_is_the_code() -> None:
    text = f"```python\n{CODE}```\n\nOr, shorter:\n\n```python\nread_note = str\n```"
    found = answers.extract_code(text, "read_note")
    assert found == answers.Extraction(CODE, "fenced, first of 2 blocks")


@pytest.mark.parametrize("opened", ["<think>", ""])
def test_what_a_model_thinks_is_not_what_it_answers(opened: str) -> None:
    thoughts = f"{opened}CWE-89? It is safe.\n```python\ndef read_note(): pass\n```\n</think>\n"
    found = answers.extract_code(f"{thoughts}```python\n{CODE}```", "read_note")
    assert found == answers.Extraction(CODE, "fenced, thinking left out")
    bare = answers.extract_code(thoughts + CODE, "read_note")
    assert bare == answers.Extraction("\n" + CODE, "no fence, thinking left out")
    assert answers.parse_label(thoughts + "unsafe") == Outcome.VULNERABLE
    assert answers.parse_cwe(thoughts + "CWE-79") == "CWE-79"


def test_thinking_without_an_end_is_no_answer() -> None:
    thoughts = f"<think>It may be CWE-79, unsafe:\n```python\n{CODE}```"
    found = answers.extract_code(thoughts, None)
    assert found == answers.Extraction(None, "no code, thinking left out")
    assert answers.parse_label(thoughts) == Outcome.UNPARSED
    assert answers.parse_cwe(thoughts) is None


def test_a_fence_left_open_runs_to_the_end() -> None:
    found = answers.extract_code(f"Here:\n```python\n{CODE}", "read_note")
    assert found == answers.Extraction(CODE, "fence left open")


def test_backticks_inside_a_line_do_not_close_a_fence() -> None:
    code = 'TEXT = "use ``` to quote"\n'
    assert answers.extract_code(f"```python\n{code}```", "TEXT").code == code


def test_a_fence_counts_even_if_it_does_not_name_the_entry() -> None:
    assert answers.extract_code("```\nprint(1)\n```", "read_note").code == "print(1)\n"


def test_bare_text_that_names_the_entry_is_code() -> None:
    assert answers.extract_code(CODE, "read_note") == answers.Extraction(CODE, "no fence")


@pytest.mark.parametrize("text", ["", "I cannot help with that.", "def unread_notes(): pass"])
def test_bare_text_without_the_entry_is_no_code(text: str) -> None:
    assert answers.extract_code(text, "read_note") == answers.Extraction(None, "no code")


@pytest.mark.parametrize("text", ["safe", "Safe.", " SAFE\n", "The program is safe.", "safe, safe"])
def test_safe_is_secure(text: str) -> None:
    assert answers.parse_label(text) == Outcome.SECURE


@pytest.mark.parametrize("text", ["unsafe", "Unsafe.", "UNSAFE!", "**unsafe**", "It is unsafe"])
def test_unsafe_is_vulnerable(text: str) -> None:
    assert answers.parse_label(text) == Outcome.VULNERABLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vulnerable",
        "safe or unsafe",
        "unsafe. No: safe",
        "not safe",
        "Not  safe.",
        "not unsafe",
        "isn't safe",
        "safely",
        "safeguards are missing",
        "1",
    ],
)
def test_no_label_two_labels_and_denials_are_unparsed(text: str) -> None:
    assert answers.parse_label(text) == Outcome.UNPARSED


@pytest.mark.parametrize(
    "text",
    [
        "un-safe",
        "It isn\u2019t safe.",
        "not very safe",
        "This cannot be considered safe.",
        "never safe",
        "not thread-safe",
    ],
)
def test_a_denial_that_stands_apart_from_its_label_is_not_secure(text: str) -> None:
    assert answers.parse_label(text) == Outcome.UNPARSED


@pytest.mark.parametrize("weakness", cwe.BY_ID)
def test_every_id_is_read_in_its_usual_spellings(weakness: str) -> None:
    number = weakness.removeprefix("CWE-")
    for text in (weakness, f"cwe {number.zfill(3)}", f"CWE{number}", f"It has {weakness}."):
        assert answers.parse_cwe(text) == weakness


def test_cwe_798_is_not_cwe_79() -> None:
    assert answers.parse_cwe("CWE-798") == "CWE-798"
    assert answers.parse_cwe("CWE-200 information disclosure") == "CWE-200"


@pytest.mark.parametrize("text", ["none", "None.", "NONE (it has none of them)"])
def test_none_is_an_answer(text: str) -> None:
    assert answers.parse_cwe(text) == NO_WEAKNESS


def test_an_id_said_twice_is_one_answer() -> None:
    assert answers.parse_cwe("CWE-79, that is CWE-079") == "CWE-79"


@pytest.mark.parametrize(
    "text",
    ["", "CWE-79 or CWE-89", "CWE-79, or none", "CWE-1", "CWE-0", "CWE-790", "79", "nonetheless"],
)
def test_unknown_ids_and_unclear_answers_are_null(text: str) -> None:
    assert answers.parse_cwe(text) is None


pieces = st.sampled_from(["safe", "unsafe", "not ", "n't ", "CWE-", "79", "none", "```", "\n", "f"])
texts = st.one_of(st.text(st.characters()), st.lists(pieces | st.text(max_size=3)).map("".join))


@given(texts)
def test_labels_of_any_text_are_outcomes_of_a_reader(text: str) -> None:
    readable = {Outcome.SECURE, Outcome.VULNERABLE, Outcome.UNPARSED}
    assert answers.parse_label(text) in readable


@given(texts)
def test_classes_of_any_text_are_known_ones_or_null(text: str) -> None:
    assert answers.parse_cwe(text) in {None, NO_WEAKNESS, *cwe.BY_ID}


@given(texts, st.text(max_size=5))
def test_code_of_any_text_is_part_of_it(text: str, entry: str) -> None:
    found = answers.extract_code(text, entry)
    assert (found.code is None) == found.how.startswith("no code")
    assert found.code is None or found.code in without_thinking(text)
