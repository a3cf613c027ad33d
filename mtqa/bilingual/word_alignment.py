"""Links the words of a sentence with those of its translation: an aid for readers, not a measure.

Two words are linked if aligned sentences or the dictionary translate one by the other (`mtqa.lexicon.Channel`);
numbers and Latin words, if both sides have them. Each word is linked once: the most probable pairs first, among equals
the nearest. Words without a partner that are not function words show where the two sentences may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.lexicon import Channel, chinese_zipf, english_zipf
from mtqa.lexicon.english import stem
from mtqa.lexicon.longest import longest_words
from mtqa.script import HAN
from mtqa.text import Span

_HAN = re.compile(f"[{HAN}]+")
_OTHER = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*")
_LEAST_PROBABILITY = 0.02  # P(English | word) below which two words are not linked: the noise of alignments
# Zipf frequencies (wordfreq) above which a word is taken for a function word: 的, 在, 和, 我们; the, of, have, about.
_EMPTY_CHINESE = 6.3
_EMPTY_ENGLISH = 6.1
_LONGEST_TEXT = 1_000  # characters; nobody reads longer texts word by word, and the pairs grow with the square


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of words, as spans of either text; and the words that have no partner."""

    pairs: tuple[tuple[Span, Span], ...] = ()
    left_alone: tuple[Span, ...] = ()
    right_alone: tuple[Span, ...] = ()


def links(chinese: str, english: str, channel: Channel) -> Links:
    """Links the words of a Chinese sentence with those of its English translation.

    >>> linked = links("他打开窗户。", "He opened a window", Channel())
    >>> [("他打开窗户。"[a.start : a.end], "He opened a window"[b.start : b.end]) for a, b in linked.pairs]
    [('他', 'He'), ('打开', 'opened'), ('窗户', 'window')]
    """
    if not chinese or not english or max(len(chinese), len(english)) > _LONGEST_TEXT:
        return Links()
    left, right = _chinese_words(chinese, channel), [match.span() for match in _OTHER.finditer(english)]
    stems = [stem(english[start:end].lower()) for start, end in right]
    pairs = dict(_surest(left, chinese, stems, channel))
    met = {index: place for place, index in pairs.items()}
    return Links(
        tuple(sorted((left[index], Span(*right[place])) for index, place in pairs.items())),
        tuple(span for index, span in enumerate(left) if index not in pairs and not _is_empty(span.of(chinese))),
        tuple(Span(*span) for place, span in enumerate(right) if place not in met and not _is_common(english, span)),
    )


def _chinese_words(text: str, channel: Channel) -> list[Span]:
    """The words that the channel knows, from left to right, the longest at each place; numbers and Latin words."""
    found = [Span(*match.span()) for match in _OTHER.finditer(text)]
    for run in _HAN.finditer(text):
        words = longest_words(run[0], lambda word: bool(channel.pivots(word)))
        places = (Span(at, at + len(word)).shift(run.start()) for at, word in words if channel.pivots(word))
        found.extend(places)
    return sorted(found)


def _surest(left: list[Span], text: str, stems: list[str], channel: Channel) -> Iterator[tuple[int, int]]:
    """Index pairs of words and their partners, each word used once, the most probable pairs first."""
    scale = len(stems) / max(1, len(left))
    drafts = []
    for index, span in enumerate(left):
        meanings = channel.pivots(span.of(text)) or {stem(span.of(text).lower()): 1.0}
        for place, english in enumerate(stems):
            share = meanings.get(english, 0.0)
            if share >= _LEAST_PROBABILITY:
                drafts.append((-share, abs(index * scale - place), index, place))
    taken: set[int] = set()
    given: set[int] = set()
    for _, _, index, place in sorted(drafts):
        if index not in taken and place not in given:
            taken.add(index)
            given.add(place)
            yield index, place


def _is_empty(word: str) -> bool:
    return chinese_zipf(word) >= _EMPTY_CHINESE or (len(word) == 1 and word.isalpha())


def _is_common(text: str, span: tuple[int, int]) -> bool:
    return english_zipf(text[slice(*span)].lower()) >= _EMPTY_ENGLISH
