"""How many human translations the guard against hallucinations would refuse, and for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mtqa.bench.corpus import parallel
from mtqa.engines.base import Progress
from mtqa.engines.translators.guard import objection


def refusals(files: Sequence[Path], progress: Progress) -> str:
    """A Markdown table: how many translations are refused for each reason, by direction."""
    counts: Counter[tuple[str, str]] = Counter()
    total = 0
    for english, chinese in parallel(files):
        total += 1
        counts["en", objection(chinese, english, "en")] += 1
        counts["zh", objection(english, chinese, "zh")] += 1
        if total % 1000 == 0:
            progress(total, total)
    reasons = sorted({reason for _, reason in counts if reason})
    lines = [f"| {reason} | {counts['en', reason]:,} | {counts['zh', reason]:,} |" for reason in reasons]
    refused = [sum(count for (to, why), count in counts.items() if to == target and why) for target in ("en", "zh")]
    last = f"| refused of {total:,} | {refused[0]:,} | {refused[1]:,} |"
    return "\n".join(["| | zh→en | en→zh |", "|---|---|---|", *lines, last])
