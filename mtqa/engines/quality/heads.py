"""The heads: from the reading of a pair to an assessment, and to the odds that an editor would change each token.

    ridge     linear in the standardised mean states of source and translation and the figures of both: how hard the
              source is, and much of how well it was translated
    changes   low-rank changes of the upper layers of the language model that run, trained together with
    towers    a small network for the tokens of each side, which also sees their neighbours; means and maxima give an
              assessment, each token of the translation its odds
    words     another network for the translation's tokens, on the translator's states
    surprise  another network on how likely the translator found them; the odds of a token are the mean of the three
    blend     the weights of ridge and towers

All are in one safetensors file, which belongs to the revision of a language model in its metadata.
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

CHANGES, TOWERS, WORDS, SURPRISE = "changes.", "towers.", "words.", "surprise."  # prefixes of the tensors' names
_SCALES = ("mean", "deviation")
FAR = 6.0  # standard deviations to which states are clamped


@dataclass(frozen=True)
class Assessment:
    """The raw output of the heads for a pair.

    quality   in standard deviations of direct assessment, 0 for the average translation; corruptions are far below
    odds      log-odds of each token of the translation that an editor would change it, nats
    """

    quality: float
    odds: tuple[float, ...]


@dataclass(frozen=True)
class Heads:
    """All heads of one file.

    weights   the tensors of the heads, in float32, by their names in the file
    changes   changes of the language model's layers, for `mtqa.engines.causal.lora.LowRank`
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
        """The heads with the tensors of a file."""
        changes = {name.removeprefix(CHANGES): value for name, value in stored.items() if name.startswith(CHANGES)}
        weights = {name: value.float() for name, value in stored.items() if not name.startswith(CHANGES)}
        return cls(weights, unpack(changes))

    def assess(self, readings: Sequence[Reading]) -> list[Assessment]:
        import torch

        target, target_taken = padded([standard(reading.target, self.weights, "target") for reading in readings])
        source, source_taken = padded([standard(reading.source, self.weights, "source") for reading in readings])
        network, odds = self._towers(target, target_taken, source, source_taken)
        ridge = standard(torch.stack([reading.forced.summary for reading in readings]), self.weights, "pools")
        quality = torch.stack([ridge @ self.weights["ridge"], network], 1) @ self.weights["blend"]
        for prefix, states in ((WORDS, "words"), (SURPRISE, "surprise")):
            read = [standard(getattr(reading.forced, states), self.weights, states) for reading in readings]
            odds = odds + self._tagging[prefix](*padded(read))
        odds = odds / 3 * self.weights["words"][0] + self.weights["words"][1]
        return [
            Assessment(float(value), tuple(row[: len(reading.spans)].tolist()))
            for value, row, reading in zip(quality, odds, readings, strict=True)
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
    """States in standard deviations from the mean, clamped to ±FAR."""
    values = (states.float() - weights[f"{name}.mean"]) / weights[f"{name}.deviation"]
    return values.clamp(-FAR, FAR)


def padded(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Rows of any length as one padded tensor, and a mask of the places that are not padding."""
    import torch

    lengths = torch.tensor([len(row) for row in rows])
    taken = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True), taken
