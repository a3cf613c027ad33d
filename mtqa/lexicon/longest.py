"""Cuts Chinese into the words of a list, where no tagger is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_LONGEST_WORD = 5  # characters


def longest_words(run: str, is_word: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The words of a run of Han characters with their places, from left to right, the longest at each place; other
    characters one by one.

    >>> list(longest_words("打开文件夹了", {"打开", "文件", "文件夹"}.__contains__))
    [(0, '打开'), (2, '文件夹'), (5, '了')]
    """
    at = 0
    while at < len(run):
        ends = range(min(at + _LONGEST_WORD, len(run)), at + 1, -1)
        end = next((end for end in ends if is_word(run[at:end])), at + 1)
        yield at, run[at:end]
        at = end
