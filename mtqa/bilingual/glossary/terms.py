"""When is a term there? Text → words that can be compared: Han characters one by one, other words by their stems.

Snowball's stem alone would take “organization” for “organ”. So two words are one where they have one stem and differ
in nothing but endings that inflect. A word in capitals, such as IT or US, is meant in capitals only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from mtqa.lexicon.channel import stem
from mtqa.script import HAN, KANA
from mtqa.text import Span

_CHARACTERS = f"{HAN}{KANA}"  # each is a word
_WORD = re.compile(rf"[{_CHARACTERS}]|(?:(?![{_CHARACTERS}])[^\W_])+(?:['’](?:(?![{_CHARACTERS}])[^\W_])+)*[+#]*")
_GAP = re.compile(r"[\s\-‐‑–·_]*")  # between the words of one term; a comma ends it
_INFLECTIONS = frozenset(("", "e", "y", "s", "es", "ed", "d", "ing", "ied", "ies", "'s", "s'", "ying"))
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: what each is looked up by, how it is written, and where it stands."""

    text: str
    keys: tuple[str, ...]
    written: tuple[str, ...]
    spans: tuple[Span, ...]

    def stands_in(self, text: Words, at: int) -> bool:
        """Is this, as a term, what a text has from a word of it on?"""
        end = at + len(self.keys)
        if text.keys[at:end] != self.keys:
            return False
        if not all(map(_is_form, self.written, text.written[at:end])):
            return False
        spans = text.spans[at:end]
        return all(_GAP.fullmatch(text.text, one.end, other.start) for one, other in pairwise(spans))


def words(text: str) -> Words:
    """
    >>> words("The caches of AI模型").keys
    ('the', 'cach', 'of', 'ai', '模', '型')
    """
    found = list(_WORD.finditer(text))
    written = tuple(unicodedata.normalize("NFKC", match[0]).replace("’", "'") for match in found)
    return Words(text, tuple(map(_key, written)), written, tuple(Span(*match.span()) for match in found))


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    capitals = _capitals(word)
    return capitals.lower() if capitals else stem(word.lower()) if word.isascii() else word.casefold()


@lru_cache(maxsize=65536)
def _is_form(term: str, word: str) -> bool:
    """Is a word of the text a form of a word of the term?

    >>> [_is_form(*pair.split()) for pair in ("study studies", "run running", "make making", "API APIs", "cache CACHE")]
    [True, True, True, True, True]
    >>> [_is_form(*pair.split()) for pair in ("organ organization", "IT it", "universe university")]
    [False, False, False]
    """
    if capitals := _capitals(term):
        return capitals == _capitals(word)
    one, other = term.casefold(), word.casefold()
    if one == other:
        return True
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return all(_inflects(form[:common], form[common:]) for form in (one, other))


def _inflects(stem_: str, ending: str) -> bool:
    doubled = bool(ending) and stem_.endswith(ending[0]) and ending[1:] in ("ed", "ing")
    return ending in _INFLECTIONS or doubled


def _capitals(word: str) -> str:
    """A word in capitals, without the s of its plural; else nothing."""
    bare = word.removesuffix("'s").removesuffix("s")
    return bare if _CAPITALS.fullmatch(bare) else ""
