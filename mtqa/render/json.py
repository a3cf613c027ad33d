"""The report as JSON, schema `mtqa-report/2` (`mtqa/data/report.schema.json`): for machines, and exact.

Offsets count code points of the decoded file, and `text` is always cut from the file at these offsets, so that
they agree. A lone surrogate, which UTF-8 cannot hold, is written as JSON's escape; a float that is not a finite
number is written as null.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from mtqa.checks import Skipped
from mtqa.completeness import Completeness
from mtqa.errors import ReadError
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.fluency import Fluency
from mtqa.findings import Finding, Json, as_json
from mtqa.render import scores
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport, Report, SegmentReport
from mtqa.text import Document, Note, Segment, Span, Unit

SCHEMA = "mtqa-report/2"

_ESCAPED = re.compile(r"[\ud800-\udfff\x85\u2028\u2029]")  # not UTF-8; line ends to some programs


def render(report: Report) -> str:
    """The report as indented JSON, UTF-8 throughout."""
    return dumps(tree(report), indent=2) + "\n"


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON as UTF-8 can hold it; on one line without `indent`, by any program's idea of a line end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def tree(report: Report) -> dict[str, Any]:
    """The report as dicts and lists, in the form of the schema."""
    return {
        "schema": SCHEMA,
        "version": _version(report.signature),
        "signature": report.signature,
        "documents": [_document(document) for document in report.documents],
        "unreadable": [{"path": error.where, "message": _message(error)} for error in report.unreadable],
        "passed_over": {
            "unknown": dict(report.passed_over.unknown.most_common()),
            "unless_named": dict(report.passed_over.named.most_common()),
        },
    }


def _version(signature: str) -> str:
    """The version that made the report, which stands first in its signature (`mtqa:0.1.0|…`)."""
    return signature.partition("|")[0].removeprefix("mtqa:")


def _message(error: ReadError) -> str:
    return f"{error.what} → {error.advice}" if error.advice else error.what


def _document(report: DocumentReport) -> dict[str, Any]:
    document, score = report.document, report.score
    return {
        "path": document.path,
        "format": document.format,
        "encoding": document.encoding,
        "score": score.value,
        "verdict": report.verdict,
        "machine_translated": _finite(report.machine_translated),
        "band": report.band,
        "translated_segments": list(report.translated.segments) if report.translated else [],
        "reasons": [note_tree(reason) for reason in report.reasons],
        "words": score.words,
        "penalty": score.penalty,
        "counts": {severity.value: count for severity, count in score.counts.items()},
        "scoring": scores.tree(score, report.config.scoring.model),
        "categories": [{"category": name, **scores.row_tree(row)} for name, row in score.categories.items()],
        "rules": [{"rule": name, **scores.row_tree(row)} for name, row in score.rules.items()],
        "cautions": [note_tree(caution) for caution in report.cautions],
        "skipped": [_skipped(skipped) for skipped in report.skipped],
        "notes": [note_tree(note) for note in document.notes],
        "segments": [_segment(segment, document) for segment in report.segments],
        "completeness": completeness_tree(document.completeness),
        "findings": [finding_tree(finding, report) for finding in report.findings],
    }


def completeness_tree(known: Completeness | None) -> dict[str, Any] | None:
    """How much of a file of units is translated."""
    if known is None:
        return None
    return {
        "translated": known.translated,
        "fuzzy": known.fuzzy,
        "untranslated": known.untranslated,
        "total": known.total,
        "percent": known.percent,
    }


def note_tree(note: Note) -> dict[str, Any]:
    """A note or a reason: its kind and arguments, and its English sentence."""
    return {"kind": note.kind, "arguments": dict(note.arguments), "message": sentence(note)}


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {
        "kind": "needs" if skipped.needs else "not_selected",
        "rules": list(skipped.rules),
        "needs": [need.value for need in skipped.needs],
        "message": sentence(skipped),
    }


def _located(span: Span, document: Document) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(document.raw)}


def _section(span: Span, document: Document) -> dict[str, str]:
    """The section that a span begins in, where the file has sections."""
    name = document.section_at(span.start)
    return {"section": name} if name else {}


def _segment(report: SegmentReport, document: Document) -> dict[str, Any]:
    segment = report.segment
    return {
        "index": segment.index,
        "line": report.place.line,
        "column": report.place.column,
        **_section(report.span, document),
        **_located(report.span, document),
        "prose": segment.text,
        "note": segment.note,
        "fluency": report.fluency and _fluency(report.fluency, segment, document),
        "back_translation": report.back_translation and _back_translation(report.back_translation),
    }


def _fluency(fluency: Fluency, segment: Segment, document: Document) -> dict[str, Any]:
    peaks = (document.raw_span(peak.shift(segment.span.start)) for peak in fluency.peaks)
    return {
        "surprisal": _finite(fluency.surprisal),
        "slor": _finite(fluency.slor),
        "document_percentile": _finite(fluency.document_percentile),
        "native_percentile": _finite(fluency.native_percentile),
        "peaks": [_located(peak, document) for peak in peaks],
    }


def _back_translation(back: BackTranslation) -> dict[str, Any]:
    return {
        "pivot": back.pivot,
        "round_trip": back.round_trip,
        "chrf": _finite(back.chrf),
        "bleu": _finite(back.bleu),
        "reason": back.reason,
    }


def finding_tree(finding: Finding, report: DocumentReport) -> dict[str, Any]:
    """A finding in the form of the schema."""
    unit = report.unit_of(finding)
    return {
        "rule": finding.rule.id,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "line": finding.line,
        "column": finding.column,
        **_section(finding.span, report.document),
        **_located(finding.span, report.document),
        "segment": finding.segment,
        "unit": unit and unit_tree(unit),
        "source": report.source_of(finding),
        "message": finding.message,
        "suggestions": list(finding.suggestions),
        "evidence": plain(as_json(finding.evidence)),
        "fingerprint": finding.fingerprint,
        "status": finding.status.value,
        "status_reason": finding.status_reason,
    }


def unit_tree(unit: Unit) -> dict[str, str]:
    """A unit in the form of the schema; without a note where the file has none."""
    return {"id": unit.id, "state": unit.state} | ({"note": unit.note} if unit.note else {})


def plain(value: Json) -> Json:
    """Evidence as JSON can hold it: no infinities, no NaN."""
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _finite(value: float | None) -> float | None:
    """The figure to six decimals, more than any model is precise to; None where it is not finite."""
    return None if value is None or not math.isfinite(value) else round(value, 6)
