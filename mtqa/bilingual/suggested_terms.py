"""Suggests the terms of a glossary: English terms that recur in pairs of texts, and the Chinese wordings of each.

A term is one to three English words, none of them a word of everyday text at its ends. Its wording is the stretch of
whole Chinese words that is in as many units with the term, and in as few without it, as possible (the product of the
two shares). It counts if aligned sentences or the dictionary translate every word of the term by it, if a label that is
the term is translated by it as a whole, or if hardly anything else has it. The wording is clear if most units have it
and no other wording has a part of the rest; otherwise a person has to decide, and gets all of them.

No model is asked: 5,500 units of git's translation take two seconds of the processor. Of 60 terms drawn from six files
of free software, 55 have the right wording; most of the others are in few units.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from mtqa.bilingual.glossary.problems import is_general
from mtqa.bilingual.matching import known_words, renderings, translates
from mtqa.bilingual.phrases import is_everyday
from mtqa.lexicon import Dictionary
from mtqa.lexicon.cedict import EMPTY
from mtqa.lexicon.english import stem
from mtqa.lexicon.labels import without_access_keys
from mtqa.lexicon.longest import longest_words
from mtqa.lexicon.traditional import to_simplified
from mtqa.script import HAN

_CODE = re.compile(
    r"https?://\S+|<[^<>]{1,80}>|\$?\{[^{}]{0,80}\}|%[\w$()#.+-]{1,20}|`[^`]{0,80}`|\b\w+[_./]\w[\w./]*|--?\w[\w-]*"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_HAN = re.compile(f"[{HAN}]+")
_MOST_WORDS = 3  # of a term
_LONGEST, _LONGEST_UNIT = 8, 120  # characters of a wording, and Han characters of a unit
_LEAST_LETTERS = 3
_EDGES = frozenset(
    "的了在是和与及或不到为将被请从对于中个这该其之以可能会要已未无把并而也都就则一二三来去上下里时您你我"
)
_LEAST_CLEAR, _MOST_RIVAL = 0.6, 0.25  # share of the units with the wording; of these, those with another instead
_LEAST_ALONE = 0.5  # product of the shares, for a wording that neither the dictionary nor a label confirms
_LEAST_SCORE = 0.05
_NEAR = 0.85  # of the score of the best: a rendering inside of it is the term, and the rest its neighbour (需要认证)
_TRIED, _MOST_RIVALS = 12, 4
_SAME = 0.8  # units with a term that are within a longer one: the shorter is no term of its own


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term in lower case (as most units write it), the number of units that have it, and its wordings, each with the
    number of units that have it, the commonest first. If it is `clear`, the first is right."""

    term: str
    units: int
    wordings: tuple[tuple[str, int], ...]
    clear: bool


def suggested_terms(pairs: Iterable[tuple[str, str]], dictionary: Dictionary, least: int = 3) -> Iterator[Suggestion]:
    """The terms that are in `least` units or more; the most frequent first, then in alphabetical order."""
    corpus = _Corpus(dict.fromkeys(pairs), dictionary)
    found = [
        suggestion
        for key, numbers in corpus.terms(least).items()
        if (suggestion := corpus.suggestion(key, numbers, dictionary, least))
    ]
    yield from sorted(found, key=lambda one: (-one.units, one.term))


Key = tuple[str, ...]


