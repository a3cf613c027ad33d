"""Reads suppressions in the file itself, beside the text they apply to.

    <!-- mtqa-ignore calque.it, names: why -->     the next paragraph, or the paragraph of the comment
    <!-- mtqa-off calque: why -->                  from here …
    <!-- mtqa-on calque -->                        … to here, or to the end of the file

Rules are named by id or by their first part; no name means all rules. A reason is required: without one the
finding stays, and a note says so.

These are comments of Markdown, HTML and XML, except in code; the comments of translators and programmers in PO
(`# mtqa-ignore calque.it: why`); the notes of XLIFF; the comments of YAML, before a string or after it on its line; a
column `mtqa-ignore` in a table (`calque.it: why`). In a file of units, a unit takes the place of a paragraph.
Plain text and JSON have no comments: use ignore rules or the baseline there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mtqa.findings import Finding
from mtqa.text import Document, Note, Span, shortened

_KINDS = ("ignore", "off", "on")
_MOST_DIRECTIVES = 10_000  # directives of a file that are applied, so that a hostile file cannot cost minutes
_LONGEST_NAME = 80  # characters
_DIRECTIVE = re.compile(r"\s*mtqa-([\w-]+)")
_COLON = re.compile(r"[:：]")
_COMMENT = re.compile(r"<!--(.*?)(?:--!?>|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Directive:
    """A directive of a comment, and its place in the file."""

    kind: str
    rules: tuple[str, ...]
    reason: str
    span: Span
    line: int

    @property
    def name(self) -> str:
        """The directive as it was written, without its reason; shortened if it is too long to be shown."""
        name = " ".join([f"mtqa-{self.kind}", ", ".join(self.rules)]).strip()
        return shortened(name, _LONGEST_NAME)


@dataclass(frozen=True)
class Suppression:
    """A directive and the stretch of the file it applies to."""

    directive: Directive
    covers: Span

    def applies_to(self, finding: Finding) -> bool:
        """Is the finding in the stretch, and of one of the rules?"""
        inside = self.covers.start <= finding.span.start < self.covers.end or self.covers.overlaps(finding.span)
        rules = self.directive.rules
        return inside and (not rules or any(finding.rule.is_under(rule) for rule in rules))


class SuppressionIndex:
    """Finds the suppressions that apply to a finding. Those of paragraphs are in order, so that few are compared;
    ranges (mtqa-off) may have any length."""

    def __init__(self, found: Iterable[Suppression]) -> None:
        ordered = sorted(found, key=lambda suppression: (suppression.covers, suppression.directive.span))
        self._paragraphs = [suppression for suppression in ordered if suppression.directive.kind == "ignore"]
        self._starts = [suppression.covers.start for suppression in self._paragraphs]
        self._ranges = [suppression for suppression in ordered if suppression.directive.kind != "ignore"]

    def applying_to(self, finding: Finding) -> list[Suppression]:
        """The suppressions that apply to the finding: paragraphs in order, then ranges."""
        index = bisect_right(self._starts, max(finding.span.start, finding.span.end - 1))
        near = []
        while index and self._paragraphs[index - 1].covers.end >= finding.span.start:
            index -= 1
            near.append(self._paragraphs[index])
        return [suppression for suppression in (*reversed(near), *self._ranges) if suppression.applies_to(finding)]


def parse(text: str, span: Span, line: int) -> Directive | None:
    """A comment's text as a directive, or None if it is an ordinary comment.

    >>> found = parse(" mtqa-ignore calque.it, names: 原文如此 ", Span(0, 0), 1)
    >>> found.name, found.reason
    ('mtqa-ignore calque.it, names', '原文如此')
    """
    found = _DIRECTIVE.match(text)
    if not found:
        return None
    names, *reason = _COLON.split(text[found.end() :], maxsplit=1)
    rules = tuple(re.findall(r"[^\s,，、]+", names))
    return Directive(found[1], rules, " ".join("".join(reason).split()), span, line)


def suppressions(document: Document) -> tuple[list[Suppression], list[Note]]:
    """The suppressions of a document, and a note for every directive that cannot be applied."""
    found: list[Suppression] = []
    notes: list[Note] = []
    opened: list[Directive] = []
    directives = sorted([*_from_comments(document), *_from_units(document)], key=lambda pair: pair[0].span)
    if len(directives) > _MOST_DIRECTIVES:
        notes.append(
            Note.of("too_many_suppressions", line=directives[_MOST_DIRECTIVES][0].line, limit=_MOST_DIRECTIVES)
        )
    for directive, covers in directives[:_MOST_DIRECTIVES]:
        kind, line, name = directive.kind, directive.line, directive.name
        if kind == "on":
            closed = [off for off in opened if not directive.rules or set(off.rules) <= set(directive.rules)]
            opened = [off for off in opened if off not in closed]
            found += [Suppression(off, Span(off.span.start, directive.span.end)) for off in closed]
            notes += [] if closed else [Note.of("ends_nothing", line=line, directive=name)]
        elif kind not in _KINDS:
            notes.append(Note.of("unknown_directive", line=line, directive=f"mtqa-{kind}"))
        elif not directive.reason:
            notes.append(Note.of("no_reason", line=line, directive=name))
        elif kind == "off":
            opened.append(directive)
        else:
            found.append(Suppression(directive, covers))
    found += [Suppression(off, Span(off.span.start, len(document.raw))) for off in opened]
    return sorted(found, key=lambda suppression: suppression.directive.span), notes


def _from_comments(document: Document) -> Iterator[tuple[Directive, Span]]:
    """The directives in comments, each with the stretch that an `ignore` there covers."""
    starts: list[int] = []
    for span in document.comments:
        markup = _COMMENT.fullmatch(span.of(document.raw))
        text = markup[1] if markup else span.of(document.raw).lstrip("#.")
        directive = parse(text, span, document.place(span.start).line)
        if directive is None:
            continue
        if not document.units:
            yield directive, _paragraph(document, span)
        elif markup or document.format == "yaml":
            starts = starts or [document.raw_span(unit.span).start for unit in document.units]
            index = bisect_left(starts, span.end)
            behind_unit = not markup and _is_on_last_line(document, index - 1, span)
            yield directive, _unit(document, index - 1 if behind_unit else index)
        elif directive.kind in ("off", "on"):  # an `ignore` is among the notes of its unit
            yield directive, span


def _from_units(document: Document) -> Iterator[tuple[Directive, Span]]:
    """The directives in the notes of units; consecutive units that share a note, as the segments of one unit do, are
    covered together."""
    for note, units in groupby(document.units, key=lambda unit: unit.note):
        if "mtqa-" not in note:
            continue
        places = [document.raw_span(unit.span) for unit in units]
        covers = Span(places[0].start, max(place.end for place in places))
        for text in note.splitlines():
            directive = parse(text, covers, document.place(covers.start).line)
            if directive and directive.kind not in ("off", "on"):
                yield directive, covers


def _is_on_last_line(document: Document, index: int, comment: Span) -> bool:
    """Is the comment on the line on which the unit ends?"""
    if index < 0:
        return False
    end = document.raw_span(document.units[index].span).end
    return document.place(end).line == document.place(comment.start).line


def _unit(document: Document, index: int) -> Span:
    """The unit as a stretch of the file; an empty one at the end if there is no such unit."""
    if index == len(document.units):
        return Span(len(document.raw), len(document.raw))
    return document.raw_span(document.units[index].span)


def _paragraph(document: Document, comment: Span) -> Span:
    """The paragraph that a comment applies to, as a stretch of the file: the paragraph around it, or before it on the
    same line; else the next paragraph."""
    runs = document.runs_in_file
    behind = bisect_left(runs, comment.end, key=lambda run: run.raw.start)
    before = bisect_right(runs, comment.start, key=lambda run: run.raw.end) - 1
    if before >= 0 and not re.search(r"[\r\n<]|\\n", document.raw[runs[before].raw.end : comment.start]):
        at = runs[before].text.start
    elif behind < len(runs):
        at = runs[behind].text.start
    else:
        return Span(comment.end, comment.end)
    start = document.text.rfind("\n", 0, at) + 1
    end = document.text.find("\n", at)
    return document.raw_span(Span(start, len(document.text) if end < 0 else end))
