"""The language model weighs a wording against its rivals, in the context of the document.

Two numbers decide together. The log-odds say how much likelier the sentence becomes with the rival; native writers'
words have rivals that win, too, since a model prefers common words. The gain says what the document adds to that:
the log-odds in the document less those of the sentence on its own. A rival that only the document speaks for is what
the document calls the thing elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mtqa.engines.base import Contest, LanguageModel, Progress, no_progress
from mtqa.rivals import Rival
from mtqa.text import Document, Segment, Span

# Characters after the wording that a rival has to agree with: some eight tokens, which is where a contest is decided.
_RIGHT = 12


@dataclass(frozen=True, slots=True)
class Verdict:
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

    def weigh(self, rivals: Sequence[Rival]) -> list[Verdict]:
        """A verdict for every rival, in order. Rivals for one place are weighed in one contest."""
        places: dict[tuple[Segment, Span], list[str]] = {}
        for rival in rivals:
            wordings = places.setdefault((rival.segment, rival.span), [])
            if rival.wording not in wordings:
                wordings.append(rival.wording)
        contests = {place: _contest(*place, wordings) for place, wordings in places.items()}
        inside = self.model.log_odds(self.document.text, list(contests.values()), self.progress)
        odds: dict[tuple[Segment, Span, str], tuple[float, float]] = {}
        for (place, wordings), *values in zip(places.items(), inside, self._alone(contests), strict=True):
            for wording, *pair in zip(wordings, *values, strict=True):
                odds[*place, wording] = pair[0], pair[1]
        return [Verdict(rival, *odds[rival.segment, rival.span, rival.wording]) for rival in rivals]

    def _alone(self, contests: Mapping[tuple[Segment, Span], Contest]) -> Iterator[tuple[float, ...]]:
        """The same contests with nothing but their sentence, in order; each sentence is read once."""
        answers: dict[tuple[Segment, Span], tuple[float, ...]] = {}
        for segment, group in groupby(
            sorted(contests, key=lambda place: (place[0].index, place[1])), key=itemgetter(0)
        ):
            places = list(group)
            moved = [_moved(contests[place], -segment.span.start) for place in places]
            answers.update(zip(places, self.model.log_odds(segment.text, moved), strict=True))
        return (answers[place] for place in contests)


def _contest(segment: Segment, span: Span, wordings: Sequence[str]) -> Contest:
    end = min(segment.span.end, segment.span.start + span.end + _RIGHT)
    return Contest(span.shift(segment.span.start), tuple(wordings), end)


def _moved(contest: Contest, by: int) -> Contest:
    return Contest(contest.span.shift(by), contest.rivals, contest.end + by)
