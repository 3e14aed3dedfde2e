"""Who is to teach, as named on the command line, and how it is asked."""

from dataclasses import asdict, dataclass
from pathlib import Path

from coveval_train import models, prompts
from coveval_train.llm import batching, endpoint, endpoint_ref
from coveval_train.llm.decoding import Decoding
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.llm.opening import open_model
from coveval_train.models import ModelRef
from data_gen.evolve.asking import Asker
from data_gen.evolve.model_teacher import ANSWERS, PROMPTS, ModelTeacher
from data_gen.evolve.proofs import Prover
from data_gen.evolve.rules.teacher import RulesTeacher
from data_gen.evolve.teachers import Teacher
from eval.sandbox import bubblewrap

RULES = "rules"


@dataclass(frozen=True)
class Teaching:
    """The teacher, and how it is asked."""

    model: ModelRef | EndpointRef | None
    """None for the rules."""
    decoding: Decoding
    budget: int | None = None
    """Tokens that may be generated in all; None for as many as it takes."""

    def settings(self) -> dict[str, object]:
        """Return what decides the answers, as JSON values."""
        if self.model is None:
            return {"teacher": RULES}
        return {
            "teacher": self.name,
            "decoding": asdict(self.decoding),
            "prompts": prompts.fingerprints(PROMPTS),
        }

    @property
    def name(self) -> str:
        match self.model:
            case None:
                return RULES
            case EndpointRef():
                return str(self.model)
            case ModelRef():
                return f"{self.model.name} ({models.fingerprint(self.model)})"

    def require(self) -> None:
        """Raise `UserError` where the teacher cannot be used, before anything is loaded."""
        if self.model is None:
            bubblewrap.require()
        elif isinstance(self.model, EndpointRef):
            endpoint.check(self.model, self.decoding)

    def start(self, folder: Path) -> Teacher:
        """Return the teacher, which keeps in `folder` what it finds out."""
        if self.model is None:
            return RulesTeacher(Prover(folder / "proofs.jsonl"), RULES)
        model = open_model(self.model, batching.BUDGET)
        answers = folder / ANSWERS
        asker = Asker(model, self.name, self.decoding, answers, self.budget)
        return ModelTeacher(asker, self.name)


def parse(spec: str, concurrency: int) -> ModelRef | EndpointRef | None:
    """Find out what ``rules``, a model's folder or hub id, or ``URL,SERVED[,KEY_VARIABLE]`` names.

    Raises:
        UserError: it names nothing that can be used.
    """
    if spec == RULES:
        return None
    if spec.startswith(("http://", "https://")):
        return endpoint_ref.parse(spec, "--teacher", concurrency)
    return models.resolve(spec)
