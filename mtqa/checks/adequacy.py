"""Words and sentences that do not mean what the source says.

What it finds
    adequacy.unrelated: a sentence that says something other than its source. Few of its words translate words of the
    source, and its meaning, taken from the states of the language model, is far from the meaning of the source. One
    human translation in a thousand is reported. adequacy.suspicious: words in a translation from English that an editor
    would most likely change, according to a small network that reads the source and these states. It was trained on the
    word tags of post-edited machine translation, and on words that were substituted on purpose.

Why it matters
    Only a person who reads the source as well sees a wrong word in a fluent sentence, a sentence that belongs to
    another paragraph, or one that the machine made up. This check says where to look first.

Example
    “They danced to the second suite.” → 他们跳第二个⟦套房⟧
    “The library is open on Sundays.” → ⟦他把车停在河边，然后走回家。⟧

How to fix it
    Read the sentence with its source, clause by clause, and replace the marked word if it says something else. A
    sentence that belongs elsewhere has to be translated anew; look whether those around it have slipped by a line as
    well.

Known limits
    The check says where an error is, not what is wrong. It suspects names that were transcribed by sound more often
    than they are wrong. The network was trained on Wikipedia; of other text it was tried on medical abstracts only. An
    omission has no place in the translation, so it is not marked: the predicted quality of `mtqa score` falls instead.
    A sentence on the same subject shares words and meaning with the sources of its neighbours: of ten sentences that
    are one line off, one or two are not found. A sentence of fewer than ten Chinese characters is not judged by
    adequacy.unrelated. Where the strings of a program have more than 60,000 characters with their sources,
    adequacy.suspicious judges as many of those of ten Chinese characters or more, those whose words fit least first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import accumulate

from mtqa.bilingual.omission import unrelated_odds
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.engines.base import Doubt, Estimate
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.script import han_count
from mtqa.text import Pair, Span

SUSPICIOUS = Rule(
    "adequacy.suspicious",
    Category.MISTRANSLATION,
    Severity.MINOR,
    "This hardly says what the source says; compare it with the source.",
)
UNRELATED = Rule(
    "adequacy.unrelated",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "This says something other than its source.",
)
_LEAST_CHANCE = 0.85
# Log-odds that two texts are unrelated, in nats: a logistic regression on human translations and on translations of
# another sentence of the page, about as long, by `python -m research tables unrelated`. The embedder is not run where
# the words show a translation.
_INTERCEPT, _WORDS_WEIGHT, _SIMILARITY_WEIGHT = 3.7, 0.33, -8.7
LEAST_WORDS_LOG_ODDS = 0.0
LEAST_LOG_ODDS = 3.0
LEAST_CHARACTERS = 10  # Han, of the target
# Of sources and targets of the strings of a program: 5.4 ms of processor time each on busy cores. Running text is read
# whole.
_MOST_ESTIMATED = 60_000


def run(material: Material) -> Iterator[Finding]:
    yield from _unrelated(material)
    yield from _suspicious(material)


def _suspicious(material: Material) -> Iterator[Finding]:
    if material.estimates is None:
        return
    for segment, estimate in zip(material.bitext.segments, material.estimates, strict=True):
        for doubt in suspicious(estimate) if estimate else ():
            if not material.bitext.document.is_opaque(doubt.span.shift(segment.span.start)):
                evidence: Evidence = {"detected_by": "estimator", "error_probability": round(doubt.chance, 2)}
                yield material.finding(SUSPICIOUS, segment, doubt.span, doubt.chance, evidence=evidence)


def _unrelated(material: Material) -> Iterator[Finding]:
    if material.similarities is None or not material.is_pair:
        return
    for pair, similarity in zip(material.bitext.pairs, material.similarities, strict=True):
        if similarity is None or not _is_in_doubt(material, pair):
            continue
        odds = log_odds(_by_words(material, pair), similarity)
        if odds < LEAST_LOG_ODDS:
            continue
        evidence: Evidence = {
            "detected_by": "embedder",
            "similarity": round(similarity, 3),
            "unrelated_log_odds": round(odds, 1),
        }
        yield material.finding(UNRELATED, pair.target, Span(0, len(pair.target.text)), 0.9, evidence=evidence)


def in_doubt(material: Material) -> list[tuple[str, str] | None]:
    """Source and target of each pair that an embedder has to compare; None where the embedder makes no difference."""
    return [
        (pair.source.text, pair.target.text) if pair.source and _is_in_doubt(material, pair) else None
        for pair in material.bitext.pairs
    ]


def is_long_enough_to_judge(pair: Pair) -> bool:
    """Has the target as many Chinese characters as a sentence needs to be judged?"""
    return han_count(pair.target.text) >= LEAST_CHARACTERS


def to_estimate(material: Material) -> list[Pair]:
    """The pairs that the estimator has to read: all, but for the strings of a large program."""
    pairs = list(material.bitext.pairs)
    if not is_too_large(material):
        return pairs
    ranked = sorted(filter(is_long_enough_to_judge, pairs), key=partial(_by_words, material), reverse=True)
    sizes = accumulate(map(_size, ranked))
    return [pair for pair, size in zip(ranked, sizes, strict=True) if size <= _MOST_ESTIMATED]


def is_too_large(material: Material) -> bool:
    """Are these the strings of a program, and too many for the estimator to read them all?"""
    return material.is_software and material.is_pair and sum(map(_size, material.bitext.pairs)) > _MOST_ESTIMATED


def _size(pair: Pair) -> int:
    return len(pair.target.text) + (len(pair.source.text) if pair.source else 0)


def _by_words(material: Material, pair: Pair) -> float:
    """The log-odds, from the words, that the texts are unrelated; the lowest without a source."""
    if pair.source is None:
        return -math.inf
    texts = pair.source.text, pair.target.text
    return unrelated_odds(material.coverage.of(*(texts if material.into_chinese else texts[::-1])))


def _is_in_doubt(material: Material, pair: Pair) -> bool:
    """May a Chinese target be unrelated to its source, by their words? Not where it is short."""
    if not (pair.source and material.is_pair and material.into_chinese and is_long_enough_to_judge(pair)):
        return False
    return _by_words(material, pair) >= LEAST_WORDS_LOG_ODDS


def log_odds(by_words: float, similarity: float) -> float:
    """Log-odds that two texts are unrelated, in nats, from the log-odds of their words and the embedder's cosine."""
    return _INTERCEPT + _WORDS_WEIGHT * by_words + _SIMILARITY_WEIGHT * similarity


def suspicious(estimate: Estimate) -> Iterator[Doubt]:
    """The doubts that are strong enough to be reported."""
    return (doubt for doubt in estimate.doubts if doubt.chance >= _LEAST_CHANCE)


CHECK = Check(
    run,
    (SUSPICIOUS, UNRELATED),
    frozenset({Need.CHINESE, Need.SOURCE, Need.ESTIMATE}),
    gives_way=True,
    own={UNRELATED.id: (frozenset({Need.PAIR, Need.EMBEDDER}),)},
)
