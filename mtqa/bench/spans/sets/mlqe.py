"""MLQE-PE: .tsv with target, target_tokens, target_tags; every row a document, runs of BAD words its spans.

Tags of gaps and words alternate: n words have 2n + 1 tags. Gaps that are BAD, where a word is missing, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mtqa.bench.spans.sets.base import Gold, Sample, TaggedWord, drawn, read_row
from mtqa.read import plain
from mtqa.text import Span

KEYS = frozenset({"target", "target_tokens", "target_tags"})


def read(path: Path, header: list[str], rows: list[tuple[int, list[str]]], limit: int | None) -> list[Sample]:
    def sentence(cells: Any) -> tuple[str, tuple[TaggedWord, ...]]:
        if len(cells) != len(header):
            raise ValueError(f"{len(cells)} cells in {len(header)} columns")
        row = dict(zip(header, cells, strict=True))
        return row["target"], words(row["target"], row["target_tokens"].split(), row["target_tags"].split())

    samples = []
    for number, cells in drawn(rows, limit):
        text, tagged = read_row(path, number, cells, sentence)
        samples.append(Sample(plain.read(f"{path.name} line {number}", text), joined(tagged), tagged))
    return samples


def words(text: str, tokens: list[str], tags: list[str]) -> tuple[TaggedWord, ...]:
    """Every token at its place in the text, which differs from the tokens only in white space.

    >>> [word.span for word in words("a bc。", ["a", "bc", "。"], ["OK"] * 7)]
    [Span(start=0, end=1), Span(start=2, end=4), Span(start=4, end=5)]
    """
    if len(tags) != 2 * len(tokens) + 1:
        raise ValueError(f"{len(tokens)} tokens need {2 * len(tokens) + 1} tags, not {len(tags)}")
    places = [place for place, character in enumerate(text) if not character.isspace()]
    if "".join(tokens) != "".join(text[place] for place in places):
        raise ValueError("target_tokens are not the words of target")
    tagged = []
    at = 0
    for token, tag in zip(tokens, tags[1::2], strict=True):
        span = Span(places[at], places[at + len(token) - 1] + 1)
        tagged.append(TaggedWord(span, tag == "BAD", not any(map(str.isalnum, token))))
        at += len(token)
    return tuple(tagged)


def joined(tagged: Iterable[TaggedWord], *, punctuation: bool = True) -> tuple[Gold, ...]:
    """Runs of neighbouring BAD words; without punctuation a mark is no BAD word and ends a run."""
    runs: list[Span] = []
    inside = False
    for word in tagged:
        bad = word.bad and (punctuation or not word.punctuation)
        if bad and inside:
            runs[-1] = Span(runs[-1].start, word.span.end)
        elif bad:
            runs.append(word.span)
        inside = bad
    return tuple(map(Gold, runs))
