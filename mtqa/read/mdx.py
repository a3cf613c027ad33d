"""MDX: Markdown with JSX, `import` and `export`, and `{expressions}`.

No library of Python's reads MDX, so everything that is not Markdown is masked and the rest is read as Markdown: tags
and comments disappear, what stands between tags stays Markdown, and an expression stays in its sentence as an opaque
stretch. The attributes of a tag are not prose, as in HTML. Indentation between tags is layout, since MDX has no code
by indentation; it is cut off before the Markdown is parsed, and the places are shifted back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from mtqa.read.base import Builder
from mtqa.read.html import BLOCK, NO_PROSE, OPAQUE, VOID
from mtqa.read.jsx import Scanner
from mtqa.read.markdown import Event, events_of, front_matter, walk
from mtqa.read.whitespace import Flow
from mtqa.text import Document, Span

_GONE, _EXPRESSION, _PARTS = "\x01", "\x02", "\x03"  # stand for what is masked; Flow leaves out control characters
_MASKS = _GONE + _EXPRESSION + _PARTS
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})")
_MODULE = re.compile(
    r"(?:import[ \t]+(?:[A-Za-z_$]|[{*\"'])|import[{*\"']"
    r"|export[ \t]+(?:default|const|let|var|function|class|async|type|interface|[{*])|export[{*])"
)
_INLINE = re.compile(r"(?P<code>`+)|\\(?s:.)|(?P<brace>\{)|(?P<tag></?(?:[A-Za-z][\w.:-]*+)?(?=[\s/>{]))")
_KEPT = OPAQUE | {"br"}  # tags that Markdown's own reader of HTML understands within a line


def read(path: str, raw: str) -> Document:
    """The prose of an MDX file."""
    builder = Builder(path, raw, "mdx")
    mask = _Mask(raw)
    builder.comments += mask.comments
    masked = mask.done()
    shown, places = _dedented(masked, mask.inside)
    walk(_placed(shown, places), _Expressions(builder, masked, mask.expressions))
    return builder.build()


def _placed(shown: str, places: tuple[list[int], list[int]]) -> Iterator[Event]:
    """The events of Markdown whose indentation was cut off, with their places in the file."""
    starts, shifts = places

    def back(offset: int) -> int:
        return offset + shifts[bisect_right(starts, offset) - 1]

    for event in events_of(shown):
        yield Event(event.value, back(event.start), back(event.end))


def _dedented(masked: str, inside: set[int]) -> tuple[str, tuple[list[int], list[int]]]:
    """The text without the indentation of the lines that begin between tags; and where it was shifted by how much."""
    parts: list[str] = []
    starts, shifts = [0], [0]
    length = 0
    for line in _LINE.finditer(masked):
        text = line[0]
        if line.start() in inside:
            text = text.lstrip(" \t")
            starts.append(length)
            shifts.append(line.start() + len(line[0]) - len(text) - length)
        parts.append(text)
        length += len(text)
    return "".join(parts), (starts, shifts)


def _blanked(line: str) -> str:
    """A line with nothing but tags and expressions on it separates paragraphs."""
    text = line.rstrip("\r\n")
    alone = not text.strip(f" \t{_MASKS}") and bool(text.strip())
    return " " * len(text) + line[len(text) :] if alone else line


class _Expressions(Flow):
    """A Flow in which the expressions are opaque, and shown as they stand in the file."""

    def __init__(self, builder: Builder, source: str, expressions: list[Span]) -> None:
        super().__init__(builder, source)
        self._spans = expressions
        self._ends = [span.end for span in expressions]

    def copy(self, start: int, end: int, *, opaque: bool = False) -> None:
        while (at := self.source.find(_PARTS, start, end)) >= 0:
            self._copy(start, at, opaque)
            self.end_paragraph()
            start = at + 1
        self._copy(start, end, opaque)

    def _copy(self, start: int, end: int, opaque: bool) -> None:
        index = bisect_right(self._ends, start)
        while index < len(self._spans) and (span := self._spans[index]).start < end:
            index += 1
            if start < span.start:
                super().copy(start, span.start, opaque=opaque)
            masked, self.source = self.source, self.builder.raw
            super().copy(span.start, span.end, opaque=True)
            self.source, start = masked, span.end
        if start < end:
            super().copy(start, end, opaque=opaque)


class _Mask:
    """Finds what is not Markdown, in one pass.

    `inside` are the starts of the lines that begin between a tag and its end, `expressions` the spans of expressions,
    `comments` those of the text of comments.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.scanner = Scanner(raw)
        self.expressions: list[Span] = []
        self.comments: list[Span] = []
        self.inside: set[int] = set()
        self._masks: list[tuple[int, int, str]] = []
        self._depth = 0
        self._no_prose = ("", 0)  # the element whose content is hidden, and where it began
        self._walk(front_matter(raw))

    def done(self) -> str:
        """The text with the same length, in which what is not Markdown is masked."""
        parts, at = [], 0
        for start, end, mask in self._masks:
            parts += [self.raw[at:start], mask * (end - start)]
            at = end
        masked = "".join([*parts, self.raw[at:]])
        shown = "".join(_blanked(line[0]) for line in _LINE.finditer(masked))
        return shown.replace(_EXPRESSION, "x")

    def _walk(self, at: int) -> None:
        after_blank = True
        while at < len(self.raw):
            line = _LINE.match(self.raw, at)
            assert line
            if self._depth:
                self.inside.add(at)
            text = line[0].strip()
            if (fence := _FENCE.match(line[0])) and not self._no_prose[0]:
                at = self._after_code(line.end(), fence[1])
            elif after_blank and not self._depth and _MODULE.match(line[0]):
                at = self._after_module(at)
                continue
            else:
                at = self._inline(at, line.end())
            after_blank = not text

    def _after_code(self, at: int, fence: str) -> int:
        """The end of a fenced code block, whose lines stay as they are."""
        closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
        while at < len(self.raw):
            line = _LINE.match(self.raw, at)
            assert line
            if self._depth:
                self.inside.add(at)
            at = line.end()
            if closing.fullmatch(line[0].rstrip("\r\n")):
                break
        return at

    def _after_module(self, at: int) -> int:
        """Mask an `import` or `export`, which ends at a blank line outside of brackets."""
        end = self.scanner.module_end(at)
        for line in _LINE.finditer(self.raw, at, end):
            if text := line[0].rstrip("\r\n"):
                self._masks.append((line.start(), line.start() + len(text), _GONE))
        return end

    def _inline(self, at: int, end: int) -> int:
        """Read a line, or as many as a tag, an expression or a code span in it goes over; return where it ends."""
        while token := _INLINE.search(self.raw, at, end):
            at = token.end()
            if token["code"]:
                at = self._after_span(token)
            elif token["brace"] or token["tag"]:
                at = self._braces(token.start()) if token["brace"] else self._tag(token)
            while end < at:  # the lines that it goes over
                end = self._line_end(end)
        return end

    def _line_end(self, at: int) -> int:
        line = _LINE.match(self.raw, at)
        return line.end() if line else len(self.raw)

    def _after_span(self, opening: re.Match[str]) -> int:
        """The end of a code span, which ends with as many backticks in the same paragraph."""
        closing = self.scanner.backticks(opening.end(), len(opening["code"]))
        return opening.end() if closing is None or self._no_prose[0] else closing

    def _braces(self, start: int) -> int:
        end = self.scanner.expression_end(start)
        if end is None or self._no_prose[0]:
            return start + 1
        inner = self.raw[start + 1 : end - 1].strip()
        if inner.startswith("/*") and inner.endswith("*/") and len(inner) >= 4:
            first = self.raw.index("/*", start) + 2
            self.comments.append(Span(first, self.raw.rindex("*/", first, end)))
            self._masks.append((start, end, _GONE))
        else:
            self.expressions.append(Span(start, end))
            self._masks.append((start, end, _EXPRESSION))
        return end

    def _tag(self, token: re.Match[str]) -> int:
        found = self.scanner.tag_end(token.start(), token.end())
        if found is None:
            return token.end()
        end, empty = found
        closes, name = token["tag"].startswith("</"), token["tag"].strip("</")
        hidden, began = self._no_prose
        if hidden:
            if closes and name.lower() == hidden:
                self._masks.append((began, end, _GONE))
                self._no_prose = ("", 0)
            return end
        if name.lower() in NO_PROSE and name.islower() and not closes and not empty:
            self._no_prose = (name.lower(), token.start())
            return end
        if not (name in _KEPT and "\n" not in self.raw[token.start() : end]):
            self._masks.append((token.start(), end, _PARTS if name in BLOCK else _GONE))
            if name not in VOID and not empty:
                self._depth = max(0, self._depth + (-1 if closes else 1))
        return end
