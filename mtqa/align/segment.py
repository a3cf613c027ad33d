"""Cuts a document into segments: sentences of Chinese, also with the half-width marks of machine translation.

`。！？；` always end a sentence. The half-width marks mean several things, so they are weighed
by their neighbours: a full stop after a Chinese character ends a sentence unless a file suffix follows;
after Latin letters or digits it may belong to an abbreviation, a number, a version, a list marker.
There are no cuts inside 《》, inline code and addresses. The closing quotes and brackets after a mark stay
with it; a straight quote closes when it is the second of its pair in the paragraph.

Every letter of the text is in exactly one segment, but for the furniture of a web page, which is in none; a stretch
without letters and digits joins the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.script import HAN, KANA, WIDE
from mtqa.text import Document, Segment, Span

_MARKS = re.compile(r"[。！？｡；‼⁇⁈⁉!?…⋯;.．]+")
_ALWAYS = frozenset("。！？｡；‼⁇⁈⁉")
_CLOSERS = frozenset("”’」』）)》】〉〕］]}")
_CONTINUES = frozenset("，,、：:")  # after a mark: the sentence continues (“好！”，他说)
_WORD = re.compile(r"[^\W_]")
_SPACE = re.compile(r"\s*")
_OPENING = re.compile(r"\s*[\"'“‘(（「『《【\[]*")
_STRAIGHT_QUOTE = re.compile(r"\"|(?<![A-Za-z])'|'(?![A-Za-z])")  # not an apostrophe
_CHINESE = re.compile(f"[{KANA}{HAN}]")
_WIDE = re.compile(f"[{WIDE}“”‘’]")
_FILE_SUFFIX = re.compile(
    r"\.(?:[a-z][a-z0-9]{0,4}|PDF|TXT|DOCX?|XLSX?|PPTX?|JPE?G|PNG|GIF|MP[34]|ZIP|CSV|HTML?|EXE|APK)(?![A-Za-z0-9])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|e\.g|i\.e|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|No|Nos|Vol|Fig|Eq|pp|al|ca|"
    r"approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$"
)
_ENTITY = re.compile(r"&#?\w{1,31}$")  # left over in the text: its ; is not the end of a sentence
_HEAD_CHARS = 40  # read before a mark; longer than any abbreviation, so that `^` means the sentence's start
_TITLE_CHARS = 100  # longest title: an unbalanced 《 must not protect half a page
_CLAUSE = re.compile(r"[，、：；]|[,:;](?!\d)|\s")


def segment(document: Document, max_chars: int = Config.max_segment_chars) -> tuple[Segment, ...]:
    """Cut a document into sentences, none longer than `max_chars`.

    >>> from mtqa.text import Run
    >>> text = "他说:“走!”她没动.版本3.14很好。"
    >>> document = Document("", text, text, (Run(Span(0, 20), Span(0, 20)),))
    >>> [part.text for part in segment(document)]
    ['他说:“走!”', '她没动.', '版本3.14很好。']
    """
    if max_chars < 1:
        raise ValueError(f"max_chars must be positive, not {max_chars}")
    text = document.text
    uncut = _Uncut(document)
    cut = f"cut at {max_chars} characters: no sentence end"
    segments: list[Segment] = []
    furniture = {span.start for span in document.furniture}
    for paragraph in re.finditer(r"[^\n]+", text):
        if paragraph.start() in furniture:
            continue
        for sentence in _Paragraph(text, *paragraph.span(), uncut).sentences():
            note = cut if len(sentence) > max_chars else ""
            for span in _pieces(text, sentence, max_chars, uncut):
                segments.append(Segment(len(segments), span, span.of(text), note))
    return tuple(segments)


class _Uncut:
    """The stretches without cuts: opaque ones, and titles in 《》."""

    def __init__(self, document: Document) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted([*document.opaque, *_titles(document.text)]):
            if self._ends and span.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def around(self, offset: int) -> Span | None:
        """The stretch that covers the character at `offset`."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self._ends[index] <= offset:
            return None
        return Span(self._starts[index], self._ends[index])

    def next_start(self, offset: int) -> int | None:
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else None


def _titles(text: str) -> Iterator[Span]:
    """Balanced pairs of 《 and 》; an unbalanced mark is ignored."""
    open_at: list[int] = []
    for mark in re.finditer(r"[《》\n]", text):
        if mark[0] == "《":
            open_at.append(mark.start())
        elif mark[0] == "\n":
            open_at.clear()
        elif open_at and mark.end() - (start := open_at.pop()) <= _TITLE_CHARS:
            yield Span(start, mark.end())


