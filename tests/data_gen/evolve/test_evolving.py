import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from coveval_train import tables
from coveval_train.cli import build_app, messages
from coveval_train.errors import UserError
from coveval_train.llm.decoding import Decoding
from coveval_train.records import Label, Program
from data_gen import sources
from data_gen.builders import secure_code
from data_gen.evolve import evolving, filters, pipeline
from data_gen.evolve.evolving import Seed
from data_gen.evolve.lineage import OPERATORS, Evolved, Rejected
from data_gen.evolve.pipeline import Amounts
from data_gen.evolve.proofs import Proof, Prover
from data_gen.evolve.rules import draft as drafts
from data_gen.evolve.rules.teacher import RulesTeacher, rewrite
from data_gen.evolve.teaching import Teaching
from data_gen.sources import Fix
from eval.bench import suite
from eval.bench.suite import MARKER, Family

FILES = ("scenarios", "rejected", "programs", "proofs")
RULES = Teaching(None, Decoding())
SMALL = Amounts(seed=3, rounds=2, of_eval=1, of_train=2)


class Doubter(Prover):
    """Finds every program secure, whatever it is."""

    def prove(self, family: Family, bridge: str, code: str) -> Proof:
        return Proof(digest="", works=True, outcome="secure", test="")


def seed_of(family: Family, number: int = 0, wanted: int = 4) -> Seed:
    return Seed(family, number, rounds=3, wanted=wanted, held_out={})


