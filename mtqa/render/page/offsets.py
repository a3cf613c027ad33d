"""Where the characters of the page stand in the file: what a reviewer selects is exported by its place in the file.

The lists are flat and hold differences, since a book has thousands of sentences and runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mtqa.render.base import INVISIBLE, visible
from mtqa.report import DocumentReport
from mtqa.text import Document

# What `visible` replaces: a line end of two characters, which becomes one, or a character by its name.
_REPLACED = re.compile(rf"\r\n|{INVISIBLE.pattern}")


def offsets(report: DocumentReport) -> Mapping[str, Any]:
    """For the script: `segments` has the distance of each from the end of the one before, and its length; `runs` the
    same for text and file in turn; `named` the place and length of what the page shows by a name, and the length of
    that name; `sections` the places in the file from which lines are counted. The last two only where there are any."""
    document = report.document
    named = list(_named(document.text))
    return {
        "segments": list(_segments(report)),
        "runs": list(_runs(document)),
        **({"named": named} if named else {}),
        **({"sections": [section.start for section in document.sections]} if document.sections else {}),
    }


def _segments(report: DocumentReport) -> Iterator[int]:
    end = 0
    for part in report.segments:
        span = part.segment.span
        yield from (span.start - end, len(span))
        end = span.end


def _runs(document: Document) -> Iterator[int]:
    text = raw = 0
    for run in document.runs:
        yield from (run.text.start - text, len(run.text), run.raw.start - raw, len(run.raw))
        text, raw = run.text.end, run.raw.end


def _named(text: str) -> Iterator[int]:
    for match in _REPLACED.finditer(text):
        yield from (match.start(), len(match[0]), len(visible(match[0])))
