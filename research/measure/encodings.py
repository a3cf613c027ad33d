"""How well a wrong encoding of Chinese is recognised: the share of common characters in short pieces.

`mtqa.read.encoding` takes bytes for GB18030 or UTF-16 where enough of the characters are of level 1 of GB 2312.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mtqa.bench.corpus import lines
from mtqa.read.encoding import plausibility

_CODECS = ("gb18030", "utf-16-le", "utf-16-be")
_LENGTH = 10  # characters of a piece
_EVERY_LINE = 50  # one line in fifty


def encodings(files: Sequence[Path]) -> str:
    """A sentence that says how common the characters of right and of wrong decodings are."""
    right, wrong = [], []
    for piece in _pieces(files):
        for codec in _CODECS:
            data = piece.encode(codec)
            right.append(plausibility(piece))
            wrong += [plausibility(text) for text in _misread(data, codec)]
    right.sort()
    return (
        f"{len(right):,} pieces of {_LENGTH} characters. Right decodings: {right[0]:.2f} at least, "
        f"{right[len(right) // 100]:.2f} in 99 %; {len(wrong):,} wrong ones: {max(wrong, default=0.0):.2f} at most"
    )


def _pieces(files: Sequence[Path]) -> Iterator[str]:
    for path in files:
        for line in lines(path)[::_EVERY_LINE]:
            for start in range(0, len(line) - _LENGTH + 1, _LENGTH):
                yield line[start : start + _LENGTH]


def _misread(data: bytes, right: str) -> Iterator[str]:
    for codec in _CODECS:
        if codec != right:
            try:
                yield data.decode(codec)
            except UnicodeDecodeError:
                continue
