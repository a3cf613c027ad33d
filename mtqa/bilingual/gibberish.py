"""Recognises gibberish: characters that form no words, and words in an order that no sentence has."""

from __future__ import annotations

from mtqa.lexicon.adjacency import adjacency

_LEAST_TOKENS = 5  # of fewer, the order cannot be judged


def nonsense(text: str, *, chinese: bool) -> float:
    """Log-odds, in nats, that the order of a text's words or characters is random; far below 0 for a long real text.

    >>> nonsense("火车已经离开了车站。", chinese=True) < 0 < nonsense("的层与丁片开昔往瓦甲", chinese=True)
    True
    >>> nonsense("He likes the sea.", chinese=False) < 0 < nonsense("he of and the in likes.", chinese=False)
    True
    """
    ratios = adjacency("zh" if chinese else "en").log_ratios(text)
    return -sum(ratios) if len(ratios) > _LEAST_TOKENS else 0.0
