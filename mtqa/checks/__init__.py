"""The table of checks. A new check is a module beside this file and a line here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtqa.checks import (
    addition,
    adequacy,
    back_translation,
    calque,
    conventions,
    fluency,
    glossary,
    labels,
    language,
    literal,
    names,
    numbers,
    omission,
    order,
    placeholders,
    punctuation,
    quotes,
    reader,
    repetition,
    residue,
    roundtrip,
    script,
    terms,
    titles,
    untranslated,
)
from mtqa.checks.base import Check, Skipped, Unjudged
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.selection import Selection
from mtqa.findings import Finding, Rule
from mtqa.script import letter_count

CHECKS: tuple[Check, ...] = (
    names.CHECK,
    terms.CHECK,
    titles.CHECK,
    literal.CHECK,
    untranslated.CHECK,
    residue.CHECK,
    order.CHECK,
    quotes.CHECK,
    repetition.CHECK,
    punctuation.CHECK,
    calque.CHECK,
    fluency.CHECK,
    roundtrip.CHECK,
    glossary.CHECK,
    labels.CHECK,
    language.CHECK,
    script.CHECK,
    adequacy.CHECK,
    numbers.CHECK,
    placeholders.CHECK,
    conventions.CHECK,
    omission.CHECK,
    addition.CHECK,
    back_translation.CHECK,
    reader.CHECK,
)

RULES: dict[str, tuple[Rule, Check]] = {rule.id: (rule, check) for check in CHECKS for rule in check.rules}


def run_checks(
    material: Material, checks: Sequence[Check] = CHECKS, selection: Selection | None = None
) -> tuple[list[Finding], list[Skipped]]:
    """Run the checks: the findings in file order, and the rules that were skipped, grouped by what they lack.

    With a selection only its rules are reported, and a check without any of them does not run. Checks that give way run
    last: what the others found tells them whether the document is a machine translation.
    """
    material.found.clear()
    opt_in = {rule.id for check in checks for rule in check.rules if rule.opt_in}
    material.opted_in.clear()
    material.opted_in.update(opt_in if selection is None else opt_in & selection.rules)
    off = selection.off(checks) if selection else []
    lacking: dict[frozenset[Need], list[str]] = {}
    runnable: list[tuple[Check, list[str]]] = []
    for check in checks:
        wanted = [rule.id for rule in check.rules if selection is None or rule.id in selection.rules]
        for rule in wanted:
            lacking.setdefault(check.missing(rule, material.has), []).append(rule)
        runnable.append((check, lacking.pop(frozenset(), [])))
    for check, rules in sorted(runnable, key=lambda pair: (pair[0].runs_last, pair[0].gives_way)):
        if rules:
            material.found.extend([finding for finding in check.run(material) if finding.rule.id in rules])
    skipped = [
        Skipped(tuple(rules), tuple(need for need in Need if need in missing)) for missing, rules in lacking.items()
    ]
    if off:
        skipped.append(Skipped(tuple(off)))
    return sorted(without_doubles(material.found), key=lambda finding: (finding.span, finding.rule.id)), skipped


def unjudged(material: Material, skipped: Iterable[Skipped], checks: Sequence[Check] = CHECKS) -> Unjudged | None:
    """Why a document cannot be judged, or None if it can. Findings in such a document count all the same."""
    if not material.bitext.segments:
        known = material.bitext.document.completeness
        return Unjudged.UNTRANSLATED if known and known.total else Unjudged.EMPTY
    if Need.SOURCE not in material.has:
        if not letter_count(material.bitext.document.visible):
            return Unjudged.NUMBERS
        if Need.CHINESE not in material.has:
            return Unjudged.LANGUAGE
    if not {Need.CHINESE, Need.PAIR} & material.has and all(material.languages):
        return Unjudged.PAIR  # placeholders and numbers were compared, but no rule has read the text
    left_out = {name for group in skipped for name in group.rules}
    ran = any(not {rule.id, check.name} & left_out for check in checks for rule in check.rules)
    return None if ran else Unjudged.RULES


def without_doubles(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings without those that give way to another at the same place."""
    doubts = {rule.id for check in CHECKS if check.gives_way for rule in check.rules}
    taken = [finding.span for finding in findings if finding.rule.id not in doubts]
    for finding in findings:
        if finding.rule.id not in doubts or not any(finding.span.overlaps(span) for span in taken):
            yield finding


__all__ = [
    "CHECKS",
    "RULES",
    "Check",
    "Material",
    "Need",
    "Skipped",
    "Unjudged",
    "run_checks",
    "unjudged",
    "without_doubles",
]
