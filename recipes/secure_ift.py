"""Fine-tune a code model on a mixture: secure code, detection, repair, code, general instructions.

    accelerate launch --config_file accelerate_configs/single_gpu.yaml \\
        recipes/secure_ift.py --config recipes/ift/llama2-7b-chat-qlora.yaml \\
        --config recipes/ift/mixtures/sc_vd.yaml [--key value ...]

The YAML's keys are the fields of TRL's `ModelConfig` and `SFTConfig`, of `MixtureConfig` and of
`LossConfig`. A later file replaces keys of an earlier one, so that a model and a mixture are chosen
apart; the command line overrides both. Full fine-tuning, LoRA and QLoRA are the same script.

Trade-offs made here:
    - The total is fixed and the weights share it out, so two mixtures differ in what a model sees,
      not in how much. A source that is too small for its share is repeated, and that is reported.
    - Rows longer than max_length are left out and counted before they are mixed. Cutting them would
      cut the answer.
    - With the objective `safecoder`, of a secure and a vulnerable version only the tokens that
      differ carry loss; everything else of the mixture is learnt as usual.
    - With the objective `dpo`, DPO on the pairs among the rows that were drawn follows, from the
      supervised model and referring to it. Its steps come on top of the total.
    - A run that was killed goes on from its last whole checkpoint when the same command is given
      again. With another configuration the folder is refused: the result would be neither's.
"""

from dataclasses import asdict
from functools import partial

from trl import ModelConfig, SFTConfig, get_peft_config

from coveval_train.errors import collect, raise_if_any
from coveval_train.train import (
    config,
    data,
    loading,
    losses,
    mixture,
    preferring,
    session,
    tracking,
)
from coveval_train.train.losses import LossConfig
from coveval_train.train.mixture import MixtureConfig


@session.recipe
def main() -> None:
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, sft_args, mixture_args, loss_args = config.parse(
        [ModelConfig, SFTConfig, MixtureConfig, LossConfig]
    )
    problems = loading.problems(model_args, sft_args)
    problems += loading.packing_problems(model_args, sft_args)
    problems += preferring.problems(loss_args)
    files = mixture_args.used
    instructions = {
        name: collect(problems, partial(data.read, path)) or [] for name, path in files.items()
    }
    held_out = mixture_args.validation_file
    validation = (collect(problems, partial(data.read, held_out)) or []) if held_out else []
    raise_if_any(problems)
    data.require_disjoint([row for rows in instructions.values() for row in rows], validation)

    # 2. The run's folder: new, to go on with, or finished.
    settings = {
        "config": config.written(),
        "train": {name: data.fingerprint(path) for name, path in files.items()},
        "validation": data.fingerprint(held_out),
    }
    if not session.open_output(sft_args, settings):
        return

    # 3. Tokens, and the mixture of them; every process makes the same one.
    tokenizer = loading.tokenizer(model_args)
    longest = sft_args.max_length
    sources = {
        name: data.tokenize(rows, tokenizer, longest, name, compare=loss_args.compares)
        for name, rows in instructions.items()
    }
    held = data.tokenize(validation, tokenizer, longest, "validation") if validation else None
    counts = {name: data.counts(of) for name, of in sources.items()}
    session.say_counts(sft_args, counts | ({"validation": data.counts(held)} if held else {}))
    mixed = mixture.mixed({name: of.rows for name, of in sources.items()}, mixture_args)
    session.say(sft_args, mixed.lines(mixture_args.unit))

    # 4. Train, from the last whole checkpoint if there is one, and save.
    facts = {"data": {name: asdict(of) for name, of in counts.items()}, "mixture": mixed.facts()}
    validation = data.dataset(held.rows) if held else None
    preferred = preferring.preferred(mixed.rows, loss_args)
    args = preferring.supervised(sft_args) if preferred else sft_args
    if not session.finished(args):
        trainer = losses.trainer_for(loss_args)(
            model=loading.base_model(model_args),
            args=args,
            train_dataset=data.dataset(mixed.rows),
            eval_dataset=validation,
            processing_class=tokenizer,
            peft_config=get_peft_config(model_args),
            callbacks=[tracking.Facts({"mixture": mixed.facts()})],
        )
        loading.train_in_float32(trainer)
        session.train(trainer, facts, last=not preferred)
        del trainer
        session.free_memory()

    # 5. With the objective `dpo`, prefer the secure answers.
    if preferred:
        preferring.train(model_args, sft_args, loss_args, preferred, tokenizer, facts, validation)


if __name__ == "__main__":
    main()
