"""Vue's plurals: `car | cars`, or with a form for none, `no apples | one apple | {count} apples`.

A bar may also be only a bar, so the forms are told apart only in a file that has a last form with `{count}` or `{n}`,
the arguments that Vue gives. They become `key[one]` and `key[other]`, as in other formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mtqa.read.layers import cut_out
from mtqa.read.pieces import Piece

_BAR = re.compile(r"[ \t]\|[ \t]")
_COUNTED = re.compile(r"[ \t]\|[ \t](?:(?![ \t]\|[ \t]).)*\{(?:count|n)\}", re.DOTALL)
_FORMS = {1: ("[one]", "[other]"), 2: ("[zero]", "[one]", "[other]")}  # number of bars → names of the forms


def has_plurals(texts: Iterable[str]) -> bool:
    """Is one of these texts of a file surely a plural of Vue?"""
    return any(_COUNTED.search(text) is not None and len(_BAR.findall(text)) in _FORMS for text in texts)


def forms(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """The forms of a text, each with what it adds to the name of the unit; the text itself if it is no plural."""
    text = "".join(piece.text for piece in pieces)
    bars = [bar.span() for bar in _BAR.finditer(text)]
    names = _FORMS.get(len(bars), ("",))
    starts = [0, *(end for _, end in bars)] if names != ("",) else [0]
    ends = [*(start for start, _ in bars), len(text)] if names != ("",) else [len(text)]
    for name, start, end in zip(names, starts, ends, strict=True):
        yield name, list(cut_out(pieces, start, end))
