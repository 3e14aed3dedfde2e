from pathlib import Path

import pytest
from accelerate.commands.config.config_args import load_config_from_file

CONFIGS = Path(__file__).parents[2] / "accelerate_configs"
PLAIN = ["cpu", "single_gpu", "ddp", "fsdp2", "multi_node"]
NAMES = [*PLAIN, "zero1", "zero2", "zero3", "zero3_offload"]


def test_every_way_to_launch_is_there() -> None:
    assert sorted(path.stem for path in CONFIGS.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_accelerate_understands_it(name: str) -> None:
    loaded = load_config_from_file(str(CONFIGS / f"{name}.yaml"))
    deepspeed = loaded.to_dict().get("deepspeed_config") or {}
    if name.startswith("zero"):
        assert deepspeed["zero_stage"] == int(name[4])
    # Without it a ZeRO-3 save would be shards of nothing.
    assert deepspeed.get("zero_stage") != 3 or deepspeed["zero3_save_16bit_model"] is True