def evolved(seed: Seed, prover: Prover) -> Seed:
    evolving.evolve([seed], RulesTeacher(prover, "rules"), lambda _: None)
    return seed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small evolution, of one weakness in both languages."""
    out = tmp_path_factory.mktemp("evolved") / "out"
    pipeline.evolve(["CWE-787", "CWE-89"], SMALL, RULES, out, messages())
    return out


def test_rules_are_applied_once_and_names_change_first(families: dict[str, Family]):
    for name in ("cwe020_cottage_stay", "cwe787_csv_fields", "cwe079_guestbook"):
        for number in range(20):
            rng, draft = Random(number), drafts.of(families[name])
            while rewritten := rewrite(draft, rng):
                operator, draft = rewritten
                assert operator in OPERATORS
            assert max(Counter(draft.rules).values()) == 1
            assert "rename" not in draft.rules[1:]
            assert len(draft.rules) >= 4


@pytest.mark.slow
def test_as_many_as_wanted_are_kept_and_their_lineage_is_known(made: Path):
    kept = tables.read(made / "scenarios.jsonl", Evolved)
    assert Counter(item.scenario.family for item in kept) == {
        **dict.fromkeys(_names("787", "eval"), 1),
        **dict.fromkeys(_names("787", "train"), 2),
        **dict.fromkeys(_names("089", "eval"), 1),
        **dict.fromkeys(_names("089", "train"), 2),
    }
    known = {item.scenario.id for item in kept}
    for item in kept:
        assert item.scenario.evolved
        assert item.scenario.origin == f"evolved from {item.parent}"
        assert item.round <= SMALL.rounds
        if item.round > 1:
            assert item.parent in known
        else:
            assert item.parent == f"{item.scenario.family}/incomplete"


def _names(weakness: str, split: str) -> list[str]:
    return [
        family.id
        for family in suite.load()
        if family.id.startswith(f"cwe{weakness}") and family.about.split == split
    ]


@pytest.mark.slow
def test_programs_are_pairs_proven_by_execution(made: Path):
    programs = tables.read(made / "programs.jsonl", Program)
    assert {item.label_source for item in programs} == {"executed"}
    labels = Counter(item.label for item in programs)
    assert labels[Label.SECURE] == labels[Label.VULNERABLE] > 10
    proofs = Counter(
        (proof.works, proof.outcome) for proof in tables.read(made / "proofs.jsonl", Proof)
    )
    assert proofs[True, "secure"] >= labels[Label.SECURE]
    assert proofs[True, "vulnerable"] >= labels[Label.VULNERABLE]


@pytest.mark.slow
def test_they_are_a_source_of_training_data(made: Path):
    fixes = list(sources.open_source(f"evolved:{made}")(Counter()))
    assert {fix.family for fix in fixes} == {*_names("787", "train"), *_names("089", "train")}
    for fix in fixes:
        assert isinstance(fix, Fix)
        assert (fix.vulnerable.label, fix.secure.label) == (Label.VULNERABLE, Label.SECURE)
        assert MARKER in (fix.incomplete or "")
        completion, generation = secure_code.build(fix, "train")
        assert fix.incomplete in completion.messages[0].content
        assert fix.secure.code.rstrip() in generation.messages[1].content


@pytest.mark.slow
def test_the_funnel_counts_everything(made: Path):
    funnel = json.loads((made / "funnel.json").read_text())
    kept = tables.read(made / "scenarios.jsonl", Evolved)
    rejected = tables.read(made / "rejected.jsonl", Rejected)
    assert funnel["made"] == len(kept) + len(rejected)
    assert [step["filter"] for step in funnel["steps"]] == list(filters.ORDER)
    assert funnel["steps"][-1]["left"] == len(kept)
    assert sum(step["rejected"] for step in funnel["steps"]) == len(rejected)
    report = (made / "report.html").read_text()
    assert all(step["filter"] in report for step in funnel["steps"])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_files(made: Path, tmp_path: Path):
    # What was proven before needs no second proof, and changes nothing.
    (tmp_path / "proofs.jsonl").write_bytes((made / "proofs.jsonl").read_bytes())
    pipeline.evolve(["CWE-787", "CWE-89"], SMALL, RULES, tmp_path, messages())
    for name in FILES:
        file = f"{name}.jsonl"
        assert (tmp_path / file).read_bytes() == (made / file).read_bytes(), file
    assert (tmp_path / "report.html").read_bytes() == (made / "report.html").read_bytes()


@pytest.mark.slow
def test_another_seed_gives_others(made: Path, families: dict[str, Family], tmp_path: Path):
    kept = tables.read(made / "scenarios.jsonl", Evolved)
    name = "cwe787_csv_fields"
    other = evolved(seed_of(families[name], number=4, wanted=2), Prover(tmp_path / "proofs.jsonl"))
    assert {item.scenario.code for item in other.kept} != {
        item.scenario.code for item in kept if item.scenario.family == name
    }


def test_a_scenario_whose_programs_prove_nothing_is_rejected(
    families: dict[str, Family], tmp_path: Path
):
    seed = evolved(seed_of(families["cwe787_csv_fields"]), Doubter(tmp_path / "proofs.jsonl"))
    assert not seed.kept and not seed.programs
    assert {item.filter for item in seed.rejected} == {filters.LIKELY}
    assert seed.rejected[0].reason == "vulnerable_terminator: works, secure: "


@pytest.mark.slow
def test_what_resembles_the_other_split_is_rejected(families: dict[str, Family], tmp_path: Path):
    family, prover = families["cwe787_csv_fields"], Prover(tmp_path / "proofs.jsonl")
    first = evolved(seed_of(family, wanted=1), prover).kept[0].scenario
    seed = evolved(replace(seed_of(family, wanted=1), held_out={"held": first.code}), prover)
    assert first.id not in {item.scenario.id for item in seed.kept}
    reasons = {item.scenario.id: (item.filter, item.reason) for item in seed.rejected}
    assert reasons[first.id] == (filters.CLEAN, "1.00 of held")


def test_other_settings_need_another_folder(tmp_path: Path):
    nothing = replace(SMALL, of_eval=0, of_train=0)
    pipeline.evolve(["CWE-89"], nothing, RULES, tmp_path, messages())
    with pytest.raises(UserError, match="seed: 3 before, 4 now"):
        pipeline.evolve(["CWE-89"], replace(nothing, seed=4), RULES, tmp_path, messages())


@pytest.mark.parametrize(
    ("teacher", "fault"),
    [
        ("./nowhere", "no such model folder"),
        ("http://localhost:1/v1", "no model; write URL,MODEL"),
        ("http://localhost:1/v1,model", "cannot be reached"),
    ],
)
def test_a_teacher_that_is_not_there_is_named(tmp_path: Path, teacher: str, fault: str):
    command = ["data", "evolve", "--teacher", teacher, "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(build_app(), command)
    assert isinstance(result.exception, UserError)
    assert fault in str(result.exception)
    assert not (tmp_path / "out").exists()
