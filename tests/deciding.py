"""Decisions as a reviewer makes them, of documents made here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtqa.read import decoded
from mtqa.review import SCHEMA, Choice, Decision
from mtqa.review.locate import Located
from mtqa.text import Document, Span

RULE = "calque.it"


def read(name: str, text: str, codec: str = "utf-8") -> Document:
    return decoded(name, text.encode(codec))


def place_of(document: Document, words: str, nth: int = 0) -> Span:
    """The nth place in the prose where the words stand."""
    at = -1
    for _ in range(nth + 1):
        at = document.text.index(words, at + 1)
    return Span(at, at + len(words))


def decision(
    document: Document, words: str, replacement: str | None, nth: int = 0, choice: Choice = Choice.ACCEPT
) -> tuple[Decision, Span]:
    """What a reviewer of a finding at these words says, and where in the prose they stand."""
    place = place_of(document, words, nth)
    finding = Located(document).finding(RULE, place)
    made = Decision(finding.fingerprint, RULE, finding.span, finding.text, choice, replacement, where=f"d.json:{nth}")
    return made, place


def tree(made: Decision, **changes: Any) -> dict[str, Any]:
    """A decision as the file has it."""
    return {
        "fingerprint": made.fingerprint,
        "rule": made.rule,
        "start": made.span.start,
        "end": made.span.end,
        "text": made.text,
        "decision": made.choice and made.choice.value,
        "replacement": made.replacement,
        "note": made.note,
        "decided": made.decided,
    } | changes


def of_report(found: dict[str, Any], choice: str, replacement: str | None = None, note: str = "") -> dict[str, Any]:
    """A decision about a finding of a JSON report."""
    kept = {name: found[name] for name in ("fingerprint", "rule", "start", "end", "text")}
    return {**kept, "decision": choice, "replacement": replacement, "note": note, "decided": "2026-11-24T09:00:00Z"}


def review(path: str, data: bytes, decisions: Sequence[dict[str, Any]], reviewer: str = "李") -> dict[str, Any]:
    """A decisions file about one document."""
    return {
        "schema": SCHEMA,
        "report": "r",
        "reviewer": reviewer,
        "exported": "2026-11-24T10:00:00Z",
        "documents": [{"path": path, "sha256": hashlib.sha256(data).hexdigest(), "decisions": list(decisions)}],
    }


def leave(path: Path, tree: Any) -> str:
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")
    return str(path)
