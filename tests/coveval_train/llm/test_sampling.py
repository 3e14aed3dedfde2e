import pytest
import torch

from coveval_train.llm.sampling import Sampler

LOGITS = torch.tensor([2.0, 1.0, 0.0, -3.0]).log_softmax(-1)


def draws(count: int, temperature: float, top_p: float) -> torch.Tensor:
    """Return how often each token was drawn, as shares."""
    sampler = Sampler(range(count), temperature, top_p)
    drawn = sampler.draw(LOGITS.repeat(count, 1))
    return torch.bincount(drawn, minlength=len(LOGITS)) / count


def test_without_temperature_the_likeliest_token_is_taken() -> None:
    assert draws(5, 0, 1).tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("temperature", [0.6, 1.0, 2.0])
def test_tokens_come_as_often_as_their_probability(temperature: float) -> None:
    expected = (LOGITS / temperature).softmax(-1)
    torch.testing.assert_close(draws(20_000, temperature, 1), expected, atol=0.012, rtol=0)


def test_the_nucleus_is_the_fewest_tokens_that_reach_top_p() -> None:
    # The first two together have a probability of 0.89.
    found = draws(20_000, 1.0, 0.8)
    expected = LOGITS.exp()[:2] / LOGITS.exp()[:2].sum()
    assert found[2:].tolist() == [0, 0]
    torch.testing.assert_close(found[:2], expected, atol=0.012, rtol=0)


def test_the_likeliest_token_is_always_in_the_nucleus() -> None:
    assert draws(100, 1.0, 1e-9).tolist() == [1, 0, 0, 0]


def test_a_row_draws_the_same_in_any_company() -> None:
    alone, together = Sampler([7], 1.0, 1.0), Sampler([3, 7, 5], 1.0, 1.0)
    for _ in range(10):
        assert alone.draw(LOGITS[None])[0] == together.draw(LOGITS.repeat(3, 1))[1]
    together.keep([1, 2])
    assert alone.draw(LOGITS[None])[0] == together.draw(LOGITS.repeat(2, 1))[0]
