"""What reviewers decided earlier, in the documents of a run: wordings are not doubted again, added findings come back.

A finding is *known* where at least half of the letters that it flags are a wording that a reviewer accepted at this
place. So mtqa does not doubt its own correction, nor a word together with the one beside it, which the reviewer had in
view; a finding about a sentence of which the reviewer changed a word still counts. Where several wordings of one thing
are inconsistent, the one that was accepted is the right one, wherever the document has it. Findings of a rule that
reports once say something of the whole file, and count.

A finding that a reviewer added and confirmed is open in each check until its words, or their neighbours where something
is missing, are no longer there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mtqa.findings import Category, Evidence, Finding, Rule, Severity, Status
from mtqa.findings.fingerprint import around, letters, normalised
from mtqa.findings.places import prose_span
from mtqa.report import DocumentReport
from mtqa.suppress.baseline import ADDED, Confirmed, Contents, Entry, Matching, match, occurrences
from mtqa.text import Document, Span

ACCEPTED = "accepted in review"
#: Of the findings that reviewers added; each has the category and severity that its reviewer gave it.
ADDED_RULE = Rule(
    ADDED, Category.MISTRANSLATION, Severity.MAJOR, "A reviewer added this finding, and it is not mended yet."
)
#: What `mtqa explain` says of them.
ADDED_EXPLAINED = """\
What reviewers found and nobody has mended yet.

What it finds
    No check finds it: a reviewer marked these words in the report, or a place where something is missing, and confirmed
    that they are wrong. `mtqa review apply` keeps that in the baseline, and each check reports it again, with the
    reviewer's category, severity and note.

Why it matters
    The gate counts it like any other finding, so that it is not forgotten.

How to fix it
    Mend the words: once they are no longer there, the finding is gone, and `mtqa baseline update` forgets it. If there
    is no fault, dismiss it in the report, and apply that decision.

