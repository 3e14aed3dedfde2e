"""Programs whose labels are known from commits that fixed a weakness."""

from collections.abc import Mapping
from dataclasses import dataclass

from coveval_train.cwe import Language
from coveval_train.records import Label, Program
from data_gen.sources import Fix


@dataclass(frozen=True)
class Commit:
    """Where a program of a data set comes from."""

    source: str
    """The data set, as its rows' origins name it."""
    row: str
    """What tells its row from all others of all files."""
    project: str
    link: str
    cwe: str
    language: Language

    @property
    def family(self) -> str:
        """The repository without its owner: data sets name one or the other."""
        name = self.project.rstrip("/").rpartition("/")[2].removesuffix(".git")
        return f"repository/{name.lower()}"

    def program(self, label: Label, code: str) -> Program:
        return Program(
            id=f"{self.source}/{self.row}/{label.value}",
            family=self.family,
            cwe=self.cwe,
            language=self.language,
            split="train",
            code=code,
            label=label,
            label_source="commit",
            origin=f"{self.source} {self.link}",
        )

    def fix(self, before: str, after: str) -> Fix:
        versions: Mapping[Label, str] = {Label.VULNERABLE: before, Label.SECURE: after}
        vulnerable, secure = (self.program(label, code) for label, code in versions.items())
        return Fix(vulnerable, secure)
