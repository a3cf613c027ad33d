"""Tagged words on one line, for patterns over words and parts of speech."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from mtqa.lexicon.base import Word
from mtqa.text import Span

#: Punctuation of a line of words is full-width.
FULL_WIDTH = str.maketrans(',.!?;:"', "，。！？；：”")
_SEPARATORS = re.compile(r"[\s/]")


class TaggedLine:
    """The words without spaces as `word/tag `, one after the other, with full-width punctuation; knows which words a
    match covers.

    >>> line = TaggedLine([Word(Span(0, 1), "雨", "n"), Word(Span(1, 2), " ", "w"), Word(Span(2, 4), "停了", "v")])
    >>> line.text, line.span_of(re.search("停了/v ", line.text))
    ('雨/n 停了/v ', Span(start=2, end=4))
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = [word for word in words if not word.text.isspace()]
        parts = [f"{_SEPARATORS.sub('_', word.text.strip()).translate(FULL_WIDTH)}/{word.tag} " for word in self._words]
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))
        self.text = "".join(parts)

    def words_of(self, match: re.Match[str], group: str | int = 0) -> list[Word]:
        """The words of a group of a match."""
        return self._words[bisect_left(self._starts, match.start(group)) : bisect_left(self._starts, match.end(group))]

    def span_of(self, match: re.Match[str], group: str | int = 0) -> Span:
        """The place of a group in the text; the group must cover a word."""
        words = self.words_of(match, group)
        return Span(words[0].span.start, words[-1].span.end)
