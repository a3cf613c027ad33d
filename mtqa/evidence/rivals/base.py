"""A rival: a wording that could stand in the place of a wording of the text, and why the two compete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.findings.evidence import Proposer
from mtqa.lexicon import Word
from mtqa.text import Segment, Span


@dataclass(frozen=True, slots=True)
class Rival:
    """`wording` could replace the text at `span` of the segment.

    english  the English word in which the two meet, or "" if they only share a part
    weight   how specific that English word is, nats; 0 without one
    shared   share of the senses of both words that meet, 0–1; near 1 they are synonyms: no evidence of an error
    seen     how often the document has its own wording, and the rival
    """

    segment: Segment
    span: Span
    wording: str
    proposed_by: Proposer
    english: str = ""
    weight: float = 0.0
    shared: float = 0.0
    seen: tuple[int, int] = (1, 0)

    @property
    def stands(self) -> str:
        """The wording of the text at `span`."""
        return self.span.of(self.segment.text)


#: The segments of a document, each with its tagged words.
Tagged = Sequence[tuple[Segment, Sequence[Word]]]
