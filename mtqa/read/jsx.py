"""Where JavaScript ends within MDX: expressions, tags with their attributes, modules.

Not a parser: brackets are counted outside of strings, templates and comments. A search goes at most `_FARTHEST`
characters, and where many have failed, none is tried any more, so that time is bounded whatever the file has.
"""

from __future__ import annotations

import re

_FARTHEST = 50_000
_MOST_FAILURES = 20
_SKIPPED = (
    r""""(?:[^"\\\r\n]|\\.){0,500}+"|'(?:[^'\\\r\n]|\\.){0,500}+'"""  # an apostrophe in text is no string
    r"""|`(?:[^`\\]++|\\(?s:.))*+(?:`|\Z)|/\*(?s:.*?)(?:\*/|\Z)"""
)
_BRACKET = re.compile(rf"(?P<open>[({{\[])|(?P<close>[)}}\]])|(?P<blank>(?:\r\n|\r|\n)[ \t]*(?=\r|\n|\Z))|{_SKIPPED}")
_BRACE = re.compile(rf"(?P<open>\{{)|(?P<close>\}})|{_SKIPPED}")
_IN_TAG = re.compile(r""""[^"]*+"|'[^']*+'|(?P<brace>\{)|(?P<end>/?>)|(?P<open><)""")
_BACKTICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")


class Scanner:
    """Searches in one text, from front to back."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._failures = 0
        self._paragraph_end = 0
        self._no_run: dict[int, int] = {}  # number of backticks → the end of the paragraph that has no more of them

    def expression_end(self, start: int) -> int | None:
        """The end of the expression whose brace is at `start`; None where it has none."""
        if self._failures > _MOST_FAILURES:
            return None
        depth = 0
        for token in _BRACE.finditer(self.raw, start, start + _FARTHEST):
            depth += bool(token["open"]) - bool(token["close"])
            if depth == 0:
                return token.end()
        self._failures += 1
        return None

    def tag_end(self, start: int, at: int) -> tuple[int, bool] | None:
        """The end of the tag that begins at `start` and whose attributes begin at `at`, and whether it ends itself."""
        farthest = start + _FARTHEST
        while self._failures <= _MOST_FAILURES:
            token = _IN_TAG.search(self.raw, at, farthest)
            if token is None or token["open"]:
                break
            if token["end"]:
                return token.end(), token["end"] == "/>"
            at = token.end()
            if token["brace"]:
                end = self.expression_end(token.start())
                if end is None:
                    break
                at = end
        self._failures += 1
        return None

    def module_end(self, start: int) -> int:
        """The end of the `import` or `export` at `start`: a blank line outside of brackets, else the first one."""
        blank = _BLANK_LINE.search(self.raw, start)
        first = blank.start() if blank else len(self.raw)
        if self._failures > _MOST_FAILURES:
            return first
        depth = 0
        for token in _BRACKET.finditer(self.raw, start, start + _FARTHEST):
            depth += bool(token["open"]) - bool(token["close"])
            if token["blank"] is not None and depth <= 0:
                return token.start()
        if len(self.raw) <= start + _FARTHEST and depth <= 0:
            return len(self.raw)
        self._failures += 1
        return first

    def backticks(self, start: int, count: int) -> int | None:
        """The end of the next run of exactly `count` backticks in the same paragraph."""
        if start >= self._paragraph_end:
            blank = _BLANK_LINE.search(self.raw, start)
            self._paragraph_end = blank.start() if blank else len(self.raw)
        if self._no_run.get(count) == self._paragraph_end:
            return None
        for run in _BACKTICKS.finditer(self.raw, start, self._paragraph_end):
            if len(run[0]) == count:
                return run.end()
        self._no_run[count] = self._paragraph_end
        return None
