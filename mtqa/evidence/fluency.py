"""The fluency of each segment: how probable the language model finds it after the text before it.

SLOR, the syntactic log-odds ratio (Kann, Rothe & Filippova 2018, arXiv 1809.08731), is the model's
log-probability of a sentence less its unigram log-probability, divided by its length: a rare name is improbable
for the model, but as improbable for the unigram model, so it does not look disfluent. Here the unigrams are
characters and the length is counted in characters, so that the value is comparable between tokenizers.
Unit: nats per character; higher is more fluent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from mtqa.calibration.native import Calibration
from mtqa.engines.base import LanguageModel, Progress, Token, no_progress
from mtqa.lexicon import character_surprisal
from mtqa.text import Bitext, Segment, Span


@dataclass(frozen=True, slots=True)
class TokenFluency:
    """A token (`span` in the segment's text), its surprisal, and the surprisal of its characters alone."""

    span: Span
    surprisal: float
    unigram: float


@dataclass(frozen=True, slots=True)
class Fluency:
    """The fluency of one segment.

    surprisal            mean surprisal, nats per character
    slor                 nats per character, higher is more fluent
    document_percentile  share of the document's segments that are at most as fluent, 0–100
    native_percentile    the same against native segments; None if there are no quantiles for the model
    tokens               every token with its surprisal, in order
    peaks                the most surprising stretches, offsets in the segment's text
    """

    surprisal: float
    slor: float
    document_percentile: float
    native_percentile: float | None
    tokens: tuple[TokenFluency, ...]
    peaks: tuple[Span, ...]


# Half-width punctuation is a matter of style that punctuation.halfwidth reports; here it has the unigram surprisal of
# full-width punctuation.
_FULL_WIDTH = str.maketrans(",.!?;:()", "，。！？；：（）")
_MOST_PEAKS = 3


def measure(
    bitext: Bitext, model: LanguageModel, calibration: Calibration, progress: Progress = no_progress
) -> tuple[Fluency | None, ...]:
    """The fluency of every segment; None for a segment without prose. The document is read once, as a whole."""
    tokens = model.surprisals(bitext.document.text, progress=progress)
    by_segment = [_prose_tokens(segment, inside, bitext) for segment, inside in _by_segment(bitext.segments, tokens)]
    ranked = sorted(_slor(own) for own in by_segment if own)
    return tuple(_fluency(own, ranked, calibration) if own else None for own in by_segment)


def measure_some(
    bitext: Bitext, indexes: Set[int], model: LanguageModel, calibration: Calibration, progress: Progress = no_progress
) -> dict[int, Fluency]:
    """The fluency of the segments of these indexes, by index; the model reads only them, and compares them with each
    other only."""
    segments = [segment for segment in bitext.segments if segment.index in indexes]
    text = "\n".join(segment.text for segment in segments)
    moved = _moved(segments, model.surprisals(text, progress=progress))
    by_segment = [(segment, _prose_tokens(segment, inside, bitext)) for segment, inside in _by_segment(segments, moved)]
    ranked = sorted(_slor(own) for _, own in by_segment if own)
    return {segment.index: _fluency(own, ranked, calibration) for segment, own in by_segment if own}


def _moved(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[Token]:
    """The tokens of the segments' texts, one a line, at their places in the document."""
    moved, at, tokens_left = [], 0, deque(tokens)
    for segment in segments:
        end = at + len(segment.text)
        while tokens_left and tokens_left[0].span.start <= end:
            token = tokens_left.popleft()
            if token.span.start < end:
                span = Span(token.span.start, min(end, token.span.end)).shift(segment.span.start - at)
                moved.append(replace(token, span=span))
        at = end + 1
    return moved


def _by_segment(segments: Sequence[Segment], tokens: Sequence[Token]) -> Iterable[tuple[Segment, list[Token]]]:
    """Each segment with the tokens that begin in it."""
    starts = [token.span.start for token in tokens]
    for segment in segments:
        first, last = bisect_right(starts, segment.span.start - 1), bisect_right(starts, segment.span.end - 1)
        yield segment, list(tokens[first:last])


def _prose_tokens(segment: Segment, tokens: Iterable[Token], bitext: Bitext) -> tuple[TokenFluency, ...]:
    """The segment's tokens with their unigram surprisal, without those of code and addresses."""
    found = []
    for token in tokens:
        span = Span(token.span.start, min(token.span.end, segment.span.end))
        text = span.of(bitext.document.text).translate(_FULL_WIDTH)
        if text.strip() and not bitext.document.is_opaque(span):
            unigram = sum(character_surprisal(character) for character in text if not character.isspace())
            found.append(TokenFluency(span.shift(-segment.span.start), token.surprisal, unigram))
    return tuple(found)


def _slor(tokens: Sequence[TokenFluency]) -> float:
    return sum(token.unigram - token.surprisal for token in tokens) / sum(len(token.span) for token in tokens)


def _fluency(tokens: tuple[TokenFluency, ...], ranked: list[float], calibration: Calibration) -> Fluency:
    slor = _slor(tokens)
    excess = {token: token.surprisal - token.unigram for token in tokens}
    peaks = [token for token in tokens if excess[token] > calibration.token_excess]
    peaks.sort(key=lambda token: excess[token], reverse=True)
    return Fluency(
        surprisal=sum(token.surprisal for token in tokens) / sum(len(token.span) for token in tokens),
        slor=slor,
        document_percentile=100 * bisect_right(ranked, slor) / len(ranked),
        native_percentile=calibration.fluency_percentile(slor),
        tokens=tokens,
        peaks=tuple(sorted(token.span for token in peaks[:_MOST_PEAKS])),
    )
