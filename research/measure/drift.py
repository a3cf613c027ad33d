"""chrF line by line: of back-translations with their sources, and of two translators with each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from sacrebleu.metrics.chrf import CHRF

_LIMITS = (18, 20, 22, 24, 26)
_SHIFT = 7  # lines between a source and the unrelated back-translation that it is compared with


def drift(source: Path, back: Sequence[Path]) -> str:
    """A Markdown table: for each file of back-translations, how many of human translations and of unrelated ones are
    under each chrF."""
    origins = source.read_text(encoding="utf-8").splitlines()
    lines = ["| back-translations | chrF under | human translations, of 1,000 | unrelated ones |", "|---|---|---|---|"]
    for path in back:
        texts = path.read_text(encoding="utf-8").splitlines()
        right = [_chrf(text, origin) for text, origin in zip(texts, origins, strict=True)]
        wrong = [_chrf(t, o) for t, o in zip(texts[_SHIFT:] + texts[:_SHIFT], origins, strict=True)]
        for limit in _LIMITS:
            lost, found = (sum(score < limit for score in scores) / len(scores) for scores in (right, wrong))
            lines.append(f"| {path.name} | {limit} | {1000 * lost:.1f} | {found:.1%} |")
    return "\n".join(lines)


def agreement(first: Path, second: Path, count: int) -> str:
    """A sentence with the median chrF of one translator's output against another's; `count` lines, 0 for all."""
    sides = (path.read_text(encoding="utf-8").splitlines()[: count or None] for path in (first, second))
    scores = [_chrf(one, other) for one, other in zip(*sides, strict=True)]
    return f"{first.name} and {second.name}: median chrF {median(scores):.1f} of {len(scores):,} sentences"


def _chrf(text: str, origin: str) -> float:
    return float(CHRF().sentence_score(text, [origin]).score)
