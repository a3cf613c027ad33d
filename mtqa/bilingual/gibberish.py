"""Text that is no language: characters that make no words, words that no grammar puts beside each other."""

from __future__ import annotations

from mtqa.lexicon.adjacency import adjacency

_LEAST = 5  # tokens of which an order can be told


def nonsense(text: str, *, chinese: bool) -> float:
    """What speaks for a text being a heap of its words or characters, in nats; far below 0 for a long text in language.

    >>> nonsense("火车已经离开了车站。", chinese=True) < 0 < nonsense("的层与丁片开昔往瓦甲", chinese=True)
    True
    >>> nonsense("He likes the sea.", chinese=False) < 0 < nonsense("he of and the in likes.", chinese=False)
    True
    """
    ratios = adjacency("zh" if chinese else "en").log_ratios(text)
    return -sum(ratios) if len(ratios) > _LEAST else 0.0
