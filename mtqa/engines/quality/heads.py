"""The heads: what is read of a pair → an assessment, and for each token the odds that an editor would change it.

    ridge     mean states of source and translation and figures of both, standardised, one weight each: how hard the
              source is, and a good part of how well it was translated
    changes   low-rank changes of the language model's upper layers of those that are run, learnt together with
    towers    a small network for the tokens of either side, each seeing its neighbours; their means and maxima tell an
              assessment, each token of the translation its odds
    words     another for the translation's tokens, of the translator's states
    surprise  and one of how likely the translator found them; what a token is given is the mean of the three odds
    blend     what ridge and towers count

All is one safetensors file, which belongs to one revision of a language model; its metadata say which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.causal.lora import unpack
from mtqa.engines.memory import damage_as_error
from mtqa.engines.quality.states import Reading

if TYPE_CHECKING:
    from torch import Tensor

CHANGES, TOWERS, WORDS, SURPRISE = "changes.", "towers.", "words.", "surprise."  # how their tensors' names begin
_SCALES = ("mean", "deviation")
FAR = 6.0  # standard deviations from the mean beyond which a state counts as no farther


@dataclass(frozen=True)
class Assessment:
    """quality   in standard deviations of direct assessment, 0 for the average translation; corruptions far below
    odds      of each token of the translation (nats) that an editor would change it
    """

    quality: float
    odds: tuple[float, ...]


@dataclass(frozen=True)
class Heads:
    """weights   the tensors of the heads, in float32, by their names in the file
    changes   of the language model's layers, as `lowrank.LowRank` takes them
    """

    weights: dict[str, Tensor]
    changes: dict[str, tuple[Tensor, Tensor]]

    @classmethod
    def load(cls, path: Path) -> Heads:
        from safetensors.torch import load_file

        with damage_as_error(path):
            return cls.of(load_file(str(path)))

    @classmethod
    def of(cls, stored: Mapping[str, Tensor]) -> Heads:
        """From the tensors of a file."""
        changes = {name.removeprefix(CHANGES): value for name, value in stored.items() if name.startswith(CHANGES)}
        weights = {name: value.float() for name, value in stored.items() if not name.startswith(CHANGES)}
        return cls(weights, unpack(changes))

    def assess(self, readings: Sequence[Reading]) -> list[Assessment]:
        import torch

        target, seen = padded([standard(one.target, self.weights, "target") for one in readings])
        source, also = padded([standard(one.source, self.weights, "source") for one in readings])
        network, odds = self._towers(target, seen, source, also)
        ridge = standard(torch.stack([one.forced.summary for one in readings]), self.weights, "pools")
        quality = torch.stack([ridge @ self.weights["ridge"], network], 1) @ self.weights["blend"]
        for prefix, states in ((WORDS, "words"), (SURPRISE, "surprise")):
            read = [standard(getattr(one.forced, states), self.weights, states) for one in readings]
            odds = odds + self._tagging[prefix](*padded(read))
        odds = odds / 3 * self.weights["words"][0] + self.weights["words"][1]
        return [
            Assessment(float(q), tuple(row[: len(one.spans)].tolist()))
            for q, row, one in zip(quality, odds, readings, strict=True)
        ]

    @cached_property
    def _towers(self) -> Any:
        from mtqa.engines.quality.networks import Towers

        widths = (len(self.weights[f"{side}.mean"]) for side in ("target", "source"))
        return self._loaded(Towers(*widths), TOWERS)

    @cached_property
    def _tagging(self) -> dict[str, Any]:
        from mtqa.engines.quality.networks import Words

        return {prefix: self._loaded(Words(len(self.weights[f"{prefix}mean"])), prefix) for prefix in (WORDS, SURPRISE)}

    def _loaded(self, network: Any, prefix: str) -> Any:
        own = {name.removeprefix(prefix): value for name, value in self.weights.items() if name.startswith(prefix)}
        network.load_state_dict({name: value for name, value in own.items() if name not in _SCALES})
        return network.eval()


def standard(states: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    """In standard deviations from the mean."""
    values = (states.float() - weights[f"{name}.mean"]) / weights[f"{name}.deviation"]
    return values.clamp(-FAR, FAR)


def padded(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Rows of any length as one tensor, and which of its places are taken."""
    import torch

    lengths = torch.tensor([len(row) for row in rows])
    taken = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True), taken
