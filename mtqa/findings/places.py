"""Where a stretch of the file stands in the prose: `Document.raw_span` backwards."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from mtqa.text import Document, Span


def prose_span(document: Document, span: Span) -> Span:
    """The stretch of `document.text` that was read from a stretch of the file.

    A stretch of the file that is not prose gives an empty span at the place where it was left out.
    """
    runs = document.runs_in_file
    first = bisect_right(runs, span.start, key=lambda run: run.raw.end)
    last = bisect_left(runs, span.end, key=lambda run: run.raw.start) - 1
    if first == len(runs):
        return Span(len(document.text), len(document.text))
    run = runs[first]
    start = run.text.start + (max(0, span.start - run.raw.start) if run.copied else 0)
    if last < first:
        return Span(start, start)
    run = runs[last]
    end = run.text.start + min(len(run.text), span.end - run.raw.start) if run.copied else run.text.end
    return Span(start, max(start, end))
