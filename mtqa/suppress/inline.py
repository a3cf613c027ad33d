"""Applies the suppressions in the file to the findings, and notes suppressions that suppress nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from mtqa.checks import RULES
from mtqa.findings import Finding, Status
from mtqa.report import DocumentReport
from mtqa.suppress.directives import Directive, Suppression, SuppressionIndex, suppressions
from mtqa.text import Note

_MOST_NOTES = 100
_MOST_UNKNOWN = 3  # unknown rules of a directive that get a note


def suppressed(report: DocumentReport, rules: Iterable[str]) -> DocumentReport:
    """The report with the suppressions of its file applied, and notes on those with errors. `rules` are the rules that
    were on."""
    found, notes = suppressions(report.document)
    if not (found or notes):
        return report
    index, used = SuppressionIndex(found), set[Suppression]()
    findings = []
    for finding in report.findings:
        applying = index.applying_to(finding)
        used.update(applying)
        findings.append(_suppress(finding, applying[0]) if applying else finding)
    unused = [suppression for suppression in found if suppression not in used]
    notes += [note for suppression in unused for note in _unused(suppression.directive, report.rules_run(rules))]
    if len(notes) > _MOST_NOTES:
        notes[_MOST_NOTES:] = [Note.of("more_suppressions", n=len(notes) - _MOST_NOTES)]
    document = replace(report.document, notes=(*report.document.notes, *notes))
    return replace(report, document=document, findings=tuple(findings))


def _suppress(finding: Finding, by: Suppression) -> Finding:
    return replace(finding, status=Status.SUPPRESSED, status_reason=by.directive.reason, in_source=True)


def _unused(directive: Directive, run: frozenset[str]) -> Iterator[Note]:
    """Notes on a suppression without effect, if that is certain: a rule that did not run may find something."""
    unknown = [name for name in directive.rules if not any(rule.is_under(name) for rule, _ in RULES.values())]
    where: dict[str, str | int] = {"line": directive.line, "directive": directive.name}
    for name in unknown[:_MOST_UNKNOWN]:
        near = get_close_matches(name, RULES, n=1, cutoff=0.4)
        arguments = {**where, "rule": name}
        yield Note.of("no_such_rule_but", **arguments, near=near[0]) if near else Note.of("no_such_rule", **arguments)
    named = {
        rule.id
        for rule, _ in RULES.values()
        if not directive.rules or any(rule.is_under(name) for name in directive.rules)
    }
    if not unknown and named <= run:
        yield Note.of("suppresses_nothing", **where)
