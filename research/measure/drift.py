"""What chrF tells a translation from an unrelated one after its back-translation (for `back-translation.drift`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF

_STEPS = (18, 20, 22, 24, 26)
_SHIFT = 7  # lines by which sources and back-translations are exchanged


def drift(source: Path, back: Sequence[Path]) -> str:
    """A Markdown table: of each file of back-translations, how many human translations and how many unrelated
    ones stay under each chrF."""
    origins = source.read_text(encoding="utf-8").splitlines()
    lines = ["| back-translations | chrF under | human translations, of 1,000 | unrelated ones |", "|---|---|---|---|"]
    for path in back:
        texts = path.read_text(encoding="utf-8").splitlines()
        right = [_chrf(text, origin) for text, origin in zip(texts, origins, strict=True)]
        wrong = [_chrf(t, o) for t, o in zip(texts[_SHIFT:] + texts[:_SHIFT], origins, strict=True)]
        for step in _STEPS:
            lost, found = (sum(score < step for score in scores) / len(scores) for scores in (right, wrong))
            lines.append(f"| {path.name} | {step} | {1000 * lost:.1f} | {found:.1%} |")
    return "\n".join(lines)


def _chrf(text: str, origin: str) -> float:
    return float(CHRF().sentence_score(text, [origin]).score)
