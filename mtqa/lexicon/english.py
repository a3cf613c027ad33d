"""English words without their endings."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def stem(english: str) -> str:
    """An English word without its endings, by the Snowball project's English stemmer: releases, released → releas."""
    return str(_stemmer().stemWord(english))


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer  # in C, twenty times as fast as the same project's snowballstemmer

    return Stemmer("english")