class _Paragraph:
    """Cuts one paragraph, `text[start:end]`, into sentences."""

    def __init__(self, text: str, start: int, end: int, uncut: _Uncut) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.uncut = uncut
        self.chinese = _CHINESE.search(text, start, end) is not None
        quotes: dict[str, list[int]] = {'"': [], "'": []}
        for quote in _STRAIGHT_QUOTE.finditer(text, start, end):
            quotes[quote[0]].append(quote.start())
        self.closing = {offset for places in quotes.values() for offset in places[1::2]}

    def sentences(self) -> list[Span]:
        """Spans without white space at their ends, each with at least one letter or digit."""
        found: list[Span] = []
        begin, word = self.start, self._next_word(self.start)
        for mark in self._marks():
            after = self._after_closers(mark.end)
            if word >= mark.start:  # no letter yet: the mark belongs to the sentence before
                if found and _after_space(self.text, begin, self.end) == mark.start:
                    found[-1] = Span(found[-1].start, after)
                    begin = after
            elif self._is_end(begin, mark, after):
                found.append(Span(_after_space(self.text, begin, self.end), after))
                begin, word = after, self._next_word(after)
        rest = self.text[begin : self.end].rstrip()
        if word < self.end:
            found.append(Span(_after_space(self.text, begin, self.end), begin + len(rest)))
        elif rest and found:
            found[-1] = Span(found[-1].start, begin + len(rest))
        return found

    def _marks(self) -> Iterator[Span]:
        """Runs of sentence marks outside the uncut stretches."""
        at = self.start
        while mark := _MARKS.search(self.text, at, self.end):
            uncut_span = self.uncut.around(mark.start())
            if uncut_span:
                at = uncut_span.end
                continue
            limit = self.uncut.next_start(mark.start())
            at = mark.end() if limit is None else min(mark.end(), limit)
            yield Span(mark.start(), at)

    def _next_word(self, offset: int) -> int:
        word = _WORD.search(self.text, offset, self.end)
        return word.start() if word else self.end

    def _after_closers(self, offset: int) -> int:
        while offset < self.end and (self.text[offset] in _CLOSERS or offset in self.closing):
            offset += 1
        return offset

    def _is_wide(self, offset: int) -> bool:
        """Is the character Chinese, or Chinese punctuation? False in a paragraph without Chinese."""
        return self.chinese and _WIDE.match(self.text, offset) is not None

    def _is_end(self, begin: int, mark: Span, after: int) -> bool:
        """Does the sentence that began at `begin` end with this mark?"""
        if after == self.end:
            return True
        following = self.text[after]
        if following in _CONTINUES or (following == "的" and after > mark.end):
            return False
        marks = mark.of(self.text)
        if not _ALWAYS.isdisjoint(marks):
            return True
        if marks in (".", "．"):
            return self._is_full_stop(begin, mark.start, after)
        if marks == ";":
            head = self.text[max(begin, mark.start - _HEAD_CHARS) : mark.start]
            return (self._is_wide(mark.start - 1) or self._is_wide(after)) and not _ENTITY.search(head)
        return self._is_wide(mark.start - 1) or self._is_wide(after) or self._starts_anew(after)

    def _is_full_stop(self, begin: int, dot: int, after: int) -> bool:
        if self._is_wide(dot - 1):
            return not _FILE_SUFFIX.match(self.text, dot, self.end)
        if not (self._is_wide(after) or self._starts_anew(after)):
            return False
        head = self.text[max(begin, dot - _HEAD_CHARS) : dot]
        list_marker = dot - begin < _HEAD_CHARS and head.strip().isdigit()
        return not list_marker and not _ABBREVIATION.search(head)

    def _starts_anew(self, after: int) -> bool:
        """Does white space follow, and then something that may begin a sentence?"""
        if not self.text[after].isspace():
            return False
        opening = _OPENING.match(self.text, after, self.end)
        return not (opening and self.text[opening.end() : opening.end() + 1].islower())


def _after_space(text: str, offset: int, end: int) -> int:
    space = _SPACE.match(text, offset, end)
    return space.end() if space else offset


def _pieces(text: str, sentence: Span, max_chars: int, uncut: _Uncut) -> Iterator[Span]:
    """The sentence in pieces of at most `max_chars`, cut after the last clause mark, or else at the limit."""
    start = sentence.start
    while sentence.end - start > max_chars:
        limit = cut = start + max_chars
        uncut_span = uncut.around(limit)
        if uncut_span and uncut_span.start > start:
            cut = uncut_span.start
        for clause in _CLAUSE.finditer(text, start + 1, limit):
            if not uncut.around(clause.start()):
                cut = clause.end()
        if _WORD.search(text, start, cut):
            yield Span(start, start + len(text[start:cut].rstrip()))
        start = _after_space(text, cut, sentence.end)
    if _WORD.search(text, start, sentence.end):
        yield Span(start, sentence.end)
