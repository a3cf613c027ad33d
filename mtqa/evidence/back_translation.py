"""Target → pivot → target, per segment: a reading aid and evidence, not the score.

Round-trip similarity predicts quality poorly (arXiv 2004.13937); what it shows a reviewer is how an outsider
would understand the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.engines.base import Progress, Translation, Translator, no_progress
from mtqa.text import Bitext


@dataclass(frozen=True, slots=True)
class BackTranslation:
    """The way of one segment into the pivot language and back.

    `chrf` and `bleu` compare the round trip with the segment (sacrebleu, 0–100; BLEU with
    tokenize="zh"); None where there is no round trip. `reason` says why a part is missing.
    """

    pivot: str
    round_trip: str
    chrf: float | None
    bleu: float | None
    reason: str = ""


def back_translate(
    bitext: Bitext, translator: Translator, pivot: str = "en", progress: Progress = no_progress
) -> tuple[BackTranslation, ...]:
    """Every segment into the pivot language and back, in the document's own order."""
    texts = [segment.text for segment in bitext.segments]
    total = 2 * len(texts)
    away = [best[0] for best in translator.translate(texts, _TARGET, pivot, progress=_part(progress, 0, total))]
    home = [
        best[0]
        for best in translator.translate(
            [step.text for step in away], pivot, _TARGET, progress=_part(progress, len(texts), total)
        )
    ]
    return tuple(_compare(text, *steps) for text, *steps in zip(texts, away, home, strict=True))


_TARGET = "zh"


def _part(progress: Progress, before: int, total: int) -> Progress:
    """Progress of one direction as a share of both."""
    return lambda done, _: progress(before + done, total)


def _compare(text: str, away: Translation, home: Translation) -> BackTranslation:
    if not away.text:
        return BackTranslation("", "", None, None, f"no back-translation: {away.reason}")
    if not home.text:
        return BackTranslation(away.text, "", None, None, f"no round trip: {home.reason}")
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    return BackTranslation(
        away.text,
        home.text,
        round(CHRF().sentence_score(home.text, [text]).score, 1),
        round(BLEU(tokenize="zh", effective_order=True).sentence_score(home.text, [text]).score, 1),
    )
