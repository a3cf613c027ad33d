"""Packed layers give what the layers gave; the network is packed, and one that is to learn is not."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")

import torch
import toy_causal

from mtqa.engines.base import Identity
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.onednn import Packed, can_pack, pack

needs_onednn = pytest.mark.skipif(not can_pack(), reason="layers are not packed on this machine")


@needs_onednn
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("shape", [(1, 24), (7, 24), (2, 3, 24), (0, 24)])
def test_a_packed_layer_gives_the_same(bias: bool, shape: tuple[int, ...]) -> None:
    torch.manual_seed(2)
    layer, states = torch.nn.Linear(24, 40, bias=bias), torch.randn(shape)
    with torch.no_grad():
        assert torch.allclose(Packed(layer)(states), layer(states), atol=1e-5)


@needs_onednn
@pytest.mark.parametrize("family", ["gemma3-softcap", "qwen3"])
def test_a_network_is_packed_unless_it_is_to_learn(tmp_path: Path, family: str) -> None:
    toy_causal.make(tmp_path / "toy", family)
    for rough in (False, True):
        network = CausalLanguageModel(tmp_path / "toy", Identity("toy", "0123456789ab"), rough=rough).network
        layers = [network.linear(name) for name in network.linears()]
        assert layers and all(isinstance(layer, Packed) != rough for layer in layers)


def test_without_onednn_layers_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    body = torch.nn.Sequential(torch.nn.Linear(2, 2))
    pack(body)
    assert isinstance(body[0], torch.nn.Linear)
