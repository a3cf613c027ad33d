"""Replacements into a copy of a file: exactly at their offsets, nothing else changed, or not at all.

Nothing is trusted to have gone well: the copy is read by the reader that read the file, and has to say the same in
every paragraph and unit but for the wordings. What does not is taken out again, halving until it is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.config import Config
from mtqa.errors import MtqaError, UsageError
from mtqa.read import read_text
from mtqa.review.decisions import Decision
from mtqa.review.proof import says_as_expected
from mtqa.review.spelling import may_stand_between, spellings
from mtqa.text import Document, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """A wording at a place: `raw` in the file, `text` in its prose. `spelt` is how the file spells it."""

    decision: Decision
    raw: Span
    text: Span
    wording: str
    spelt: str
    others: tuple[str, ...] = ()


@dataclass
class Written:
    """The text of the copy, what was written into it, and what was not with the reason."""

    raw: str
    edits: list[Edit] = field(default_factory=list)
    refused: list[tuple[Decision, UsageError]] = field(default_factory=list)

    def moved(self, raw: Span) -> Span | None:
        """Where a stretch of the file stands in the copy; None where it was written over."""
        if any(edit.raw.overlaps(raw) or edit.raw == raw for edit in self.edits):
            return None
        before = (len(edit.spelt) - len(edit.raw) for edit in self.edits if edit.raw.end <= raw.start)
        return raw.shift(sum(before))


def write(document: Document, wanted: Sequence[tuple[Decision, Span]], config: Config) -> Written:
    """Write the replacements of decisions, each with its place in the prose, into a copy of the document's text."""
    written = Written(document.raw)
    edits = []
    for decision, place in wanted:
        try:
            edits.append(_edit(document, decision, place))
        except UsageError as error:
            written.refused.append((decision, error))
    edits, clashes = _apart(edits)
    written.refused += clashes
    attempt = _Attempt(document, config)
    written.edits = sorted(attempt.settle(edits), key=lambda edit: edit.raw)
    written.refused += attempt.refused
    written.raw = spliced(document.raw, written.edits)
    return written


def spliced(raw: str, edits: Sequence[Edit]) -> str:
    """The text with every edit carried out; `edits` in order, none overlapping."""
    parts, done = [], 0
    for edit in edits:
        parts += [raw[done : edit.raw.start], edit.spelt]
        done = edit.raw.end
    return "".join([*parts, raw[done:]])


def _edit(document: Document, decision: Decision, place: Span) -> Edit:
    wording = decision.replacement or ""
    first, *others = spellings(document.path, wording)
    torn = "\n" in place.of(document.text) or any(
        not may_stand_between(document.path, gap.of(document.raw)) for gap in _gaps(document, place)
    )
    if torn:
        what = "markup or a paragraph’s end stands within it, which a wording would tear"
        raise UsageError(what, advice="correct it by hand")
    return Edit(decision, decision.span, place, wording, first, tuple(others))


def _gaps(document: Document, place: Span) -> Iterator[Span]:
    """The stretches of the file within a place that are no characters of it."""
    end = document.raw_span(place).start
    for run in document.runs:
        if run.text.overlaps(place):
            inside = Span(max(run.text.start, place.start), min(run.text.end, place.end))
            raw = document.raw_span(inside)
            if raw.start > end:
                yield Span(end, raw.start)
            end = max(end, raw.end)


def _apart(edits: Sequence[Edit]) -> tuple[list[Edit], list[tuple[Decision, UsageError]]]:
    """The edits that no other overlaps, those that are the same as one; and the others. What stands in a stretch that
    is to be deleted is deleted with it."""
    kept: dict[tuple[Span, str], Edit] = {}
    for edit in edits:
        kept.setdefault((edit.raw, edit.wording), edit)
    order = sorted(_not_deleted(kept.values()), key=lambda edit: edit.raw)
    clashing: dict[int, Edit] = {}
    reach: Edit | None = None
    for edit in order:
        if reach and (edit.raw.start < reach.raw.end or edit.raw == reach.raw):
            clashing.setdefault(id(edit), reach)
            clashing.setdefault(id(reach), edit)
        if reach is None or edit.raw.end > reach.raw.end:
            reach = edit
    apart = [edit for edit in order if id(edit) not in clashing]
    return apart, [(edit.decision, _clash(clashing[id(edit)])) for edit in order if id(edit) in clashing]


def _not_deleted(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that are not inside a longer one which deletes."""
    reach: Edit | None = None
    for edit in sorted(edits, key=lambda edit: (edit.raw.start, -edit.raw.end)):
        if reach and reach.raw.contains(edit.raw) and reach.raw != edit.raw:
            continue
        if edit.wording == "" and (reach is None or edit.raw.end > reach.raw.end):
            reach = edit
        yield edit


def _clash(other: Edit) -> UsageError:
    what = f"another replacement overlaps it ({other.decision.where})"
    return UsageError(
        what, advice="decide which of the two is to be written, and dismiss or accept the other without one"
    )


class _Attempt:
    """Tries edits together; those that do not read as they should end in `refused`."""

    def __init__(self, document: Document, config: Config) -> None:
        self.document = document
        self.config = config
        self.refused: list[tuple[Decision, UsageError]] = []

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
        try:
            copy = read_text(self.document.path, spliced(self.document.raw, edits), self.config)
        except MtqaError:
            return False
        return says_as_expected(self.document, copy, [(edit.text, edit.wording) for edit in edits])
