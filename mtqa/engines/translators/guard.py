"""Reject output of a model that cannot be a translation.

A small model copies its input, stays in the wrong language, repeats itself, or does not stop. A reader is better served
by "no back-translation" and the reason than by such output. Rejected output is lost, so each limit is set where hardly
any human translation is: `python -m research measure refusals` counts the aligned sentences that would be rejected
(docs/evaluation.md has the figure); most of those inspected are not translations either.
"""

from __future__ import annotations

import re
from collections import Counter

from mtqa.lexicon import language_of
from mtqa.script import HAN, LETTER, han_count, is_han, letter_count

#: Raise it when answers change: it is part of the key of cached translations.
REVISION = "3"

_LETTER = re.compile(LETTER)
_UNIT = re.compile(rf"[{HAN}]|[A-Za-z]+(?:'[a-z]+)?|\d+")
# A stretch of 2 to 40 characters four times in a row, or a longer stretch three times, which does not occur in prose.
_LOOP = re.compile(r"(?P<short>.{2,40}?)(?P=short){3,}|(?P<long>.{12,200}?)(?P=long){2,}", re.DOTALL)
_MOST_HAN = 0.2  # of the letters of an English answer: a name in brackets, not half of a sentence
# Chinese characters that say as much as one English word; the median of 20 corpora is 1.3 to 1.7
# (`python -m research measure lengths`).
_HAN_PER_WORD = 1.7
# Most words of output per word of input, after three more words of input are allowed. One pair in 50,000 has more than
# 2.5, and those inspected are misaligned.
_MOST_WORDS, _ALLOWANCE = 2.5, 3
# Least words of output per word of input, for 20 words of input or more: less than a fifth is a summary at best.
_LEAST_WORDS, _LONG_INPUT = 0.2, 20
# Length of a run in words (characters), and how many times more often the commonest run may occur than in the source:
# the "top n-gram" test for oscillating hallucinations (arXiv 2104.06683, with n = 4 and t = 2; here t = 3, for
# precision).
_RUN, _MORE_OFTEN = {"en": 4, "zh": 6}, 3
# `_COPIED` are words of the source in a row: more than the longest titles and names have. `_CODE` is not prose: %s,
# {name}, ${value}, <b>, an address; not 50% or $5, which are written differently in Chinese.
_CODE = re.compile(r"[!-~]*(?:[{}<>@]|\$(?!\d)|%(?=[A-Za-z0-9({]))(?:[!-~]*[\w{}$<>@%/\"'\])])?", re.ASCII)
# What of the source was left standing in a row: more than the longest titles and names.
_COPIED = {"zh": re.compile(r"(?:\b[A-Za-z]+(?:'[a-z]+)?[ ,]+){9,}[A-Za-z]+"), "en": re.compile(f"[{HAN}]{{10,}}")}


def objection(text: str, translation: str, target: str) -> str:
    """Why `translation` cannot be a translation of `text` into `target`; empty where it can be."""
    hypothesis = translation.strip()
    if not hypothesis:
        return "the model returned nothing"
    if _LETTER.search(text):
        if hypothesis == text.strip():
            return "the model copied its input"
        found = language_of(hypothesis)
        if found != target and (found or target == "zh"):  # "OK" may be English, but nothing is Chinese without Han
            return "the model answered in the wrong language"
        if target == "en" and han_count(hypothesis) > _MOST_HAN * letter_count(hypothesis):
            return "the model answered in the wrong language"
        if any(match.group() in text for match in _COPIED[target].finditer(hypothesis)):
            return "the model copied part of its input"
    if any(_is_loop(match.group()) for match in _LOOP.finditer(hypothesis)):
        return "the model repeats itself"
    return _count_objection(text, hypothesis, target)


def lost_placeholders(text: str, translation: str) -> int:
    """How many placeholders, tags and addresses of `text` are not in its translation unchanged."""
    return sum(code.strip("\"'().,") not in translation for code in _CODE.findall(text))


def _is_loop(stretch: str) -> bool:
    """Is a repeated stretch an error? Not 哈哈哈哈, a row of dots, or 8.8.8.8, which people write, too."""
    letters = set(_LETTER.findall(stretch))
    return len(letters) > 1 or (len(stretch) > 40 and len(set(stretch)) > 1)


def _count_objection(text: str, hypothesis: str, target: str) -> str:
    """The objection that follows from counts: repetitions that are not in a row, and lengths that do not match."""
    output, given = _UNIT.findall(hypothesis), _UNIT.findall(text)
    source = "en" if target == "zh" else "zh"
    if _most_repeated(output, _RUN[target]) - _most_repeated(given, _RUN[source]) >= _MORE_OFTEN:
        return "the model repeats itself"
    output_words, given_words = _words(output), _words(given)
    if output_words > _MOST_WORDS * (given_words + _ALLOWANCE):
        return "the translation is far longer than the text"
    if given_words >= _LONG_INPUT and output_words < _LEAST_WORDS * given_words:
        return "the translation leaves out most of the text"
    return ""


def _most_repeated(units: list[str], run: int) -> int:
    """How often the commonest run of `run` words occurs; 1 if none occurs twice. Digits and single letters are not
    counted: they are addresses and patterns rather than words."""
    units = [unit for unit in units if is_han(unit) or (len(unit) > 1 and not unit.isdigit())]
    counts = Counter(tuple(units[start : start + run]) for start in range(len(units) - run + 1))
    return max(counts.values(), default=1)


def _words(units: list[str]) -> float:
    """The length in English words."""
    han = sum(1 for unit in units if is_han(unit))
    return len(units) - han + han / _HAN_PER_WORD
