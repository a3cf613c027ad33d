"""The unit of a finding for people: its id, that it is fuzzy, and its source, short.

A team that keeps its texts in a localisation file looks for the key, not for the line. The id of a PO entry is its
source: it is not shown twice.
"""

from __future__ import annotations

from mtqa.completeness import needs_work
from mtqa.findings import Finding
from mtqa.render.base import better_wordings, one_line, visible, words_of
from mtqa.report import DocumentReport
from mtqa.text import Unit, shortened

LONGEST = 60  # characters of an id or a source in a line
_LONGEST_STATE = 40


def origin(finding: Finding, report: DocumentReport, longest: int = LONGEST) -> str:
    """“unit menu.save (fuzzy), source “Save””, made visible; empty where the finding has neither unit nor source."""
    unit, source = report.unit_of(finding), report.source_of(finding)
    parts: list[str] = []
    if unit and unit.id != source:
        parts.append(f"unit {_short(unit.id, longest)}" + (f" ({mark(unit)})" if mark(unit) else ""))
    elif unit:
        parts.append(mark(unit))
    if source:
        parts.append(f"source “{_short(source, longest)}”")
    return ", ".join(filter(None, parts))


def mark(unit: Unit) -> str:
    """What people have to know of the state of a unit: that it needs work, in the words of its format."""
    return _short(unit.state, _LONGEST_STATE) if needs_work(unit.state) else ""


def told(finding: Finding, report: DocumentReport) -> str:
    """A finding in one sentence, with its unit and source behind it, for formats that have no field of their own for
    its text and better wordings."""
    wording, found = better_wordings(finding), origin(finding, report)
    text = visible(f"“{words_of(finding, report.document)}”: {finding.message}") + (f" → {wording}" if wording else "")
    return f"{text} [{found}]" if found else text


def _short(text: str, longest: int) -> str:
    return shortened(one_line(text), longest)
