"""How often human translators have two wordings for a term of their source, according to `terms.inconsistent`.

Consecutive pairs of a corpus make a document. Read what is printed: a wording that does not translate the term is a
false alarm; two wordings for one term are right findings, even in human translations.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtqa.bench.corpus import collections
from mtqa.bilingual.terminology import UnusualWording, unusual_wordings
from mtqa.engines.base import Progress
from mtqa.lexicon import LacTagger, shared_dictionary

_Pairs = list[tuple[str, str]]


def terminology(files: Sequence[Path], documents: int, skip: int, length: int, progress: Progress) -> str:
    """Findings per 1,000 segments, by corpus; and every one with both its sentences."""
    tagger, dictionary = LacTagger(), shared_dictionary()
    lines = ["| corpus | segments | other wordings | per 1,000 |", "|---|---|---|---|"]
    found: list[str] = []
    segments = 0
    seconds = 0.0
    corpora = list(collections(files, length))
    for done, (name, pairs) in enumerate(corpora, 1):
        before, size = len(found), 0
        for document in _drawn(name, pairs, documents, skip, length):
            tagger.expect(chinese for _, chinese in document)
            tagger.tag(document[0][1])
            begin = time.process_time()
            english, chinese = [source for source, _ in document], [target for _, target in document]
            here = list(unusual_wordings(english, chinese, lambda i, t=chinese: tagger.tag(t[i]), dictionary))  # type: ignore[misc]
            seconds += time.process_time() - begin
            found += [_finding_line(name, document[one.sentence], one) for one in here]
            size += len(document)
        segments += size
        lines.append(_row(name, size, len(found) - before))
        progress(done, len(corpora))
    lines.append(_row("all", segments, len(found)))
    speed = f"{segments / max(1e-9, seconds):,.0f} segments a second of processor time, tagging apart"
    return "\n".join([*lines, "", speed, "", *found])


def _row(name: str, segments: int, found: int) -> str:
    return f"| {name} | {segments} | {found} | {1000 * found / max(1, segments):.2f} |"


def _finding_line(name: str, pair: tuple[str, str], other: UnusualWording) -> str:
    counts = f"{other.wording} ({other.counts[other.wording]}) for {other.usual} ({other.counts[other.usual]})"
    return f"{name}: {other.term}: {counts}\n    {pair[0]}\n    {pair[1]}"


def _drawn(name: str, pairs: _Pairs, documents: int, skip: int, length: int) -> Iterator[_Pairs]:
    starts = list(range(0, len(pairs) - length + 1, length))
    random.Random(name).shuffle(starts)
    for start in starts[skip : skip + documents]:
        yield pairs[start : start + length]
