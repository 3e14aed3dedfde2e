"""Every Semgrep rule finds what its example says, and nothing in the rest of the file.

In ``examples/x_y.EXT``, a comment ``finds: rule`` stands above each line on which a rule of
``rules/x-y.yaml`` finds something.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from coveval_train import cwe
from coveval_train.errors import UserError
from eval.bench.suite import EXTENSIONS
from eval.oracles.analysers import Analysis, Source, semgrep, weaknesses

EXAMPLES = Path(__file__).parent / "examples"
# A rule that finds nothing, and is tested with programs that cannot be parsed.
PARSES = "every-program"
RULES = {
    path.stem: yaml.safe_load(path.read_text())["rules"]
    for path in semgrep.FOLDER.glob("*.yaml")
    if path.stem != PARSES
}
EXPECTED = re.compile(r"finds: ([\w, -]+)")


@pytest.fixture(scope="module")
def analyses(analyse_all: Callable[..., dict[str, Analysis]]) -> dict[str, Analysis]:
    """What Semgrep makes of every example, in one run."""
    sources = [
        Source(path.stem, path.read_text(), language, "CWE-20")
        for language, extension in EXTENSIONS.items()
        for path in sorted(EXAMPLES.glob(f"*.{extension}"))
        if language in ("c", "python")
    ]
    return analyse_all("semgrep", sources)


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(RULES))
def test_the_rules_find_what_the_examples_say_and_nothing_else(
    file: str, analyses: dict[str, Analysis]
) -> None:
    name = file.replace("-", "_")
    code = next(EXAMPLES.glob(f"{name}.*")).read_text()
    expected = {
        (line + 1, rule.strip())
        for line, text in enumerate(code.splitlines(), start=1)
        for found in EXPECTED.findall(text)
        for rule in found.split(",")
    }
    rules = {rule["id"] for rule in RULES[file]}
    analysis = analyses[name]
    assert analysis.status == "ok", analysis.problem
    assert {(f.line, f.rule) for f in analysis.findings if f.rule in rules} == expected
    assert {rule for _, rule in expected} == rules


@pytest.mark.parametrize("language", ["c", "python"])
def test_every_weakness_has_a_rule_in_each_of_its_languages(language: str) -> None:
    named = {
        rule["metadata"]["cwe"]
        for rules in RULES.values()
        for rule in rules
        if language in rule["languages"]
    }
    for weakness in cwe.WEAKNESSES:
        if language in weakness.languages:
            assert any(weaknesses.concerns(name, weakness.id) for name in named), weakness.id


def test_rules_have_names_of_their_own() -> None:
    names = [rule["id"] for rules in RULES.values() for rule in rules]
    assert len(names) == len(set(names))


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["pattern: 'if ('", "patern: gets(x)"])
def test_a_rule_that_semgrep_does_not_take_ends_the_run(
    fault: str,
    analyse_all: Callable[..., dict[str, Analysis]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    rule = "{id: x, languages: [c], severity: ERROR, message: x, metadata: {cwe: CWE-20},"
    (tmp_path / "broken.yaml").write_text(f"rules:\n  - {rule} {fault}}}\n")
    monkeypatch.setattr(semgrep, "FOLDER", tmp_path)
    with pytest.raises(UserError, match="semgrep: "):
        analyse_all("semgrep", [Source("p", "int x;", "c", "CWE-20")])
