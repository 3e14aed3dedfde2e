import pytest

from coveval_train.llm.code_blocks import block_closed


@pytest.mark.parametrize(
    "text",
    [
        "```c\nint x;\n```",
        "Sure:\n```\nx = 1\n```\n",
        "```python\nx = '```'\n```  ",
        "````md\n```\n````",
        "<think>```c\nint y;\n</think>```c\nint x;\n```",
    ],
)
def test_a_whole_block_is_closed(text: str) -> None:
    assert block_closed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no code",
        "```",
        "```c",
        "```c\n",
        "```c\nint x;\n``",
        "```python\nx = '```'\n",
        "````md\n```\n",
        "use `x` and ``` in a line ```",
        "<think>```c\nint x;\n```\nnow I know",
        "<think>```c\nint x;\n```\n</think>so:\n```c\n",
    ],
)
def test_a_block_that_has_not_ended_is_not_closed(text: str) -> None:
    assert not block_closed(text)
