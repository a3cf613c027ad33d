"""Finds pairs of English words that may be a term: native module, dark mode.

English does not mark its terms. Two neighbouring words are taken for a term if neither is a word of everyday text, no
third word follows, and they are not a verb with its object (“to block ads”); before some occurrences of a real term
there is an article or a preposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.text import Span

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_DETERMINERS = """
a an the this that these those my your his her its our their each every any some no another all both either such"""
_PREPOSITIONS = """
of in on at by for with from into onto as about under over between through within without via per using like and or"""
_VERBAL = """
to can could will would may might shall should must cannot not never i you he she it we they who let please do does did
don't doesn't didn't"""
# Function words, and adjectives that do not belong to terms: their renderings vary with the sentence.
_COMMON = f"""
{_DETERMINERS} {_PREPOSITIONS} {_VERBAL} be is are was were been being am has have had having if then than when where
while why how what whose whom which but nor so yet because since though although unless until before after during there
here also too very more most less least much many few several various other others same own only just even still again
now once twice one two three first second third last next new newer newest old older oldest following above below see
note set get use used using make made up down out off away back well etc vs me him them us good great best better bad
worse worst big bigger biggest small smaller smallest large larger largest high higher highest low lower lowest long
longer short shorter different similar certain particular additional possible able likely main full whole entire
overall recent current previous early earlier late later latest original special specific important real available
common general popular"""
_OPENING, _RELATING, _BEFORE_VERBS, _OUTSIDE = (
    frozenset(words.split()) for words in (_DETERMINERS, _PREPOSITIONS, _VERBAL, _COMMON)
)
_LEAST_LETTERS = 3  # of each word

#: Two English words, in lower case and the singular. “Selected objects” and “selecting objects” are two terms.
Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term at its place: its `words` as they are written, in lower case; `sure` if an article or a preposition is
    before it."""

    term: Term
    words: tuple[str, str]
    span: Span
    sure: bool


def phrases(text: str) -> Iterator[Phrase]:
    """
    >>> [" ".join(phrase.words) for phrase in phrases("Open the native modules to block ads, in a dark mode.")]
    ['native modules', 'dark mode']
    """
    words = [(match.start(), match.end(), match[0].lower().replace("’", "'")) for match in _WORD.finditer(text)]

    def beside(at: int, marks: str = " ") -> bool:
        """Is the word followed by the next word, with only one of the marks between them?"""
        return 0 <= at < len(words) - 1 and text[words[at][1] : words[at + 1][0]] in tuple(marks)

    for at in range(len(words) - 1):
        (start, _, first), (_, end, second) = words[at : at + 2]
        if not (beside(at, " -") and _is_part(first) and _is_part(second)):
            continue
        before = words[at - 1][2] if beside(at - 1) else ""
        after = words[at + 2][2] if beside(at + 1, " -") else ""
        if before in _BEFORE_VERBS or (after and after not in _OUTSIDE):
            continue
        # “by selecting objects” is not a term; “the operating system” is
        sure = before in _OPENING or (before in _RELATING and not first.endswith("ing"))
        yield Phrase((first, singular(second)), (first, second), Span(start, end), sure)


def singular(word: str) -> str:
    """The singular of a noun.

    >>> [singular(word) for word in ("libraries", "classes", "modules", "class", "status")]
    ['library', 'class', 'module', 'class', 'status']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word.removesuffix("s")


def is_everyday(word: str) -> bool:
    """Is a word, in lower case, one of everyday text, which makes no term?"""
    return word in _OUTSIDE


def _is_part(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word not in _OUTSIDE and not word.endswith("ly") and "'" not in word
