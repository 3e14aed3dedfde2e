"""Turns the answers of detection and classification into verdicts."""

from coveval_train.llm.decoding import beyond_first
from coveval_train.records import NO_WEAKNESS, Outcome, Request, Response, Task, Verdict
from eval.stages import ANSWER
from eval.tasks import answers, published
from eval.tasks.requests import PUBLISHED


def verdict(request: Request, response: Response) -> Verdict:
    """Read an answer as the prompt asked for it; the probability is there where one was given."""
    form = published if request.prompt.startswith(PUBLISHED) else answers
    p_vulnerable = beyond_first(response.log_probs) if response.log_probs else None
    if request.task != Task.CLASSIFICATION:
        return Verdict(
            request=request.id,
            sample=response.sample,
            judge=ANSWER,
            outcome=form.parse_label(response.text),
            p_vulnerable=p_vulnerable,
        )
    answer = form.parse_cwe(response.text)
    if answer is None:
        outcome = Outcome.UNPARSED
    else:
        outcome = Outcome.SECURE if answer == NO_WEAKNESS else Outcome.VULNERABLE
    return Verdict(
        request=request.id,
        sample=response.sample,
        judge=ANSWER,
        outcome=outcome,
        cwe=answer,
        p_vulnerable=p_vulnerable,
    )
