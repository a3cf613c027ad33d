"""Writing replacements into a copy of a file: exactly at their offsets, nothing else changed, or not at all.

The result is verified: the reader of the format reads the copy, and every paragraph and unit has to be the same except
for the new wordings. Replacements that break something are found by bisection and left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from mtqa.config import Config
from mtqa.errors import MtqaError, UsageError
from mtqa.read import decoded, read_text
from mtqa.review.decisions import Said
from mtqa.review.edit import Edit, Wish, apart, edit_of, spliced
from mtqa.review.packages import Packaged
from mtqa.review.verify import says_as_expected
from mtqa.text import Document, Span

_MOST_READ = 200_000_000  # characters read to verify one file, some minutes: the largest file twenty times


@dataclass(frozen=True)
class Written:
    """The text of the copy, the edits in it, in order, and the refused wishes with the reason."""

    raw: str
    edits: tuple[Edit, ...]
    refused: tuple[tuple[Wish, UsageError], ...]

    def moved(self, raw: Span) -> Span | None:
        """The place in the copy of a stretch of the file; None where it was replaced."""
        before = bisect_right(self._ends, raw.start)
        if any(edit.raw.overlaps(raw) or edit.raw == raw for edit in self.edits[max(0, before - 1) : before + 1]):
            return None
        return raw.shift(self._growth[before])

    def places(self) -> Iterator[tuple[Said, Span]]:
        """Whose wording is written where in the copy."""
        for edit, growth in zip(self.edits, self._growth, strict=False):
            start = edit.raw.start + growth
            yield edit.wish.said, Span(start, start + len(edit.spelt))

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.raw.end for edit in self.edits]

    @cached_property
    def _growth(self) -> list[int]:
        """By how many characters the copy is longer, after each number of edits."""
        return list(accumulate((len(edit.spelt) - len(edit.raw) for edit in self.edits), initial=0))


def write(
    document: Document,
    wanted: Sequence[Wish],
    config: Config,
    packaged: Packaged | None = None,
) -> Written:
    """Write the wordings that reviewers want into a copy of the document's text, or of its package."""
    edits, refused = [], []
    for wish in wanted:
        try:
            edit = edit_of(document, wish)
            if packaged:
                packaged.refuse(edit)
            edits.append(edit)
        except UsageError as error:
            refused.append((wish, error))
    edits, clashes = apart(edits)
    attempt = _Attempt(document, config, packaged)
    settled = sorted(attempt.settle(edits), key=lambda edit: edit.raw)
    return Written(spliced(document.raw, settled), tuple(settled), (*refused, *clashes, *attempt.refused))


class _Attempt:
    """Tries edits together; those that change more than their words end in `refused`. Raises UsageError where that
    would take too long."""

    def __init__(self, document: Document, config: Config, packaged: Packaged | None) -> None:
        self.document = document
        self.packaged = packaged
        self.config = config
        self.refused: list[tuple[Wish, UsageError]] = []
        self._left = _MOST_READ

    def settle(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits that can be written together, found by bisection."""
        if not edits or self._works(edits):
            return list(edits)
        if len(edits) == 1:
            return self._respelt(edits[0])
        middle = len(edits) // 2
        left, right = self.settle(edits[:middle]), self.settle(edits[middle:])
        if self._works([*left, *right]):
            return [*left, *right]
        together = left
        for edit in right:
            if self._works([*together, edit]):
                together = [*together, edit]
            else:
                self._refuse(edit)
        return together

    def _respelt(self, edit: Edit) -> list[Edit]:
        """The edit with another way to escape its wording; refused where none works."""
        for spelt in edit.others:
            other = Edit(edit.wish, spelt)
            if self._works([other]):
                return [other]
        self._refuse(edit)
        return []

    def _refuse(self, edit: Edit) -> None:
        what = "this wording would change the meaning of the file around it"
        self.refused.append((edit.wish, UsageError(what, advice="choose another wording, or write it by hand")))

    def _copy(self, edits: Sequence[Edit]) -> Document:
        """The copy with these edits, read again."""
        if self.packaged:
            return decoded(self.document.path, self.packaged.copy(edits), self.config)
        text = spliced(self.document.raw, edits)
        return read_text(self.document.path, text, self.config, format=self.document.format)

    def _works(self, edits: Sequence[Edit]) -> bool:
        """Does the copy with these edits differ from the file only in the wordings?"""
        self._left -= len(self.document.raw)
        if self._left < 0:
            what = "too many of the wordings would change the text around them"
            raise UsageError(what, where=self.document.path, advice="write them by hand, or choose other wordings")
        try:
            copy = self._copy(edits)
        except MtqaError:
            return False
        return says_as_expected(self.document, copy, [(edit.text, edit.wording) for edit in edits])
