"""The weight of each signal of a word: mtqa/data/weights.json, which mtqa/evidence/confidence.py uses.

Words: the regression is fitted on native pages with words replaced as the channel does it, pages on which the detector
was not trained. The word tags of MLQE-PE then calibrate the odds to real machine translation (Platt 1999: one slope and
one intercept), since planted words are found more easily than real errors. Nearly all words without a rival are right;
they are fitted with the few that are wrong, which alone are too few for a slope.

Those of documents are in research/tables/documents.py.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from mtqa.bench.pages import bitext, sample
from mtqa.bench.spans.sets import mlqe, read_set
from mtqa.checks.preparation import prepare
from mtqa.config import Config
from mtqa.engines.base import LanguageModel, Progress
from mtqa.evidence.confidence import log_odds, sigmoid, word_features
from mtqa.evidence.contrast import Judge
from mtqa.evidence.signals import Signals, signals
from mtqa.lexicon import Channel, LacTagger
from mtqa.text import Bitext
from research.train.detector import Spoiler

_PENALTY = 1.0  # on squared weights, with some thousand examples

Row = Mapping[str, float]
Examples = list[tuple[Row, bool]]


@dataclass
class Examiner:
    """The signals of the words of texts, by one model."""

    model: LanguageModel
    second: LanguageModel | None = None

    def __post_init__(self) -> None:
        self._tagger, self._channel = LacTagger(), Channel()

    def __call__(self, text: str | Bitext) -> list[Signals]:
        parts = bitext(text) if isinstance(text, str) else text
        tagged = [(segment, self._tagger.tag(segment.text)) for segment in parts.segments]
        return signals(tagged, Judge(self.model, parts.document, second=self.second), self._channel)


def fit(
    native: Sequence[Path], tags: Path, count: int, skip: int, model: LanguageModel, tasks: Any
) -> tuple[dict[str, Any], str]:
    """The entry of a model, and a report; fitted on `count` pages."""
    examine = Examiner(model)
    words = list(_planted(sample(native, count // len(native), offset=skip), examine, tasks("words put in")))
    regressions = {
        kind: regression([(row, bad) for row, bad in words if ("score" in row) == (kind == "contested")])
        for kind in ("contested", "alone")
    }
    tagged = list(_tagged(tags, 10 * count, examine, tasks("word tags")))
    calibrated = {kind: _calibrated(weights, kind, tagged) for kind, weights in regressions.items()}
    return calibrated, _report(calibrated, tagged)


def fit_second(
    native: Sequence[Path],
    marked: Path,
    documents: Sequence[str],
    count: int,
    skip: int,
    models: tuple[LanguageModel, LanguageModel],
    tasks: Any,
) -> tuple[dict[str, float], str]:
    """The weights of words with a rival of which a second judge has an opinion, and a report; on `count` pages, and on
    the `documents` (parts of their names) of a set with marked errors, whose share sets slope and intercept.

    MLQE-PE cannot do that: its editors changed words with a winning rival as often whatever the judges say."""
    examine = Examiner(*models)
    pages = sample(native, count // len(native), offset=skip)
    words = [pair for pair in _planted(pages, examine, tasks("words put in")) if "second" in pair[0]]
    real = list(_marked(marked, documents, models, tasks("marked errors")))
    weights = _moved(regression([({**row, "gain": 0.0}, bad) for row, bad in words]), real)
    weights.pop("gain")
    lines = [f"{len(words)} words of native pages, {sum(bad for _, bad in words)} of them put in;"]
    lines += [f"{len(real)} words of marked documents, {sum(bad for _, bad in real)} of them in an error", ""]
    return weights, "\n".join([*lines, _report({"contested": weights}, real)])


def _marked(
    path: Path, documents: Sequence[str], models: tuple[LanguageModel, LanguageModel], progress: Progress
) -> Iterator[tuple[Row, bool]]:
    """The words of documents with marked errors about which the second judge was asked."""
    tagger, config = LacTagger(), Config()
    samples = [
        one
        for one in read_set(path, document=None, limit=None, pages=0, skip=0).samples
        if any(name in one.document.path for name in documents)
    ]
    for done, one in enumerate(samples, 1):
        material = prepare(one.document, config, tagger)
        document = material.bitext.document
        material = replace(material, judge=Judge(models[0], document, second=models[1]))
        for word in filter(attrgetter("is_known"), material.signals):
            row, span = word_features(word), word.span.shift(word.segment.span.start)
            if "second" in row:
                yield row, any(gold.touches(document.raw_span(span)) for gold in one.gold)
        progress(done, len(samples))


def _planted(parts: Iterable[Bitext], examine: Examiner, progress: Progress) -> Iterator[tuple[Row, bool]]:
    spoiler = Spoiler(Channel(), random.Random(23))
    parts = list(parts)
    for done, part in enumerate(parts, 1):
        spoiled = spoiler.spoil(part.document.text.strip("\n"))
        put = {span for span, replaced in zip(spoiled.words, spoiled.replaced, strict=True) if replaced}
        for one in filter(attrgetter("is_known"), examine(spoiled.text)):
            yield word_features(one), one.span.shift(one.segment.span.start) in put
        progress(done, len(parts))


def _tagged(path: Path, count: int, examine: Examiner, progress: Progress) -> Iterator[tuple[Row, bool]]:
    """The features of words of machine-translated sentences, and whether an editor changed them."""
    header, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 2)]
    samples = mlqe.read(path, header.split("\t"), rows, count)
    for done, one in enumerate(samples, 1):
        bad = [word.span for word in one.words if word.bad]
        for found in filter(attrgetter("is_known"), examine(one.document.text)):
            span = found.span.shift(found.segment.span.start)
            yield word_features(found), any(span.overlaps(other) for other in bad)
        progress(done, len(samples))


def regression(examples: Examples) -> dict[str, float]:
    """Logistic regression by Newton's method; the penalty keeps weights finite. The intercept has the name ""."""
    import numpy as np

    names = ["", *examples[0][0]]
    x = np.array([[1.0, *row.values()] for row, _ in examples])
    y = np.array([bad for _, bad in examples], dtype=float)
    weights = np.zeros(len(names))
    penalty = _PENALTY * np.diag([0.0] + [1.0] * (len(names) - 1))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - chance) - penalty @ weights
        weights += np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + penalty, gradient)
    return {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)}


