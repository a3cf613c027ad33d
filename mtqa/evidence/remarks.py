"""What a second reader says of a document, as far as it can be true: each remark at its place in the text.

A chat model invents quotations, rewrites what it likes less, and does what a text tells it to. So a remark counts only
if its words stand in the passage at one place, are few, and something else is proposed for them; the others are dropped
and counted. That it is right is not decided here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mtqa.engines.base import Progress, no_progress
from mtqa.engines.reader.base import Outcome, Reader, Reading, Remark, Unread, Why
from mtqa.evidence.passages import Part, parts
from mtqa.text import Bitext, Document, Pair, Segment, Span, shortened

#: Remarks on one passage; the prompt asks for as many. A reader with more to say rewrites.
MOST_IN_PASSAGE = 8
_LONGEST_WORDS = 40  # characters at fault; longer ones are a sentence
_SHORT_WORDS = 8  # characters that may be more than half of a short paragraph, such as a label
_MOST_ADDED = 20  # characters by which a proposed wording may be longer than twice the words
_MOST_OMITTED = 60  # the same for what was left out
_LONGEST_REASON = 200  # characters
# With these nothing is invisible in a proposed wording: controls, formats, private and lone surrogate code points, line
# and paragraph separators.
_INVISIBLE = frozenset(("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
_ABOUT_SOURCE = frozenset(("omission", "addition"))


class Dropped(StrEnum):
    """Why a remark does not count."""

    MALFORMED = "malformed"
    """Not in the form that was asked for."""
    ABSENT = "absent"
    """Its words do not stand in the passage."""
    AMBIGUOUS = "ambiguous"
    """Its words stand there several times."""
    UNCHANGED = "unchanged"
    """It proposes the same words, or none."""
    REWRITE = "rewrite"
    """Its words, or what it proposes, are too long, or cross the end of a sentence."""
    REPEATED = "repeated"
    """It overlaps another one."""
    SURPLUS = "surplus"
    """The passage has too many already."""
    INVISIBLE = "invisible"
    """It proposes control characters."""
    CODE = "code"
    """Its words are code or an address."""
    SOURCE = "source"
    """It speaks of a source, and there is none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark at its place: `span` lies in the segment's text. `reason` is on one line and short."""

    segment: Segment
    span: Span
    category: str
    severity: str
    reason: str
    better: str

    @property
    def words(self) -> str:
        return self.span.of(self.segment.text)


@dataclass(frozen=True)
class Remarks:
    """All remarks on a document that count, and the number of those that do not, by the reason.

    `passages` is how many there are, `unread` how many of them the reader did not read, by the reason.
    """

    placed: tuple[Placed, ...] = ()
    dropped: Mapping[Dropped, int] = field(default_factory=dict)
    passages: int = 0
    unread: Mapping[Unread, int] = field(default_factory=dict)

    @property
    def unread_count(self) -> int:
        return sum(self.unread.values())

    @property
    def was_read(self) -> bool:
        """Was any passage read, or is there none?"""
        return self.unread_count < self.passages or not self.passages


def read(bitext: Bitext, translated: Sequence[Pair], reader: Reader, progress: Progress = no_progress) -> Remarks:
    """What the reader says of a document. `translated` are the pairs with a source; `progress` counts passages."""
    passages = parts(bitext, translated)
    outcomes: list[Outcome] = [Unread(Why.ANSWER)] * len(passages)
    progress(0, len(passages))
    for done, (index, outcome) in enumerate(reader.read([part.passage for part in passages]), 1):
        outcomes[index] = outcome
        progress(done, len(passages))
    placed: list[Placed] = []
    dropped: Counter[Dropped] = Counter()
    unread: Counter[Unread] = Counter()
    for part, outcome in zip(passages, outcomes, strict=True):
        if isinstance(outcome, Reading):
            dropped[Dropped.MALFORMED] += outcome.malformed
            placed += _placed(part, outcome, bitext.document, dropped)
        else:
            unread[outcome] += 1
    counts = {why: dropped[why] for why in Dropped if dropped[why]}
    return Remarks(tuple(placed), counts, len(passages), dict(unread))


def _placed(part: Part, reading: Reading, document: Document, dropped: Counter[Dropped]) -> Iterator[Placed]:
    """The remarks on a passage that count; the others are counted in `dropped`."""
    taken: list[Span] = []
    for remark in reading.remarks:
        found = _place(part, remark, document)
        if isinstance(found, Placed):
            inside = found.span.shift(found.segment.span.start)
            if any(inside.overlaps(span) for span in taken):
                found = Dropped.REPEATED
            elif len(taken) >= MOST_IN_PASSAGE:
                found = Dropped.SURPLUS
            else:
                taken.append(inside)
        if isinstance(found, Placed):
            yield found
        else:
            dropped[found] += 1


def _place(part: Part, remark: Remark, document: Document) -> Placed | Dropped:
    """A remark at its place, or why it does not count."""
    words, better = remark.words.strip(), remark.better.strip()
    if any(unicodedata.category(character) in _INVISIBLE for character in better):
        return Dropped.INVISIBLE
    if words == better or not (better or remark.category == "addition"):
        return Dropped.UNCHANGED
    if remark.category in _ABOUT_SOURCE and not part.passage.source:
        return Dropped.SOURCE
    at = _only_place(part.passage.text, words, remark.left.lstrip())
    if isinstance(at, Dropped):
        return at
    inside = Span(at, at + len(words)).shift(part.span.start)
    segment = next((segment for segment in part.segments if segment.span.contains(inside)), None)
    if segment is None or _is_rewrite(words, better, remark.category, _paragraph_length(document.text, inside)):
        return Dropped.REWRITE
    if document.is_opaque(inside):
        return Dropped.CODE
    span = inside.shift(-segment.span.start)
    return Placed(segment, span, remark.category, remark.severity, _one_line(remark.reason), better)


def _only_place(text: str, words: str, left: str) -> int | Dropped:
    """The place of the words. What is said to stand before them tells equal words apart; where it is wrong, words that
    stand there once are found all the same."""
    if not words:
        return Dropped.ABSENT
    places = list(_places(text, words))
    if len(places) > 1:
        places = [at for at in places if left and text[:at].endswith(left)]
        return places[0] if len(places) == 1 else Dropped.AMBIGUOUS
    return places[0] if places else Dropped.ABSENT


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _paragraph_length(text: str, span: Span) -> int:
    end = text.find("\n", span.end)
    return (len(text) if end < 0 else end) - (text.rfind("\n", 0, span.start) + 1)


def _is_rewrite(words: str, better: str, category: str, paragraph: int) -> bool:
    """Is it more than a correction?"""
    most_added = _MOST_OMITTED if category == "omission" else _MOST_ADDED
    is_half = len(words) > _SHORT_WORDS and 2 * len(words) > paragraph
    return is_half or len(words) > _LONGEST_WORDS or len(better) > 2 * len(words) + most_added


def _one_line(text: str) -> str:
    seen = "".join(" " if unicodedata.category(character) in _INVISIBLE else character for character in text)
    return shortened(" ".join(seen.split()), _LONGEST_REASON)
