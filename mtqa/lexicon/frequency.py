"""How common characters and Latin words are in Chinese text."""

from __future__ import annotations

import gzip
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mtqa.data import data_file

_SMALL = 3.0  # the Zipf frequency from which on wordfreq's small lists have the words
# Character counts of native Chinese (news broadcasts, web news, encyclopaedia), made by
# `python -m research tables characters FILE…`.
_CHARACTERS = data_file("characters.tsv")


@cache
def _character_counts() -> tuple[dict[str, int], int]:
    lines = _CHARACTERS.read_text(encoding="utf-8").splitlines()
    counts = {line[0]: int(line[2:]) for line in lines if line and not line.startswith("# ")}
    return counts, sum(counts.values()) + len(counts)


def character_surprisal(character: str) -> float:
    """−ln P(character) in native Chinese, nats; with add-one smoothing for unseen characters."""
    counts, total = _character_counts()
    return -math.log((counts.get(character, 0) + 1) / total)


@cache
def _list(language: str, size: str) -> dict[str, float]:
    """The Zipf frequency of each word of wordfreq's large list, or of the small one, which is its beginning. Read from
    the file itself, since the package's import takes as long. Words stand by their frequency, in steps of 10^0.01."""
    import msgpack

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ImportError("wordfreq is not installed", name="wordfreq")
    with gzip.open(Path(spec.origin).parent / "data" / f"{size}_{language}.msgpack.gz") as file:
        _, *steps = msgpack.load(file)
    found: dict[str, float] = {}
    for step, words in enumerate(steps):
        found.update(dict.fromkeys(words, round(9 - step / 100, 2)))
    return found


def _zipf(word: str, language: str) -> float:
    return _list(language, "large").get(word.lower(), 0.0)


def is_common_english(word: str, zipf: float) -> bool:
    """Has the word at least this Zipf frequency, above 3, in English? Reads a tenth of the list."""
    return _list("en", "small").get(word.lower(), 0.0) >= zipf > _SMALL


def chinese_zipf(word: str) -> float:
    """The Zipf frequency (log10 of occurrences per billion words, about 1–7) of a word, Han or Latin, in Chinese text;
    0 if unknown. From wordfreq's Chinese list (web, Wikipedia, subtitles, news, tweets)."""
    return _zipf(word, "zh")


def english_zipf(word: str) -> float:
    """The Zipf frequency of a word in English text; 0 if unknown. From wordfreq's English list."""
    return _zipf(word, "en")
