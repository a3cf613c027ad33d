"""What a check says: categories and severities of MQM, rules, findings, and what was decided about them.

MQM is the Multidimensional Quality Metrics typology, https://themqm.org/error-types-2/typology/.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mtqa.text import Span

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
#: What a finding rests on: a name such as "occurrences" and a value that JSON can hold.
Evidence = Mapping[str, Json]


class Category(StrEnum):
    """Error types of MQM's core typology, in its own `dimension/type` terms."""

    MISTRANSLATION = "accuracy/mistranslation"
    UNTRANSLATED = "accuracy/untranslated"
    ADDITION = "accuracy/addition"
    OMISSION = "accuracy/omission"
    INCONSISTENT_TERM = "terminology/inconsistent"
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
    """What was decided about a finding. Only OPEN ones count for score, gate and summaries."""

    OPEN = "open"
    SUPPRESSED = "suppressed"
    BASELINE = "baseline"
    UNCHANGED = "unchanged"

    @property
    def meaning(self) -> str:
        return {
            "open": "open",
            "suppressed": "suppressed in the file or by an ignore rule",
            "baseline": "accepted earlier, in the baseline",
            "unchanged": "outside of the lines that changed",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault. `id` is the check's file name and the fault, as in `residue.markup`."""

    id: str
    category: Category
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `span` and `text` are offsets and characters of the file; `segment` the index of the segment it
    stands in; `confidence` is in [0, 1]; `suggestions` are better wordings, best first; `context` the
    prose around it, which the fingerprint needs and the report shows. `status` is what was decided about
    it and `status_reason` why, in the words of whoever decided.
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
    evidence: Evidence = field(default_factory=dict)
    context: tuple[str, str] = ("", "")
    status: Status = Status.OPEN
    status_reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    @property
    def category(self) -> Category:
        return self.rule.category

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that survive edits elsewhere in the file.

        Made of the rule, the normalised span and up to 12 letters on either side; not of its offset.
        """
        parts = [
            self.rule.id,
            _letters(self.text),
            _letters(self.context[0])[-12:],
            _letters(self.context[1])[:12],
        ]
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _letters(text: str) -> str:
    """Letters and digits only, NFKC and lower case: what an edit of spacing or marks leaves alone."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()
