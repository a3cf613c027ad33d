"""How good suggestions are: how often the suggestion for a replaced word of a native page is the original word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mtqa.bench.pages import bitext, sample
from mtqa.engines.base import LanguageModel, Progress
from mtqa.evidence.contrast import Judge
from mtqa.evidence.suggestions import suggest
from mtqa.lexicon import Channel, LacTagger
from research.tables.weights import Examiner
from research.train.detector import Spoiler


def count(native: Sequence[Path], pages: int, skip: int, model: LanguageModel, progress: Progress) -> str:
    """A Markdown table: of the doubted words that were replaced, how many have a rival or suggestion, and how often it
    is the original word. An editor may accept other words as well."""
    examine, channel, tagger = Examiner(model), Channel(), LacTagger()
    spoiler = Spoiler(channel, random.Random(23))
    parts = list(sample(native, pages, offset=skip))
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for done, part in enumerate(parts, 1):
        spoiled = spoiler.spoil(part.document.text.strip("\n"))
        found = [one for one in examine(spoiled.text) if one.is_doubted]
        put = [one for one in found if one.span.shift(one.segment.span.start) in spoiled.meant]
        alone = [one for one in put if one.contested is None or one.contested.score < 0]
        offered = suggest(alone, Judge(model, bitext(spoiled.text).document), channel, tagger)
        for index, one in enumerate(alone):
            kind = offered[index].rival.proposed_by if index in offered else "nothing"
            wording = offered[index].rival.wording if index in offered else ""
            seen[kind] += 1
            right[kind] += wording == spoiled.meant[one.span.shift(one.segment.span.start)]
        for one in put:
            if one.contested and one.contested.score >= 0:
                seen["collisions"] += 1
                meant = spoiled.meant[one.span.shift(one.segment.span.start)]
                right["collisions"] += one.contested.collision.rival.wording == meant
        progress(done, len(parts))
    rows = [f"| {kind} | {number} | {right[kind]} |" for kind, number in seen.most_common()]
    return "\n".join(["| proposed by | words put in | the word meant |", "|---|---|---|", *rows])
