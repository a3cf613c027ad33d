"""The summaries and the assessments of many pairs; summaries are kept in a folder, so that pairs are read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.bench.spans.sets.base import TaggedWord
from mtqa.engines.base import Progress
from mtqa.engines.quality.heads import Assessment, Heads
from mtqa.engines.quality.states import PairReader
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

_PORTION = 512  # pairs sorted by length and read in one go
_BATCH = 16  # pairs read at once

Pair = tuple[str, str]


def pools(pairs: Sequence[Pair], reader: PairReader, kept: Path | None, progress: Progress) -> Tensor:
    """The translator's summaries of pairs (`forced_decoding.Forced`), in float16; summaries that were made before come
    from the folder `kept`."""
    import torch

    file = kept / f"{_name(pairs, reader)}.pt" if kept else None
    if file and file.is_file():
        known: Tensor = torch.load(file, weights_only=True)
        return known
    read = _pools(pairs, reader, progress)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        torch.save(read, file)
    return read


def assessments(pairs: Sequence[Pair], heads: Heads, reader: PairReader, progress: Progress) -> list[Assessment]:
    """The assessment of each pair; raises ValueError if a pair cannot be read."""
    found: dict[int, Assessment] = {}
    for batch in reader.read(pairs):
        known = [(place, one) for place, one in batch if one is not None]
        if len(known) < len(batch):
            raise ValueError(f"a pair that cannot be read: {pairs[next(i for i, one in batch if one is None)]}")
        for (place, _), assessment in zip(known, heads.assess([one for _, one in known]), strict=True):
            found[place] = assessment
        progress(len(found), len(pairs))
    return [found[place] for place in range(len(pairs))]


def _pools(pairs: Sequence[Pair], reader: PairReader, progress: Progress) -> Tensor:
    import torch

    tokens = [reader.tokens(*pair) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda index: tokens[index].length)
    found: dict[int, Tensor] = {}
    for start in range(0, len(order), _BATCH):
        portion = order[start : start + _BATCH]
        forced = reader.decoder.force([tokens[index] for index in portion])
        found |= {index: one.summary.half() for index, one in zip(portion, forced, strict=True)}
        progress(len(found), len(pairs))
    return torch.stack([found[index] for index in range(len(pairs))])


def _name(pairs: Sequence[Pair], reader: PairReader) -> str:
    """A hash of everything that the summaries depend on."""
    parts = [reader.signature, [list(pair) for pair in pairs]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def tags(spans: Sequence[Span], words: Sequence[TaggedWord]) -> tuple[list[bool], list[bool]]:
    """For each token: does it touch a BAD word, and is it only punctuation?"""
    bad = [any(word.bad and word.span.overlaps(span) for word in words) for span in spans]
    marks = [all(word.punctuation for word in words if word.span.overlaps(span)) for span in spans]
    return bad, marks
