"""What the terms of an English source are called in Chinese, and which of them have two names.

A wording of a term is what stands for both of its English words, one after the other, by their renderings
(`mtqa.bilingual.matching`), and begins and ends where the tagger says that words do: 原生模块 and 本地模块 for “native
module”. Of a term with several, one is usual where it stands in twice as many sentences as the other, whose sentence
has not got the usual one as well.

The constants were set on 61 findings in 73,740 segments of human translation, and read again on other pages: 34 in
64,080, of which 31 are one term with two names and 3 a matter of style (`python -m research measure terminology`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtqa.bilingual.matching import renderings
from mtqa.bilingual.phrases import Phrase, Term, phrases
from mtqa.lexicon import Dictionary, Word
from mtqa.text import Span

_HEADS = frozenset(("n", "nz", "nw", "vn", "nt"))  # tags of what a Chinese term ends in …
_PARTS = _HEADS | {"v", "a", "an", "ad", "nr", "ns", "s", "LOC", "ORG", "PER"}  # … and of what else may be in it
_MOST_WORDS, _LONGEST = 3, 8  # words and characters of a wording
_PREFIXES = frozenset("无不非未可反超半最本子主副")  # the tagger may cut them off: 无边框, 本机
_LEAST_SENTENCES = 3  # that have the term; two of them surely as a phrase, and two with the usual wording
_LEAST_SURE, _LEAST_USUAL, _TIMES = 2, 2, 2


@dataclass(frozen=True, slots=True)
class Other:
    """A wording that is not the usual one, in the translation of a sentence.

    sentence  its number
    span      of the wording, in the Chinese text
    term      the English words as they are written there
    said, usual  this wording and the usual one
    counts    of each wording the sentences that have it
    """

    sentence: int
    span: Span
    term: str
    said: str
    usual: str
    counts: Mapping[str, int]


def others(english: Sequence[str], words: Callable[[int], Sequence[Word]], dictionary: Dictionary) -> Iterator[Other]:
    """The wordings that are not the usual ones of their terms, in no order. `words` gives the tagged words of the
    translation of a sentence by its number, and is asked for sentences whose terms recur alone."""
    where: dict[Term, dict[int, Phrase]] = defaultdict(dict)
    for number, text in enumerate(english):
        for phrase in phrases(text):
            known = where[phrase.term].get(number)
            if known is None or (phrase.sure and not known.sure):
                where[phrase.term][number] = phrase
    for places in where.values():
        if len(places) >= _LEAST_SENTENCES and sum(one.sure for one in places.values()) >= _LEAST_SURE:
            yield from _of(places, words, dictionary)


def _of(
    places: Mapping[int, Phrase], words: Callable[[int], Sequence[Word]], dictionary: Dictionary
) -> Iterator[Other]:
    """Of one term."""
    said: dict[int, dict[str, Span]] = {}
    texts: dict[int, str] = {}
    for number, phrase in places.items():
        chinese = words(number)
        texts[number] = "".join(word.text for word in chinese)
        said[number] = {span.of(texts[number]): span for span in wordings(phrase, chinese, dictionary)}
    known = dict.fromkeys(wording for found in said.values() for wording in found)
    # Where the tagger cuts a sentence otherwise, what is known from another one still counts.
    counts = {wording: sum(wording in text for text in texts.values()) for wording in known}
    usual, most = max(counts.items(), key=lambda item: item[1], default=("", 0))  # of equal ones the first
    if most < _LEAST_USUAL:
        return
    for number, found in said.items():
        if usual in texts[number]:
            continue
        for wording, span in found.items():
            if most >= _TIMES * counts[wording] and not _is_short(wording, usual) and not _is_short(usual, wording):
                yield Other(number, span, " ".join(places[number].words), wording, usual, counts)
                break


def wordings(phrase: Phrase, words: Sequence[Word], dictionary: Dictionary) -> Iterator[Span]:
    """Where Chinese words stand for both English ones."""
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


@lru_cache(maxsize=20_000)
def _renderings(dictionary: Dictionary, word: str) -> frozenset[str]:
    return frozenset(renderings(dictionary, word))


def _is_short(one: str, other: str) -> bool:
    """Is one wording the other with something left out, as 源码 is of 源代码?"""
    rest = iter(other)
    return all(character in rest for character in one)
