"""The data of the page's script: findings, files with their hashes, the page's words in both languages.

The page holds it as JSON, which no browser runs, and what is long in it packed (`packs`). Text is exact here, since
decisions and corrected copies are made from it; characters that could end the element, or are invisible, are written
as escapes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from markupsafe import Markup

from mtqa.checks.everywhere import mends
from mtqa.evidence.fluency import TokenFluency
from mtqa.findings import Category, Severity
from mtqa.render.base import INVISIBLE, visible
from mtqa.render.json import dumps
from mtqa.render.marks import prose_span
from mtqa.render.page.gate import gate
from mtqa.render.page.offsets import offsets
from mtqa.render.page.packs import Packs
from mtqa.render.page.prose import DIMENSIONS, Flag
from mtqa.render.page.scores import live, repeat_numbers
from mtqa.render.page.view import DocumentView
from mtqa.render.page.words import chrome, reason_in_chinese
from mtqa.report import Report
from mtqa.text import Document, Span

SCHEMA = "mtqa-decisions/2"

# Formats of which the page can write a copy, and the characters with a meaning in them: a wording that has one of
# these, or replaces one, is left to `mtqa review apply`, which knows the format.
_XML = "<>&\n\r"
_JSON = '"\\\n\r\t'
_WRITABLE = {
    "plain": "",
    "markdown": "\\`*_<>|\n\r",
    "mdx": "\\`*_<>|{}\n\r",
    "rst": "\\`*_|:<>\n\r",
    "asciidoc": "\\`*_#+^~|:;<>&{}[]\"'\n\r",
    "html": _XML,
    "xliff": _XML,
    "tmx": _XML,
    "po": _JSON,
    "json": _JSON,
    "srt": "<>{}\n\r",
    "vtt": _XML,
    "ass": "{}\\\n\r",
    "csv": "\"',;\t\n\r",
    "tsv": '"\t\n\r',
    "jsonl": _JSON,
    "android": f"{_XML}\\'\"@?\t",
    **dict.fromkeys(("qt", "resx", "plist"), _XML),
    "strings": f"{_JSON}'",
    "xcstrings": _JSON,
    "fluent": "{}[*.<>&\n\r",
}
_MARKUP = re.compile("[<>&]")


def block(report: Report, documents: Sequence[DocumentView], packs: Packs, keys: Collection[str]) -> Markup:
    """The data as the content of a `script` element of type application/json; `keys` are those of the words that the
    page and its script use."""
    for view in documents:
        _pack_tokens(view, packs)
    findings = [finding for place, view in enumerate(documents) for finding in _findings(place, view)]
    packs.add("findings", 0, dumps(findings))
    packs.add("words", 0, dumps({key: said for key, said in chrome().items() if key in keys}))
    tree = {
        "schema": SCHEMA,
        "report": report_hash(report),
        "severities": {severity.value: severity.penalty for severity in reversed(Severity)},
        "categories": [category.value for category in Category],
        "dimensions": DIMENSIONS,
        "documents": [_document(view) for view in documents],
        "packs": packs.packed(),
    }
    return Markup(_escaped_for_html(dumps(tree)))  # escaped by JSON's rules


def report_hash(report: Report) -> str:
    """The key under which the browser stores decisions: the same for reports with the same findings."""
    parts = [report.signature]
    for found in report.documents:
        parts += [found.document.path, found.document.sha256 or found.document.raw]
        parts += [f"{finding.fingerprint}:{finding.span.start}:{finding.span.end}" for finding in found.open_findings]
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
        "raw": document.raw,
        "special": special,
        "mark": mark,
        "exact": exact,
        "scoring": live(view.report),
        **offsets(view.report),
        **gate(view.report),
    }


def _special(document: Document) -> str | None:
    """The characters with a meaning in the document's format; None where the page cannot write that format."""
    return _WRITABLE.get(document.format)


def _as_utf8(document: Document) -> tuple[str, bool]:
    """The byte order mark that the file begins with, and whether the file is this text in UTF-8."""
    text = document.raw.encode("utf-8", "surrogatepass")
    for mark in ("", "\ufeff"):
        if hashlib.sha256(mark.encode("utf-8") + text).hexdigest() == document.sha256:
            return mark, True
    return "", False


def _pack_tokens(view: DocumentView, packs: Packs) -> None:
    """Start, end and surprisal of each token, for segments without a card, which would show them."""
    for part, shown in zip(view.report.segments, view.segments, strict=True):
        if part.fluency is not None and not shown.flags:
            tokens = _tokens(part.segment.text, part.fluency.tokens)
            packs.add(f"{view.anchor}-t", part.segment.index, dumps(tokens))


def _tokens(text: str, tokens: Sequence[TokenFluency]) -> list[float]:
    """Start, end and surprisal of tokens; offsets in the text as shown, in which invisible characters have names."""
    named = INVISIBLE.search(text) is not None
    shown = [0, *accumulate(len(visible(character)) for character in text)] if named else range(len(text) + 1)
    return [
        figure
        for token in tokens
        for figure in (shown[token.span.start], shown[token.span.end], round(token.surprisal, 1))
    ]


def _findings(place: int, view: DocumentView) -> Iterator[Mapping[str, Any]]:
    """The findings of a document. `nth` tells findings apart that differ only in their reason; `repeat` is the same for
    findings that count once."""
    seen: Counter[tuple[str, Span]] = Counter()
    for flag, repeat in zip(view.flags, repeat_numbers(view.report), strict=True):
        key = flag.finding.fingerprint, flag.finding.span
        once = {} if repeat is None else {"repeat": repeat}
        yield {**_finding(flag, place, view), "nth": seen[key], **once}
        seen[key] += 1


def _finding(flag: Flag, place: int, view: DocumentView) -> Mapping[str, Any]:
    """What the script knows of a finding. `prose` are its words without the escapes of the format, where it has any;
    `places` all its places with their wordings, where it stands for many."""
    finding = flag.finding
    words = prose_span(view.report.document, finding.span).of(view.report.document.text)
    places = [(mend.raw.start, mend.raw.end, mend.wording) for mend in mends(finding.rule.id, view.report.document)]
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
        **({} if words == finding.text else {"prose": words}),
        **({"places": places} if places else {}),
    }


def _escaped_for_html(text: str) -> str:
    return INVISIBLE.sub(_escaped, _MARKUP.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
