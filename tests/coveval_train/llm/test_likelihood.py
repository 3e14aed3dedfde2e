from coveval_train.llm.likelihood import tree


def test_common_beginnings_are_one_branch() -> None:
    found = tree([[1, 2, 9], [1, 3, 9], [4, 9]])
    assert found.tokens == [1, 2, 3, 4]
    assert found.parents == [-1, 0, 0, -1]
    assert found.depths == [0, 1, 1, 0]


def test_each_token_is_predicted_from_the_one_before() -> None:
    found = tree([[1, 2, 9], [4, 9], [7]])
    assert found.steps == [[(-1, 1), (0, 2), (1, 9)], [(-1, 4), (2, 9)], [(-1, 7)]]


def test_the_last_tokens_are_not_in_the_tree() -> None:
    assert tree([[5], [6]]).tokens == []
