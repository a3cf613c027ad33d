"""Text that is no language: characters that make no words, words that no grammar puts beside each other."""

from __future__ import annotations

import re

from mtqa.lexicon import chinese_zipf

_HAN = re.compile("[\u3400-\u9fff]+")
_LEAST_HAN = 8
_LONGEST_WORD = 4
_KNOWN = 2.5  # Zipf: below it a word of two characters may be an accident
# Of the characters of Chinese prose at least half are in words of two and more; of characters that were drawn at random
# a fifth. `python -m mtqa.bench adequacy` says what these nats, which were set by hand, are worth.
_FEW, _SOME = 0.3, 0.4
_NATS_FEW, _NATS_SOME, _NATS_A_PAIR, _MOST = 5.0, 2.0, 2.5, 6.0
# After an article or possessive stands no preposition, conjunction or verb form, nor the end.
_IMPOSSIBLE = re.compile(
    r"\b(?:the|an?|my|your|their|our|its)\s+(?:the|an?|of|to|and|or|in|is|are|was|were|be|for|with|that|by|at|from"
    r"|they|he|we|it|but|if|has|have|had|been|on)\b"
    r"|\b(?:of|from|with|and|the|an?|or|at)[.!?](?=\s|$)"
    r"|\b(?:of|for|with|from|by)\s+(?:of|to|and|or|is|are|was|were|be|have|has|had)\b",
    re.IGNORECASE,
)


def nonsense(text: str, *, chinese: bool) -> float:
    """What speaks for a text being no language, in nats.

    >>> nonsense("医生叫他多喝水，并好好睡觉。", chinese=True), nonsense("的层与丁片开昔往瓦甲了其乎", chinese=True)
    (0.0, 5.0)
    >>> nonsense("He likes the of and.", chinese=False) > nonsense("He likes the sea.", chinese=False)
    True
    """
    if not chinese:
        return min(_MOST, _NATS_A_PAIR * len(_IMPOSSIBLE.findall(text)))
    runs = _HAN.findall(text)
    size = sum(map(len, runs))
    if size < _LEAST_HAN:
        return 0.0
    share = sum(map(_in_words, runs)) / size
    return _NATS_FEW if share < _FEW else _NATS_SOME if share < _SOME else 0.0


def _in_words(run: str) -> int:
    """How many characters are in words of two and more, the longest words first, from left to right."""
    at = found = 0
    while at < len(run):
        ends = range(min(len(run), at + _LONGEST_WORD), at + 1, -1)
        end = next((end for end in ends if chinese_zipf(run[at:end]) >= _KNOWN), 0)
        found += end - at if end else 0
        at = end or at + 1
    return found
