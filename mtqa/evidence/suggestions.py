"""Suggest a wording for a word that looks replaced and has no rival in English: what the language model would write
there (`continuation`), or what the round trip has instead (`round_trip`).

Both fit the context, but neither knows what was meant. So a wording is suggested only if it shares an English word or a
character with the word, and if the language model clearly prefers it.
`python -m research measure suggestions` counts how often the suggestion is the word that was replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mtqa.evidence.contrast import Judge
from mtqa.evidence.rivals import Rival
from mtqa.evidence.rivals.roundtrip import changed_words
from mtqa.evidence.signals import Signals
from mtqa.findings.evidence import Proposer
from mtqa.lexicon import Channel, Tagger

_NEXT_WORDS = 60  # words of the language model that are tried, of some 5,000 that are one token
_LEAST_LOG_ODDS = 8.0  # nats for the suggestion against the word, in the document


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wording, what proposed it, and its log-odds (nats) against the word in the text."""

    rival: Rival
    log_odds: float


def suggest(
    signals: Sequence[Signals], judge: Judge, channel: Channel, tagger: Tagger, round_trips: Sequence[str] = ()
) -> dict[int, Suggestion]:
    """The best suggestion for those of `signals` that have one, by index. `round_trips` has a text for each segment of
    the document, empty if there is none."""
    places = [(word.segment, word.span) for word in signals]
    continuations = judge.next_words(places, _NEXT_WORDS) if places else []
    rivals = [
        (index, rival)
        for index, (word, next_words) in enumerate(zip(signals, continuations, strict=True))
        for rival in _rivals(word, next_words, channel, tagger, round_trips)
    ]
    odds = judge.inside([rival for _, rival in rivals])
    found: dict[int, Suggestion] = {}
    for index, group in groupby(zip(rivals, odds, strict=True), key=lambda pair: pair[0][0]):
        (_, rival), value = max(group, key=lambda pair: pair[1])
        if value >= _LEAST_LOG_ODDS:
            found[index] = Suggestion(rival, value)
    return found


def _rivals(
    word: Signals, next_words: Sequence[str], channel: Channel, tagger: Tagger, round_trips: Sequence[str]
) -> Iterator[Rival]:
    """The wordings from the round trip and the language model that are related to the word, as rivals."""
    trip = round_trips[word.segment.index] if round_trips else ""
    words = tagger.tag(word.segment.text) if trip else ()
    returned = changed_words(words, tagger.tag(trip)).get(word.span, []) if trip else []
    seen: set[str] = set()
    proposals: tuple[tuple[Proposer, Sequence[str]], ...] = (("round_trip", returned), ("continuation", next_words))
    for proposer, wordings in proposals:
        for wording in wordings:
            if wording not in seen and _is_related(wording, word.word, channel):
                seen.add(wording)
                yield Rival(word.segment, word.span, wording, proposer)


def _is_related(wording: str, word: str, channel: Channel) -> bool:
    """Do they share a character or an English word? A longer form of the same word does not count."""
    if wording in word or word in wording:
        return False
    return bool(set(wording) & set(word)) or not channel.pivots(word).keys().isdisjoint(channel.pivots(wording))
