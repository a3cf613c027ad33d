"""What a check reports: categories and severities of MQM, rules, findings and their status.

MQM is the Multidimensional Quality Metrics typology, https://themqm.org/error-types-2/typology/.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtqa.findings.evidence import Evidence, Json, as_json
from mtqa.findings.fingerprint import digest, neighbours, normalised
from mtqa.text import Span

__all__ = ["Category", "Evidence", "Finding", "Json", "Rule", "Severity", "Status", "as_json"]


class Category(StrEnum):
    """Error types of MQM's core typology, in its own `dimension/type` terms."""

    MISTRANSLATION = "accuracy/mistranslation"
    UNTRANSLATED = "accuracy/untranslated"
    ADDITION = "accuracy/addition"
    OMISSION = "accuracy/omission"
    INCONSISTENT_TERM = "terminology/inconsistent"
    TERM_RESOURCE = "terminology/inconsistent-with-terminology-resource"
    SPELLING = "linguistic-conventions/spelling"
    GRAMMAR = "linguistic-conventions/grammar"
    PUNCTUATION = "linguistic-conventions/punctuation"
    UNINTELLIGIBLE = "linguistic-conventions/unintelligible"
    AWKWARD = "style/awkward"
    MARKUP = "design-and-markup/markup-tag"


class Severity(StrEnum):
    """MQM severity levels. The penalties 1, 5 and 25 are those of the MQM scoring models
    (https://themqm.org/error-types-2/the-mqm-scoring-models/)."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def penalty(self) -> int:
        return {"minor": 1, "major": 5, "critical": 25}[self.value]


class Status(StrEnum):
    """The status of a finding. Only OPEN findings count for score, gate and summaries."""

    OPEN = "open"
    SUPPRESSED = "suppressed"
    BASELINE = "baseline"
    UNCHANGED = "unchanged"

    @property
    def meaning(self) -> str:
        return {
            "open": "open",
            "suppressed": "by a comment in the file or an ignore rule",
            "baseline": "known, from the baseline",
            "unchanged": "outside of the lines that changed",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding. `id` is the check's file name and the error, as in `residue.markup`. `once`: a document has
    at most one such finding, at the first place; decisions recognise it by its file, wherever that place moves.
    `doubt`: it is right only in a machine translation, and the confidence that its check gives is that in one.
    `opt_in`: it runs only where `select` has its own name."""

    id: str
    category: Category
    severity: Severity
    message: str
    once: bool = False
    doubt: bool = False
    opt_in: bool = False

    def is_under(self, name: str) -> bool:
        """Is it the rule of that name, or a rule of the check of that name?"""
        return self.id == name or self.id.startswith(f"{name}.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One error at one place.

    `span` and `text` are its offsets and characters in the file; `segment` is the index of its segment;
    `confidence` is in [0, 1]; `suggestions` are better wordings, best first; `context` is the prose before
    and after it, which the fingerprint needs and the report shows. `status_reason` says why it has its `status`,
    in the words of the author; `in_source` says that a comment in the file decides. `given_category` is that of a
    reviewer, in place of the rule's.
    """

    rule: Rule
    span: Span
    text: str
    segment: int
    line: int
    column: int
    message: str
    confidence: float
    severity: Severity
    suggestions: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    context: tuple[str, str] = ("", "")
    status: Status = Status.OPEN
    status_reason: str = ""
    in_source: bool = False
    given_category: Category | None = None

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    @property
    def category(self) -> Category:
        return self.given_category or self.rule.category

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that survive edits elsewhere in the file.

        A hash of the rule, the normalised span and its neighbours in the paragraph, not of its offset. For
        tools that compare runs; the baseline compares the parts, and tolerates an edit on one side.
        """
        return digest(self.rule.id, normalised(self.text), *neighbours(self.context))
