"""Turn signals into probabilities: logistic regressions for words and for documents, with weights in a data file.

P(a word is an error) = P(an editor would change it, in a translation) · P(the document is a translation)

The first is fitted on native pages with replaced words and calibrated on the word tags of MLQE-PE, the second on
machine translations against native pages and human translations: `python -m research tables weights` writes
mtqa/data/weights.json. A language model without an entry there has no detector either: then contests alone decide, by
an entry that was fitted without the detector and at a stricter threshold, which `mtqa calibrate` measures anew for the
user's model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mtqa.calibration.alarms import RULES_ONLY
from mtqa.data import data_file
from mtqa.engines.base import Identity
from mtqa.evidence.signals import Signals
from mtqa.evidence.translationese import Translationese

FILE = data_file("weights.json")
#: The entry for language models without a detector. `least_score` was measured with the embedded model, its detector
#: switched off: from there on contests alone raise at most MOST_RATE findings per 1,000 Han of native text
#: (`python -m research measure contests`). The chances are by hand, from the words of machine translations that lose by
#: that much. `wording` is that of the embedded model, whose other features are of the lexicon.
CONTESTS_ONLY = "contests only"
MOST_RATE = 0.5
# By hand, nats, with the Linfeng document in view. Names in two forms stand 0.06 to 0.4 times in 1,000 characters of
# machine translations and once in 570,000 of native news, a ratio with a logarithm of 3.5 to 5.4; other rules are less
# sure, and several findings in one document come from one habit.
_FINDING, _MOST_FINDINGS = 2.0, 6.0


@dataclass(frozen=True)
class Weights:
    """The regressions of a language model, each {feature: weight, "": intercept}.

    contested  for words with a rival
    alone      for words without a rival; empty without a detector
    document   for a document's signs of translation; empty without a detector
    wording    for two words of a document for one term; empty where it was not fitted
    second     for words with a rival of which a second judge has an opinion; empty without such a judge

    least_score is the score (nats) that a rival has to reach for its word to be doubted. With a detector, which doubts
    words by itself, every score counts.
    """

    contested: Mapping[str, float]
    alone: Mapping[str, float]
    document: Mapping[str, float]
    wording: Mapping[str, float] = field(default_factory=dict)
    least_score: float = -math.inf
    second: Mapping[str, float] = field(default_factory=dict)

    @property
    def has_detector(self) -> bool:
        """Were they fitted with a detector's signals?"""
        return bool(self.alone)

    def doubts(self, signals: Signals) -> bool:
        """Is the word doubted: by the detector, by two judges, or without a detector by a rival that clearly wins?"""
        if self.has_detector:
            return signals.is_doubted or self._has_two(signals)
        return signals.is_known and signals.contested is not None and signals.contested.score >= self.least_score

    def of_word(self, signals: Signals) -> float:
        """The probability that an editor would change the word, in a machine translation."""
        features = word_features(signals)
        if self._has_two(signals):
            return sigmoid(log_odds(self.second, features))
        return sigmoid(log_odds(self.contested if signals.contested else self.alone, features))

    def _has_two(self, signals: Signals) -> bool:
        """Did two judges give their opinion of a rival, and is known how to weigh both?"""
        return bool(self.second) and signals.contested is not None and signals.contested.second is not None


def word_features(signals: Signals) -> dict[str, float]:
    """The features of a word, nats; `score` and `gain` only if a rival was scored, `second` if twice."""
    features = {"replaced": signals.replaced or 0.0}
    if signals.contested:
        features |= {"score": signals.contested.score, "gain": max(-6.0, min(signals.contested.gain, 6.0))}
        if signals.contested.second is not None:
            features["second"] = signals.contested.second
    return features


def document_features(translationese: Translationese) -> dict[str, float]:
    """The features of a document, as weights.json names them; the root of the structures, since the fifth structure is
    weaker evidence than the first."""
    features = {"structures": math.sqrt(translationese.structures), "style": translationese.style}
    return features if translationese.replaced is None else features | {"strange": translationese.replaced}


def log_odds(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The linear part of a regression, nats."""
    return weights[""] + sum(weight * features[name] for name, weight in weights.items() if name)


def sigmoid(value: float) -> float:
    """The probability that belongs to log-odds."""
    return 1 / (1 + math.exp(-value))


@cache
def _entries() -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return entries


def weights(language_model: Identity, least_score: float | None = None, second: Identity | None = None) -> Weights:
    """The weights of a language model, with those for the opinions of a `second`; where it has none, those for contests
    alone, which `least_score` of the model's own calibration makes stricter or less strict."""
    entry = _entries().get(str(language_model))
    if entry:
        two = entry.get("second", {}).get(str(second), {})
        return Weights(entry["contested"], entry["alone"], entry["document"], entry.get("wording", {}), second=two)
    entry = _entries()[CONTESTS_ONLY]
    least = entry["least_score"] if least_score is None else least_score
    return Weights(entry["contested"], {}, {}, entry["wording"], least)


def document_probability(translationese: Translationese, own: Weights | None) -> float:
    """The probability that a document is a machine translation, by the weights of its language model; by those that
    need no detector where there are none, or no detector. By its signs alone, without what was found in it."""
    if own and own.document and translationese.replaced is not None:
        return sigmoid(log_odds(own.document, document_features(translationese)))
    return sigmoid(log_odds(_entries()[RULES_ONLY]["document"], document_features(translationese)))


def with_findings(probability: float, found: int) -> float:
    """The probability that a document is a machine translation, after so many errors were found in it that hardly
    anyone but a machine makes."""
    odds = math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))
    return sigmoid(odds + min(found * _FINDING, _MOST_FINDINGS))
