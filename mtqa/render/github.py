"""GitHub Actions' workflow commands: a finding is shown as an annotation beside the line it stands in.

Read by the runner from standard output, so `--output github=-`. Specified in
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; critical findings are
errors, major ones warnings, minor ones notices; a file that was not judged is a warning.

GitHub keeps 10 annotations a level a step and 50 a job, and drops the rest without a word. So the gravest and
surest are written, ten a level; where there are more, the last notice says how many.
"""

from __future__ import annotations

from itertools import chain

from mtqa.errors import ReadError
from mtqa.findings import Severity
from mtqa.render.base import Found, described, not_judged, unjudged, visible, worst_first
from mtqa.render.places import Root, end_of
from mtqa.report import DocumentReport, Report

A_LEVEL = 10  # annotations a step

_COMMANDS = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "notice"}


def render(report: Report) -> str:
    """One line a command; nothing where there is nothing to say."""
    root = Root.here()
    found = worst_first((finding, one) for one in report.documents for finding in one.open_findings)
    unread = [_unreadable(error, root) for error in report.unreadable]
    unsaid = [_unjudged(one, root) for one in unjudged(report)]
    levels = {severity: [one for one in found if one[0].severity is severity] for severity in reversed(Severity)}
    shown = {severity: some[:A_LEVEL] for severity, some in levels.items()}
    shown[Severity.CRITICAL] = shown[Severity.CRITICAL][: max(0, A_LEVEL - len(unread))]
    shown[Severity.MAJOR] = shown[Severity.MAJOR][: max(0, A_LEVEL - len(unsaid))]
    told = [*unread[:A_LEVEL], *unsaid[:A_LEVEL]]
    left = len(found) + len(unread) + len(unsaid) - _number(shown) - len(told)
    if left and len(shown[Severity.MINOR]) == A_LEVEL:
        shown[Severity.MINOR].pop()
        left += 1
    lines = [*told, *(_finding(one, root) for one in chain.from_iterable(shown.values()))]
    if left:
        lines.append(_command("notice", {"title": "mtqa"}, f"{left:,} more that GitHub does not show here"))
    return "".join(f"{line}\n" for line in lines)


def _number(shown: dict[Severity, list[Found]]) -> int:
    return sum(map(len, shown.values()))


def _finding(found: Found, root: Root) -> str:
    finding, one = found
    end = end_of(finding, one.document)
    properties = {"file": root.path(one.document.path), "line": str(finding.line)}
    if end.line == finding.line:  # the runner takes no columns where there is more than one line
        properties |= {"col": str(finding.column), "endColumn": str(end.column)}
    else:
        properties |= {"endLine": str(end.line)}
    properties["title"] = f"mtqa {finding.rule.id}"
    return _command(_COMMANDS[finding.severity], properties, described(finding))


def _unreadable(error: ReadError, root: Root) -> str:
    properties = {"file": root.path(error.where), "title": "mtqa cannot read this file"}
    return _command("error", properties, f"{error.what}\n→ {error.advice}" if error.advice else error.what)


def _unjudged(one: DocumentReport, root: Root) -> str:
    properties = {"file": root.path(one.document.path), "title": "mtqa could not judge this file"}
    return _command("warning", properties, not_judged(one))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(message)}"


def _data(text: str) -> str:
    r"""What stands after the second `::`.

    >>> _data("100%\n::error::x")
    '100%25%0A::error::x'
    """
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, which `:` and `,` end.

    >>> _property("a,b:c")
    'a%2Cb%3Ac'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
