"""Readings of many pairs, packed, and kept in a folder so that they are read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.bench.spansets.base import TaggedWord
from mtqa.engines.base import Progress
from mtqa.engines.estimation.reading import PairReader, Reading
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

_PORTION = 512  # pairs whose states are held in float32

Pair = tuple[str, str]


@dataclass
class Packed:
    """Readings in float16, one after the other. `starts` say where the tokens of each begin, and the last where they
    end."""

    pools: Tensor
    target: Tensor
    source: Tensor
    starts: tuple[list[int], list[int]]
    spans: list[tuple[Span, ...]]

    def __len__(self) -> int:
        return len(self.spans)

    def of(self, index: int) -> tuple[Tensor, Tensor]:
        """States of the tokens of translation and source."""
        (a, b), (c, d) = (side[index : index + 2] for side in self.starts)
        return self.target[a:b], self.source[c:d]

    def reading(self, index: int) -> Reading:
        target, source = self.of(index)
        return Reading(self.pools[index].float(), target, source, self.spans[index])


def read(pairs: Sequence[Pair], reader: PairReader, kept: Path | None, progress: Progress) -> Packed:
    """All pairs in order; those that were read before come from the folder `kept`."""
    import torch

    file = kept / f"{_name(pairs, reader)}.pt" if kept else None
    if file and file.is_file():
        pools, target, source, *starts = torch.load(file, weights_only=True)
        return Packed(pools, target, source, (starts[0], starts[1]), [reader.spans(pair[1]) for pair in pairs])
    packed = _read(pairs, reader, progress)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        torch.save([packed.pools, packed.target, packed.source, *packed.starts], file)
    return packed


def _read(pairs: Sequence[Pair], reader: PairReader, progress: Progress) -> Packed:
    import torch

    order = sorted(range(len(pairs)), key=lambda index: sum(map(len, pairs[index])))
    readings: dict[int, tuple[Tensor, Tensor, Tensor, tuple[Span, ...]]] = {}
    for start in range(0, len(order), _PORTION):
        portion = order[start : start + _PORTION]
        for batch in reader.read([pairs[index] for index in portion]):
            for place, one in batch:
                if one is None:
                    raise ValueError(f"a pair that cannot be read: {pairs[portion[place]]}")
                readings[portion[place]] = (one.pools.half(), one.target.half(), one.source.half(), one.spans)
        progress(len(readings), len(pairs))
    pools, target, source, spans = zip(*(readings[index] for index in range(len(pairs))), strict=True)
    return Packed(
        torch.stack(pools), torch.cat(target), torch.cat(source), (_starts(target), _starts(source)), [*spans]
    )


def _starts(parts: Sequence[Tensor]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts


def _name(pairs: Sequence[Pair], reader: PairReader) -> str:
    """A hash of all that the readings depend on."""
    parts = [reader.signature, [list(pair) for pair in pairs]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def tags(spans: Sequence[Span], words: Sequence[TaggedWord]) -> tuple[list[bool], list[bool]]:
    """Of each token: does it touch a BAD word, and is it punctuation alone?"""
    bad = [any(word.bad and word.span.overlaps(span) for word in words) for span in spans]
    marks = [all(word.punctuation for word in words if word.span.overlaps(span)) for span in spans]
    return bad, marks
