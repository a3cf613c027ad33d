"""Texts in traditional characters, judged as if they were in simplified ones.

Dictionary, tables and models know simplified text. A text in traditional characters is converted one character for one,
so that every offset stays; what is said about it is converted back, in the characters that Taiwan uses.

OpenCC has the reference tables for both directions (Apache-2.0); it is imported only for such a text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from mtqa.lexicon.lac import simplified
from mtqa.script import han_count, is_han

_LEAST_SHARE = 0.1  # of the Han characters: about a third of those of such a text have a simplified form


def is_traditional(text: str) -> bool:
    """Is the text written in traditional characters? Not one with a name or a quotation in them."""
    pairs = zip(text, simplified(text), strict=True)
    changed = sum(written != simple and is_han(written) for written, simple in pairs)
    return changed > _LEAST_SHARE * han_count(text)


def to_simplified(text: str) -> str:
    """The text in simplified characters, of the same length."""
    converted = str(_converter("t2s").convert(text))
    # Phrases keep their length in OpenCC's tables for this direction; if one day they do not, characters do.
    return converted if len(converted) == len(text) else "".join(map(_converter("t2s").convert, text))


def to_traditional(text: str) -> str:
    """The text in traditional characters as Taiwan uses them; words stay what they are."""
    return str(_converter("s2tw").convert(text))


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC

    return OpenCC(name)
