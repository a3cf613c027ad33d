"""A better wording for a word that looks put in and has no rival in English: what the language model itself would write
there (`continuation`), and what the round trip says instead (`round_trip`).

Both say what fits; neither knows what was meant. So a wording counts only where it has to do with the word, by an
English one or by a character they share, and where the text around it speaks for it clearly.
`python -m research measure suggestions` counts how often the wording is the one that stood there before it was spoiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals import Rival
from mtqa.evidence.rivals.roundtrip import said_instead
from mtqa.evidence.signals import Signals
from mtqa.findings.evidence import Proposer
from mtqa.lexicon import Channel, Tagger

_CONTINUED = 60  # of some 5,000 words that are one token
_LEAST = 8.0  # nats for the suggestion against the word, in the document


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wording, where it comes from, and its log-odds against the word that stands, nats."""

    rival: Rival
    log_odds: float


def suggest(
    signals: Sequence[Signals], judge: Judge, channel: Channel, tagger: Tagger, round_trips: Sequence[str] = ()
) -> dict[int, Suggestion]:
    """The best suggestion for those of `signals` that have one, by their place in the list. `round_trips` run along the
    segments of the document, empty where there is none."""
    places = [(one.segment, one.span) for one in signals]
    continued = judge.next_words(places, _CONTINUED) if places else []
    rivals = [
        (index, rival)
        for index, (one, words) in enumerate(zip(signals, continued, strict=True))
        for rival in _rivals(one, words, channel, tagger, round_trips)
    ]
    odds = judge.inside([rival for _, rival in rivals])
    found: dict[int, Suggestion] = {}
    for index, group in groupby(zip(rivals, odds, strict=True), key=lambda pair: pair[0][0]):
        (_, rival), value = max(group, key=lambda pair: pair[1])
        if value >= _LEAST:
            found[index] = Suggestion(rival, value)
    return found


def _rivals(
    one: Signals, continued: Sequence[str], channel: Channel, tagger: Tagger, round_trips: Sequence[str]
) -> Iterator[Rival]:
    trip = round_trips[one.segment.index] if round_trips else ""
    words = tagger.tag(one.segment.text) if trip else ()
    returned = said_instead(words, tagger.tag(trip)).get(one.span, []) if trip else []
    seen: set[str] = set()
    proposals: tuple[tuple[Proposer, Sequence[str]], ...] = (("round_trip", returned), ("continuation", continued))
    for proposer, wordings in proposals:
        for wording in wordings:
            if wording not in seen and _has_to_do(wording, one.word, channel):
                seen.add(wording)
                yield Rival(one.segment, one.span, wording, proposer)


def _has_to_do(wording: str, word: str, channel: Channel) -> bool:
    """Do they share a character, or an English word? A longer form of the same word is no other one."""
    if wording in word or word in wording:
        return False
    return bool(set(wording) & set(word)) or not channel.pivots(word).keys().isdisjoint(channel.pivots(wording))
