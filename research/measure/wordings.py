"""Which sources of rivals have the editor's wording for a fault, and whether the language model prefers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.bench.spans.sets import Gold
from mtqa.evidence.contrast import Contrast
from mtqa.evidence.rivals import Rival
from mtqa.evidence.rivals.collisions import is_content, likeliest
from mtqa.lexicon import NAME_TAGS, Channel, Tagger, Word
from mtqa.text import Document, Span
from research.measure.faults import Tried, wanted, whole

LIKELIEST, CHANNEL, DOCUMENT = "channel's likeliest", "channel", "document"
SOURCES = (LIKELIEST, CHANNEL, DOCUMENT)

Proposed = dict[str, tuple[str, ...]]


def proposed(gold: Gold, words: Sequence[Tried], document: Document, channel: Channel, tagger: Tagger) -> Proposed:
    """By source, the editor's wording or content words of it that the source has for a word of the fault. What the
    fault has already is no better wording."""
    wording, written = wanted(gold), gold.span.of(document.raw)

    def better(rivals: Iterator[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in rivals if len(one) > 1 and one in wording and one not in written))

    content = [word.word.text for word in words if word.is_content]
    return {
        LIKELIEST: better(one.meant for text in content for one in likeliest(text, channel)),
        CHANNEL: better(one.meant for text in content for one in likeliest(text, channel, most=None)),
        DOCUMENT: better(one.text for one in tagger.tag(wording) if _is_term(one) and one.text in document.text),
    }


def _is_term(word: Word) -> bool:
    return is_content(word) or word.tag in NAME_TAGS


def right_rivals(gold: Gold, words: Sequence[Tried], found: Proposed, channel: Channel) -> Iterator[Rival]:
    """The proposed wordings, each against the words that it would replace: those that the channel makes of it, and for
    a wording of the document every word that the editor did not keep."""
    wording = wanted(gold)
    for word in words:
        span, text = word.word.span, word.word.text
        if word.is_content and (of_channel := set(found[CHANNEL])):
            for passage in likeliest(text, channel, most=None):
                if passage.meant in of_channel:
                    yield Rival(word.segment, span, passage.meant, "collisions", passage.english)
        if _is_term(word.word) and text not in wording:
            for other in found[DOCUMENT]:
                yield Rival(word.segment, span, other, "document")


def editors_rival(gold: Gold, words: Sequence[Tried], document: Document) -> Iterator[Rival]:
    """The editor's whole wording in place of the fault; nothing if it is not whole, or the fault in two sentences."""
    inside = [word for word in words if word.span.overlaps(gold.span)]
    if not whole(gold) or not inside or inside[0].segment is not inside[-1].segment:
        return
    first, last = inside[0], inside[-1]
    start = first.word.span.start + max(0, gold.span.start - first.span.start)
    span = Span(start, last.word.span.end - max(0, last.span.end - gold.span.end))
    if span.of(first.segment.text) == gold.span.of(document.raw):  # without markup in between
        yield Rival(first.segment, span, whole(gold), "variants")


def best(contrasts: Sequence[Contrast]) -> Contrast | None:
    """That with the highest log-odds in the document."""
    return max(contrasts, key=lambda contrast: contrast.log_odds, default=None)
