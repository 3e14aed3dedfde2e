"""Proving the programs of evolved scenarios, once each, over any number of starts."""

import hashlib
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from coveval_train import tables
from coveval_train.records import Label, Record
from eval.bench import suite
from eval.bench.suite import Family
from eval.oracles import executable


class Proof(Record):
    """What running a program showed."""

    digest: str
    """Of the tests, the bridge and the program."""
    works: bool
    outcome: str
    test: str
    """The first that did not pass, or what is wrong with the program if it cannot be built."""

    def fault(self, label: Label) -> str | None:
        """Return why it does not prove a label, or None."""
        if self.works and self.outcome == label.value:
            return None
        return f"{'works' if self.works else 'does not work'}, {self.outcome}: {self.test}"


@dataclass
class Prover:
    """Runs programs; what it has found out stays in a file."""

    path: Path

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._known = {each.digest: each for each in tables.read_appended(self.path, Proof)}

    def prove(self, family: Family, bridge: str, code: str) -> Proof:
        """Build a program and make the tests of a family on it, through a bridge.

        Raises:
            UserError: nothing can be executed on this machine.
        """
        tests = suite.fingerprints([family])[family.id]
        digest = hashlib.sha256("\0".join((tests, bridge, code)).encode()).hexdigest()[:24]
        if digest in self._known:
            return self._known[digest]
        execution = executable.execute(replace(family, bridge=bridge), code, until_fault=True)
        proof = Proof(
            digest=digest,
            works=execution.works,
            outcome=execution.outcome.value,
            # Of a test only its name: what it saw may be another thing in the next run.
            test=execution.detail.partition(":")[0] if execution.built else execution.detail,
        )
        with self._lock:
            tables.append([proof], self.path)
            self._known[digest] = proof
        return proof

    def sort(self) -> None:
        """Bring the file into an order that does not depend on who was first."""
        tables.write([self._known[digest] for digest in sorted(self._known)], self.path)
