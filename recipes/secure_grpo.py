"""Reinforce completions that work and withstand attack (GRPO: Shao et al., 2024).

    accelerate launch --config_file accelerate_configs/cpu.yaml \\
        recipes/secure_grpo.py --config recipes/grpo/smollm2-135m-cpu.yaml [--key value ...]

The YAML's keys are the fields of TRL's `ModelConfig` and `GRPOConfig` and of `RewardConfig`.

Trade-offs made here:
    - Programs are executed in the sandbox, each against its family's tests. That is slow beside a
      reward model, and cannot be flattered.
    - A program earns for its security only when everything in it works. Otherwise the surest way to
      be secure is to do nothing.
    - Only families of the train split are asked about.
"""

from trl import GRPOConfig, GRPOTrainer, ModelConfig, get_peft_config

from coveval_train.errors import collect, raise_if_any
from coveval_train.llm import batching
from coveval_train.train import config, loading, session
from eval import rewards
from eval.bench import benchmark
from eval.rewards import RewardConfig


@session.recipe
def main() -> None:
    # 1. The configuration, and everything that can be wrong, before any weights load.
    model_args, grpo_args, reward_args = config.parse([ModelConfig, GRPOConfig, RewardConfig])
    problems = loading.problems(model_args, grpo_args)
    families = collect(problems, lambda: rewards.families(reward_args)) or []
    judges = collect(problems, lambda: rewards.parse(reward_args, batching.BUDGET))
    raise_if_any(problems)
    assert judges

    # 2. The run's folder: new, to go on with, or finished.
    settings = {
        "config": config.written(),
        "judges": judges.fingerprints(),
        "families": benchmark.embedded(families).fingerprint(),
    }
    if not session.open_output(grpo_args, settings):
        return

    # 3. Questions and rewards.
    tokenizer = loading.tokenizer(model_args)
    questions = rewards.prompts(families)
    session.say(grpo_args, [f"{len(questions)} questions, rewarded by {', '.join(judges.names)}"])

    # 4. Model and trainer.
    trainer = GRPOTrainer(
        model=loading.base_model(model_args),
        reward_funcs=[*rewards.functions(judges, families)],
        args=grpo_args,
        train_dataset=questions,
        processing_class=tokenizer,
        peft_config=get_peft_config(model_args),
    )
    loading.train_in_float32(trainer)

    # 5. Train, from the last whole checkpoint if there is one, and save.
    session.train(trainer, {"questions": len(questions)})


if __name__ == "__main__":
    main()
