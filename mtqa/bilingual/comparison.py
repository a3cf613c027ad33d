"""What a text and its translation lack of each other, computed once for the checks of both directions."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.omission import NOTHING, Gap, gap, is_unrelated, may_lack


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` is the stretch of the source that the target lacks, `added` that of the target which the source lacks;
    both are empty where the texts are unrelated."""

    unrelated: bool = False
    missing: Gap = NOTHING
    added: Gap = NOTHING


_ALIKE, _UNRELATED = Comparison(), Comparison(unrelated=True)


class Comparisons:
    """Compares texts, and keeps the results that say something: those of a good translation are few."""

    def __init__(self, coverage: Coverage, *, into_chinese: bool, labels: bool = False) -> None:
        self._coverage = coverage
        self._into_chinese = into_chinese
        self._labels = labels and into_chinese
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
        into_chinese = self._into_chinese
        covered = self._coverage.of(*((source, target) if into_chinese else (target, source)))
        if is_unrelated(covered, target, chinese=into_chinese, labels=self._labels):
            return _UNRELATED
        ours, theirs = (covered.chinese, covered.english) if into_chinese else (covered.english, covered.chinese)
        missing, added = gap(theirs, source, target), gap(ours, target, source)
        return Comparison(missing=missing, added=added) if missing.share or added.share else _ALIKE
