"""Finds source text that was copied into the translation: the whole sentence, or a run of its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise

from mtqa.bilingual.numbers.units import unit_after
from mtqa.bilingual.prose import has_code, prose_words
from mtqa.lexicon import is_common_english
from mtqa.lexicon.language import is_small_word
from mtqa.script import HAN, HANGUL, KANA
from mtqa.text import Span

_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HAN = re.compile(f"[{HAN}]{{2,}}")
_CJK = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_QUOTES = str.maketrans({"”": '"', "“": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "《": '"', "》": '"', "`": '"'})
_OPEN, _CLOSE = "(（[【<《“‘\"'「『", ")）]】>》”’\"'」』"
_LEAST_WORDS, _LEAST_HAN = 3, 4  # of a copied sentence
_LEAST_LETTERS = 3  # of one of its words: fewer are a unit or an abbreviation
_COMMON_ZIPF = 3.5  # once in three hundred thousand words; rarer words may be names
_IN_REFERENCES = frozenset(("et", "al"))
_LEAST_RUN_WORDS, _LEAST_PLAIN = 2, 2  # words of a run, letters of each: colours are r, g, b
_CODE_BEFORE = re.compile(r"[\\_/=$@#~.\d]$|(?<![A-Za-z0-9-])--?$")
_CODE_AFTER = re.compile(r"[_/=\\(\d]|[.:]\w|::")
# What a user types: at the prompt of a shell, $ sudo reboot, and the names that a module gives.
_TYPED = re.compile(r"\s*(?:[$#] \S|import [\w.]+ as \w+|from [\w.]+ import \w)")
# Units whose names mean something else as well, or that no number of a text is compared by
_OTHER_UNIT = re.compile(
    r" ?(?:[kmM]?[lLbBW]|[KMG]i?[bB]|pounds?|(?:milli|centi)?lit(?:re|er)s?|pints?|quarts?|gallons?|cups?|yards?"
    r"|radians?|(?:kilo|mega|giga)?(?:bits?|bytes?|watts?|joules?|hertz))"
)
_CONVERSION = re.compile(r"\s*\d[\d.,]*( ?[A-Za-z]+) (?:in|to)( [A-Za-z]+)\W*\Z")
# The arguments of a function, of which some may be left out: text, start[, length]
_SIGNATURE = re.compile(r"\s*\w+(?:\s*\[?,\s*\w+\]?)+\s*")
_LONGEST_BEFORE = 3  # characters
# A sentence, and no label or example: it begins with a capital or ends with a mark, and has few names and little code.
_SENTENCE_WORDS, _SENTENCE_HAN, _SHARE_WORDS = 5, 8, 2 / 3
_BEGINS, _ENDS = re.compile(r"[^\w<&{%$\\]*[A-Z]"), re.compile(r"[.!?。！？…][\"'”’)\]\s]*\Z")
_IN_COLUMNS = re.compile(r"\s*(\S+(?: \S+)*?)(?: {2,}|\t)")  # what a list explains: a command and its description


def is_copy(source: str, target: str, kept: Collection[str] = ()) -> bool:
    """Is the translation equal to its source, except for white space and case, though it has words to translate?
    Addresses, placeholders, commands and other code, names, numbers and the words in `kept` have none.

    >>> is_copy("Open the door.", "open the  door."), is_copy("Hewlett-Packard", "Hewlett-Packard")
    (True, False)
    >>> is_copy("git push --force %s", "git push --force %s", {"git"}), is_copy("%d of %d MB", "%d of %d MB")
    (False, False)
    """
    if "".join(source.split()).casefold() != "".join(target.split()).casefold() or _is_typed(source):
        return False
    if "[" in source and _SIGNATURE.fullmatch(source):
        return False
    if len(_CJK.findall(source)) >= _LEAST_HAN:
        return True
    words = prose_words(source)
    plain = [word for word in words if word.islower() and word not in kept]
    if not any(len(word) >= _LEAST_LETTERS for word in plain):
        return False
    if has_code(source) and not any(map(is_small_word, plain)):  # a command, or names of values
        return False
    return len(words) >= _LEAST_WORDS and 2 * len(plain) >= len(words)


def _is_typed(text: str) -> bool:
    """Is it what a user types, in a shell, in a program, or into a calculator?

    >>> _is_typed("$ sudo reboot"), _is_typed("1 pint in mL"), _is_typed("3 files in folders")
    (True, True, False)
    """
    conversion = _CONVERSION.match(text)
    return _TYPED.match(text) is not None or (conversion is not None and all(map(_is_unit, conversion.groups())))


def _is_unit(word: str) -> bool:
    return unit_after(word, 0, chinese=False) != "" or _OTHER_UNIT.fullmatch(word) is not None


def is_sentence(text: str) -> bool:
    """Is a copy a sentence, which readers of the translation cannot read? Labels, lines of examples and what has more
    code and names than words are none.

    >>> is_sentence("Sorry, this account has been banned (Reason: %1)"), is_sentence("Select a category")
    (True, False)
    >>> is_sentence("foo - program to do something"), is_sentence("Use -DFOO=1 or CC=gcc CFLAGS=-O2 ./configure.")
    (False, False)
    """
    if len(_CJK.findall(text)) >= _LEAST_HAN:
        return len(_CJK.findall(text)) >= _SENTENCE_HAN
    words = prose_words(text)
    return (
        len(words) >= _SENTENCE_WORDS
        and any(map(is_small_word, words))
        and len(words) >= _SHARE_WORDS * len(text.split())
        and bool(_BEGINS.match(text) or _ENDS.search(text))
    )


def is_list_of_names(text: str) -> bool:
    """Has a text that is equal to its source no word that only sentences have? A line of a longer text may be that."""
    return not any(map(is_small_word, prose_words(text)))


def copied_runs(source: str, target: str, *, into_chinese: bool, kept: Collection[str] = ()) -> Iterator[Span]:
    """The runs of source words that occur in the target; not those in quotation marks or brackets, nor commands: runs
    that begin with a word in `kept`, without a function word."""
    return _latin_runs(source, target, kept) if into_chinese else _han_runs(source, target)


def _han_runs(source: str, target: str) -> Iterator[Span]:
    for match in _HAN.finditer(target):
        if match[0] in source and not _is_quoted(target, *match.span()):
            yield Span(*match.span())


def _latin_runs(source: str, target: str, kept: Collection[str]) -> Iterator[Span]:
    """Runs of Latin words of the source, at least half of them (and at least two) common words in lower case."""
    if _is_typed(source):
        return
    lowered = source.lower()
    heads = [head[1] if (head := _IN_COLUMNS.match(text)) else "" for text in (source, target)]
    start = target.find(heads[1]) + len(heads[1]) if heads[0] == heads[1] else 0
    matches = list(_LATIN.finditer(target, start))
    runs = [0]
    for match, following in pairwise(matches):
        runs.append(runs[-1] + bool(target[match.end() : following.start()].strip()))
    for _, group in groupby(zip(runs, matches, strict=False), lambda pair: pair[0]):
        words = [match for _, match in group]
        start, end = words[0].start(), words[-1].end()
        plain = [word[0] for word in words if _is_plain(word[0]) and not _is_code(target, *word.span())]
        if words[0][0].lower() in kept and not any(map(is_small_word, plain)):
            continue
        if len(plain) < _LEAST_RUN_WORDS or target[start:end].lower() not in lowered or _is_quoted(target, start, end):
            continue
        if 2 * len(plain) >= len(words):
            yield Span(start, end)


def _is_plain(word: str) -> bool:
    return (
        word.islower()
        and len(word) >= _LEAST_PLAIN
        and word not in _IN_REFERENCES
        and is_common_english(word, _COMMON_ZIPF)
    )


def _is_code(text: str, start: int, end: int) -> bool:
    """Is the word part of a file name, a path, a variable or a formula (manage.py, x_train, \\times)?"""
    return bool(_CODE_BEFORE.search(text[max(0, start - _LONGEST_BEFORE) : start]) or _CODE_AFTER.match(text, end))


def _is_quoted(target: str, start: int, end: int) -> bool:
    """Is the stretch in quotation marks or brackets, alone or with other words?"""
    before = [at for at in range(start) if target[at] in _OPEN]
    return any(not any(c in _CLOSE and c not in _OPEN for c in target[at:start]) for at in before) and any(
        character in _CLOSE for character in target[end:]
    )
