"""All places that one finding stands for, where a rule reports once for a whole document.

The check counts them, `mtqa review apply` mends them where the finding is accepted, and the page shows that.
"""

from __future__ import annotations

from typing import NamedTuple

from mtqa.checks import RULES
from mtqa.text import Document, Span


class Mend(NamedTuple):
    """A place in the prose, the same place in the file, what stands there, and what should."""

    place: Span
    raw: Span
    text: str
    wording: str


def mends(rule: str, document: Document) -> list[Mend]:
    """The places of a document that a finding of the rule stands for, in order; none where it stands for its own place
    alone."""
    found = RULES[rule][1].everywhere.get(rule) if rule in RULES else None
    spans = ((place, document.raw_span(place), wording) for place, wording in (found(document) if found else ()))
    return [Mend(place, raw, raw.of(document.raw), wording) for place, raw, wording in spans]
