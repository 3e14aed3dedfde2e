"""Teach a code model to prefer the secure version of a program to the vulnerable one (DPO).

    accelerate launch --config_file accelerate_configs/cpu.yaml \\
        recipes/secure_dpo.py --config recipes/dpo/smollm2-135m-cpu.yaml [--key value ...]

The YAML's keys are the fields of TRL's `ModelConfig` and `DPOConfig` and of `DataConfig`. The data
are completions with a rejected answer, as `coveval data build sc-ift` makes them.

Trade-offs made here:
    - With an adapter the reference is the same model with the adapter off, so no second copy of the
      weights is held. Full fine-tuning holds two.
    - Both answers are whole programs. Their tokens before the first difference cancel in the loss,
      but cost their time.
    - Rows longer than max_length are left out and counted: a cut answer has no ending to prefer.
"""

from trl import DPOConfig, DPOTrainer, ModelConfig, get_peft_config

from coveval_train.errors import raise_if_any
from coveval_train.train import config, data, loading, preferences, session
from coveval_train.train.data import DataConfig


@session.recipe
def main() -> None:
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, dpo_args, data_args = config.parse([ModelConfig, DPOConfig, DataConfig])
    problems = loading.problems(model_args, dpo_args)
    instructions = data.read_splits(data_args, problems)
    raise_if_any(problems)
    data.require_disjoint(instructions["train"], instructions.get("eval", []))

    # 2. The run's folder: new, to go on with, or finished.
    settings = {"config": config.written(), **data.fingerprints(data_args)}
    if not session.open_output(dpo_args, settings):
        return

    # 3. Preferences.
    tokenizer = loading.tokenizer(model_args)
    pairs = {
        split: preferences.read(rows, tokenizer, dpo_args.max_length, split)
        for split, rows in instructions.items()
    }
    counts = {
        split: {"rows": of.rows, "too_long": of.too_long, "tokens": of.tokens}
        for split, of in pairs.items()
    }
    session.say(dpo_args, (f"{split}: {count}" for split, count in counts.items()))

    # 4. Model and trainer; without a reference model the trainer makes its own.
    trainer = DPOTrainer(
        model=loading.base_model(model_args),
        args=dpo_args,
        train_dataset=pairs["train"].dataset,
        eval_dataset=pairs["eval"].dataset if "eval" in pairs else None,
        processing_class=tokenizer,
        peft_config=get_peft_config(model_args),
    )
    loading.train_in_float32(trainer)

    # 5. Train, from the last whole checkpoint if there is one, and save.
    session.train(trainer, {"data": counts})


if __name__ == "__main__":
    main()
