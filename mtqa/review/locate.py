"""A decision → the place in the prose of its document, and the finding it speaks of, without checking anything again.

A finding's span is made of a stretch of the prose by `Document.raw_span`; here is the way back. The fingerprint is made
anew of what stands there, so that a decision about anything else than a finding of this text is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from mtqa.checks import RULES
from mtqa.findings import Finding
from mtqa.findings.fingerprint import around
from mtqa.review.decisions import Decision
from mtqa.text import Document, Run, Span


class Located:
    """A document that is asked what stood where in its prose."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._runs = sorted(document.runs, key=lambda run: (run.raw.start, run.raw.end))
        self._starts = [run.raw.start for run in self._runs]

    def place(self, decision: Decision) -> Span | None:
        """Where in the prose the finding stands that was decided about; None where this text has no such finding, or
        no such rule is known."""
        if decision.rule not in RULES or decision.span.of(self.document.raw) != decision.text:
            return None
        places = self.places(decision.span)
        return next((at for at in places if self.finding(decision.rule, at).fingerprint == decision.fingerprint), None)

    def finding(self, rule: str, place: Span) -> Finding:
        """The finding of a rule at a stretch of the prose, as a check would report it, but for message and evidence."""
        document, known = self.document, RULES[rule][0]
        raw = document.raw_span(place)
        line = document.place(raw.start)
        return Finding(
            rule=known,
            span=raw,
            text=raw.of(document.raw),
            segment=0,
            line=line.line,
            column=line.column,
            message=known.message,
            confidence=1.0,
            severity=known.severity,
            context=around(document.text, place.start, place.end),
        )

    def places(self, raw: Span) -> Iterator[Span]:
        """The stretches of the prose that stand for exactly this stretch of the file; mostly one, or none."""
        for start in self._text_starts(raw.start):
            for end in self._text_ends(raw.end) if len(raw) else [start]:
                if start <= end and self.document.raw_span(Span(start, end)) == raw:
                    yield Span(start, end)

    def _text_starts(self, offset: int) -> Iterator[int]:
        for run in self._covering(offset):
            if run.copied:
                yield run.text.start + offset - run.raw.start
            elif run.raw.start == offset:
                yield from range(run.text.start, run.text.end)

    def _text_ends(self, offset: int) -> Iterator[int]:
        for run in self._covering(offset - 1):
            if run.copied:
                yield run.text.start + offset - run.raw.start
            elif run.raw.end == offset:
                yield from range(run.text.start + 1, run.text.end + 1)

    def _covering(self, offset: int) -> Iterator[Run]:
        """The runs of which a character of the file is part."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._runs[index].raw.end > offset:
            yield self._runs[index]
            index -= 1
