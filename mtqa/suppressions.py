"""Decisions that stand in the file itself, beside the words they are about.

    <!-- mtqa-ignore calque.it, names: why -->     the next paragraph, or the one the comment stands in
    <!-- mtqa-off calque: why -->                  from here …
    <!-- mtqa-on calque -->                        … to here, or to the end of the file

Rules are named by id or by their first part; none stands for all of them. A reason is required: without one the
finding stays, and a note says so. In Markdown and HTML comments are read, but not those in code.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mtqa.findings import Finding
from mtqa.text import Document, Span

Kind = Literal["ignore", "off", "on"]

_DIRECTIVE = re.compile(
    r"\s*mtqa-(?P<kind>[\w-]+)[^\S\r\n]*(?P<rules>[^:：]*?)\s*(?:[:：]\s*(?P<reason>.*?))?\s*", re.DOTALL
)
_COMMENT = re.compile(r"<!--(.*?)(?:--!?>|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Directive:
    """What one comment says, and where in the file it does."""

    kind: str
    rules: tuple[str, ...]
    reason: str
    span: Span
    line: int

    @property
    def name(self) -> str:
        """The directive as it was written, without its reason."""
        return " ".join([f"mtqa-{self.kind}", ", ".join(self.rules)]).strip()


@dataclass(frozen=True)
class Suppression:
    """A directive and the stretch of the file it holds for."""

    directive: Directive
    covers: Span

    def holds_for(self, finding: Finding) -> bool:
        inside = self.covers.start <= finding.span.start < self.covers.end or self.covers.overlaps(finding.span)
        rules = self.directive.rules
        return inside and (not rules or any(finding.rule.is_under(rule) for rule in rules))


def parse(text: str, span: Span, line: int) -> Directive | None:
    """A comment's text as a directive, or None where it is a comment like any other.

    >>> found = parse(" mtqa-ignore calque.it, names: 原文如此 ", Span(0, 0), 1)
    >>> found.name, found.reason
    ('mtqa-ignore calque.it, names', '原文如此')
    """
    found = _DIRECTIVE.fullmatch(text)
    if not found:
        return None
    rules = tuple(re.findall(r"[^\s,，、]+", found["rules"]))
    reason = " ".join((found["reason"] or "").split())
    return Directive(found["kind"], rules, reason, span, line)


def directives(document: Document) -> Iterator[Directive]:
    """What the comments of a document say to mtqa, in order."""
    for span in document.comments:
        comment = _COMMENT.fullmatch(span.of(document.raw))
        found = parse(comment[1], span, document.place(span.start).line) if comment else None
        if found:
            yield found


def suppressions(document: Document) -> tuple[list[Suppression], list[str]]:
    """The suppressions of a document, and a note for every directive that cannot be obeyed."""
    found: list[Suppression] = []
    notes: list[str] = []
    opened: list[Directive] = []
    for one in directives(document):
        if one.kind not in ("ignore", "off", "on"):
            notes.append(f"line {one.line}: there is no mtqa-{one.kind}; write mtqa-ignore, mtqa-off or mtqa-on")
        elif one.kind == "on":
            closed = [begin for begin in opened if not one.rules or set(begin.rules) <= set(one.rules)]
            if not closed:
                notes.append(f"line {one.line}: {one.name} ends nothing")
            found += [Suppression(begin, Span(begin.span.start, one.span.end)) for begin in closed]
            opened = [begin for begin in opened if begin not in closed]
        elif not one.reason:
            notes.append(f"line {one.line}: {one.name} gives no reason and is not obeyed; write {one.name}: why")
        elif one.kind == "off":
            opened.append(one)
        else:
            found.append(Suppression(one, _paragraph(document, one.span)))
    found += [Suppression(begin, Span(begin.span.start, len(document.raw))) for begin in opened]
    return sorted(found, key=lambda one: one.directive.span), notes


def _paragraph(document: Document, comment: Span) -> Span:
    """The paragraph that a comment is about, as a stretch of the file: the one with text on the comment's line, in
    front of it or behind it; where there is none, the next one."""
    runs = document.runs
    behind = bisect_left(runs, comment.end, key=lambda run: run.raw.start)
    before = bisect_right(runs, comment.start, key=lambda run: run.raw.end) - 1
    if before >= 0 and not re.search(r"[\r\n]", document.raw[runs[before].raw.end : comment.start]):
        at = runs[before].text.start
    elif behind < len(runs):
        at = runs[behind].text.start
    else:
        return Span(comment.end, comment.end)
    start = document.text.rfind("\n", 0, at) + 1
    end = document.text.find("\n", at)
    return document.raw_span(Span(start, len(document.text) if end < 0 else end))
