"""The rules in SARIF's form, for the reader of a finding: what is found, why it matters, how to fix it, known limits.

The text is the docstring of the rule's check, which `mtqa explain` prints too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import cleandoc
from textwrap import dedent
from typing import Any

from mtqa.checks import RULES
from mtqa.findings import Rule, Severity

#: SARIF's levels.
LEVELS = {Severity.MINOR: "note", Severity.MAJOR: "warning", Severity.CRITICAL: "error"}

# GitHub's severities of problems that are not about security.
_PROBLEMS = {Severity.MINOR: "recommendation", Severity.MAJOR: "warning", Severity.CRITICAL: "error"}


def descriptors(found: Iterable[Rule]) -> list[dict[str, Any]]:
    """Every rule of RULES, and the rules of findings that are not in it."""
    rules = {id: rule for id, (rule, _) in RULES.items()}
    for rule in found:
        rules.setdefault(rule.id, rule)
    return [_descriptor(rule) for rule in rules.values()]


def _descriptor(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in re.split(r"[._-]", rule.id)),
        "shortDescription": {"text": rule.message},
        "fullDescription": {"text": rule.message},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["translation", *rule.category.value.split("/")],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }
    if rule.id in RULES:
        documentation = cleandoc(RULES[rule.id][1].documentation)
        described["fullDescription"] = {"text": documentation.partition("\n")[0]}
        described["help"] = {"text": documentation, "markdown": markdown(documentation)}
    return described


def markdown(documentation: str) -> str:
    r"""A check's docstring in Markdown: headings with an indented text under each; an example is kept as it is.

    >>> markdown("Names.\n\nWhat it finds\n    One *.\n    Two.\n\nExample\n    走廊")
    'Names.\n\n**What it finds**\n\nOne \\*.\nTwo.\n\n**Example**\n\n    走廊'
    """
    parts = []
    for paragraph in re.split(r"\n\s*\n", documentation):
        heading, _, text = paragraph.partition("\n")
        if not text.startswith(" "):
            parts.append(_escaped(dedent(paragraph)))
            continue
        parts.append(f"**{heading}**")
        parts.append(text if heading == "Example" else _escaped(dedent(text)))
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)
