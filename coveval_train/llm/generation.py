"""Answers token by token, for a batch whose rows end when they are done."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import torch

from coveval_train.llm.forward import Part, in_order, join
from coveval_train.llm.sampling import Sampler


def generate(
    model: Any,
    prompts: Sequence[Part],
    sampler: Sampler,
    stops: Collection[int],
    limits: Sequence[int],
    ended: Callable[[int, list[int]], bool],
) -> list[list[int]]:
    """Return the new tokens of each row, the token that stopped it included.

    A row that is done leaves the batch, so it costs nothing from then on. `transformers.generate`
    keeps it until the slowest row is done, and draws every row from one random stream.

    Args:
        stops: tokens that end an answer.
        limits: the most tokens for each row.
        ended: whether a row, by its number, is done with these tokens.
    """
    answers: list[list[int]] = [[] for _ in limits]
    live = list(range(len(limits)))
    read = [_last_logits(model, one.rest, one.mask, one.positions, one.cache) for one in prompts]
    logits = in_order([one.rows for one in prompts], read)
    cache, mask = join(model, prompts)
    while True:
        tokens = sampler.draw(logits)
        for row, token in zip(live, tokens.tolist(), strict=True):
            answers[row].append(token)
        going = [
            index
            for index, row in enumerate(live)
            if answers[row][-1] not in stops
            and len(answers[row]) < limits[row]
            and not ended(row, answers[row])
        ]
        if not going:
            return answers
        if len(going) < len(live):
            kept = torch.tensor(going, device=mask.device)
            cache.batch_select_indices(kept)
            mask, tokens = mask[kept], tokens[kept]
            sampler.keep(going)
            live = [live[index] for index in going]
        mask = torch.cat([mask, torch.ones_like(mask[:, :1])], -1)
        positions = mask.sum(-1, keepdim=True) - 1
        logits = _last_logits(model, tokens[:, None], mask, positions, cache)


def _last_logits(
    model: Any, tokens: torch.Tensor, mask: torch.Tensor, positions: torch.Tensor, cache: Any
) -> torch.Tensor:
    output = model(
        input_ids=tokens,
        attention_mask=mask,
        position_ids=positions,
        past_key_values=cache,
        use_cache=True,
        logits_to_keep=1,
    )
    return output.logits[:, -1]
