"""Answers from a model in this process, through Transformers."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from coveval_train.errors import UserError
from coveval_train.llm import batching, chat, generation, likelihood
from coveval_train.llm.code_blocks import OPEN_THINKING, block_closed
from coveval_train.llm.decoding import Answer, Choices, Decoding, Key, Prompt, likeliest
from coveval_train.llm.forward import in_order, prepare
from coveval_train.llm.sampling import Sampler
from coveval_train.models import ModelRef


class LocalModel:
    """A causal language model in this process, with its chat template.

    Args:
        model: a Transformers model in evaluation mode.
        tokenizer: with a chat template and a padding token of its own.
        batch_tokens: how many tokens, of prompts and answers, are in memory at once.
    """

    def __init__(self, model: Any, tokenizer: PreTrainedTokenizerBase, batch_tokens: int):
        self.model = model
        self.tokenizer: Any = tokenizer
        self.batch_tokens = batch_tokens

    def answer(
        self, prompts: Sequence[Prompt], decoding: Decoding, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Answer prompts, and yield them with their answers batch by batch.

        Batches are cut from all the prompts; those of which every answer is in `done` are skipped.
        So an answer is the same whether it is the first or the last, before or after a restart.
        """
        for batch, rows in self._batches(prompts, [p.max_new_tokens for p in prompts], done):
            yield list(zip(batch, self._generate(batch, rows, decoding), strict=True))

    def answer_by_likelihood(
        self, prompts: Sequence[Prompt], choices: Choices, done: Collection[Key] = ()
    ) -> Iterator[list[tuple[Prompt, Answer]]]:
        """Answer prompts with the likeliest choice, and yield them batch by batch.

        Raises:
            UserError: the chat template begins every answer with thinking aloud.
        """
        tree = self._tree(choices)
        for batch, rows in self._batches(prompts, [len(tree.tokens)] * len(prompts), done):
            if chat.opens_thinking(self.tokenizer, rows[0]):
                raise UserError(
                    f"{self.tokenizer.name_or_path}: its chat template begins an answer with "
                    f"{OPEN_THINKING}, so no answer is likely there; take its answers in words"
                )
            answers = [
                likeliest(dict(zip(choices.texts, row, strict=True)))
                for row in self._log_probs(rows, tree).tolist()
            ]
            yield list(zip(batch, answers, strict=True))

    def _batches(
        self, prompts: Sequence[Prompt], extra: Sequence[int], done: Collection[Key]
    ) -> Iterator[tuple[list[Prompt], list[list[int]]]]:
        """Yield batches of prompts with their token ids; `extra` tokens come to each."""
        groups: dict[str, list[int]] = {}
        for index, prompt in enumerate(prompts):
            groups.setdefault(prompt.group, []).append(index)
        for members in groups.values():
            rows = {i: chat.prompt_ids(self.tokenizer, prompts[i].messages) for i in members}
            costs = [len(rows[i]) + extra[i] for i in members]
            for batch in batching.cut(costs, self.batch_tokens):
                chosen = [members[place] for place in batch]
                if any(prompts[i].key not in done for i in chosen):
                    yield [prompts[i] for i in chosen], [rows[i] for i in chosen]

    @torch.inference_mode()
    def _generate(
        self, batch: Sequence[Prompt], rows: list[list[int]], decoding: Decoding
    ) -> list[Answer]:
        stops = self._stop_ids()
        sampler = Sampler(
            [prompt.seed(decoding.seed) for prompt in batch], decoding.temperature, decoding.top_p
        )
        before = [OPEN_THINKING if chat.opens_thinking(self.tokenizer, row) else "" for row in rows]
        new = generation.generate(
            self.model,
            list(prepare(self.model, rows, self.tokenizer.pad_token_id)),
            sampler,
            stops,
            [prompt.max_new_tokens for prompt in batch],
            lambda row, tokens: batch[row].code and self._closes_block(before[row], tokens),
        )
        return [
            self._answer(prompt, text, row, stops)
            for prompt, text, row in zip(batch, before, new, strict=True)
        ]

    @torch.inference_mode()
    def _log_probs(self, rows: list[list[int]], tree: likelihood.Tree) -> torch.Tensor:
        parts = prepare(self.model, rows, self.tokenizer.pad_token_id)
        found = [(part.rows, likelihood.log_probs(self.model, part, tree)) for part in parts]
        return in_order(*zip(*found, strict=True))

    def _tree(self, choices: Choices) -> likelihood.Tree:
        end = [chat.end_of_turn(self.tokenizer)] if choices.whole else []
        return likelihood.tree(
            [
                [*self.tokenizer(text, add_special_tokens=False)["input_ids"], *end]
                for text in choices.texts
            ]
        )

    def _closes_block(self, before: str, tokens: list[int]) -> bool:
        """Whether the last of the tokens closed a code block; decodes only if it may have."""
        last = self.tokenizer.decode(tokens[-1:])
        may_close = "`" in last or "~" in last
        return may_close and block_closed(before + self.tokenizer.decode(tokens))

    def _stop_ids(self) -> list[int]:
        declared = self.model.generation_config.eos_token_id
        known = declared if isinstance(declared, list) else [declared]
        stops = {*known, self.tokenizer.eos_token_id, chat.end_of_turn(self.tokenizer)}
        return sorted(stop for stop in stops if stop is not None)

    def _answer(self, prompt: Prompt, before: str, tokens: list[int], stops: list[int]) -> Answer:
        stopped = tokens[-1] in stops
        kept = tokens[:-1] if stopped else tokens
        text = before + self.tokenizer.decode(kept, skip_special_tokens=True)
        stopped = stopped or (prompt.code and block_closed(text))
        return Answer(text, len(kept), "stop" if stopped else "length")


def load(ref: ModelRef, *, load_in_4bit: bool = False, batch_tokens: int) -> LocalModel:
    """Load a model, with its adapter if it has one.

    Args:
        ref: what to load; check it with `coveval_train.models.resolve` first.
        load_in_4bit: quantize the weights to nf4 with double quantisation (QLoRA, Dettmers et al.,
            2023), as in training.
        batch_tokens: see `LocalModel`.

    Raises:
        UserError: the model or its tokenizer cannot be loaded or has no chat template.
    """
    # An adapter's own copy of the tokenizer has no part in the base model's revisions.
    revision = ref.revision if ref.tokenizer == ref.base else None
    try:
        tokenizer = AutoTokenizer.from_pretrained(ref.tokenizer, revision=revision or "main")
        chat.require_template(tokenizer)
        chat.ensure_pad_token(tokenizer)
        model: Any = _load(ref, load_in_4bit)
    except (OSError, ValueError, SafetensorError) as error:
        raise UserError(f"{ref.base}: cannot be loaded: {' '.join(str(error).split())}") from error
    return LocalModel(model.eval(), tokenizer, batch_tokens)


def _load(ref: ModelRef, load_in_4bit: bool) -> torch.nn.Module:
    cuda = torch.cuda.is_available()
    dtype = torch.bfloat16 if cuda else torch.float32
    quantization = None
    if load_in_4bit:
        from transformers import BitsAndBytesConfig

        quantization = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    model = AutoModelForCausalLM.from_pretrained(
        ref.base,
        revision=ref.revision or "main",
        dtype=dtype,
        quantization_config=quantization,
        device_map="auto" if cuda else None,
    )
    if ref.adapter is None:
        return model
    from peft import PeftModel

    adapted = PeftModel.from_pretrained(model, ref.adapter)
    # Merged weights answer faster; quantized ones cannot be merged without losing precision.
    return adapted if load_in_4bit else adapted.merge_and_unload()
