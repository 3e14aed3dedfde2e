"""Models ready to answer, wherever they are."""

from coveval_train.llm.decoding import LanguageModel
from coveval_train.llm.endpoint import Endpoint
from coveval_train.llm.endpoint_ref import EndpointRef
from coveval_train.models import ModelRef


def open_model(
    ref: ModelRef | EndpointRef, batch_tokens: int, load_in_4bit: bool = False
) -> LanguageModel:
    """Return a model that answers prompts; one that is not served is loaded into this process.

    Args:
        batch_tokens: tokens in memory at once, of prompts and answers.
        load_in_4bit: quantize the weights to nf4.

    Raises:
        UserError: an endpoint's key is not in the environment.
    """
    if isinstance(ref, EndpointRef):
        return Endpoint(ref)
    # PyTorch and Transformers take seconds to import, and an endpoint needs neither.
    from coveval_train.llm.local import load

    return load(ref, batch_tokens=batch_tokens, load_in_4bit=load_in_4bit)
