import pytest

from coveval_train.llm.code_blocks import Block, block_closed, blocks, without_thinking


@pytest.mark.parametrize(
    "text",
    [
        "```c\nint x;\n```",
        "Sure:\n```\nx = 1\n```\n",
        "```python\nx = '```'\n```  ",
        "````md\n```\n````",
        "<think>```c\nint y;\n</think>```c\nint x;\n```",
        "```c\nint y;\n</think>```c\nint x;\n```",
        "- so:\n\n  ```c\n  int x;\n  ```",
        "~~~c\nint x;\n~~~",
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
        "~~~c\nint x;\n```",
        "    ```c\nint x;\n    ```",
        "use `x` and ``` in a line ```",
        "<think>```c\nint x;\n```\nnow I know",
        "<think>```c\nint x;\n```\n</think>so:\n```c\n",
    ],
)
def test_a_block_that_has_not_ended_is_not_closed(text: str) -> None:
    assert not block_closed(text)


def test_blocks_are_told_from_the_words_around_them() -> None:
    text = "One:\n```c\nint x;\n```\nand two:\n~~~\nint y;\n~~~\nand\n````\n```\nint z;\n"
    assert blocks(text) == [
        Block("int x;\n", True),
        Block("int y;\n", True),
        Block("```\nint z;\n", False),
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>safe?</think>unsafe", "unsafe"),
        ("safe?</think>unsafe", "unsafe"),
        ("<think>is it safe", ""),
        ("un<think>so</think>safe<think>well</think>", "unsafe"),
        ("safe", "safe"),
    ],
)
def test_thinking_is_no_part_of_the_answer(text: str, left: str) -> None:
    assert without_thinking(text) == left
