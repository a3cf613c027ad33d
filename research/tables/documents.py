"""How much each sign of translation counts: the regressions `document` of mtqa/data/weights.json, with the detector of
a model and without one.

Pages of machine translations against pages of native text, from the second halves of the corpora, since the first ones
taught mtqa/data/style.tsv.xz. Translations by people are in the report only: the signs tell them from native text
nearly as well, and what they weigh would be a matter of how many one takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqa.bench.pages import bitext
from mtqa.calibration.alarms import RULES_ONLY
from mtqa.engines.base import LanguageModel
from mtqa.evidence.confidence import document_features, log_odds, sigmoid
from mtqa.evidence.contrast import Judge
from mtqa.evidence.signals import detected
from mtqa.evidence.translationese import Translationese, translationese
from mtqa.lexicon import LacTagger
from research.measure.pairs import some
from research.tables.style import sides
from research.tables.weights import Examples, regression

_PEOPLE = "WMT, people"
_DETECTOR = "strange"  # the feature that needs the detector


def fit(
    native: Sequence[Path], translations: Path, edits: Path, model: LanguageModel, count: int, tasks: Any
) -> tuple[dict[str, dict[str, float]], str]:
    """The regressions of the model and of `RULES_ONLY`, and a report. `count` pages of each kind of text."""
    pages = {
        kind: some(found, count) for kind, found in sides(native, translations, edits, second=True, most=count).items()
    }
    progress, total, done = tasks("pages"), sum(map(len, pages.values())), 0
    tagger, rows = LacTagger(), list[tuple[str, Mapping[str, float]]]()
    for kind, found in pages.items():
        for page in found:
            rows.append((kind, document_features(_signs("\n".join(page), model, tagger))))
            progress(done := done + 1, total)
    examples: Examples = [(row, "machine" in kind) for kind, row in rows if kind != _PEOPLE]
    plain: Examples = [
        ({name: value for name, value in row.items() if name != _DETECTOR}, bad) for row, bad in examples
    ]
    entries = {str(model.identity): regression(examples), RULES_ONLY: regression(plain)}
    return entries, _report(entries, rows)


def _signs(text: str, model: LanguageModel, tagger: LacTagger) -> Translationese:
    page = bitext(text)
    tagged = [(segment, tagger.tag(segment.text)) for segment in page.segments]
    return translationese(tagged, detected(tagged, Judge(model, page.document)))


def _report(entries: Mapping[str, Mapping[str, float]], rows: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    lines = ["| text | pages | weights | above 0.5 | above 0.9 | above 0.95 |", "|---|---|---|---|---|---|"]
    for kind in dict(rows):
        for name, weights in entries.items():
            found = [sigmoid(log_odds(weights, row)) for one, row in rows if one == kind]
            shares = [f"{sum(chance > limit for chance in found) / len(found):.1%}" for limit in (0.5, 0.9, 0.95)]
            lines.append(f"| {kind} | {len(found)} | {name} | {' | '.join(shares)} |")
    return "\n".join(lines)