def _calibrated(weights: dict[str, float], kind: str, tagged: Examples) -> dict[str, float]:
    """The weights, scaled and shifted so that their odds are those of the tags."""
    return _moved(weights, [(row, bad) for row, bad in tagged if ("score" in row) == (kind == "contested")])


def _moved(weights: dict[str, float], tagged: Examples) -> dict[str, float]:
    """The weights, scaled and shifted so that their odds are those of the examples."""
    line = regression([({"odds": log_odds(weights, row)}, bad) for row, bad in tagged])
    moved = {name: round(value * line["odds"], 4) for name, value in weights.items()}
    return moved | {"": round(moved[""] + line[""], 4)}


def _report(words: Mapping[str, Row], tagged: Examples) -> str:
    lines = ["| chance of a change | words of MLQE-PE | mean chance | changed |", "|---|---|---|---|"]
    chances = [(_chance(words["contested" if "score" in row else "alone"], row), bad) for row, bad in tagged]
    for low in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        inside = [(c, bad) for c, bad in chances if low <= c < (low + 0.1 if low else 0.2)]
        if inside:
            mean, share = (sum(values) / len(inside) for values in zip(*inside, strict=True))
            lines.append(f"| {low:.1f} | {len(inside)} | {mean:.3f} | {share:.3f} |")
    return "\n".join(lines)


def _chance(weights: Row, row: Row) -> float:
    return sigmoid(log_odds(weights, row))
