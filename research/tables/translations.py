"""Which Chinese words translate which English words, counted in aligned sentences: mtqa/data/translations.tsv.xz.

Word alignment by IBM Model 1 (Brown et al. 1993, aclanthology.org/J93-2003), trained in both directions; in the last
rounds a pair counts with the product of both posteriors (Liang, Taskar & Klein 2006, aclanthology.org/N06-1014), so
that rare words do not align with unrelated ones. Function words of English are left out.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Progress
from mtqa.lexicon import LacTagger
from mtqa.lexicon.cedict import EMPTY
from mtqa.lexicon.english import stem
from mtqa.script import HAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 5
_AGREEING = 2  # last rounds, in which both directions have to agree
_LONGEST = 60  # words of a sentence: longer ones align badly
_SHARES = {  # shares of large sources about one subject, whose words would dominate
    "lctt": 0.33,
    "tensorflow_docs": 0.15,
    "bitcoinops": 0.25,
    "python_docs_po": 0.1,
    "django_docs_po": 0.1,
    "libreoffice_help": 0.1,
}
_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HAN = re.compile(f"[{HAN}]+")
_LEAST_OCCURRENCES = 1.0  # expected, of a pair that is kept
_FUNCTION = EMPTY | frozenset(
    (
        *("was", "were", "they", "them", "he", "him", "she", "you", "your", "i", "my", "me", "we", "our", "us", "did"),
        *("will", "would", "can", "could", "may", "might", "shall", "should", "must", "if", "then", "but", "also"),
        *("such", "more", "most", "there", "those", "these"),
    )
)


@dataclass(frozen=True)
class _Links:
    """Every combination of two words of a sentence: the number of its `pair`, of its `english` and `chinese` token."""

    pair: NDArray[np.int32]
    english: NDArray[np.int32]
    chinese: NDArray[np.int32]


def table(files: Sequence[Path], progress: Progress) -> str:
    """The lines of the table, one per English stem: its commonest form, and its Chinese words with their counts."""
    sentences = list(_tokenized(list(_pairs(files)), progress))
    forms = Counter(word for english, _ in sentences for word in english)
    stems = Counter[str]()
    for form, count in forms.items():
        stems[stem(form)] += count
    commonest = {stem(form): form for form, _ in reversed(forms.most_common())}
    counts: dict[str, list[tuple[float, str]]] = {}
    for english, chinese, expected in _aligned(sentences):
        counts.setdefault(english, []).append((expected, chinese))
    names = " ".join(path.name for path in files)
    lines = [f"# stem\tcommonest form\tword count\t…\tby python -m research tables translations {names}"]
    for english in sorted(counts):
        ranked = sorted(counts[english], key=lambda pair: (-pair[0], pair[1]))
        words = (f"{word} {times:.0f}" for times, word in ranked)
        lines.append("\t".join([english, commonest[english], *words]))
    return "\n".join(lines) + "\n"


def _pairs(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """English and Chinese sentences: `source English Chinese` a line, or MLQE-PE's columns."""
    chance = random.Random(5)
    for path in files:
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        head, *rows = data.decode("utf-8").split("\n")
        if head.startswith("index\tsource\ttarget\t"):
            for cells in (row.split("\t") for row in rows):
                if len(cells) > 5:
                    yield cells[1], cells[2]
                    yield cells[1], cells[5].replace(" ", "")
        else:
            for cells in (row.split("\t") for row in (head, *rows)):
                if len(cells) == 3 and chance.random() < _SHARES.get(cells[0], 1.0) and 4 <= len(cells[2]) <= 160:
                    yield cells[1], cells[2]


def _tokenized(pairs: Sequence[tuple[str, str]], progress: Progress) -> Iterator[tuple[list[str], list[str]]]:
    tagger = LacTagger()
    for done, (english, chinese) in enumerate(pairs, 1):
        words = [word for word in _ENGLISH.findall(english.lower()) if word not in _FUNCTION]
        yield words, [word.text for word in tagger.tag(chinese) if _HAN.fullmatch(word.text)]
        progress(done, len(pairs))


def _aligned(sentences: Sequence[tuple[list[str], list[str]]]) -> Iterator[tuple[str, str, float]]:
    """English stem, Chinese word, and how often the one translates the other."""
    import numpy as np

    english = _numbered(stem(word) for words, _ in sentences for word in words)
    chinese = _numbered(word for _, words in sentences for word in words)
    rows = []
    for left, right in sentences:
        a = [0, *(english[stem(word)] for word in left if stem(word) in english)]  # 0 is the empty word
        b = [0, *(chinese[word] for word in right if word in chinese)]
        if 1 < len(a) <= _LONGEST and 1 < len(b) <= _LONGEST:
            rows.append((np.array(a), np.array(b)))
    width = len(chinese) + 1
    links, pairs = _links(rows, width)
    counts = _expected(links, pairs // width, pairs % width)
    stems, words = ["", *english], ["", *chinese]
    for pair in np.flatnonzero(counts >= _LEAST_OCCURRENCES):
        stem_, word = divmod(int(pairs[pair]), width)
        if stem_ and word:
            yield stems[stem_], words[word], float(counts[pair])


def _numbered(words: Iterator[str]) -> dict[str, int]:
    """Words that occur twice and more, numbered from 1."""
    return {word: number for number, word in enumerate((w for w, n in Counter(words).items() if n > 1), 1)}


def _links(rows: Sequence[tuple[Any, Any]], width: int) -> tuple[_Links, NDArray[np.int64]]:
    import numpy as np

    keys, english, chinese = [], [], []
    first, second = 0, 0
    for a, b in rows:
        keys.append((a[:, None] * width + b[None]).ravel())
        english.append(np.repeat(np.arange(len(a), dtype=np.int32) + first, len(b)))
        chinese.append(np.tile(np.arange(len(b), dtype=np.int32) + second, len(a)))
        first, second = first + len(a), second + len(b)
    pairs, inverse = np.unique(np.concatenate(keys), return_inverse=True)
    return _Links(inverse.astype(np.int32), np.concatenate(english), np.concatenate(chinese)), pairs


def _expected(links: _Links, english: NDArray[np.int64], chinese: NDArray[np.int64]) -> NDArray[Any]:
    """Expected occurrences of each pair after all rounds of expectation and maximisation."""
    import numpy as np

    size = len(english)
    forth = back = np.ones(size)  # P(Chinese | English) and P(English | Chinese)
    both = np.ones(len(links.pair))
    for number in range(_ROUNDS):
        one, other = _posterior(forth[links.pair], links.chinese), _posterior(back[links.pair], links.english)
        both = one * other
        if number >= _ROUNDS - _AGREEING:
            one = other = both
        forth = _posterior(np.bincount(links.pair, weights=one, minlength=size), english)
        back = _posterior(np.bincount(links.pair, weights=other, minlength=size), chinese)
    counts: NDArray[Any] = np.bincount(links.pair, weights=both, minlength=size)
    return counts


def _posterior(weights: NDArray[Any], groups: NDArray[Any]) -> NDArray[Any]:
    """Weights divided by the sum over their group."""
    import numpy as np

    shares: NDArray[Any] = weights / np.maximum(np.bincount(groups, weights=weights)[groups], 1e-12)
    return shares