class _Corpus:
    """Pairs of texts: the terms of each, and the stretches of Han characters."""

    def __init__(self, pairs: Iterable[tuple[str, str]], dictionary: Dictionary) -> None:
        self._known = known_words(dictionary)
        self._spelt: dict[Key, Counter[str]] = defaultdict(Counter)
        self._where: dict[Key, dict[int, None]] = defaultdict(dict)
        self._whole: dict[Key, Counter[str]] = defaultdict(Counter)
        self._texts: list[tuple[str, str]] = []  # in simplified characters, and as written
        self._stretches: list[frozenset[str]] = []
        self._having: Counter[str] = Counter()
        self._shared: dict[str, str] = {}  # each stretch once in memory
        for english, chinese in pairs:
            runs = _HAN.findall(without_access_keys(chinese))
            if runs and sum(map(len, runs)) <= _LONGEST_UNIT:
                self._add(english, "\n".join(runs))

    def _add(self, english: str, chinese: str) -> None:
        number, simplified = len(self._texts), to_simplified(chinese)
        self._texts.append((simplified, chinese))
        stretches = {self._shared.setdefault(stretch, stretch) for stretch in _stretches(simplified, self._known)}
        self._stretches.append(frozenset(stretches))
        self._having.update(self._stretches[-1])
        plain = _plain(english)
        for key, spelt in _candidates(plain):
            self._where[key][number] = None
            self._spelt[key][spelt] += 1
            if spelt.lower() == plain.strip(" .:…!?").lower():
                self._whole[key][simplified] += 1

    def terms(self, least: int) -> Mapping[Key, Sequence[int]]:
        """The terms that recur, each with its units; not those that are hardly ever outside of a longer one."""
        kept = {key: list(numbers) for key, numbers in self._where.items() if len(numbers) >= least}
        inner: dict[Key, int] = {}
        for key, numbers in kept.items():
            for part in {key[start:end] for start in range(len(key)) for end in range(start + 1, len(key) + 1)} - {key}:
                inner[part] = max(inner.get(part, 0), len(numbers))
        return {key: numbers for key, numbers in kept.items() if inner.get(key, 0) < _SAME * len(numbers)}

    def suggestion(self, key: Key, numbers: Sequence[int], dictionary: Dictionary, least: int) -> Suggestion | None:
        """The wordings of a term; None if no wording recurs."""
        wordings: list[tuple[str, int]] = []
        left = list(numbers)
        while len(left) >= 2 and len(wordings) < _MOST_RIVALS:
            best = self._best(key, left, dictionary, certain=not wordings)
            if not best:
                break
            having = [number for number in left if best in self._texts[number][0]]
            wordings.append((self._written(best, having), len(having)))
            left = [number for number in left if best not in self._texts[number][0]]
        if not wordings or wordings[0][1] < 2:
            return None
        first, rival = wordings[0][1], max((count for _, count in wordings[1:]), default=0)
        is_clear = first >= max(_LEAST_CLEAR * len(numbers), least) and rival <= _MOST_RIVAL * first
        if not is_clear and not rival:
            return None
        term = max(self._spelt[key].items(), key=lambda item: (item[1], item[0]))[0]
        ordered = tuple(sorted(wordings, key=lambda wording: (-wording[1], wording[0])))
        return Suggestion(_as_term(term), len(numbers), ordered, is_clear)

    def _best(self, key: Key, numbers: Sequence[int], dictionary: Dictionary, certain: bool) -> str:
        """The wording that belongs to the term in these units; "" if none does."""
        spelt = max(self._spelt[key].items(), key=lambda item: (item[1], item[0]))[0]
        english = [word.lower() for word in re.split("[ -]", spelt)]
        counts = Counter(stretch for number in numbers for stretch in self._stretches[number])

        def score(wording: str) -> float:
            return counts[wording] ** 2 / (len(numbers) * self._having[wording])

        recurring = (wording for wording, count in counts.items() if count >= 2 and score(wording) >= _LEAST_SCORE)
        ranked = sorted(recurring, key=lambda wording: (-score(wording), -len(wording), wording))[:_TRIED]
        for wording in ranked:
            is_alone = certain and len(key) == 1 and counts[wording] > 2 and score(wording) >= _LEAST_ALONE
            if self._whole[key][wording] or is_alone or _translate(english, wording, dictionary):
                near = [one for one in ranked if one in wording and score(one) >= _NEAR * score(wording)]
                return _core(english, wording, near, dictionary)
        return ""

    def _written(self, wording: str, numbers: Sequence[int]) -> str:
        """The wording in the characters that most of the units have."""
        texts = [self._texts[number] for number in numbers]
        places = [simplified.find(wording) for simplified, _ in texts]
        spelt = Counter(text[at : at + len(wording)] for (_, text), at in zip(texts, places, strict=True))
        return max(spelt.items(), key=lambda item: (item[1], item[0]))[0]


def _translate(english: Sequence[str], wording: str, dictionary: Dictionary) -> bool:
    return all(translates(word, wording, dictionary) for word in english)


def _core(english: Sequence[str], wording: str, near: Sequence[str], dictionary: Dictionary) -> str:
    """The wording without neighbours that it always has: 认证 of 需要认证. One character more belongs to it: 记忆库."""
    if len(english) == 1:
        listed = renderings(dictionary, english[0])
        return wording if wording in listed else next((one for one in near if one in listed), wording)
    shorter = (one for one in near if len(one) < len(wording) - 1 and _translate(english, one, dictionary))
    return min(shorter, key=lambda one: (len(one), one), default=wording)


def _plain(english: str) -> str:
    """The text without code and access keys; what was code separates words."""
    return without_access_keys(_CODE.sub(" · ", english))


def _candidates(text: str) -> Iterator[tuple[Key, str]]:
    """The terms in an English text, each with its key and as it is written."""
    words = list(_WORD.finditer(text))
    for start, first in enumerate(words):
        if not _is_end(first[0]):
            continue
        for end in range(start, min(start + _MOST_WORDS, len(words))):
            if end > start and text[words[end - 1].end() : words[end].start()] not in (" ", "-"):
                break
            if end > start and _is_empty(words[end][0].lower()):
                break
            is_cut = end - start + 1 == _MOST_WORDS and _goes_on(text, words, end)
            if _is_end(words[end][0]) and not is_cut:
                if end == start and is_general(first[0]):
                    continue
                key = tuple(stem(word[0].lower()) for word in words[start : end + 1])
                yield key, text[first.start() : words[end].end()]


def _is_end(word: str) -> bool:
    """May a term begin or end with it?"""
    return len(word) >= _LEAST_LETTERS and not _is_empty(word.lower())


def _is_empty(word: str) -> bool:
    return word in EMPTY or is_everyday(word) or word.endswith("ly") or not word.isalpha()


def _goes_on(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Does a word follow that belongs to the same phrase?"""
    follows = at + 1 < len(words) and text[words[at].end() : words[at + 1].start()] in (" ", "-")
    return follows and _is_end(words[at + 1][0])


def _stretches(text: str, known: Set[str]) -> Iterator[str]:
    """The stretches of a text that may be a wording: of two characters or more, from one of its words to another."""
    for run in text.split("\n"):
        words = list(longest_words(run, known.__contains__))
        for first, (start, word) in enumerate(words):
            if word in _EDGES:
                continue
            for at, last in words[first:]:
                end = at + len(last)
                if end - start > _LONGEST:
                    break
                if end - start > 1 and last not in _EDGES:
                    yield run[start:end]


def _as_term(written: str) -> str:
    """A term in lower case, but for capitals inside of its words: names and abbreviations.

    >>> _as_term("Translation Memory"), _as_term("SQL query"), _as_term("GitHub")
    ('translation memory', 'SQL query', 'GitHub')
    """
    return " ".join(word if re.search("[A-Z]", word[1:]) else word.lower() for word in written.split(" "))
