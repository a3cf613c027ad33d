"""The passages of a document that a second reader is given: paragraphs, or parts of long ones, with what stands around
them and with their source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.engines.reader.base import Passage
from mtqa.script import has_han
from mtqa.text import Bitext, Pair, Segment, Span, shortened

# By hand. Short paragraphs go together, since the instruction costs more than they do; in a long passage a chat model
# reports the first errors and stops.
_TOGETHER = 400  # characters of paragraphs that are read at once
_LONGEST = 900  # characters of a paragraph that is not divided
_AROUND = 250  # characters of context on either side
_MOST_SOURCE = 4_000  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """A passage, and where it is: its span in the document's text, and its segments."""

    span: Span
    segments: tuple[Segment, ...]
    passage: Passage


def parts(bitext: Bitext, translated: Sequence[Pair]) -> list[Part]:
    """The passages of a document that have Chinese characters, in order. `translated` are the pairs with a source."""
    text = bitext.document.text
    pairs = sorted((pair for pair in translated if pair.source), key=lambda pair: pair.target.span)
    ends = [pair.target.span.end for pair in pairs]
    found = []
    for segments in _groups(text, bitext.segments):
        span = Span(segments[0].span.start, segments[-1].span.end)
        if has_han(span.of(text)):
            before = text[max(0, span.start - _AROUND) : span.start].strip()
            after = text[span.end : span.end + _AROUND].strip()
            passage = Passage(span.of(text), before, after, _source(span, pairs, ends))
            found.append(Part(span, tuple(segments), passage))
    return found


def _groups(text: str, segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """The segments of each passage: whole paragraphs as long as they are short together, else sentences."""
    group: list[Segment] = []
    for paragraph in _paragraphs(text, segments):
        length = paragraph[-1].span.end - paragraph[0].span.start
        if group and paragraph[-1].span.end - group[0].span.start > _TOGETHER:
            yield group
            group = []
        if length > _LONGEST:
            yield from _divided(paragraph)
        else:
            group += paragraph
    if group:
        yield group


def _paragraphs(text: str, segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    paragraph: list[Segment] = []
    for segment in segments:
        if paragraph and "\n" in text[paragraph[-1].span.end : segment.span.start]:
            yield paragraph
            paragraph = []
        paragraph.append(segment)
    if paragraph:
        yield paragraph


def _divided(paragraph: Sequence[Segment]) -> Iterator[list[Segment]]:
    """A long paragraph in parts of several sentences; a sentence is never divided."""
    part: list[Segment] = []
    for segment in paragraph:
        if part and segment.span.end - part[0].span.start > _LONGEST:
            yield part
            part = []
        part.append(segment)
    yield part


def _source(span: Span, pairs: Sequence[Pair], ends: Sequence[int]) -> str:
    """The sources of the pairs that lie in a passage. `pairs` are in order and end at `ends`."""
    sources: dict[Span, str] = {}  # two sentences may have one source
    for pair in pairs[bisect_right(ends, span.start) :]:
        if pair.target.span.start >= span.end:
            break
        if pair.source:
            sources[pair.source.span] = pair.source.text
    return shortened(" ".join(sources.values()), _MOST_SOURCE)