Known limits
    It is recognised by its words and up to 12 letters on either side: if the text on both sides is rewritten, it may be
    lost though its words still stand. It cannot be selected, ignored, or suppressed by a comment in the file."""


@dataclass(frozen=True)
class Remembered:
    """The places of wordings and of added findings: `places` has the document and the stretch of each in `found`."""

    contents: Contents
    places: tuple[tuple[int, Span], ...]
    found: tuple[Entry, ...]
    matching: Matching

    @classmethod
    def of(
        cls, documents: Sequence[DocumentReport], paths: Sequence[str], contents: Contents, gone: Callable[[str], bool]
    ) -> Remembered:
        """Search the documents, whose `paths` are relative to the baseline's folder. `gone` returns whether a file no
        longer exists, so that what it had may be in another one."""
        by_path: dict[str, list[Entry]] = defaultdict(list)
        for entry in _entries(contents):
            by_path[entry.path].append(entry)
        moved = [entry for path in by_path.keys() - set(paths) if gone(path) for entry in by_path[path]]
        places, found = list[tuple[int, Span]](), list[Entry]()
        for number, (report, path) in enumerate(zip(documents, paths, strict=True)):
            for place, entry in occurrences(path, report.document.text, (*by_path[path], *moved)):
                places.append((number, place))
                found.append(entry)
        return cls(contents, tuple(places), tuple(found), match(found, _entries(contents), gone))

    def marked(self, number: int, report: DocumentReport) -> DocumentReport:
        """The document of that number with the findings marked that a wording settles."""
        wordings = _Wordings([(place, entry) for place, entry in self._by_document[number] if entry.rule != ADDED])
        findings = (_marked(finding, report.document, wordings) for finding in report.findings)
        return replace(report, findings=tuple(findings)) if wordings.places else report

    def with_added(self, number: int, report: DocumentReport) -> DocumentReport:
        """The document of that number with the findings that reviewers added, in file order."""
        here = [(place, entry) for place, entry in self._by_document[number] if entry.rule == ADDED]
        added = [_raised(report, place, confirmed) for place, entry in here for confirmed in self._confirmed(entry)]
        findings = sorted([*report.findings, *added], key=lambda finding: finding.span)
        return replace(report, findings=tuple(findings)) if added else report

    @cached_property
    def _by_document(self) -> Mapping[int, list[tuple[Span, Entry]]]:
        """The places that were recognised in each document, in order, each with its entry."""
        found: dict[int, list[tuple[Span, Entry]]] = defaultdict(list)
        for index, entry in self.matching.known.items():
            document, place = self.places[index]
            found[document].append((place, entry))
        return defaultdict(list, {document: sorted(there) for document, there in found.items()})

    def kept(self, is_elsewhere: Callable[[str], bool]) -> Contents:
        """What is remembered, as it stands now; `is_elsewhere` returns whether this run says nothing of a file."""
        now = [(entry, replace(self.found[index], reason=entry.reason)) for index, entry in self.matching.known.items()]
        now += [
            (entry, replace(entry, count=left))
            for entry, left in self.matching.left.items()
            if is_elsewhere(entry.path)
        ]
        now = [(was, entry) for was, entry in now if entry.count]
        confirmed = [
            replace(found, entry=entry) for was, entry in now if was.rule == ADDED for found in self._confirmed(was)
        ]
        wordings = tuple(entry for was, entry in now if was.rule != ADDED)
        return replace(self.contents, wordings=wordings, confirmed=tuple(confirmed))

    def _confirmed(self, entry: Entry) -> Iterator[Confirmed]:
        return (confirmed for confirmed in self.contents.confirmed if confirmed.entry == entry)


def _entries(contents: Contents) -> list[Entry]:
    return [*contents.wordings, *dict.fromkeys(confirmed.entry for confirmed in contents.confirmed)]


class _Wordings:
    """The wordings that stand in a document, in order."""

    def __init__(self, places: Sequence[tuple[Span, Entry]]) -> None:
        self.places = places
        self._starts = [place.start for place, _ in places]
        self._longest = max((len(place) for place, _ in places), default=0)
        self._by_words = {entry.text: entry for _, entry in places}

    def choice(self, finding: Finding) -> Entry | None:
        """The wording that a reviewer chose among several, if the finding calls it the odd one."""
        chosen = self._by_words.get(normalised(finding.text))
        return chosen if finding.category is Category.INCONSISTENT_TERM else None

    def overlapping(self, flagged: Span) -> list[tuple[Span, Entry]]:
        first = bisect_left(self._starts, flagged.start - self._longest)
        last = bisect_left(self._starts, flagged.end)
        return [(place, entry) for place, entry in self.places[first:last] if place.overlaps(flagged)]


def _marked(finding: Finding, document: Document, wordings: _Wordings) -> Finding:
    """The finding, known where a wording settles it."""
    if not finding.is_open or finding.rule.once:
        return finding
    flagged = prose_span(document, finding.span)
    overlapping = wordings.overlapping(flagged)
    is_mostly = overlapping and _is_mostly(document.text, flagged, [place for place, _ in overlapping])
    settling = overlapping[0][1] if is_mostly else wordings.choice(finding)
    if settling is None:
        return finding
    return replace(finding, status=Status.BASELINE, status_reason=settling.reason or ACCEPTED)


def _is_mostly(text: str, flagged: Span, wordings: Sequence[Span]) -> bool:
    """Are at least half of the flagged letters, or characters where none is a letter, a reviewer's?"""
    inside = {
        offset for place in wordings for offset in range(max(place.start, flagged.start), min(place.end, flagged.end))
    }
    counted = [offset for offset in range(flagged.start, flagged.end) if letters(text[offset])]
    counted = counted or list(range(flagged.start, flagged.end))
    return 2 * sum(offset in inside for offset in counted) >= len(counted)


def _raised(report: DocumentReport, place: Span, confirmed: Confirmed) -> Finding:
    """A finding that a reviewer added, where it stands now."""
    document, note = report.document, confirmed.entry.reason
    raw = document.raw_span(place)
    line = document.place(raw.start)
    starts = [part.segment.index for part in report.segments if part.segment.span.start <= place.start]
    return Finding(
        rule=ADDED_RULE,
        span=raw,
        text=raw.of(document.raw),
        segment=max(starts, default=0),
        line=line.line,
        column=line.column,
        message=f"A reviewer’s finding: {note}" if note else ADDED_RULE.message,
        confidence=1.0,
        severity=confirmed.severity,
        evidence=Evidence(reviewer_note=note) if note else Evidence(),
        context=around(document.text, place.start, place.end),
        given_category=confirmed.category,
    )
