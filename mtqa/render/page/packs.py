"""Markup that only scripts show, deflated, so that the page is small: cards, sentences, tokens.

A card has each word of its sentence several times, and most of its markup is that of the card before: without packing,
the cards would be twenty times the text. Without scripts the page has a short version of each finding instead
(`light.html.j2`). The page's script inflates a pack when the first of its pieces is shown.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterator

from markupsafe import Markup

_PACK_CHARACTERS = 300_000  # so many are inflated before a key is answered, in about 10 ms
_BETWEEN = "\x00"  # no text of the page has it: `visible` names control characters


class Packs:
    """Pieces by a name, `d1-c12`: the document, the kind and the place of a segment. Those of a kind come in order."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, int, str]] = []

    def add(self, kind: str, place: int, text: str) -> Markup:
        """Keeps a piece; the template prints nothing in its place."""
        self._pieces.append((kind, place, text))
        return Markup("")

    def packed(self) -> list[tuple[str, int, str]]:
        """Each pack: the kind of its pieces, the place of the first, and all of them."""
        return [(kind, places[0], _joined(places, texts)) for kind, places, texts in self._batches()]

    def _batches(self) -> Iterator[tuple[str, list[int], list[str]]]:
        kind, places, texts, length = "", list[int](), list[str](), 0
        for of, place, text in self._pieces:
            if texts and (of != kind or length > _PACK_CHARACTERS):
                yield kind, places, texts
                places, texts, length = [], [], 0
            kind = of
            places.append(place)
            texts.append(text)
            length += len(text)
        if texts:
            yield kind, places, texts


def _joined(places: list[int], texts: list[str]) -> str:
    return deflated(_BETWEEN.join(f"{place}{_BETWEEN}{text}" for place, text in zip(places, texts, strict=True)))


def deflated(text: str) -> str:
    """A text as the page's `Inflate` reads it: deflated, in base64."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return b64encode(packer.compress(text.encode("utf-8")) + packer.flush()).decode("ascii")
