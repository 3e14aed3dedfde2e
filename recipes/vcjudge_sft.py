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
from functools import partial
from pathlib import Path

from trl import ModelConfig, SFTConfig, SFTTrainer, get_peft_config

from coveval_train import runs, tables
from coveval_train.cli import messages
from coveval_train.errors import UserError, collect, raise_if_any
from coveval_train.train import checkpoints, config, data, sft, tracking
from coveval_train.train.data import DataConfig


@sft.recipe
def main() -> None:
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, sft_args, data_args = config.parse([ModelConfig, SFTConfig, DataConfig])
    problems = sft.check(model_args, sft_args)
    files = {"train": data_args.train_file, "eval": data_args.validation_file}
    instructions = {
        split: collect(problems, partial(data.read, path)) or []
        for split, path in files.items()
        if path
    }
    raise_if_any(problems)
    if shared := data.shared_families(*instructions.values()):
        raise UserError(
            f"train and validation share families ({', '.join(shared)}); split by family"
        )

    # 2. The run's folder: new, to go on with, or finished.
    output = Path(sft_args.output_dir)
    console = messages()
    with sft_args.main_process_first(desc="open the run"):
        runs.open_run(
            output,
            {
                "config": config.written(),
                "train": data.fingerprint(data_args.train_file),
                "validation": data.fingerprint(data_args.validation_file),
            },
        )
    if (output / "training.json").exists():
        console.print(f"{output}: already trained; remove the folder to train again")
        return
    tracking.configure(output)

    # 3. Tokens.
    tokenizer = sft.load_tokenizer(model_args)
    tokenized = {
        split: data.tokenize(rows, tokenizer, sft_args.max_length, split)
        for split, rows in instructions.items()
    }
    if sft_args.process_index == 0:
        for split, of in tokenized.items():
            console.print(
                f"{split}: {of.rows} rows, {of.tokens} tokens, {of.loss_tokens} with loss, "
                f"{of.too_long} left out as longer than {sft_args.max_length}"
            )

    # 4. Model and trainer.
    trainer = SFTTrainer(
        model=sft.load_model(model_args),
        args=sft_args,
        train_dataset=tokenized["train"].dataset,
        eval_dataset=tokenized["eval"].dataset if "eval" in tokenized else None,
        processing_class=tokenizer,
        peft_config=get_peft_config(model_args),
    )
    sft.train_in_float32(trainer)

    # 5. Train, from the last whole checkpoint if there is one.
    with sft_args.main_process_first(desc="find the last whole checkpoint"):
        checkpoint = checkpoints.last_complete(output)
    if checkpoint:
        console.print(f"going on from {checkpoint}")
    trainer.train(resume_from_checkpoint=checkpoint)

    # 6. Save, and prove that what was saved is whole.
    trainer.save_model()
    if trainer.is_world_process_zero():
        parameters = checkpoints.check_saved(output)
        losses = [
            {"step": entry["step"], "eval_loss": entry["eval_loss"]}
            for entry in trainer.state.log_history
            if "eval_loss" in entry
        ]
        counts = {
            split: {key: value for key, value in asdict(of).items() if key != "dataset"}
            for split, of in tokenized.items()
        }
        tables.write_json(
            {
                "steps": trainer.state.global_step,
                "processes": sft_args.world_size,
                "zero_stage": sft.zero_stage(sft_args),
                "eval_losses": losses,
                "data": counts,
                "saved_parameters": parameters,
            },
            output / "training.json",
        )
        console.print(f"saved {parameters} parameters to {output}")
    # Left to the interpreter's end, the threads of a process group can abort a run that is done.
    trainer.accelerator.end_training()


if __name__ == "__main__":
    main()
