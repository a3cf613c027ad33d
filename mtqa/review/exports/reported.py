"""The findings of a run, read from its JSON report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from mtqa.checks import RULES
from mtqa.findings import Category, Evidence, Finding, Rule, Severity, Status
from mtqa.report import previous
from mtqa.text import Span

#: Fingerprint, start, end, and how many findings before it have the same: as in a decisions file.
Key = tuple[str, int, int, int]


@dataclass(frozen=True)
class Reported:
    """A finding of a report, with the sentence it stands in and what belongs to both; texts are empty where the report
    has none. `finding` has no context."""

    key: Key
    finding: Finding
    place: str
    sentence: str
    source: str
    unit: str


@dataclass(frozen=True)
class Sentence:
    """A segment of a document: its span and characters in the file, where it begins, and its prose."""

    span: Span
    text: str
    section: str
    line: int
    column: int
    prose: str

    def place_of(self, offset: int) -> str:
        """The place of an offset of the file in it, as people read it."""
        before = self.text[: max(0, offset - self.span.start)]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self.column + len(before)
        return placed(self.section, self.line + lines, column)


@dataclass(frozen=True)
class ReportedDocument:
    """A document of a report; `score` is None where it was not judged."""

    path: str
    format: str
    verdict: str
    score: float | None
    words: int
    findings: tuple[Reported, ...]
    sentences: tuple[Sentence, ...]

    def sentence_at(self, span: Span) -> Sentence | None:
        """The sentence in which a span of the file begins, else the last one before it."""
        before = (sentence for sentence in self.sentences if sentence.span.start <= span.start)
        return max(before, key=lambda sentence: sentence.span.start, default=None)


@dataclass(frozen=True)
class ReportedRun:
    """The documents of a report, and the paths of the files that could not be read."""

    documents: tuple[ReportedDocument, ...]
    unreadable: tuple[str, ...]


def load(path: str) -> ReportedRun:
    """Read a JSON report. Raises UsageError where the file is not one."""
    tree = previous.tree(path)
    try:
        unreadable = tuple(str(branch["path"]) for branch in tree["unreadable"])
        return ReportedRun(tuple(map(_document, tree["documents"])), unreadable)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise previous.refused(path, f"the report is damaged: {error}") from error


def _document(tree: Mapping[str, Any]) -> ReportedDocument:
    score = None if tree["score"] is None else float(tree["score"])
    sentences = {int(branch["index"]): _sentence(branch) for branch in tree["segments"]}
    return ReportedDocument(
        path=str(tree["path"]),
        format=str(tree["format"]),
        verdict=str(tree["verdict"]),
        score=score,
        words=int(tree["words"]),
        findings=tuple(_findings(tree["findings"], sentences)),
        sentences=tuple(sentences.values()),
    )


def _sentence(tree: Mapping[str, Any]) -> Sentence:
    span = Span(int(tree["start"]), int(tree["end"]))
    line, column = int(tree["line"]), int(tree["column"])
    return Sentence(span, str(tree["text"]), str(tree.get("section", "")), line, column, str(tree["prose"]))


def placed(section: str, line: int, column: int) -> str:
    """A place as people read it."""
    return " · ".join(filter(None, (section, f"{line}:{column}")))


def _findings(trees: list[Mapping[str, Any]], sentences: Mapping[int, Sentence]) -> Iterator[Reported]:
    seen: Counter[tuple[str, int, int]] = Counter()
    for tree in trees:
        finding = _finding(tree)
        place = str(tree["fingerprint"]), finding.span.start, finding.span.end
        unit = tree.get("unit") or {}
        yield Reported(
            key=(*place, seen[place]),
            finding=finding,
            place=placed(str(tree.get("section", "")), finding.line, finding.column),
            sentence=sentences[finding.segment].prose if finding.segment in sentences else "",
            source=str(tree.get("source") or ""),
            unit=str(unit.get("id", "")),
        )
        seen[place] += 1


def _finding(tree: Mapping[str, Any]) -> Finding:
    """The finding; one of a rule that this mtqa does not know has a rule of its own."""
    severity, category = Severity(tree["severity"]), Category(tree["category"])
    name, message = str(tree["rule"]), str(tree["message"])
    rule = RULES[name][0] if name in RULES else Rule(name, category, severity, message)
    return Finding(
        rule=rule,
        span=Span(int(tree["start"]), int(tree["end"])),
        text=str(tree["text"]),
        segment=int(tree["segment"]),
        line=int(tree["line"]),
        column=int(tree["column"]),
        message=message,
        confidence=float(tree["confidence"]),
        severity=severity,
        suggestions=tuple(map(str, tree["suggestions"])),
        evidence=cast(Evidence, dict(tree["evidence"])),
        status=Status(tree["status"]),
        status_reason=str(tree["status_reason"]),
        given_category=category,
    )
