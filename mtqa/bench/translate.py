"""How good a translator is: chrF and BLEU against references, both ways."""

from __future__ import annotations

import time
from pathlib import Path

from mtqa.engines.base import Progress, Translator


def translate(chinese: Path, english: Path, count: int, translator: Translator, progress: Progress) -> str:
    """A Markdown table for the first `count` pairs, and the signatures of its figures; a sentence without a
    translation counts as empty."""
    texts = {
        language: path.read_text(encoding="utf-8").splitlines()[:count]
        for language, path in (("zh", chinese), ("en", english))
    }
    rows = [_row(texts, source, target, translator, progress) for source, target in (("zh", "en"), ("en", "zh"))]
    head = ["| direction | chrF | BLEU | no translation | s/segment |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(row for row, _ in rows), "", *(signatures for _, signatures in rows)])


def _row(
    texts: dict[str, list[str]], source: str, target: str, translator: Translator, progress: Progress
) -> tuple[str, str]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    started = time.perf_counter()
    best = [found[0] for found in translator.translate(texts[source], source, target, progress=progress)]
    seconds = (time.perf_counter() - started) / len(best)
    chrf, bleu = CHRF(), BLEU(tokenize="zh" if target == "zh" else "13a")
    hypotheses, references = [one.text for one in best], [texts[target]]
    scores = [metric.corpus_score(hypotheses, references).score for metric in (chrf, bleu)]
    missing = sum(not one.text for one in best)
    figures = f"{scores[0]:.1f} | {scores[1]:.1f} | {missing} of {len(best)} | {seconds:.2f}"
    signatures = f"{source}→{target}: chrF {chrf.get_signature()}, BLEU {bleu.get_signature()}"
    return f"| {source}→{target} | {figures} |", signatures
