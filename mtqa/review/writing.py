"""Replacements into a copy of a file: exactly at their offsets, nothing else changed, or not at all.

Nothing is trusted to have gone well: the copy is read by the reader that read the file, and has to say the same in
every paragraph and unit but for the wordings. What does not is taken out again, halving until it is found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from mtqa.config import Config
from mtqa.errors import MtqaError, UsageError
from mtqa.read import read_text
from mtqa.review.decisions import Decision
from mtqa.review.edit import Edit, apart, edit_of, spliced
from mtqa.review.verify import says_as_expected
from mtqa.text import Document, Span

_MOST_READ = 200_000_000  # characters of one file in all, some minutes: the largest file twenty times


@dataclass(frozen=True)
class Written:
    """The text of the copy, what was written into it in order, and what was not with the reason."""

    raw: str
    edits: tuple[Edit, ...]
    refused: tuple[tuple[Decision, UsageError], ...]

    def moved(self, raw: Span) -> Span | None:
        """Where a stretch of the file stands in the copy; None where it was written over."""
        before = bisect_right(self._ends, raw.start)
        if any(edit.raw.overlaps(raw) or edit.raw == raw for edit in self.edits[max(0, before - 1) : before + 1]):
            return None
        return raw.shift(self._grown[before])

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.raw.end for edit in self.edits]

    @cached_property
    def _grown(self) -> list[int]:
        """How much longer the copy is behind so many edits."""
        return list(accumulate((len(edit.spelt) - len(edit.raw) for edit in self.edits), initial=0))


def write(document: Document, wanted: Sequence[tuple[Decision, Span]], config: Config) -> Written:
    """Write the replacements of decisions, each with its place in the prose, into a copy of the document's text."""
    edits, refused = [], []
    for decision, place in wanted:
        try:
            edits.append(edit_of(document, decision, place))
        except UsageError as error:
            refused.append((decision, error))
    edits, clashes = apart(edits)
    attempt = _Attempt(document, config)
    settled = sorted(attempt.settle(edits), key=lambda edit: edit.raw)
    return Written(spliced(document.raw, settled), tuple(settled), (*refused, *clashes, *attempt.refused))


class _Attempt:
    """Tries edits together; those that do not read as they should end in `refused`. Raises UsageError where that takes
    longer than anybody would wait."""

    def __init__(self, document: Document, config: Config) -> None:
        self.document = document
        self.config = config
        self.refused: list[tuple[Decision, UsageError]] = []
        self._left = _MOST_READ

    def settle(self, edits: Sequence[Edit]) -> list[Edit]:
        """As many of the edits as can be written together."""
        if not edits or self._reads(edits):
            return list(edits)
        if len(edits) == 1:
            return self._otherwise(edits[0])
        middle = len(edits) // 2
        left, right = self.settle(edits[:middle]), self.settle(edits[middle:])
        if self._reads([*left, *right]):
            return [*left, *right]
        together = left
        for edit in right:
            if self._reads([*together, edit]):
                together = [*together, edit]
            else:
                self._refuse(edit)
        return together

    def _otherwise(self, edit: Edit) -> list[Edit]:
        """The edit in another spelling."""
        for spelt in edit.others:
            other = Edit(edit.decision, edit.raw, edit.text, edit.wording, spelt)
            if self._reads([other]):
                return [other]
        self._refuse(edit)
        return []

    def _refuse(self, edit: Edit) -> None:
        what = "with it the file would not read as it is meant to: more than these words would change"
        self.refused.append((edit.decision, UsageError(what, advice="choose another wording, or write it by hand")))

    def _reads(self, edits: Sequence[Edit]) -> bool:
        """Does the copy say what it should?"""
        self._left -= len(self.document.raw)
        if self._left < 0:
            what = "too many of the wordings would change more than their words"
            raise UsageError(what, where=self.document.path, advice="write them by hand, or decide about them again")
        try:
            copy = read_text(self.document.path, spliced(self.document.raw, edits), self.config)
        except MtqaError:
            return False
        return says_as_expected(self.document, copy, [(edit.text, edit.wording) for edit in edits])
