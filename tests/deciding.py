"""Decisions as a reviewer makes them, of documents made here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtqa.read import decoded
from mtqa.review import SCHEMA, Choice, Decision
from mtqa.review.edit import Wish
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


def wish(document: Document, words: str, wording: str, nth: int = 0) -> Wish:
    """A wording that a reviewer wants for these words."""
    return Wish.of(*decision(document, words, wording, nth))


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


def added(text: str, words: str, wording: str | None, at: int | None = None, **changes: Any) -> dict[str, Any]:
    """A finding that a reviewer added at the first place of these words, or `at` an offset."""
    start = text.index(words) if at is None else at
    return {
        "id": "a" * 16,
        "start": start,
        "end": start + len(words),
        "text": words,
        "category": "accuracy/mistranslation",
        "severity": "major",
        "decision": "confirm" if wording is None else "accept",
        "replacement": wording,
        "note": "",
        "decided": "2026-11-24T09:00:00Z",
    } | changes


def review(
    path: str,
    data: bytes,
    decisions: Sequence[dict[str, Any]],
    reviewer: str = "李",
    added: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """A decisions file about one document."""
    document = {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "decisions": list(decisions)}
    return {
        "schema": SCHEMA,
        "report": "r",
        "reviewer": reviewer,
        "exported": "2026-11-24T10:00:00Z",
        "documents": [document | ({"added": list(added)} if added else {})],
    }


def leave(path: Path, tree: Any) -> str:
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1), encoding="utf-8")
    return str(path)
