"""Fine-tune VC-Judge: a language model that judges code for a named weakness.

    accelerate launch --config_file accelerate_configs/cpu.yaml \\
        recipes/vcjudge_sft.py --config recipes/vcjudge/smollm2-135m-cpu.yaml [--key value ...]

The YAML's keys are the fields of TRL's `ModelConfig` and `SFTConfig` and of `DataConfig`; the
command line overrides them. Full fine-tuning, LoRA (use_peft) and QLoRA (load_in_4bit) are the same
script.

Trade-offs made here:
    - The loss is on the answers alone, and on the token that ends them: a judge's question is long
      and its answer a word, so anything else would teach it to recite programs.
    - Rows longer than max_length are left out and counted. Cutting them would cut the answer.
    - A run that was killed goes on from its last whole checkpoint when the same command is given
      again. With another configuration the folder is refused: the result would be neither's.
"""

from dataclasses import asdict

from trl import ModelConfig, SFTConfig, get_peft_config

from coveval_train.errors import raise_if_any
from coveval_train.train import config, data, loading, session
from coveval_train.train.data import DataConfig
from coveval_train.train.losses import PlainTrainer


@session.recipe
def main() -> None:
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, sft_args, data_args = config.parse([ModelConfig, SFTConfig, DataConfig])
    problems = loading.problems(model_args, sft_args)
    problems += loading.packing_problems(model_args, sft_args)
    instructions = data.read_splits(data_args, problems)
    raise_if_any(problems)
    data.require_disjoint(instructions["train"], instructions.get("eval", []))

    # 2. The run's folder: new, to go on with, or finished.
    settings = {"config": config.written(), **data.fingerprints(data_args)}
    if not session.open_output(sft_args, settings):
        return

    # 3. Tokens.
    tokenizer = loading.tokenizer(model_args)
    tokenized = {
        split: data.tokenize(rows, tokenizer, sft_args.max_length, split)
        for split, rows in instructions.items()
    }
    counts = {split: data.counts(of) for split, of in tokenized.items()}
    session.say_counts(sft_args, counts)

    # 4. Model and trainer.
    trainer = PlainTrainer(
        model=loading.base_model(model_args),
        args=sft_args,
        train_dataset=data.dataset(tokenized["train"].rows),
        eval_dataset=data.dataset(tokenized["eval"].rows) if "eval" in tokenized else None,
        processing_class=tokenizer,
        peft_config=get_peft_config(model_args),
    )
    loading.train_in_float32(trainer)

    # 5. Train, from the last whole checkpoint if there is one, and save.
    session.train(trainer, {"data": {split: asdict(of) for split, of in counts.items()}})


if __name__ == "__main__":
    main()
