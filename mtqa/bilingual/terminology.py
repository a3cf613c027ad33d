"""Finds the Chinese wordings of the terms of an English source, and terms that are translated in two ways.

A wording of a term is a stretch of whole Chinese words that translates both of its English words in order, by their
renderings (`mtqa.bilingual.matching`): 原生模块 and 本地模块 for “native module”. The usual wording is in the most
sentences; another one is reported if the usual one is in twice as many sentences, and not in the same sentence.

The constants were set on 61 findings in 73,740 segments of human translation, and read again on other pages: 34 in
64,080, of which 31 are terms with two translations and 3 a matter of style (`python -m research measure terminology`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from mtqa.bilingual.matching import renderings
from mtqa.bilingual.phrases import Phrase, Term, phrases
from mtqa.lexicon import Dictionary, Word
from mtqa.text import Span

_HEADS = frozenset(("n", "nz", "nw", "vn", "nt"))  # tags of the last word of a Chinese term …
_PARTS = _HEADS | {"v", "a", "an", "ad", "nr", "ns", "s", "LOC", "ORG", "PER"}  # … and of its other words
_MOST_WORDS, _LONGEST = 3, 8  # words and characters of a wording
_PREFIXES = frozenset("无不非未可反超半最本子主副")  # the tagger may cut them off: 无边框, 本机
_LEAST_SENTENCES = (
    3  # that have the term; `_LEAST_SURE` of them surely as a phrase, `_LEAST_USUAL` with the usual wording
)
_LEAST_SURE, _LEAST_USUAL = 2, 2
_LEAST_RATIO = 2  # of the sentences with the usual wording to those with another one


@dataclass(frozen=True, slots=True)
class UnusualWording:
    """A wording that is not the usual one, in the translation of a sentence.

    sentence  the number of the sentence
    span      of the wording, in the Chinese text
    term      the English words as they are written there
    wording, usual  this wording and the usual one
    counts    the number of sentences that have each wording
    """

    sentence: int
    span: Span
    term: str
    wording: str
    usual: str
    counts: Mapping[str, int]


def unusual_wordings(
    english: Sequence[str], chinese: Sequence[str], words: Callable[[int], Sequence[Word]], dictionary: Dictionary
) -> Iterator[UnusualWording]:
    """The wordings that are not the usual ones of their terms, in no order. `words` returns the tagged words of the
    translation of a sentence by its number; it is called only for sentences that may have a wording of a term that
    recurs."""
    where: dict[Term, dict[int, Phrase]] = defaultdict(dict)
    for number, text in enumerate(english):
        for phrase in phrases(text):
            known = where[phrase.term].get(number)
            if known is None or (phrase.sure and not known.sure):
                where[phrase.term][number] = phrase
    for places in where.values():
        if len(places) >= _LEAST_SENTENCES and sum(phrase.sure for phrase in places.values()) >= _LEAST_SURE:
            yield from _unusual(places, chinese, words, dictionary)


def _unusual(
    places: Mapping[int, Phrase],
    chinese: Sequence[str],
    words: Callable[[int], Sequence[Word]],
    dictionary: Dictionary,
) -> Iterator[UnusualWording]:
    """The unusual wordings of one term; `places` has its phrase in each sentence."""
    texts = {number: chinese[number] for number in places}
    possible = {number: set(_possible(phrase, texts[number], dictionary)) for number, phrase in places.items()}
    if not _may_differ(possible, texts):  # to tag the words takes time
        return
    spans: dict[int, dict[str, Span]] = {}
    for number, phrase in places.items():
        places_of = wordings(phrase, words(number), dictionary) if possible[number] else ()
        spans[number] = {span.of(texts[number]): span for span in places_of}
    known = dict.fromkeys(wording for found in spans.values() for wording in found)
    counts = _counts(known, texts)
    usual, most = max(counts.items(), key=lambda item: item[1], default=("", 0))  # the first of equals
    if most < _LEAST_USUAL:
        return
    for number, found in spans.items():
        if usual in texts[number]:
            continue
        for wording, span in found.items():
            if _is_other(wording, usual, counts):
                yield UnusualWording(number, span, " ".join(places[number].words), wording, usual, counts)
                break


def _may_differ(possible: Mapping[int, Set[str]], texts: Mapping[int, str]) -> bool:
    """May one of the possible wordings be unusual, however the tagger cuts them?"""
    counts = _counts(set().union(*possible.values()), texts)
    usual = [wording for wording, count in counts.items() if count >= _LEAST_USUAL]
    others = {wording: [each for each in usual if _is_other(wording, each, counts)] for wording in counts}
    return any(
        each not in texts[number] for number, found in possible.items() for wording in found for each in others[wording]
    )


def _counts(wordings: Iterable[str], texts: Mapping[int, str]) -> dict[str, int]:
    """In how many texts each wording is. As text: the tagger may cut it differently in another sentence."""
    return {wording: sum(wording in text for text in texts.values()) for wording in wordings}


def _is_other(wording: str, usual: str, counts: Mapping[str, int]) -> bool:
    """Is the wording seldom enough, and not the usual one in short or in full?"""
    return (
        counts[usual] >= _LEAST_RATIO * counts[wording]
        and not _is_short_form(wording, usual)
        and not _is_short_form(usual, wording)
    )


def wordings(phrase: Phrase, words: Sequence[Word], dictionary: Dictionary) -> Iterator[Span]:
    """The places where Chinese words translate both English words of the phrase."""
    first, second = (_renderings(dictionary, word) for word in phrase.words)
    if not first or not second:
        return
    for start, head in enumerate(words):
        if head.tag not in _PARTS or (start and words[start - 1].text in _PREFIXES):
            continue
        text = ""
        for word in words[start : start + _MOST_WORDS]:
            text += word.text
            if word.tag not in _PARTS or len(text) > _LONGEST:
                break
            if word.tag in _HEADS and any(text[:at] in first and text[at:] in second for at in range(1, len(text))):
                yield Span(head.span.start, word.span.end)


def _possible(phrase: Phrase, text: str, dictionary: Dictionary) -> Iterator[str]:
    """Every stretch of a text that may be a wording of the phrase, by its characters alone."""
    first, second = (_renderings(dictionary, word) for word in phrase.words)
    for start in range(len(text)):
        for middle in range(start + 1, min(start + _LONGEST, len(text))):
            if text[start:middle] in first:
                ends = range(middle + 1, min(start + _LONGEST, len(text)) + 1)
                yield from (text[start:end] for end in ends if text[middle:end] in second)


@lru_cache(maxsize=20_000)
def _renderings(dictionary: Dictionary, word: str) -> frozenset[str]:
    return frozenset(renderings(dictionary, word))


def _is_short_form(short: str, long: str) -> bool:
    """Is the first wording the second with characters left out, as 源码 is of 源代码?"""
    rest = iter(long)
    return all(character in rest for character in short)
