"""GitHub Actions' workflow commands: each finding becomes an annotation beside its line.

Read by the runner from standard output, so `--output github=-`. Specified in
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; critical findings are
errors, major ones warnings, minor ones notices; a file that was not judged is a warning.

GitHub keeps 10 annotations a level in a step and 50 in a job, and drops the rest silently. So the findings of
highest severity and confidence are written, ten a level; the last notice counts the others.
"""

from __future__ import annotations

from itertools import chain

from mtqa.errors import ReadError
from mtqa.findings import Severity
from mtqa.render.base import Found, not_judged, unjudged, visible, worst_first
from mtqa.render.places import Root, end_of
from mtqa.render.units import told
from mtqa.report import DocumentReport, Report

MOST_PER_LEVEL = 10  # annotations in a step

_COMMANDS = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "notice"}


def render(report: Report) -> str:
    """One command a line; empty where there is nothing to report."""
    root = Root.here()
    found = worst_first((finding, document) for document in report.documents for finding in document.open_findings)
    unread = [_unreadable(error, root) for error in report.unreadable]
    not_judged_files = [_unjudged(document, root) for document in unjudged(report)]
    levels = {severity: [pair for pair in found if pair[0].severity is severity] for severity in reversed(Severity)}
    shown = {severity: pairs[:MOST_PER_LEVEL] for severity, pairs in levels.items()}
    shown[Severity.CRITICAL] = shown[Severity.CRITICAL][: max(0, MOST_PER_LEVEL - len(unread))]
    shown[Severity.MAJOR] = shown[Severity.MAJOR][: max(0, MOST_PER_LEVEL - len(not_judged_files))]
    files = [*unread[:MOST_PER_LEVEL], *not_judged_files[:MOST_PER_LEVEL]]
    left = len(found) + len(unread) + len(not_judged_files) - _number(shown) - len(files)
    if left and len(shown[Severity.MINOR]) == MOST_PER_LEVEL:
        shown[Severity.MINOR].pop()
        left += 1
    lines = [*files, *(_finding(pair, root) for pair in chain.from_iterable(shown.values()))]
    if left:
        lines.append(_command("notice", {"title": "mtqa"}, f"{left:,} more that GitHub does not show here"))
    return "".join(f"{line}\n" for line in lines)


def _number(shown: dict[Severity, list[Found]]) -> int:
    return sum(map(len, shown.values()))


def _finding(found: Found, root: Root) -> str:
    finding, report = found
    end = end_of(finding, report.document)
    properties = {"file": root.path(report.document.path), "line": str(finding.line)}
    if end.line == finding.line:  # the runner takes columns only of a single line
        properties |= {"col": str(finding.column), "endColumn": str(end.column)}
    else:
        properties |= {"endLine": str(end.line)}
    properties["title"] = f"mtqa {finding.rule.id}"
    return _command(_COMMANDS[finding.severity], properties, told(finding, report))


def _unreadable(error: ReadError, root: Root) -> str:
    properties = {"file": root.path(error.where), "title": "mtqa cannot read this file"}
    return _command("error", properties, f"{error.what}\n→ {error.advice}" if error.advice else error.what)


def _unjudged(report: DocumentReport, root: Root) -> str:
    properties = {"file": root.path(report.document.path), "title": "mtqa could not judge this file"}
    return _command("warning", properties, not_judged(report))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    named = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {named}::{_data(message)}"


def _data(text: str) -> str:
    r"""The message, after the second `::`.

    >>> _data("100%\n::error::x")
    '100%25%0A::error::x'
    """
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, in which `:` and `,` are escaped because they end it.

    >>> _property("a,b:c")
    'a%2Cb%3Ac'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
