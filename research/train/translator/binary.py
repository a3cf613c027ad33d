"""Pairs as token ids in one packed file, small enough to be copied to the machine that trains.

A row has both sides, a weight (how often an epoch sees it, on average), and its directions: both, or one if a side
has errors that the network must not learn to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from mtqa.engines.base import Progress, no_progress
from mtqa.errors import UsageError
from research.train.adapter import augment
from research.train.adapter.pairs import Aligned
from research.train.translator.pairs import Pair
from research.train.translator.sources import source
from research.train.translator.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOTH, FROM_CHINESE, FROM_ENGLISH = 0, 1, 2
#: Shares of the pairs that come a second time with something planted, and with noise on one side.
_PLANTED, _NOISY = 0.15, 0.1
_NAMES = 20_000  # of the dictionary, and as many invented people
MOST_BYTES = 60_000_000


@dataclass(frozen=True, slots=True)
class Row:
    chinese: list[int]
    english: list[int]
    weight: float
    way: int


@dataclass(frozen=True)
class Data:
    """All rows. `chinese` and `english` are the ids of all rows in sequence; `…_ends` are the ends of the rows."""

    chinese: NDArray[np.uint16]
    english: NDArray[np.uint16]
    chinese_ends: NDArray[np.uint32]
    english_ends: NDArray[np.uint32]
    weights: NDArray[np.float32]
    ways: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ways)

    def side(self, row: int, language: str) -> NDArray[np.uint16]:
        ids, ends = (self.chinese, self.chinese_ends) if language == "zh" else (self.english, self.english_ends)
        return ids[ends[row - 1] if row else 0 : ends[row]]

    def lengths(self, language: str) -> NDArray[np.int64]:
        import numpy as np

        ends = self.chinese_ends if language == "zh" else self.english_ends
        whole = ends.astype(np.int64)
        return np.concatenate([whole[:1], whole[1:] - whole[:-1]])


def augmented(pairs: Iterable[Pair], seed: int) -> Iterator[tuple[Pair, int]]:
    """Every pair, and again some with something planted, some with noise, and names alone; with their directions."""
    random = Random(seed)
    for pair in pairs:
        yield pair, BOTH
        if random.random() < _PLANTED and (changed := augment.planted(Aligned(pair.chinese, pair.english), random)):
            yield Pair("planted", changed.english, changed.chinese), BOTH
        if random.random() < _NOISY:
            if random.random() < 0.5:
                yield Pair(pair.source, pair.english, augment.noisy(pair.chinese, "zh", random)), FROM_CHINESE
            else:
                yield Pair(pair.source, augment.noisy(pair.english, "en", random), pair.chinese), FROM_ENGLISH
    yield from ((Pair("dictionary", name.english, name.chinese), BOTH) for name in augment.dictionary(random, _NAMES))


def binarise(
    pairs: Iterable[tuple[Pair, int]], vocabulary: Vocabulary, limit: int, progress: Progress = no_progress
) -> Data:
    """The rows whose sides have at most `limit` tokens, including code and end mark."""
    import numpy as np

    if len(vocabulary) > 1 << 16:
        raise UsageError(
            f"{len(vocabulary):,} pieces", advice="ids are kept in 16 bits: make a vocabulary of at most 65,000"
        )
    sides: dict[str, list[NDArray[np.uint16]]] = {"zh": [], "en": []}
    weights, ways = [], []
    for index, (pair, way) in enumerate(pairs, 1):
        ids = {"zh": vocabulary.encode(pair.chinese), "en": vocabulary.encode(pair.english)}
        if all(0 < len(side) <= limit - 2 for side in ids.values()):
            for language, side in ids.items():
                sides[language].append(np.asarray(side, dtype=np.uint16))
            weights.append(source(pair.source).weight)
            ways.append(way)
        if index % 1000 == 0:
            progress(index, index)
    flat = {language: np.concatenate(parts) if parts else np.zeros(0, np.uint16) for language, parts in sides.items()}
    ends = {language: np.cumsum([len(part) for part in parts], dtype=np.uint32) for language, parts in sides.items()}
    return Data(
        flat["zh"], flat["en"], ends["zh"], ends["en"], np.asarray(weights, np.float32), np.asarray(ways, np.uint8)
    )


def save(data: Data, path: Path) -> int:
    """Write the data packed, completely or not at all; returns the size in bytes."""
    import numpy as np

    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **{name: getattr(data, name) for name in Data.__annotations__})
    temporary.replace(path)
    return path.stat().st_size


def load(path: Path) -> Data:
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Data(**{name: arrays[name] for name in Data.__annotations__})
    except (OSError, KeyError, ValueError) as error:
        advice = "make it first: python -m research.train.translator binarise"
        raise UsageError(f"no binarised data ({error})", where=str(path), advice=advice) from error
