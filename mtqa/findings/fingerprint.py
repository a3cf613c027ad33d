"""Recognising a place in a text after edits around it: by its words and its neighbours, never by its offset.

The *neighbours* of a span are up to 12 letters on either side of it, within its paragraph: in a moved paragraph they
stay the same, and an edited sentence changes those of the sentences beside it on one side only. 12 letters of Chinese
are a clause; in the two example documents no clause of that length occurs twice.
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
    r"""The text of a span for comparison: every character counts, but not how white space is typed.

    A line end beside a Chinese character is removed, as by the readers of markup.

    >>> normalised("把它\n  放下"), normalised("New\r\nYork"), normalised("a  b")
    ('把它放下', 'New York', 'a b')
    """
    text = unicodedata.normalize("NFC", text)
    text = _BETWEEN_WIDE.sub("", _WRAP.sub("\0", text)).replace("\0", " ")
    return " ".join(text.split())


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The prose before and after a finding, as `Finding.context` has it: up to 30 characters each."""
    return text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]


def neighbours(context: tuple[str, str]) -> tuple[str, str]:
    """The letters next to a span, before and after it.

    >>> neighbours(("上一段。\\n他说：“", "放下了。”\\n下一段"))
    ('他说', '放下了')
    """
    before, after = (unicodedata.normalize("NFKC", side) for side in context)
    return letters(before.rpartition("\n")[2])[-LETTERS:], letters(after.partition("\n")[0])[:LETTERS]


def letters(text: str) -> str:
    """Letters and digits only, in lower case: what stays when spacing or punctuation is edited."""
    return re.sub(r"[\W_]+", "", text).lower()


def digest(*parts: str) -> str:
    """A hash of the parts, 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
