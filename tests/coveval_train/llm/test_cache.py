from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, DynamicCache

from coveval_train.llm.cache import ROOM, GrowingLayer, growing_cache


def pieces(*lengths: int, rows: int = 2) -> list[torch.Tensor]:
    return [torch.randn(rows, 3, length, 4) for length in lengths]


def test_it_holds_what_a_dynamic_cache_holds(tiny_model: Path) -> None:
    config = AutoModelForCausalLM.from_pretrained(tiny_model).config
    expected, found = DynamicCache(config=config), growing_cache(config)
    for piece in pieces(5, 1, 1, ROOM, 1, 3 * ROOM, 1):
        for cache in (expected, found):
            cache.update(piece, -piece, 0)
    for cache in (expected, found):
        cache.batch_repeat_interleave(2)
        cache.batch_select_indices(torch.tensor([3, 0, 1]))
    for piece in pieces(1, 1, rows=3):
        for cache in (expected, found):
            held = cache.update(piece, -piece, 0)
    assert torch.equal(found.layers[0].keys, expected.layers[0].keys)
    assert torch.equal(held[1], expected.layers[0].values)
    assert found.get_seq_length() == expected.get_seq_length() == 9 + 4 * ROOM + 2


def test_a_token_is_added_without_a_copy_of_the_rest() -> None:
    layer = GrowingLayer()
    start, *tokens = pieces(7, *[1] * ROOM)
    places = {layer.update(start, start)[0].data_ptr()}
    places |= {layer.update(token, token)[0].data_ptr() for token in tokens}
    assert len(places) == 1
    (further,) = pieces(1)
    assert layer.update(further, further)[0].data_ptr() not in places


def test_an_emptied_layer_begins_anew() -> None:
    layer = GrowingLayer()
    first, second = pieces(4, 2)
    layer.update(first, first)
    layer.reset()
    assert torch.equal(layer.update(second, second)[0], second)
