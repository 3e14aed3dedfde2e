"""One trial of a sweep over data ratios: mix, train, evaluate, record.

    accelerate launch --config_file accelerate_configs/single_gpu.yaml \\
        recipes/ratio_ablation.py --config recipes/ift/llama2-7b-chat-qlora.yaml \\
        --config recipes/ablation/trial.yaml --weights=sc=0.5,vd=0.1,gc=0.4,g=0 --seed=1

W&B's agent and `coveval sweep run` launch it alike; the sweeps are in recipes/sweeps. The YAML's
keys are those of `secure_ift.py` and the fields of `MeasureConfig`. The trial's folder is inside
`output_dir`, called by a digest of the configuration.

Trade-offs made here:
    - What differs between trials is on the command line, all else in files that they share, and the
      total is fixed: trials differ in what a model sees, not in how much.
    - The seed decides the rows drawn, their order and the adapter's weights, so that seeds are
      replicates of all that is random in training.
    - With the objective `dpo`, DPO on the pairs among the rows drawn comes on top of the total, so
      such a trial trains longer than the others of its mixture.
    - Only the first process evaluates, after the others have ended: their GPUs are idle meanwhile.
    - A trial that was killed goes on where it was when it is launched again. One that failed leaves
      its reason in `trial.json`.
"""

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from trl import ModelConfig, SFTConfig, get_peft_config

from coveval_train import reporting, runs
from coveval_train.cli import messages
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
from eval.ablation import measuring, trials
from eval.ablation.measuring import MeasureConfig


@session.recipe
def main() -> None:
    session.end_with_launcher()
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, sft_args, mixture_args, loss_args, measure_args = config.parse(
        [ModelConfig, SFTConfig, MixtureConfig, LossConfig, MeasureConfig]
    )
    problems = loading.problems(model_args, sft_args)
    problems += loading.packing_problems(model_args, sft_args)
    problems += preferring.problems(loss_args)
    files, held_files = mixture_args.used, measure_args.validation_files or {}
    instructions, held_out = (
        {name: collect(problems, partial(data.read, path)) or [] for name, path in of.items()}
        for of in (files, held_files)
    )
    how = measuring.prepare(measure_args, problems)
    raise_if_any(problems)
    assert how
    data.require_disjoint(
        [row for rows in instructions.values() for row in rows],
        [row for rows in held_out.values() for row in rows],
    )

    # 2. The trial, and its folder.
    written = config.written()
    trial = trials.Trial(
        id=trials.digest(written),
        shares=mixture_args.shares,
        method=loss_args.objective,
        seed=sft_args.seed,
        settings=written,
        fingerprints={
            "train": {name: data.fingerprint(path) for name, path in files.items()},
            "validation": {name: data.fingerprint(path) for name, path in held_files.items()},
            "benchmark": how.bench.fingerprint(),
            "code": runs.code_fingerprint(),
            "versions": runs.versions(),
        },
    )
    folder = Path(str(sft_args.output_dir)) / trial.id
    sft_args.output_dir = str(folder)
    main_process = sft_args.process_index == 0
    tracking.identify(trial.id)
    with trials.recorded(trial, folder, main_process) as clock:
        read = {name: trial.fingerprints[name] for name in ("train", "validation")}
        if session.open_output(sft_args, {"config": written, **read}):
            # 3. Tokens, and the mixture of them; every process makes the same one.
            tokenizer = loading.tokenizer(model_args)
            longest = sft_args.max_length
            sources = {
                name: data.tokenize(rows, tokenizer, longest, name, compare=loss_args.compares)
                for name, rows in instructions.items()
            }
            mixed = mixture.mixed(
                {name: of.rows for name, of in sources.items()},
                replace(mixture_args, mixture_seed=sft_args.seed),
            )
            session.say(sft_args, mixed.lines(mixture_args.unit))
            held = {
                name: data.tokenize(
                    measuring.drawn(rows, measure_args), tokenizer, longest, f"validation of {name}"
                )
                for name, rows in held_out.items()
            }

            # 4. Train, from the last whole checkpoint if there is one, and save.
            counts = {name: asdict(data.counts(of)) for name, of in sources.items()}
            facts = {"data": counts, "mixture": mixed.facts()}
            validation = {name: data.dataset(of.rows) for name, of in held.items()} or None
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
                    callbacks=[tracking.Facts({"mixture": mixed.facts()}), tracking.Report()],
                )
                loading.train_in_float32(trainer)
                measured = partial(session.evaluated, trainer) if validation else None
                session.train(trainer, facts, measured, last=not preferred)
                del trainer, measured
                session.free_memory()
            if preferred:
                preferring.train(
                    model_args, sft_args, loss_args, preferred, tokenizer, facts, validation
                )
                session.free_memory()
        if not main_process:
            return

        # 5. Evaluate what was saved, and record it.
        trained = session.result(folder)
        responses = measuring.losses(trained["eval_losses"])
        responses |= measuring.measure(how, folder, messages())
        found = replace(
            trial,
            state="finished",
            responses=responses,
            fingerprints=trial.fingerprints | {"mixture": trained["mixture"]["fingerprint"]},
            seconds=clock(),
        )
        trials.write(found, folder)
    figures = {f"coveval/{name}": each.value for name, each in responses.items()}
    reporting.report(figures, trained["steps"] + 1)
    if "wandb" in (sft_args.report_to or ()):
        tracking.finish(figures, {"shares": found.shares, "fingerprints": found.fingerprints})


if __name__ == "__main__":
    main()
