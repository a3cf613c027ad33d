"""What became of every decision, as JSON: for programs that take findings over, and for a record of a review.

`mtqa/data/reviewed.schema.json` describes it. A finding has the category and severity that a reviewer gave it, and a
*state*: `written` (the wording is in the copy), `not_written` (it cannot be written), `confirmed` (open, to be mended
by hand), `dismissed`, `disputed`, or `not_found` (the file has no such finding, or could not be used).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mtqa.checks import RULES
from mtqa.render.json import dumps
from mtqa.review.additions import Addition
from mtqa.review.applying import Applied
from mtqa.review.decisions import Said
from mtqa.review.merged_file import added_tree, tree
from mtqa.review.merging import Case, Merged

SCHEMA = "mtqa-reviewed/1"


def outcome(merged: Merged, applied: Sequence[Applied]) -> str:
    """The state of all findings that were decided or added, in the order of files and places."""
    done = {file.path: file for file in applied}
    documents = [
        {
            "path": path,
            "sha256": sha256,
            "copy": os.path.relpath(file.copy) if (file := done.get(path)) and file.copy else None,
            "findings": [_finding(case, file) for case in cases],
            "added": [_added(addition, file) for addition in additions],
        }
        for (path, sha256), (cases, additions) in merged.by_version().items()
    ]
    tree_ = {"schema": SCHEMA, "reviewers": list(merged.reviewers), "documents": documents}
    return dumps(tree_, indent=2) + "\n"


def _finding(case: Case, file: Applied | None) -> dict[str, Any]:
    decision = case.outcome or case.united
    rule = RULES[decision.rule][0] if decision.rule in RULES else None
    category = decision.category or (rule.category if rule else None)
    return {
        **tree(replace(decision, by="")),
        "category": category and category.value,
        "severity": decision.severity and decision.severity.value,
        "state": _state(case.outcome, file),
        "reviewers": list(case.reviewers),
    }


def _added(addition: Addition, file: Applied | None) -> dict[str, Any]:
    state = _state(None if addition.disputed else addition.added, file)
    return {**added_tree(replace(addition.added, by="")), "state": state, "reviewers": list(addition.reviewers)}


def _state(said: Said | None, file: Applied | None) -> str:
    if said is None:
        return "disputed"
    return (file.state_of(said) if file else None) or "not_found"
