"""Measuring native text with the models: the quantiles of mtqa/data/calibration.json."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from mtqa.align.segment import segment
from mtqa.bench.corpus import pages
from mtqa.calibration.native import Calibration, quantiles
from mtqa.engines.base import LanguageModel, Progress, Translator
from mtqa.evidence.back_translation import back_translate
from mtqa.evidence.fluency import measure
from mtqa.read import read_text
from mtqa.text import Bitext, Pair


def bitext(text: str) -> Bitext:
    """A text in segments, without a source."""
    document = read_text("page.txt", text)
    return Bitext(document, tuple(Pair(target) for target in segment(document)))


def sample(files: Sequence[Path], count: int, *, offset: int = 0, seed: int = 7) -> list[Bitext]:
    """`count` pages of each file, drawn at random; `offset` skips pages, for a second sample that shares none."""
    drawn: list[Bitext] = []
    for path in files:
        every = list(pages(path))
        random.Random(seed).shuffle(every)
        drawn.extend(bitext(page) for page in islice(every, offset, offset + count))
    return drawn


def fluency_quantiles(
    documents: Sequence[Bitext], model: LanguageModel, least: int, progress: Progress
) -> dict[str, Any]:
    """Quantiles of the SLOR of segments with at least `least` characters, and the excess that 1 % of tokens pass."""
    slors: list[float] = []
    excesses: list[float] = []
    characters = 0
    for done, document in enumerate(documents, 1):
        progress(done, len(documents))
        for part, fluency in zip(document.segments, measure(document, model, Calibration()), strict=True):
            if fluency is None or len(part.text) < least:
                continue
            characters += len(part.text)
            slors.append(fluency.slor)
            excesses.extend(token.surprisal - token.unigram for token in fluency.tokens)
    return {
        "fluency": quantiles(slors),
        "token_excess": round(sorted(excesses)[int(0.99 * len(excesses))], 2),
        "measured_on": {"segments": len(slors), "characters": characters},
    }


def round_trip_quantiles(
    documents: Sequence[Bitext], translator: Translator, least: int, progress: Progress
) -> dict[str, Any]:
    """Quantiles of the round-trip chrF of segments with at least `least` characters."""
    scores: list[float] = []
    for done, document in enumerate(documents, 1):
        trips = back_translate(document, translator)
        scores.extend(
            trip.chrf
            for part, trip in zip(document.segments, trips, strict=True)
            if trip.chrf is not None and len(part.text) >= least
        )
        progress(done, len(documents))
    return {"round_trip": quantiles(scores), "measured_on": {"segments": len(scores)}}
