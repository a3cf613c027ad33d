"""One row for each finding of a report, with what reviewers decided: the table that people open in a spreadsheet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mtqa.data import folder_of
from mtqa.render.page.words import chrome, reason_in_chinese
from mtqa.render.sentences import Language, by_key
from mtqa.review.decisions import Decision
from mtqa.review.exports.reported import Key, Reported, ReportedDocument
from mtqa.review.merging import Case, Merged, in_words

_FOLDER = folder_of("mtqa.review.exports")

#: The columns of the table of findings, each with its width in characters on a sheet.
FINDINGS: Mapping[str, int] = {
    "file": 24, "place": 10, "unit": 16, "severity": 10, "category": 18, "rule": 22, "source": 40, "sentence": 40,
    "text": 20, "suggestion": 20, "reason": 40, "confidence": 10, "status": 10, "decision": 10, "wording": 20,
    "reviewer": 12, "note": 30,
}  # fmt: skip
#: The columns of the table of files.
FILES: Mapping[str, int] = {"file": 40, "verdict": 12, "score": 8, "words": 8, "open": 10, "decided": 10}

Cell = str | int | float
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Decided:
    """A report and what reviewers decided about it. `strays` are decisions about none of its findings."""

    documents: tuple[ReportedDocument, ...]
    cases: Mapping[tuple[str, Key], Case]
    strays: tuple[Case, ...]

    def case(self, document: ReportedDocument, found: Reported) -> Case | None:
        return self.cases.get((document.path, found.key))

    def outcome(self, document: ReportedDocument, found: Reported) -> Decision | None:
        """The decision that counts; None where there is none, or reviewers disagree."""
        case = self.case(document, found)
        return case.outcome if case else None


def decided(documents: Iterable[ReportedDocument], merged: Merged | None) -> Decided:
    """The findings of a report with the decisions about them."""
    documents = tuple(documents)
    cases = {(case.version[0], case.any.finding): case for case in (merged.cases if merged else ())}
    known = {(document.path, found.key) for document in documents for found in document.findings}
    strays = tuple(case for key, case in cases.items() if key not in known)
    return Decided(documents, {key: case for key, case in cases.items() if key in known}, strays)


@cache
def _words() -> Mapping[str, Mapping[Language, str]]:
    return by_key(tomllib.loads((_FOLDER / "words.toml").read_text("utf-8")))


def word(key: str, language: Language) -> str:
    """A word of the tables; of the page where they have none."""
    return (_words().get(key) or chrome()[key])[language]


def findings(report: Decided, language: Language) -> Iterator[Row]:
    """The rows of the findings, by the columns of FINDINGS."""
    for document in report.documents:
        for found in document.findings:
            yield of_finding(document, found, report.case(document, found), language)


def of_finding(document: ReportedDocument, found: Reported, case: Case | None, language: Language) -> Row:
    """The row of one finding, by the columns of FINDINGS."""
    return {**_of_report(document, found, language), **_of_reviewers(case, language)}


def files(report: Decided, language: Language) -> Iterator[Row]:
    """The rows of the documents, by the columns of FILES."""
    for document in report.documents:
        yield {
            "file": document.path,
            "verdict": word(f"verdict.{document.verdict}", language),
            "score": "" if document.score is None else document.score,
            "words": document.words,
            "open": sum(found.finding.is_open for found in document.findings),
            "decided": sum(report.outcome(document, found) is not None for found in document.findings),
        }


def _of_report(document: ReportedDocument, found: Reported, language: Language) -> dict[str, Cell]:
    finding = found.finding
    return {
        "file": document.path,
        "place": " · ".join(filter(None, (found.section, f"{finding.line}:{finding.column}"))),
        "unit": found.unit,
        "severity": word(f"severity.{finding.severity}", language),
        "category": word(f"category.{finding.category}", language),
        "rule": finding.rule.id,
        "source": found.source,
        "sentence": found.sentence,
        "text": finding.text,
        "suggestion": " / ".join(_wording(each, language) for each in finding.suggestions),
        "reason": (reason_in_chinese(finding) if language == "zh" else "") or finding.message,
        "confidence": round(finding.confidence, 2),
        "status": word(f"status.{finding.status}", language),
    }


def _of_reviewers(case: Case | None, language: Language) -> dict[str, Cell]:
    if case is None:
        return dict.fromkeys(("decision", "wording", "reviewer", "note"), "")
    reviewers = ", ".join(case.opinions)
    made = case.outcome
    if made is None or made.choice is None:
        return {
            "decision": word("decision.disputed", language),
            "wording": "",
            "reviewer": reviewers,
            "note": "; ".join(f"{name}: {in_words(opinion)}" for name, opinion in case.opinions.items()),
        }
    wording = "" if made.replacement is None else _wording(made.replacement, language)
    return {
        "decision": word(f"decision.{made.choice}", language),
        "wording": wording,
        "reviewer": reviewers,
        "note": made.note,
    }


def _wording(wording: str, language: Language) -> str:
    return wording or word("decision.delete", language)
