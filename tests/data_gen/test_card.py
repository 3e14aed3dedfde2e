from collections import Counter

from coveval_train.records import Instruction, Kind, Label, Message, Split
from data_gen import card
from data_gen.card import Card, Choices, Tally


def instruction(
    family: str, split: Split, kind: Kind = "judgment", origin: str = "embedded"
) -> Instruction:
    return Instruction(
        id=f"{kind}:{family}",
        kind=kind,
        messages=[Message(role="user", content="?"), Message(role="assistant", content="safe")],
        family=family,
        cwe="CWE-89",
        language="python",
        label=Label.SECURE,
        split=split,
        origin=origin,
        prompt=f"{kind}@1",
    )


def card_of(rows: list[Instruction], skipped: dict[str, int]) -> Card:
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally.card("Test data", ["embedded", "sven:x"], Choices(0.2, 3), Counter(skipped))


def made() -> Card:
    rows = [
        instruction("pets", "train"),
        instruction("pets", "train", kind="repair"),
        instruction("races", "validation"),
        instruction("sven/a/b", "train", origin="sven github.com/a/b/commit/1"),
        instruction("sven/a/c", "train", origin="sven github.com/a/c/commit/2"),
    ]
    return card_of(rows, {".cpp is no C": 2})


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_rows_and_families_are_counted_by_split() -> None:
    assert made().rows == {"train": 4, "validation": 1}
    assert made().families == {"train": 3, "validation": 1}


def test_values_are_counted_by_split() -> None:
    counts = made().counts
    assert counts["kind"] == {"judgment": {"train": 3, "validation": 1}, "repair": {"train": 1}}
    assert counts["label"] == {"secure": {"train": 4, "validation": 1}}
    assert counts["language"] == {"python": {"train": 4, "validation": 1}}


def test_the_source_of_a_row_is_the_first_word_of_its_origin() -> None:
    assert made().counts["source"] == {
        "embedded": {"train": 2, "validation": 1},
        "sven": {"train": 2},
    }


def test_each_field_counts_every_row_once() -> None:
    counts = made().counts
    assert counts.keys() == set(card.FIELDS)
    for values in counts.values():
        assert sum(sum(by_split.values()) for by_split in values.values()) == 5


def test_the_readme_says_what_the_data_is_made_of_and_how_it_is_split() -> None:
    text = card.markdown(made())
    assert text.startswith("# Test data\n")
    assert "Sources: embedded, sven:x. Split by family with seed 3" in text


def test_the_readme_shows_each_count_below_its_split() -> None:
    lines = [cells(line) for line in card.markdown(made()).splitlines() if line.startswith("|")]
    assert lines[0] == ["", "train", "validation"]
    assert ["rows", "4", "1"] in lines
    assert ["families", "3", "1"] in lines
    assert ["repair", "1", "0"] in lines
    assert {len(line) for line in lines} == {3}


def test_the_readme_says_what_was_left_out_and_why() -> None:
    assert "Left out:\n\n- 2 rows: .cpp is no C\n" in card.markdown(made())


def test_a_readme_of_data_that_lost_nothing_does_not_speak_of_it() -> None:
    complete = card_of([instruction("pets", "train")], {})
    assert "Left out" not in card.markdown(complete)
