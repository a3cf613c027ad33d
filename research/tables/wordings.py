"""The weights of two wordings of one term: `wording` in mtqa/data/weights.json, for mtqa/checks/document_words.py.

Native pages, in which one noun of those that stand three times and more is replaced here and there by another word
that the channel makes of it: these places are wrong, the pairs that the untouched page has are right. What lexicon and
page say is fitted first, on every page; then the language model is asked about a few pages, since it is slow, and its
log-odds are fitted with the first sum. Words that mean the same throughout are planted, but not counted:
nobody would call them errors.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from mtqa.bench.corpus import pages
from mtqa.bench.pages import bitext
from mtqa.engines.base import LanguageModel
from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals.document import NOUNS, Competing, competing
from mtqa.evidence.wordings import judged
from mtqa.lexicon import Channel, LacTagger, chinese_zipf, shared_dictionary
from mtqa.text import Bitext, Span
from research.tables.regression import regression

_LINES = 24  # a page
_LEAST_USES = 3
_MOST_OVERLAP = 0.8  # from there on two words are synonyms
_LEAST_SHARE = 0.01
_MOST_ASKED = 4  # of each kind on a page
_LEAST_ASKED = -2.0  # first log-odds from which the language model is asked

Row = Mapping[str, float]


@dataclass(frozen=True)
class _Page:
    """A page with planted words, and its pairs, wrong (planted) and right."""

    text: Bitext
    wrong: list[Competing]
    right: list[Competing]


class Planter:
    """Puts second wordings into native pages."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._tagger, self._dictionary = LacTagger(), shared_dictionary()
        self._channel = Channel(self._dictionary)

    def page(self, text: str) -> tuple[_Page, list[Competing]]:
        """The page with planted words, and the pairs of the page as it was."""
        planted, put = self._planted(bitext(text))
        made = bitext(planted)
        wrong, right = [], []
        for one in self.pairs(made):
            place = one.rival.span.shift(one.rival.segment.span.start)
            if place in put:
                if put[place] == one.rival.wording and one.features["overlap"] < _MOST_OVERLAP:
                    wrong.append(one)
            else:
                right.append(one)
        return _Page(made, wrong, right), self.pairs(bitext(text))

    def pairs(self, text: Bitext) -> list[Competing]:
        self._tagger.expect(segment.text for segment in text.segments)
        tagged = [(segment, self._tagger.tag(segment.text)) for segment in text.segments]
        return competing(tagged, self._dictionary, self._channel)

    def _planted(self, text: Bitext) -> tuple[str, dict[Span, str]]:
        """The text with planted words, and what stood at their places."""
        uses: defaultdict[str, list[Span]] = defaultdict(list)
        for segment in text.segments:
            for word in self._tagger.tag(segment.text):
                if word.tag in NOUNS and len(word.text) > 1:
                    uses[word.text].append(word.span.shift(segment.span.start))
        chosen: dict[Span, tuple[str, str]] = {}
        for noun, places in sorted(uses.items()):
            others = [(other, share) for other, share in self._written(noun) if other not in uses]
            if len(places) >= _LEAST_USES and others:
                other = self._chance.choices(*zip(*others, strict=True))[0]
                for place in self._chance.sample(places, max(1, min(len(places) // 3, 2))):
                    chosen[place] = other, noun
        raw, made, at, put = text.document.text, "", 0, {}
        for place in sorted(chosen):
            other, noun = chosen[place]
            made += raw[at : place.start]
            put[Span(len(made), len(made) + len(other))] = noun
            made, at = made + other, place.end
        return made + raw[at:], put

    @lru_cache(maxsize=65536)  # noqa: B019
    def _written(self, meant: str) -> tuple[tuple[str, float], ...]:
        """The other words that the channel makes of a word, with their probabilities."""
        made: defaultdict[str, float] = defaultdict(float)
        for english, share in self._channel.pivots(meant).items():
            for written, probability in self._channel.renderings(english).items():
                made[written] += share * probability
        return tuple(
            (word, share)
            for word, share in sorted(made.items())
            if share > _LEAST_SHARE and 2 <= len(word) <= 4 and chinese_zipf(word) > 2
            if word not in meant and meant not in word
        )


def fit(
    files: Sequence[Path], count: int, skip: int, asked: int, model: LanguageModel, tasks: Any
) -> tuple[dict[str, float], str]:
    """The weights, and a report; fitted on `count` pages of each file, the model on `asked` pages in all."""
    planter = Planter(random.Random(5))
    drawn = [text for path in files for text in _drawn(path, count, skip)]
    random.Random(3).shuffle(drawn)
    progress, made, native = tasks("pages"), [], []
    for done, text in enumerate(drawn, 1):
        page, pairs = planter.page(text)
        made.append(page)
        native += pairs
        progress(done, len(drawn))
    first = _first([one for page in made for one in page.wrong], native)
    rows = list(_asked(made[:asked], first, model, tasks("language model")))
    weights = _second(first, rows)
    han = sum(len(text) for text in drawn)
    return weights, _report(first, weights, made, native, rows, han)


def _drawn(path: Path, count: int, skip: int) -> Iterator[str]:
    every = list(pages(path, _LINES))
    random.Random(7).shuffle(every)
    return islice(every, skip, skip + count)


def _first(wrong: Sequence[Competing], right: Sequence[Competing]) -> dict[str, float]:
    """The weights of what lexicon and page say."""
    names = list(wrong[0].features)
    signs = np.array([list(one.features.values()) for one in (*wrong, *right)])
    found = regression(signs, np.array([1.0] * len(wrong) + [0.0] * len(right)))
    return dict(zip(["", *names], map(float, found), strict=True))


def _sum(weights: Row, features: Row) -> float:
    return weights[""] + sum(weights[name] * value for name, value in features.items())


def _asked(made: Sequence[_Page], first: Row, model: LanguageModel, progress: Any) -> Iterator[tuple[float, Row, bool]]:
    """First log-odds, what the language model says, and whether the word was planted."""
    chance = random.Random(4)
    for done, page in enumerate(made, 1):
        chosen: list[tuple[Competing, bool]] = []
        for kind, planted in ((page.wrong, True), (page.right, False)):
            likely = [one for one in kind if _sum(first, one.features) >= _LEAST_ASKED]
            chosen += [(one, planted) for one in chance.sample(likely, min(_MOST_ASKED, len(likely)))]
        odds = Judge(model, page.text.document).inside([one.rival for one, _ in chosen])
        for (one, planted), value in zip(chosen, odds, strict=True):
            yield _sum(first, one.features), judged(value), planted
        progress(done, len(made))


def _second(first: Row, rows: Sequence[tuple[float, Row, bool]]) -> dict[str, float]:
    """The weights of everything: the first sum is scaled, since it was fitted without the language model."""
    names = list(rows[0][1])
    signs = np.array([[odds, *values.values()] for odds, values, _ in rows])
    constant, scale, *others = map(float, regression(signs, np.array([float(planted) for *_, planted in rows])))
    weights = {name: value * scale for name, value in first.items()}
    weights[""] += constant
    return {name: round(value, 4) for name, value in (weights | dict(zip(names, others, strict=True))).items()}


def _report(
    first: Row,
    weights: Row,
    made: Sequence[_Page],
    native: Sequence[Competing],
    rows: Sequence[tuple[float, Row, bool]],
    han: int,
) -> str:
    wrong = [_sum(first, one.features) for page in made for one in page.wrong]
    right = sorted((_sum(first, one.features) for one in native), reverse=True)
    lines = [f"{len(wrong)} planted, {len(right)} pairs of {han} characters of native text; without the model:"]
    for rate in (0.05, 0.1, 0.2, 0.5, 1.0):
        least = right[min(len(right) - 1, int(rate * han / 1000))]
        share = sum(odds > least for odds in wrong) / len(wrong)
        lines.append(f"  {rate} per 1,000 of native text from {least:.2f}: {share:.0%} of the planted")
    for name in rows[0][1]:
        planted, other = (np.mean([row[1][name] for row in rows if row[2] is kind]) for kind in (True, False))
        lines.append(f"{name}: {planted:.2f} planted, {other:.2f} other")
    lines.append(f"asked: {sum(row[2] for row in rows)} planted, {sum(not row[2] for row in rows)} other")
    return "\n".join((*lines, *(f"{name or 'constant'} {value}" for name, value in weights.items())))
