"""What the page's script is told: findings exactly, files by their hash, the page's words in both languages.

It stands in the page as JSON that no browser runs. Text is exact here, since decisions and corrected copies are made
of it; what could end the element or act on whoever reads the page's source is written as an escape.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import PurePath
from typing import Any

from markupsafe import Markup

from mtqa.evidence.fluency import TokenFluency
from mtqa.render.base import UNSEEN, visible
from mtqa.render.json import dumps
from mtqa.render.page.prose import Flag
from mtqa.render.page.view import DocumentView
from mtqa.render.page.words import chrome, reason_in_chinese
from mtqa.report import Report
from mtqa.text import Document, Span

SCHEMA = "mtqa-decisions/1"

# Formats that a browser can write a copy of, and the characters that mean something in them: a wording with one of
# these, or in place of one, is left to `mtqa review apply`, which knows the format.
_XML = "<>&\n\r"
_JSON = '"\\\n\r\t'
_WRITABLE = {
    "plain": "",
    "markdown": "\\`*_<>|\n\r",
    "html": _XML,
    "xliff": _XML,
    "tmx": _XML,
    "po": _JSON,
    "json": _JSON,
    "srt": "<>{}\n\r",
    "vtt": _XML,
}
_TABLES = {".csv": "\"',;\t\n\r", ".tsv": '"\t\n\r', ".tab": '"\t\n\r', ".jsonl": _JSON, ".ndjson": _JSON}
_ACTIVE = re.compile("[<>&]")


def block(report: Report, documents: Sequence[DocumentView]) -> Markup:
    """The data as the content of a `script` element of type application/json."""
    tree = {
        "schema": SCHEMA,
        "report": report_hash(report),
        "documents": [_document(view) for view in documents],
        "findings": [one for place, view in enumerate(documents) for one in _findings(place, view)],
        "words": chrome(),
    }
    return Markup(_harmless(dumps(tree)))  # escaped as JSON has it


def report_hash(report: Report) -> str:
    """What decisions about a report are kept under: the same for another report of the same findings."""
    parts = [report.signature]
    for one in report.documents:
        parts += [one.document.path, one.document.sha256 or one.document.raw]
        parts += [f"{finding.fingerprint}:{finding.span.start}:{finding.span.end}" for finding in one.open_findings]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _document(view: DocumentView) -> Mapping[str, Any]:
    document = view.report.document
    special = _special(document)
    mark, exact = _as_utf8(document)
    return {
        "anchor": view.anchor,
        "path": document.path,
        "sha256": document.sha256,
        "language": view.language,
        "format": document.format,
        "encoding": document.encoding,
        "raw": None if special is None else document.raw,
        "special": special,
        "mark": mark,
        "exact": exact,
        "heat": _heat(view),
    }


def _special(document: Document) -> str | None:
    """The characters that mean something in its format; None where only its own reader can write it."""
    if document.format == "table":
        return _TABLES.get(PurePath(document.path).suffix.lower())
    return _WRITABLE.get(document.format)


def _as_utf8(document: Document) -> tuple[str, bool]:
    """The byte order mark that the file begins with, and whether the file is this text in UTF-8."""
    text = document.raw.encode("utf-8", "surrogatepass")
    for mark in ("", "\ufeff"):
        if hashlib.sha256(mark.encode("utf-8") + text).hexdigest() == document.sha256:
            return mark, True
    return "", False


def _heat(view: DocumentView) -> list[list[float]]:
    """Begin, end and surprisal of the tokens of every segment, one after the other; the cards have their own drawn."""
    return [
        [] if one.fluency is None or view.segments[place].flags else _tokens(one.segment.text, one.fluency.tokens)
        for place, one in enumerate(view.report.segments)
    ]


def _tokens(text: str, tokens: Sequence[TokenFluency]) -> list[float]:
    """Offsets in the text as the page shows it, where what is not seen has a name."""
    named = UNSEEN.search(text) is not None
    shown = [0, *accumulate(len(visible(letter)) for letter in text)] if named else range(len(text) + 1)
    return [
        figure
        for token in tokens
        for figure in (shown[token.span.start], shown[token.span.end], round(token.surprisal, 1))
    ]


def _findings(place: int, view: DocumentView) -> Iterator[Mapping[str, Any]]:
    """The findings of a document. `nth` tells those apart that have all but their reason in common."""
    seen: Counter[tuple[str, Span]] = Counter()
    for flag in view.flags:
        key = flag.finding.fingerprint, flag.finding.span
        yield {**_finding(flag, place, view), "nth": seen[key]}
        seen[key] += 1


def _finding(flag: Flag, place: int, view: DocumentView) -> Mapping[str, Any]:
    finding = flag.finding
    return {
        "id": f"{view.anchor}-f{flag.number}",
        "document": place,
        "segment": finding.segment,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule.id,
        "dimension": flag.dimension,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "confidence": round(finding.confidence, 4),
        "start": finding.span.start,
        "end": finding.span.end,
        "text": finding.text,
        "reason": [finding.message, reason_in_chinese(finding)],
        "better": list(finding.suggestions),
        "group": flag.group,
        "age": view.age(flag),
    }


def _harmless(text: str) -> str:
    return UNSEEN.sub(_escaped, _ACTIVE.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
