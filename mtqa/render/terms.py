"""Suggested terms as a glossary that mtqa reads: clear ones as rows, the others as comments for a person to decide."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from mtqa.bilingual.suggested_terms import Suggestion


def table(terms: Sequence[Suggestion], delimiter: str = ",") -> str:
    """The terms in their order, those with one wording first."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(("source", "target", "note"))
    writer.writerows(_row(term) for term in terms if term.clear)
    open_ones = [term for term in terms if not term.clear]
    if open_ones:
        stream.write("# Several wordings: keep one, or several with | between them, and remove the # of the row.\n")
        writer.writerows((f"# {source}", *cells) for source, *cells in map(_row, open_ones))
    return stream.getvalue()


def _row(term: Suggestion) -> Iterable[str]:
    """Source, target and note: how many of the units with the term have each wording."""
    shown = term.wordings[:1] if term.clear else term.wordings
    counts = ", ".join(f"{wording} {count}" for wording, count in term.wordings)
    note = f"{counts} of {term.units} units"
    return term.term, "|".join(wording for wording, _ in shown), note
