"""How `machine_translated` judges text of other kinds and lengths than those that it was fitted on, without models."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from mtqa.bench.corpus import collections, lines
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.lexicon import LacTagger
from mtqa.pipeline import check_document
from mtqa.read import read_text

_LIMITS = (0.5, 0.8, 0.9)  # even odds; what `mtqa init` gates on; from here on nothing looks fine
_SEED = 7


def translated(files: Sequence[Path], count: int, lengths: Sequence[int], progress: Progress) -> str:
    """A table: for each kind of text and each length, in characters, the median of `count` pages, and the share of them
    from each limit on. A kind is a file with a sentence a line, or a collection in one of name, English, Chinese."""
    drawn = [
        (kind, length, page)
        for kind, sentences in _kinds(files, count)
        for length in lengths
        for page in _drawn(sentences, length, count)
    ]
    tagger, found = LacTagger(), dict[tuple[str, int], list[float]]()
    for done, (kind, length, page) in enumerate(drawn, 1):
        probability = check_document(read_text("page.txt", page), Config(), None, tagger).machine_translated
        found.setdefault((kind, length), []).extend([] if probability is None else [probability])
        progress(done, len(drawn))
    return "\n".join(_table(found))


def _kinds(files: Sequence[Path], least: int) -> Iterator[tuple[str, list[str]]]:
    """Every kind of text with its sentences."""
    for path in files:
        if ".tsv" in path.suffixes:
            merged: dict[str, list[str]] = {}
            for name, pairs in collections([path], least):
                merged.setdefault(name, []).extend(chinese for _, chinese in pairs)
            yield from merged.items()
        else:
            yield path.name, lines(path)


def _drawn(sentences: Sequence[str], length: int, count: int) -> list[str]:
    """`count` pages of at least `length` characters, drawn at random; all where there are fewer."""
    pages, page = list[str](), list[str]()
    for sentence in sentences:
        page.append(sentence)
        if sum(map(len, page)) >= length:
            pages.append("\n".join(page))
            page = []
    random.Random(_SEED).shuffle(pages)
    return pages[:count]


def _table(found: Mapping[tuple[str, int], Sequence[float]]) -> Iterator[str]:
    yield "| text | characters | pages | median | " + " | ".join(f"≥ {limit:g}" for limit in _LIMITS) + " |"
    yield "|---" * (4 + len(_LIMITS)) + "|"
    for (kind, length), values in found.items():
        if values:
            shares = " | ".join(f"{sum(value >= limit for value in values) / len(values):.0%}" for limit in _LIMITS)
            yield f"| {kind} | {length} | {len(values)} | {median(values):.2f} | {shares} |"
