"""When the output of a model is no translation at all.

A small model copies its input, stays in the wrong language, loops, or goes on without end. A reader is better served
by "no back-translation" and the reason than by rubbish. What is refused here is refused for good, so each limit is
set where hardly any human translation lies: `python -m research measure refusals` counts the aligned sentences that
would be refused (docs/evaluation.md has the figure), and most of those seen are no translations either.
"""

from __future__ import annotations

import re
from collections import Counter

#: Raise it when answers change: translations are kept with it in their key.
REVISION = "2"

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LETTER = re.compile(r"[^\W\d_]")
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*")
_UNIT = re.compile(r"[㐀-䶿一-鿿]|[A-Za-z]+(?:'[a-z]+)?|\d+")
# A stretch of 2 to 40 characters four times in a row, or a longer one three times: no prose does that.
_LOOP = re.compile(r"(?P<short>.{2,40}?)(?P=short){3,}|(?P<long>.{12,200}?)(?P=long){2,}", re.DOTALL)
# Chinese characters that say as much as one English word; the median of 20 corpora is 1.3 to 1.7
# (`python -m research measure lengths`).
_HAN_PER_WORD = 1.7
# Words of output for words of input and three. One pair in 50,000 has more than 2.5, and those seen are misaligned.
_MOST, _ALLOWANCE = 2.5, 3
# The other way: less than a fifth of 20 words or more is a summary at best.
_LEAST, _LONG = 0.2, 20
# The commonest run of four words (six characters) comes so many times more often than in the source: the "top
# n-gram" test for oscillating hallucinations (arXiv 2104.06683, with n = 4 and t = 2; here t = 3, for precision).
_RUN, _OFTENER = {"en": 4, "zh": 6}, 3
# Words of the source left standing in a row: more than the longest titles and names.
# What is no prose: %s, {name}, ${value}, <b>, an address; not 50% or $5, which people write otherwise in Chinese.
_CODE = re.compile(r"[!-~]*(?:[{}<>@]|\$(?!\d)|%(?=[A-Za-z0-9({]))(?:[!-~]*[\w{}$<>@%/\"'\])])?", re.ASCII)
_COPIED = {"zh": re.compile(r"(?:\b[A-Za-z]+(?:'[a-z]+)?[ ,]+){9,}[A-Za-z]+"), "en": re.compile(r"[㐀-䶿一-鿿]{10,}")}


def objection(text: str, translation: str, target: str) -> str:
    """Why `translation` cannot be a translation of `text` into `target`; empty where it may be one."""
    hypothesis = translation.strip()
    if not hypothesis:
        return "the model gave nothing"
    if _LETTER.search(text):
        if hypothesis == text.strip():
            return "the model copied its input"
        share = _share_of_han(text, hypothesis)
        if share < 0.3 if target == "zh" else share > 0.2:
            return "the model answered in the wrong language"
        if any(match.group() in text for match in _COPIED[target].finditer(hypothesis)):
            return "the model copied part of its input"
    if any(_is_loop(match.group()) for match in _LOOP.finditer(hypothesis)):
        return "the model repeats itself"
    return _measured(text, hypothesis, target)


def codes_lost(text: str, translation: str) -> int:
    """How many placeholders, tags and addresses of `text` do not stand in its translation as they were."""
    return sum(code.strip("\"'().,") not in translation for code in _CODE.findall(text))


def _share_of_han(text: str, hypothesis: str) -> float:
    """Of the letters of the hypothesis. Names that stand as they stood in the text are of no language."""
    letters = len(_LETTER.findall(hypothesis))
    names = sum(len(name) for name in _NAME.findall(hypothesis) if name in text)
    return len(_HAN.findall(hypothesis)) / max(letters - names, 1)


def _is_loop(stretch: str) -> bool:
    """Not 哈哈哈哈, a row of dots, or 8.8.8.8, which people write, too."""
    letters = set(_LETTER.findall(stretch))
    return len(letters) > 1 or (len(stretch) > 40 and len(set(stretch)) > 1)


def _measured(text: str, hypothesis: str, target: str) -> str:
    """What counting says: repetitions that do not stand in a row, and lengths that do not go together."""
    said, meant = _UNIT.findall(hypothesis), _UNIT.findall(text)
    source = "en" if target == "zh" else "zh"
    if _most_repeated(said, _RUN[target]) - _most_repeated(meant, _RUN[source]) >= _OFTENER:
        return "the model repeats itself"
    written, asked = _words(said), _words(meant)
    if written > _MOST * (asked + _ALLOWANCE):
        return "the translation is far longer than the text"
    if asked >= _LONG and written < _LEAST * asked:
        return "the translation leaves out most of the text"
    return ""


def _most_repeated(units: list[str], run: int) -> int:
    """How often the commonest run of that many words occurs; 1 where none comes twice. Digits, and letters that
    stand alone, are addresses and patterns rather than words."""
    units = [unit for unit in units if _HAN.match(unit) or (len(unit) > 1 and not unit.isdigit())]
    counts = Counter(tuple(units[start : start + run]) for start in range(len(units) - run + 1))
    return max(counts.values(), default=1)


def _words(units: list[str]) -> float:
    """Length in English words."""
    han = sum(1 for unit in units if _HAN.match(unit))
    return len(units) - han + han / _HAN_PER_WORD
