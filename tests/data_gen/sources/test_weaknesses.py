import pytest

from coveval_train import cwe
from data_gen.sources import weaknesses


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("CWE-787", "CWE-787"),
        ("cwe-022", "CWE-22"),
        ("CWE-121", "CWE-787"),
        ("CWE-126", "CWE-125"),
        ("CWE-36", "CWE-22"),
        ("CWE-415", "CWE-119"),
        ("CWE-259", "CWE-798"),
        ("NVD-CWE-noinfo", None),
        ("CWE-399", None),
        ("", None),
        (["CWE-399", "CWE-129", "CWE-787"], "CWE-20"),
    ],
)
def test_a_descendant_stands_for_its_nearest_known_ancestor(
    text: str | list[str], known: str | None
) -> None:
    assert weaknesses.find(text) == known


def test_each_known_weakness_stands_for_itself() -> None:
    assert [weaknesses.find(name) for name in cwe.BY_ID] == list(cwe.BY_ID)
