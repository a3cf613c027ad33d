"""What a place in a text is known by when the text around it is edited: its words and its neighbours, never
its offset.

A *neighbourhood* is up to 12 letters on either side of a span, within its paragraph: a moved paragraph takes
its neighbourhoods with it, and an edited sentence spoils those of the sentences beside it on one side only.
12 letters of Chinese are a clause; in the two example documents no clause of that length occurs twice.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

LETTERS = 12
_CONTEXT = 30  # characters of prose kept on either side of a finding

_WRAP = re.compile(r"[^\S\r\n]*[\r\n][\s>]*")  # with the `> ` of a quoted line
_BETWEEN_WIDE = re.compile(r"(?<=[^\x00-\x7f])\0|\0(?=[^\x00-\x7f])")


def normalised(text: str) -> str:
    r"""The text of a span as a decision knows it: every character counts but how white space is typed.

    A line end beside a Chinese character stands for nothing, as in the readers of markup.

    >>> normalised("把它\n  放下"), normalised("New\r\nYork"), normalised("a  b")
    ('把它放下', 'New York', 'a b')
    """
    text = unicodedata.normalize("NFC", text)
    text = _BETWEEN_WIDE.sub("", _WRAP.sub("\0", text)).replace("\0", " ")
    return " ".join(text.split())


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The prose around a finding, as it is kept with it."""
    return text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]


def neighbours(context: tuple[str, str]) -> tuple[str, str]:
    """The letters next to a span, before and after it.

    >>> neighbours(("上一段。\\n他说：“", "放下了。”\\n下一段"))
    ('他说', '放下了')
    """
    before, after = (unicodedata.normalize("NFKC", side) for side in context)
    return letters(before.rpartition("\n")[2])[-LETTERS:], letters(after.partition("\n")[0])[:LETTERS]


def letters(text: str) -> str:
    """Letters and digits only, lower case: what an edit of spacing or marks leaves alone."""
    return re.sub(r"[\W_]+", "", text).lower()


def digest(*parts: str) -> str:
    """16 hexadecimal digits for the parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
