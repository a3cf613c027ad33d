"""Decisions of an earlier format in the form of today's.

In `mtqa-decisions/1` an accepted finding could have no wording, and a wording that was typed before the finding was
dismissed stayed in the file.
"""

from __future__ import annotations

from typing import Any

FIRST = "mtqa-decisions/1"


def upgraded(tree: dict[str, Any], schema: str) -> dict[str, Any]:
    """A file of `mtqa-decisions/1` in the form of `schema`; whatever is wrong in it stays as it is."""
    if tree.get("schema") != FIRST:
        return tree
    documents = tree.get("documents")
    changed = [_document(document) for document in documents] if isinstance(documents, list) else documents
    return tree | {"schema": schema} | ({"documents": changed} if "documents" in tree else {})


def _document(tree: Any) -> Any:
    if not isinstance(tree, dict) or not isinstance(tree.get("decisions"), list):
        return tree
    return tree | {"decisions": [_decision(decision) for decision in tree["decisions"]]}


def _decision(tree: Any) -> Any:
    if not isinstance(tree, dict) or "replacement" not in tree:
        return tree
    if tree.get("decision") == "accept":
        return tree | {"decision": "confirm"} if tree["replacement"] is None else tree
    return tree | {"replacement": None} if isinstance(tree["replacement"], str) else tree
