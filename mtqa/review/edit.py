"""Replacements at their places: whether each can be made, and which of them overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from mtqa.errors import UsageError
from mtqa.review.decisions import Said
from mtqa.review.escaping import may_stand_between, spellings
from mtqa.text import Document, Span


class Wish(NamedTuple):
    """A wording that a reviewer wants, where in the prose and in the file it is to stand."""

    said: Said
    place: Span
    raw: Span
    wording: str

    @classmethod
    def of(cls, said: Said, place: Span) -> Self:
        """The wish of a decision with a wording."""
        return cls(said, place, said.target.span, said.replacement or "")


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement, or where `raw` is empty an insertion: `raw` is its place in the file, `text` in the prose. `spelt`
    is the wording as the file escapes it, `others` are other ways to escape it."""

    wish: Wish
    spelt: str
    others: tuple[str, ...] = ()

    @property
    def raw(self) -> Span:
        return self.wish.raw

    @property
    def text(self) -> Span:
        return self.wish.place

    @property
    def wording(self) -> str:
        return self.wish.wording


def spliced(raw: str, edits: Sequence[Edit]) -> str:
    """The text with every edit carried out; `edits` in order, none overlapping."""
    parts, done = [], 0
    for edit in edits:
        parts += [raw[done : edit.raw.start], edit.spelt]
        done = edit.raw.end
    return "".join([*parts, raw[done:]])


def edit_of(document: Document, wish: Wish) -> Edit:
    """The edit that carries out a wish. Raises UsageError where it cannot be made."""
    place = wish.place
    first, *others = spellings(document.format, wish.wording, document)
    torn = "\n" in place.of(document.text) or any(
        not may_stand_between(document.format, gap.of(document.raw)) for gap in _gaps(document, place)
    )
    if torn:
        what = "the place contains markup or the end of a paragraph, which a new wording would break"
        raise UsageError(what, advice="correct it by hand")
    return Edit(wish, first, tuple(others))


def _gaps(document: Document, place: Span) -> Iterator[Span]:
    """The stretches of the file within a place that are not part of the prose."""
    end = document.raw_span(place).start
    first = bisect_right(document.runs, place.start, key=lambda run: run.text.end)
    for run in document.runs[first:]:
        if run.text.start >= place.end:
            break
        raw = document.raw_span(Span(max(run.text.start, place.start), min(run.text.end, place.end)))
        if raw.start > end:
            yield Span(end, raw.start)
        end = max(end, raw.end)


def apart(edits: Sequence[Edit]) -> tuple[list[Edit], list[tuple[Wish, UsageError]]]:
    """The edits that do not overlap, each once, and the refused ones. An edit within a stretch that another deletes is
    dropped: it is deleted with it."""
    kept: dict[tuple[Span, str], Edit] = {}
    for edit in edits:
        kept.setdefault((edit.raw, edit.wording), edit)
    order = sorted(_not_deleted(kept.values()), key=lambda edit: edit.raw)
    clashing: dict[int, Edit] = {}
    reach: Edit | None = None
    for edit in order:
        if reach and (edit.raw.start < reach.raw.end or edit.raw == reach.raw):
            clashing.setdefault(id(edit), reach)
            clashing.setdefault(id(reach), edit)
        if reach is None or edit.raw.end > reach.raw.end:
            reach = edit
    apart = [edit for edit in order if id(edit) not in clashing]
    return apart, [(edit.wish, _clash(clashing[id(edit)])) for edit in order if id(edit) in clashing]


def _not_deleted(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that are not inside a longer one that deletes."""
    reach: Edit | None = None
    for edit in sorted(edits, key=lambda edit: (edit.raw.start, -edit.raw.end)):
        if reach and _is_inside(edit.raw, reach.raw):
            continue
        if edit.wording == "" and (reach is None or edit.raw.end > reach.raw.end):
            reach = edit
        yield edit


def _is_inside(raw: Span, reach: Span) -> bool:
    """Is it a part of the other stretch? What is inserted at one of its ends is not."""
    inside = reach.contains(raw) and raw != reach
    return inside and (len(raw) > 0 or reach.start < raw.start < reach.end)


def _clash(other: Edit) -> UsageError:
    what = f"another replacement overlaps it ({other.wish.said.where})"
    return UsageError(what, advice="decide which of the two is to be written, and confirm or dismiss the other")
