"""The contract of what proposes better wordings: a wording of the text, a rival for it, and why the two may compete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.findings.evidence import Proposer
from mtqa.lexicon import Word
from mtqa.text import Segment, Span


@dataclass(frozen=True, slots=True)
class Rival:
    """`wording` might have to stand at `span` of the segment's text.

    english  the English word in which the two meet, or "" where they share only a part
    weight   how telling that meeting is, nats; 0 without one
    shared   share of both words' senses that meet, 0–1: near 1 the two are synonyms, and no evidence of an error
    seen     how often the text has the wording that stands, and the rival's
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
        """The wording of the text."""
        return self.span.of(self.segment.text)


#: The segments of a document, each with its tagged words.
Tagged = Sequence[tuple[Segment, Sequence[Word]]]
