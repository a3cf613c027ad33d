"""When the output of a model is no translation at all.

A small model copies its input, stays in the wrong language or loops. A reader is better served by "no
back-translation" and the reason than by rubbish.
"""

from __future__ import annotations

import re

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LETTER = re.compile(r"[^\W\d_]")
# A stretch of 2 to 40 characters four times in a row, or a longer one three times: no prose does that.
_LOOP = re.compile(r"(?P<short>.{2,40}?)(?P=short){3,}|(?P<long>.{12,200}?)(?P=long){2,}", re.DOTALL)


def objection(text: str, translation: str, target: str) -> str:
    """Why `translation` cannot be a translation of `text` into `target`; empty where it may be one."""
    hypothesis = translation.strip()
    if not hypothesis:
        return "the model gave nothing"
    if hypothesis == text.strip() and _LETTER.search(text):
        return "the model copied its input"
    letters = len(_LETTER.findall(hypothesis))
    share = len(_HAN.findall(hypothesis)) / max(letters, 1)
    if _LETTER.search(text) and (share < 0.3 if target == "zh" else share > 0.2):
        return "the model answered in the wrong language"
    if any(len(set(match.group())) > 1 for match in _LOOP.finditer(hypothesis)):
        return "the model repeats itself"
    return ""
