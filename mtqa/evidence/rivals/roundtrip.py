"""The words that differ between a sentence and its round trip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from mtqa.lexicon import Word
from mtqa.script import HAN
from mtqa.text import Span

_WORD = re.compile(f"[{HAN}]{{2,4}}")


def changed_words(words: Sequence[Word], returned: Sequence[Word]) -> dict[Span, list[str]]:
    """For every word in a stretch that the round trip changed, by span: the words `returned` has in its place."""
    matcher = SequenceMatcher(None, [word.text for word in words], [word.text for word in returned], autojunk=False)
    return {
        word.span: found
        for kind, first, last, begin, end in matcher.get_opcodes()
        if kind == "replace"
        for word in words[first:last]
        if (found := list(_words(returned[begin:end])))
    }


def _words(words: Sequence[Word]) -> Iterator[str]:
    return (word.text for word in words if _WORD.fullmatch(word.text))
