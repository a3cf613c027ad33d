"""Finding the place of a decision in the prose of its document, without running the checks again.

`Document.raw_span` turns a stretch of the prose into a finding's span; this is the inverse. The fingerprint is computed
again from the text there, so that a decision about anything but a finding of this text is recognised.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from mtqa.checks import RULES
from mtqa.findings import Finding
from mtqa.findings.fingerprint import around
from mtqa.findings.places import prose_span
from mtqa.review.decisions import Decision, Flagged
from mtqa.suppress.reviewed import ADDED_RULE
from mtqa.text import Document, Run, Span

_KNOWN = {id: rule for id, (rule, _) in RULES.items()} | {ADDED_RULE.id: ADDED_RULE}


class Located:
    """Finds places of the file in the prose of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._runs = document.runs_in_file
        self._starts = [run.raw.start for run in self._runs]

    def place(self, decision: Decision) -> Span | None:
        """The place in the prose of the decided finding; None where this text has no such finding, or mtqa no such
        rule."""
        if decision.rule not in _KNOWN or decision.span.of(self.document.raw) != decision.text:
            return None
        for at in self.places(decision.span):
            if self.finding(decision.rule, at, decision.span).fingerprint == decision.fingerprint:
                return at
        return None

    def target(self, target: Flagged) -> Span | None:
        """The place in the prose where a reviewer wants a wording; None where the file has not these characters there,
        or the place is no prose."""
        if target.span.of(self.document.raw) != target.text or target.span.end > len(self.document.raw):
            return None
        return next(self._exact(target.span) if target.text else self._insertion(target.span.start), None)

    def _insertion(self, offset: int) -> Iterator[Span]:
        """The place in the prose between two characters of the file: behind the first, so that what is missing at the
        end of a paragraph becomes a part of it, or else before the second."""
        for at in (*self._text_ends(offset), *self._text_starts(offset)):
            yield Span(at, at)

    def finding(self, rule: str, place: Span, raw: Span | None = None) -> Finding:
        """The finding of a rule at a stretch of the prose, as a check would report it, but for message and evidence.
        `raw` is its stretch of the file where that is no prose."""
        document, known = self.document, _KNOWN[rule]
        raw = raw or document.raw_span(place)
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
        """The stretches of the prose whose raw span is exactly this stretch of the file; mostly one. If there is none,
        as for a tag, the place where it was left out."""
        exact = list(dict.fromkeys([*self._exact(raw), *(self._insertion(raw.start) if not raw else ())]))
        yield from exact or [prose_span(self.document, raw)]

    def _exact(self, raw: Span) -> Iterator[Span]:
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
        """The runs that contain a character of the file."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._runs[index].raw.end > offset:
            yield self._runs[index]
            index -= 1
