"""Answers from a model in this process, through Transformers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache, GenerationConfig

from coveval_train.errors import UserError
from coveval_train.llm import chat
from coveval_train.llm.decoding import Decoding
from coveval_train.models import ModelRef
from coveval_train.records import Message


@dataclass(frozen=True)
class Answer:
    """A generated answer, without the special tokens."""

    text: str
    tokens: int
    finish: Literal["stop", "length"]


class LocalModel:
    """A causal language model with its chat template.

    Args:
        ref: what to load; check it with `coveval_train.models.resolve` first.
        load_in_4bit: quantize the weights to nf4 with double quantisation (QLoRA, Dettmers et al.,
            2023), as in training.

    Raises:
        UserError: the model or its tokenizer cannot be loaded or has no chat template.
    """

    def __init__(self, ref: ModelRef, *, load_in_4bit: bool = False):
        # An adapter's own copy of the tokenizer has no part in the base model's revisions.
        revision = ref.revision if ref.tokenizer == ref.base else None
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(
                ref.tokenizer, revision=revision or "main", padding_side="left"
            )
            chat.require_template(self.tokenizer)
            chat.ensure_pad_token(self.tokenizer)
            self.model: Any = _load(ref, load_in_4bit)
        except (OSError, ValueError, SafetensorError) as error:
            raise UserError(
                f"{ref.base}: cannot be loaded: {' '.join(str(error).split())}"
            ) from error
        self.model.eval()

    @torch.inference_mode()
    def generate(
        self, conversations: Sequence[Sequence[Message]], decoding: Decoding
    ) -> list[Answer]:
        """Answer a batch of conversations, in their order.

        The batch is the unit of reproducibility: the same batch gives the same answers, whatever
        was generated before it.
        """
        prompts = [chat.prompt_ids(self.tokenizer, messages) for messages in conversations]
        batch = self._pad(prompts)
        torch.manual_seed(decoding.seed)
        sampling = decoding.temperature > 0
        stops = self._stop_ids()
        config = GenerationConfig(
            max_new_tokens=decoding.max_new_tokens,
            do_sample=sampling,
            temperature=decoding.temperature if sampling else None,
            top_p=decoding.top_p if sampling else None,
            top_k=0 if sampling else None,
            eos_token_id=stops,
            pad_token_id=self.tokenizer.pad_token_id,
        )
        output = self.model.generate(**batch, generation_config=config)
        return [
            self._answer(row, stops) for row in output[:, batch["input_ids"].shape[1] :].tolist()
        ]

    @torch.inference_mode()
    def choice_log_probs(
        self, conversations: Sequence[Sequence[Message]], choices: Sequence[str]
    ) -> torch.Tensor:
        """Return the log-probability of each choice as the whole answer.

        A choice is followed by the token that ends the turn, so that one choice being the beginning
        of another does not favour it.

        Returns:
            Tensor (conversations, choices), natural logarithms, float32, on the CPU.
        """
        stop = chat.end_of_turn(self.tokenizer)
        answers = [
            [*self.tokenizer(choice, add_special_tokens=False)["input_ids"], stop]
            for choice in choices
        ]
        prompts = self._pad(
            [chat.prompt_ids(self.tokenizer, messages) for messages in conversations]
        )
        cache = DynamicCache(config=self.model.config)
        logits = self._logits(prompts, cache, keep=1)
        return self._continuations(prompts["attention_mask"], logits, cache, answers).cpu()

    def _continuations(
        self,
        prompt_mask: torch.Tensor,
        prompt_logits: torch.Tensor,
        cache: DynamicCache,
        answers: list[list[int]],
    ) -> torch.Tensor:
        """Return the log-probability of each answer after each prompt, whose cache they share."""
        rows, count = len(prompt_mask), len(answers)
        longest = max(len(answer) for answer in answers)
        device = prompt_mask.device
        tokens = torch.tensor([answer + [0] * (longest - len(answer)) for answer in answers])
        present = torch.tensor(
            [[index < len(answer) for index in range(longest)] for answer in answers]
        )
        tokens, present = tokens.repeat(rows, 1).to(device), present.repeat(rows, 1).to(device)
        cache.batch_repeat_interleave(count)
        mask = torch.cat([prompt_mask.repeat_interleave(count, 0), present.long()], 1)
        rest = self._logits({"input_ids": tokens, "attention_mask": mask}, cache, keep=longest)
        logits = torch.cat([prompt_logits.repeat_interleave(count, 0), rest[:, :-1]], 1).float()
        log_probs = logits.log_softmax(-1).gather(-1, tokens[..., None])[..., 0]
        return (log_probs * present).sum(-1).reshape(rows, count)

    def _logits(
        self, batch: dict[str, torch.Tensor], cache: DynamicCache, keep: int
    ) -> torch.Tensor:
        """Return the last `keep` logits of a batch that continues a cache, padded anywhere."""
        positions = (batch["attention_mask"].cumsum(-1) - 1).clamp(min=0)
        return self.model(
            **batch,
            position_ids=positions[:, -batch["input_ids"].shape[1] :],
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=keep,
        ).logits

    def _pad(self, rows: list[list[int]]) -> dict[str, torch.Tensor]:
        padded = self.tokenizer.pad({"input_ids": rows}, return_tensors="pt")
        device = self.model.device
        return {name: padded[name].to(device) for name in ("input_ids", "attention_mask")}

    def _stop_ids(self) -> list[int]:
        declared = self.model.generation_config.eos_token_id
        known = declared if isinstance(declared, list) else [declared]
        stops = {*known, self.tokenizer.eos_token_id, chat.end_of_turn(self.tokenizer)}
        return sorted(stop for stop in stops if stop is not None)

    def _answer(self, tokens: list[int], stops: list[int]) -> Answer:
        end = next((index for index, token in enumerate(tokens) if token in stops), None)
        kept = tokens if end is None else tokens[:end]
        text = self.tokenizer.decode(kept, skip_special_tokens=True)
        return Answer(text, len(kept), "length" if end is None else "stop")


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
