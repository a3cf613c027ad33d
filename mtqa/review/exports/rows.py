"""One row for each finding of a report, with what reviewers decided: the table that people open in a spreadsheet."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mtqa.data import folder_of
from mtqa.patterns import Language, by_key
from mtqa.render.page.words import chrome, reason_in_chinese
from mtqa.review.additions import Addition
from mtqa.review.decisions import Decision, Said
from mtqa.review.exports.reported import Key, Reported, ReportedDocument, ReportedRun
from mtqa.review.merging import Case, Merged

_FOLDER = folder_of("mtqa.review.exports")

#: The columns of the table of findings, each with its width in characters on a sheet.
FINDINGS: Mapping[str, int] = {
    "file": 24, "place": 10, "unit": 16, "severity": 10, "category": 18, "rule": 22, "source": 40, "sentence": 40,
    "text": 20, "suggestion": 20, "reason": 40, "confidence": 10, "status": 10, "decision": 10, "wording": 20,
    "reviewer": 12, "note": 30,
}  # fmt: skip
#: The columns of the table of files.
FILES: Mapping[str, int] = {"file": 40, "verdict": 12, "score": 8, "words": 8, "open": 10, "decided": 10, "added": 10}

Cell = str | int | float
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Decided:
    """A report and what reviewers decided about it. `strays` are decisions about none of its findings."""

    documents: tuple[ReportedDocument, ...]
    unreadable: tuple[str, ...]
    cases: Mapping[tuple[str, Key], Case]
    additions: Mapping[str, tuple[Addition, ...]]
    strays: tuple[Case | Addition, ...]

    def case(self, document: ReportedDocument, found: Reported) -> Case | None:
        return self.cases.get((document.path, found.key))

    def added(self, document: ReportedDocument) -> tuple[Addition, ...]:
        """The findings that reviewers added to a document."""
        return self.additions.get(document.path, ())


def decided(run: ReportedRun, merged: Merged | None) -> Decided:
    """The findings of a report with the decisions about them."""
    documents = run.documents
    paths = {document.path for document in documents}
    known = {(document.path, found.key) for document in documents for found in document.findings}
    cases = {(case.version[0], case.any.finding): case for case in (merged.cases if merged else ())}
    additions: dict[str, tuple[Addition, ...]] = defaultdict(tuple)
    for addition in merged.additions if merged else ():
        additions[addition.version[0]] += (addition,)
    strays: list[Case | Addition] = [case for key, case in cases.items() if key not in known]
    strays += [addition for path in additions.keys() - paths for addition in additions[path]]
    cases = {key: case for key, case in cases.items() if key in known}
    return Decided(documents, run.unreadable, cases, additions, tuple(strays))


@cache
def _words() -> Mapping[str, Mapping[Language, str]]:
    return by_key(tomllib.loads((_FOLDER / "words.toml").read_text("utf-8")))


def word(key: str, language: Language) -> str:
    """A word of the tables; of the page where they have none."""
    return (_words().get(key) or chrome()[key])[language]


def findings(report: Decided, language: Language) -> Iterator[Row]:
    """The rows of the findings, by the columns of FINDINGS; those that reviewers added follow those of their file."""
    for document in report.documents:
        for found in document.findings:
            yield of_finding(document, found, report.case(document, found), language)
        for addition in report.added(document):
            yield of_addition(document, addition, language)


def files(report: Decided, language: Language) -> Iterator[Row]:
    """The rows of the documents, by the columns of FILES; then the files that could not be read."""
    for document in report.documents:
        cases = [case for found in document.findings if (case := report.case(document, found))]
        yield {
            "file": document.path,
            "verdict": word(f"verdict.{document.verdict}", language),
            "score": "" if document.score is None else document.score,
            "words": document.words,
            "open": sum(found.finding.is_open for found in document.findings),
            "decided": sum(case.outcome is not None for case in cases),
            "added": len(report.added(document)),
        }
    for path in report.unreadable:
        yield {**dict.fromkeys(FILES, ""), "file": path, "verdict": word("verdict.unreadable", language)}


def of_finding(document: ReportedDocument, found: Reported, case: Case | None, language: Language) -> Row:
    """The row of one finding, by the columns of FINDINGS; severity, category and words as reviewers changed them."""
    finding = found.finding
    united = case.united if case else None
    moved = case.outcome.moved if case and case.outcome else None
    return {
        "file": document.path,
        "place": found.place,
        "unit": found.unit,
        "severity": word(f"severity.{(united and united.severity) or finding.severity}", language),
        "category": word(f"category.{(united and united.category) or finding.category}", language),
        "rule": finding.rule.id,
        "source": found.source,
        "sentence": found.sentence,
        "text": moved.text if moved else finding.text,
        "suggestion": " / ".join(_wording(each, language) for each in finding.suggestions),
        "reason": (reason_in_chinese(finding) if language == "zh" else "") or finding.message,
        "confidence": round(finding.confidence, 2),
        "status": word(f"status.{finding.status}", language),
        **_of_reviewers(case, language),
    }


def of_addition(document: ReportedDocument, addition: Addition, language: Language) -> Row:
    """The row of a finding that reviewers added."""
    added = addition.added
    sentence = document.sentence_at(added.span)
    return {
        **dict.fromkeys(FINDINGS, ""),
        "file": document.path,
        "place": sentence.place_of(added.span.start) if sentence else "",
        "severity": word(f"severity.{added.severity}", language),
        "category": word(f"category.{added.category}", language),
        "sentence": sentence.prose if sentence else "",
        "text": added.text,
        "status": word("status.added", language),
        "decision": word(f"decision.{'disputed' if addition.disputed else added.choice}", language),
        "wording": "" if added.replacement is None else _wording(added.replacement, language),
        "reviewer": ", ".join(addition.reviewers),
        "note": _noted(added),
    }


def _of_reviewers(case: Case | None, language: Language) -> dict[str, Cell]:
    if case is None:
        return dict.fromkeys(("decision", "wording", "reviewer", "note"), "")
    made = case.outcome
    found: dict[str, Cell] = {"decision": word("decision.disputed", language), "wording": ""}
    opinions = ""
    if made is None or made.choice is None:
        opinions = "; ".join(f"{name}: {_opinion(opinion, language)}" for name, opinion in case.opinions.items())
    else:
        found["decision"] = _choice(made, language)
        found["wording"] = "" if made.replacement is None else _wording(made.replacement, language)
    note = "\n".join(filter(None, (opinions, _noted(made or case.united))))
    return {**found, "reviewer": ", ".join(case.reviewers), "note": note}


def _choice(made: Decision, language: Language) -> str:
    why = f" ({word(f'why.{made.why}', language)})" if made.why else ""
    return word(f"decision.{made.choice}", language) + why


def _opinion(made: Decision, language: Language) -> str:
    """What one of those who disagree decided, with the wording."""
    wording = "" if made.replacement is None else f" → {_wording(made.replacement, language)}"
    return _choice(made, language) + wording


def _noted(said: Said) -> str:
    """The note and the comments, a line each."""
    return "\n".join([*([said.note] if said.note else []), *(f"{each.by}: {each.text}" for each in said.comments)])


def _wording(wording: str, language: Language) -> str:
    return wording or word("decision.delete", language)
