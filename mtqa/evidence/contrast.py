"""Compare a wording with its rivals by the language model, in the context of the document.

Two numbers count together. The log-odds say how much likelier the sentence becomes with the rival; words of native
writers also have rivals that win, since a model prefers common words. The gain says what the document adds: the
log-odds in the document less those in the sentence alone. A rival with a high gain is what the document calls the thing
elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from mtqa.engines.base import Contest, LanguageModel, Progress, no_progress
from mtqa.evidence.rivals import Rival
from mtqa.text import Document, Segment, Span

# Characters after the wording that count in a contest: some eight tokens; more hardly change the result.
_RIGHT_CONTEXT = 12


@dataclass(frozen=True, slots=True)
class Contrast:
    """The log-odds of a rival in nats, positive if the rival is likelier.

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
    """A language model with the document whose wordings it compares; `second` is a stronger and slower one, for few
    questions."""

    model: LanguageModel
    document: Document
    progress: Progress = no_progress
    second: LanguageModel | None = None
    second_progress: Progress = no_progress

    def weigh(self, rivals: Sequence[Rival]) -> list[Contrast]:
        """A contrast for every rival, in order. Rivals for the same place are scored in one contest."""
        pairs = zip(rivals, self.inside(rivals), self.alone(rivals), strict=True)
        return [Contrast(rival, log_odds, alone) for rival, log_odds, alone in pairs]

    def replaced(self, words: Sequence[tuple[Segment, Span]]) -> list[float]:
        """The detector's log-odds that each of these words was put in place of another; none without a detector."""
        spans = [span.shift(segment.span.start) for segment, span in words]
        return self.model.replaced(self.document.text, spans, self.progress)

    def next_words(self, words: Sequence[tuple[Segment, Span]], count: int) -> list[list[str]]:
        """The words that the model would write in place of each of these words, the likeliest first."""
        places = [segment.span.start + span.start for segment, span in words]
        return self.model.next_words(self.document.text, places, count)

    def first(self, rivals: Sequence[Rival]) -> list[float]:
        """The log-odds of the rivals' first tokens, given the text before: a filter for very many rivals."""
        return _ask(rivals, lambda contests: self.model.first_odds(self.document.text, contests))

    def inside(self, rivals: Sequence[Rival]) -> list[float]:
        """The log-odds in the document, nats."""
        return _ask(rivals, lambda contests: self.model.log_odds(self.document.text, contests, self.progress))

    def again(self, rivals: Sequence[Rival]) -> list[float]:
        """The log-odds in the document by the second language model, nats."""
        second = self.second
        assert second is not None
        return _ask(rivals, lambda contests: second.log_odds(self.document.text, contests, self.second_progress))

    def alone(self, rivals: Sequence[Rival]) -> list[float]:
        """The log-odds in the sentence alone, nats; each sentence is read once."""
        order = sorted(range(len(rivals)), key=lambda index: rivals[index].segment.index)
        odds = [0.0] * len(rivals)
        for segment, group in groupby(order, key=lambda index: rivals[index].segment):
            places = list(group)
            sentence = Segment(0, Span(0, len(segment.text)), segment.text)
            own = [replace(rivals[index], segment=sentence) for index in places]
            for index, value in zip(places, _ask(own, partial(self.model.log_odds, segment.text)), strict=True):
                odds[index] = value
        return odds


def _ask(rivals: Sequence[Rival], ask: Callable[[list[Contest]], list[tuple[float, ...]]]) -> list[float]:
    """The answer for every rival, in order; rivals for the same place are asked in one contest."""
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
    end = min(segment.span.end, segment.span.start + span.end + _RIGHT_CONTEXT)
    return Contest(span.shift(segment.span.start), tuple(wordings), end)
