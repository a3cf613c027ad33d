"""What a text and its translation lack of each other, computed once for the checks of both directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mtqa.bilingual.coverage import Coverage, Covered
from mtqa.bilingual.habits import Habits
from mtqa.bilingual.omission import LEAST_UNRELATED_ODDS, NOTHING, Gap, gap, is_unrelated, may_lack, unrelated_odds
from mtqa.bilingual.prose import prose_words
from mtqa.lexicon import is_common_english


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` is the stretch of the source that the target lacks, `added` that of the target which the source lacks;
    both are empty where the texts are unrelated. `by_order`: the words alone do not tell that, their order does."""

    unrelated: bool = False
    by_order: bool = False
    missing: Gap = NOTHING
    added: Gap = NOTHING


_COMMON_ZIPF = 3.5  # once in three hundred thousand words
_LEAST_TELLING = 2  # common words of a label: names and keys (tooltip.text) may be written in any way
_ALIKE, _UNRELATED, _BY_ORDER = Comparison(), Comparison(unrelated=True), Comparison(unrelated=True, by_order=True)


class Comparisons:
    """Compares texts, and keeps the results that say something: those of a good translation are few. What seems to be
    missing or unrelated in Chinese is looked at again with the habits of the document, whose pairs are the `texts`."""

    def __init__(
        self, coverage: Coverage, *, into_chinese: bool, labels: bool = False, texts: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._coverage = coverage
        self._into_chinese = into_chinese
        self._labels = labels and into_chinese
        self._habits = Habits(texts)
        self._known: dict[tuple[str, str], Comparison] = {}

    def of(self, source: str, target: str) -> Comparison:
        """Compare a source with its translation. Short labels are not looked up: nothing can be said of them."""
        if not may_lack(source, target):
            return _ALIKE
        known = self._known.get((source, target))
        if known is None:
            known = self._known[source, target] = self._compared(source, target)
        return known

    def _compared(self, source: str, target: str) -> Comparison:
        english, chinese = (source, target) if self._into_chinese else (target, source)
        if self._labels and not _tells(english):
            return _ALIKE
        covered = self._coverage.of(english, chinese)
        found = self._judged(covered, source, target)
        if found is _ALIKE or not self._into_chinese:
            return found
        return self._judged(self._habits.known(covered, english, chinese), source, target)

    def _judged(self, covered: Covered, source: str, target: str) -> Comparison:
        into_chinese = self._into_chinese
        if is_unrelated(covered, target, chinese=into_chinese, labels=self._labels):
            return _UNRELATED if unrelated_odds(covered) >= LEAST_UNRELATED_ODDS else _BY_ORDER
        ours, theirs = (covered.chinese, covered.english) if into_chinese else (covered.english, covered.chinese)
        missing, added = gap(theirs, source, target), gap(ours, target, source)
        return Comparison(missing=missing, added=added) if missing.share or added.share else _ALIKE


def _tells(label: str) -> bool:
    return sum(is_common_english(word, _COMMON_ZIPF) for word in prose_words(label)) >= _LEAST_TELLING
