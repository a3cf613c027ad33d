"""What a reader needs to judge a doubted word: the words that it stands beside, and the English word behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.lexicon import Channel, Word
from mtqa.lexicon.channel import form
from mtqa.text import Span

_MOST_BETWEEN = 3  # words between a word and its neighbour
# LAC's tags of words that say something, names included.
_CONTENT = frozenset(("n", "nz", "nw", "vn", "v", "vd", "a", "an", "ad", "s", "f", "t", "PER", "LOC", "ORG", "TIME"))
# By hand, on the two examples: below, a word has so many translations that naming one would be a guess.
_LEAST_SHARE = 0.5


def neighbours(words: Sequence[Word], span: Span) -> list[str]:
    """The nearest content words before and after `span` in its clause; at most one on either side."""
    before = (word for word in reversed(words) if word.span.end <= span.start)
    after = (word for word in words if word.span.start >= span.end)
    return [*_nearest(before), *_nearest(after)]


def _nearest(words: Iterable[Word]) -> list[str]:
    for word, _ in zip(words, range(_MOST_BETWEEN + 1), strict=False):
        if word.tag == "w":
            break
        if word.tag in _CONTENT and len(word.text) > 1:
            return [word.text]
    return []


def suspected_english(word: str, channel: Channel) -> str:
    """The English word that is most often behind a Chinese word; empty where none clearly is."""
    pivots = channel.pivots(word)
    best = max(pivots, key=lambda english: pivots[english], default="")
    return form(best) if best and pivots[best] >= _LEAST_SHARE else ""
