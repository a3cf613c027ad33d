"""The table of checks. A new one is a module beside this file and a line here."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.checks import calque, fluency, names, punctuation, repetition, residue, roundtrip, terms, titles, untranslated
from mtqa.checks.base import Check, Material, Need
from mtqa.findings import Finding, Rule

CHECKS: tuple[Check, ...] = (
    names.CHECK,
    terms.CHECK,
    titles.CHECK,
    untranslated.CHECK,
    residue.CHECK,
    repetition.CHECK,
    punctuation.CHECK,
    calque.CHECK,
    fluency.CHECK,
    roundtrip.CHECK,
)

RULES: dict[str, tuple[Rule, Check]] = {rule.id: (rule, check) for check in CHECKS for rule in check.rules}


def run_checks(material: Material, checks: Sequence[Check] = CHECKS) -> tuple[list[Finding], list[str]]:
    """Findings in file order, and a line for every check that could not run and why."""
    findings: list[Finding] = []
    skipped: list[str] = []
    for check in checks:
        missing = check.needs - material.has
        if missing:
            needs = " and ".join(sorted(missing))
            skipped.append(f"{', '.join(rule.id for rule in check.rules)}: needs {needs}")
        else:
            findings.extend(check.run(material))
    return sorted(findings, key=lambda finding: (finding.span, finding.rule.id)), skipped


__all__ = ["CHECKS", "RULES", "Check", "Material", "Need", "run_checks"]
