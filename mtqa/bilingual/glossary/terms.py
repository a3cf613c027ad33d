"""Splits texts into words that can be compared with terms: Han characters one by one, other words by their stems.

Snowball's stem alone would take “organization” for “organ”. So two words are equal only if they have the same stem and
differ only in inflectional endings. A word in capitals, such as IT or US, equals only a word in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from mtqa.lexicon.english import stem
from mtqa.script import HAN, KANA
from mtqa.text import Span

_CHARACTERS = f"{HAN}{KANA}"  # each is a word
_WORD = re.compile(rf"[{_CHARACTERS}]|(?:(?![{_CHARACTERS}])[^\W_])+(?:['’](?:(?![{_CHARACTERS}])[^\W_])+)*[+#]*")
_GAP = re.compile(r"[\s\-‐‑–·_]*")  # between the words of a term; a comma is not part of one
_INFLECTIONS = frozenset(("", "e", "y", "s", "es", "ed", "d", "ing", "ied", "ies", "'s", "s'", "ying"))
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: the key, the spelling and the place of each."""

    text: str
    keys: tuple[str, ...]
    written: tuple[str, ...]
    spans: tuple[Span, ...]

    def is_at(self, text: Words, at: int) -> bool:
        """Does the text have this term from its word number `at` on?"""
        end = at + len(self.keys)
        if text.keys[at:end] != self.keys:
            return False
        if not all(map(_is_form, self.written, text.written[at:end])):
            return False
        gaps = zip(pairwise(self.spans), pairwise(text.spans[at:end]), strict=True)
        return all(_is_gap(self.text[a.end : b.start], text.text[c.end : d.start]) for (a, b), (c, d) in gaps)

    def is_cased(self, text: Words, at: int) -> bool:
        """Is this term, which the text has there, written with the same capitals?

        >>> words("Go").is_cased(words("We like Go"), 2), words("Go").is_cased(words("We go on"), 1)
        (True, False)
        """
        pairs = zip(self.written, text.written[at:], strict=False)
        return all(word[:common] == form[:common] for word, form in pairs for common in (_common(word, form),))


def words(text: str) -> Words:
    """The words of a text.

    >>> words("The caches of AI模型").keys
    ('the', 'cach', 'of', 'ai', '模', '型')
    """
    found = list(_WORD.finditer(text))
    written = tuple(unicodedata.normalize("NFKC", match[0]).replace("’", "'") for match in found)
    return Words(text, tuple(map(_key, written)), written, tuple(Span(*match.span()) for match in found))


def _is_gap(own: str, gap: str) -> bool:
    """May this stand between two words of a term that has `own` there? CI/CD and Node.js have marks of their own."""
    return gap == own or _GAP.fullmatch(gap) is not None


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    capitals = _capitals(word)
    return capitals.lower() if capitals else stem(word.lower()) if word.isascii() else word.casefold()


@lru_cache(maxsize=65536)
def _is_form(term: str, word: str) -> bool:
    """Is the word an inflected form of a word of the term?

    >>> [_is_form(*pair.split()) for pair in ("study studies", "run running", "make making", "API APIs", "cache CACHE")]
    [True, True, True, True, True]
    >>> [_is_form(*pair.split()) for pair in ("organ organization", "IT it", "universe university")]
    [False, False, False]
    """
    if capitals := _capitals(term):
        return capitals == _capitals(word)
    lemma, form = term.casefold(), word.casefold()
    if lemma == form:
        return True
    common = _common(lemma, form)
    return all(_is_inflection(spelling[:common], spelling[common:]) for spelling in (lemma, form))


def _common(first: str, second: str) -> int:
    """How many letters two words begin with in common, in any case."""
    pairs = zip(first.casefold(), second.casefold(), strict=False)
    differs = (index for index, (one, other) in enumerate(pairs) if one != other)
    return next(differs, min(len(first), len(second)))


def _is_inflection(stem_: str, ending: str) -> bool:
    """Is the ending inflectional, the last letter of the stem being doubled perhaps (running)?"""
    doubled = bool(ending) and stem_.endswith(ending[0]) and ending[1:] in ("ed", "ing")
    return ending in _INFLECTIONS or doubled


def _capitals(word: str) -> str:
    """A word in capitals without its plural s; "" for other words."""
    bare = word.removesuffix("'s").removesuffix("s")
    return bare if _CAPITALS.fullmatch(bare) else ""
