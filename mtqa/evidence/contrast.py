"""The language model weighs a wording against its rivals, in the context of the document.

Two numbers decide together. The log-odds say how much likelier the sentence becomes with the rival; native writers'
words have rivals that win, too, since a model prefers common words. The gain says what the document adds to that:
the log-odds in the document less those of the sentence on its own. A rival that only the document speaks for is what
the document calls the thing elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from mtqa.engines.base import Contest, LanguageModel, Progress, no_progress
from mtqa.evidence.rivals import Rival
from mtqa.text import Document, Segment, Span

# Characters after the wording that a rival has to agree with: some eight tokens, which is where a contest is decided.
_RIGHT = 12


@dataclass(frozen=True, slots=True)
class Contrast:
    """What the judge says of a rival: log-odds in nats, positive where the rival is likelier.

    log_odds  given the document before the sentence
    alone     given the sentence alone
    """

    rival: Rival
    log_odds: float
    alone: float

    @property
    def gain(self) -> float:
        """What the document adds, nats."""
        return self.log_odds - self.alone


@dataclass(frozen=True)
class Judge:
    """A language model that has a document before it."""

    model: LanguageModel
    document: Document
    progress: Progress = no_progress

    def weigh(self, rivals: Sequence[Rival]) -> list[Contrast]:
        """A contrast for every rival, in order. Rivals for one place are weighed in one contest."""
        pairs = zip(rivals, self.inside(rivals), self.alone(rivals), strict=True)
        return [Contrast(rival, log_odds, alone) for rival, log_odds, alone in pairs]

    def replaced(self, words: Sequence[tuple[Segment, Span]]) -> list[float]:
        """The detector's log-odds that each of these words was put in place of another; none without a detector."""
        spans = [span.shift(segment.span.start) for segment, span in words]
        return self.model.replaced(self.document.text, spans, self.progress)

    def next_words(self, words: Sequence[tuple[Segment, Span]], count: int) -> list[list[str]]:
        """What the model would write in place of each of these words, the likeliest first."""
        places = [segment.span.start + span.start for segment, span in words]
        return self.model.next_words(self.document.text, places, count)

    def first(self, rivals: Sequence[Rival]) -> list[float]:
        """The log-odds of the rivals' first tokens, given what is before: a sieve for very many of them."""
        return _ask(rivals, lambda contests: self.model.first_odds(self.document.text, contests))

    def inside(self, rivals: Sequence[Rival]) -> list[float]:
        """Log-odds in the document, nats."""
        return _ask(rivals, lambda contests: self.model.log_odds(self.document.text, contests, self.progress))

    def alone(self, rivals: Sequence[Rival]) -> list[float]:
        """Log-odds with nothing but their sentence, nats; each sentence is read once."""
        order = sorted(range(len(rivals)), key=lambda index: rivals[index].segment.index)
        odds = [0.0] * len(rivals)
        for segment, group in groupby(order, key=lambda index: rivals[index].segment):
            places = list(group)
            moved = Segment(0, Span(0, len(segment.text)), segment.text)
            itself = [replace(rivals[index], segment=moved) for index in places]
            for index, value in zip(places, _ask(itself, partial(self.model.log_odds, segment.text)), strict=True):
                odds[index] = value
        return odds


def _ask(rivals: Sequence[Rival], ask: Callable[[list[Contest]], list[tuple[float, ...]]]) -> list[float]:
    """The answer for every rival, in order; rivals for one place are one question."""
    places: dict[tuple[Segment, Span], list[str]] = {}
    for rival in rivals:
        wordings = places.setdefault((rival.segment, rival.span), [])
        if rival.wording not in wordings:
            wordings.append(rival.wording)
    odds: dict[tuple[Segment, Span, str], float] = {}
    answers = ask([_contest(*place, wordings) for place, wordings in places.items()])
    for (place, wordings), values in zip(places.items(), answers, strict=True):
        odds.update({(*place, wording): value for wording, value in zip(wordings, values, strict=True)})
    return [odds[rival.segment, rival.span, rival.wording] for rival in rivals]


def _contest(segment: Segment, span: Span, wordings: Sequence[str]) -> Contest:
    end = min(segment.span.end, segment.span.start + span.end + _RIGHT)
    return Contest(span.shift(segment.span.start), tuple(wordings), end)
