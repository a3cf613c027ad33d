"""Round trips, target → pivot → target, for each segment: a reading aid and evidence, not the score.

Round-trip similarity predicts quality poorly (arXiv 2004.13937); but a back-translation shows a reviewer how somebody
who only reads the pivot language would understand the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.engines.base import Progress, Translation, Translator, no_progress
from mtqa.text import Bitext


@dataclass(frozen=True, slots=True)
class BackTranslation:
    """The translation of a segment into the pivot language and back.

    `chrf` and `bleu` compare the round trip with the segment (sacrebleu, 0–100; BLEU with tokenize="zh"); None if there
    is no round trip. `reason` says why a part is missing.
    """

    pivot: str
    round_trip: str
    chrf: float | None
    bleu: float | None
    reason: str = ""


def back_translate(
    bitext: Bitext, translator: Translator, pivot: str = "en", progress: Progress = no_progress
) -> tuple[BackTranslation, ...]:
    """Translate every segment into the pivot language and back; one result per segment, in order."""
    return back_translate_texts([segment.text for segment in bitext.segments], translator, pivot, progress)


def back_translate_texts(
    texts: Sequence[str], translator: Translator, pivot: str = "en", progress: Progress = no_progress
) -> tuple[BackTranslation, ...]:
    """The same for texts."""
    total = 2 * len(texts)
    pivots = [best[0] for best in translator.translate(texts, _TARGET, pivot, progress=_part(progress, 0, total))]
    round_trips = [
        best[0]
        for best in translator.translate(
            [translation.text for translation in pivots], pivot, _TARGET, progress=_part(progress, len(texts), total)
        )
    ]
    return tuple(_compare(text, *both) for text, *both in zip(texts, pivots, round_trips, strict=True))


_TARGET = "zh"


def _part(progress: Progress, before: int, total: int) -> Progress:
    """The progress of one direction as a part of both."""
    return lambda done, _: progress(before + done, total)


def _compare(text: str, pivot: Translation, round_trip: Translation) -> BackTranslation:
    if not pivot.text:
        return BackTranslation("", "", None, None, f"no back-translation: {pivot.reason}")
    if not round_trip.text:
        return BackTranslation(pivot.text, "", None, None, f"no round trip: {round_trip.reason}")
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    return BackTranslation(
        pivot.text,
        round_trip.text,
        round(CHRF().sentence_score(round_trip.text, [text]).score, 1),
        round(BLEU(tokenize="zh", effective_order=True).sentence_score(round_trip.text, [text]).score, 1),
    )
