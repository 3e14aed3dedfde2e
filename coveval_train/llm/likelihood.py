"""The probability of each of a few allowed answers, in one forward pass.

The answers are laid out as a tree that shares their beginnings, behind the prompt; the attention
mask lets each token see the prompt and the tokens on its own branch (tree attention, as in
speculative decoding: Miao et al., SpecInfer, 2024).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from coveval_train.llm.forward import Part


@dataclass(frozen=True)
class Tree:
    """Answers as a tree of tokens, without their last ones: nothing is predicted from those."""

    tokens: list[int]
    parents: list[int]
    """The node before each node; -1 for the end of the prompt. Parents come before children."""
    steps: list[list[tuple[int, int]]]
    """For each answer its tokens, each with the node it is predicted from."""

    @property
    def depths(self) -> list[int]:
        depths: list[int] = []
        for parent in self.parents:
            depths.append(0 if parent < 0 else depths[parent] + 1)
        return depths


def tree(answers: Sequence[Sequence[int]]) -> Tree:
    """Join answers, each of at least one token, by their common beginnings."""
    nodes: dict[tuple[int, ...], int] = {}
    parents: list[int] = []
    steps = []
    for answer in answers:
        before = -1
        path = []
        for end, token in enumerate(answer, start=1):
            path.append((before, token))
            if end == len(answer):
                break
            beginning = tuple(answer[:end])
            if beginning not in nodes:
                nodes[beginning] = len(nodes)
                parents.append(before)
            before = nodes[beginning]
        steps.append(path)
    return Tree([beginning[-1] for beginning in nodes], parents, steps)


def log_probs(model: Any, prompts: Part, answers: Tree) -> torch.Tensor:
    """Return the log-probability of each answer after each prompt.

    Returns:
        Tensor (rows, answers), natural logarithms, float32, on the CPU.
    """
    rows, device = len(prompts.rest), prompts.rest.device
    nodes = torch.tensor(answers.tokens, dtype=torch.long, device=device).repeat(rows, 1)
    depths = torch.tensor(answers.depths, dtype=torch.long, device=device)
    positions = torch.cat([prompts.positions, prompts.mask.sum(-1, keepdim=True) + depths], -1)
    logits = model(
        input_ids=torch.cat([prompts.rest, nodes], -1),
        attention_mask=_mask(prompts, answers, model.dtype),
        position_ids=positions,
        past_key_values=prompts.cache,
        use_cache=True,
        logits_to_keep=len(answers.tokens) + 1,
    ).logits
    # Row by row, as the vocabulary times the nodes is large in single precision.
    return torch.stack([_sum_steps(row.float(), answers) for row in logits]).cpu()


def _sum_steps(logits: torch.Tensor, answers: Tree) -> torch.Tensor:
    """Sum one prompt's log-probabilities along each answer; logits have shape (1 + nodes, vocab).

    The first logits are those of the prompt's last token, which is node -1.
    """
    normalised = logits.log_softmax(-1)
    sums = []
    for path in answers.steps:
        before, tokens = zip(*path, strict=True)
        sums.append(normalised[[node + 1 for node in before], list(tokens)].sum())
    return torch.stack(sums)


def _mask(prompts: Part, answers: Tree, dtype: torch.dtype) -> torch.Tensor:
    """Return what is added to the attention scores, shape (rows, 1, queries, keys)."""
    rows, keys = prompts.mask.shape
    rest = prompts.rest.shape[1]
    count = len(answers.tokens)
    seen = torch.zeros(rows, rest + count, keys + count, dtype=torch.bool)
    seen[:, :rest, :keys] = torch.ones(rest, keys).tril(keys - rest).bool()
    seen[:, rest:, :keys] = True
    for node, parent in enumerate(answers.parents):
        if parent >= 0:
            seen[:, rest + node, keys:] = seen[:, rest + parent, keys:]
        seen[:, rest + node, keys + node] = True
    seen[:, :, :keys] &= prompts.mask.bool().cpu()[:, None]
    hidden = torch.zeros(seen.shape, dtype=dtype).masked_fill(~seen, torch.finfo(dtype).min)
    return hidden[:, None].to(prompts.mask.device)
