"""JUnit XML: a run as test results, for Jenkins, GitLab, Azure DevOps, CircleCI and whatever else shows them.

There is no standard; this is the form of Jenkins, https://github.com/jenkinsci/xunit-plugin, `junit-10.xsd`.
A document is a suite. Its first test is the gate, with the reasons why it failed; each finding is one more.
Whoever reads this file stops a build at any failure; so a finding is a failure only where the gate of its
document failed, and a skipped test with its message otherwise, as are findings that were put aside. A file that
could not be read is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as xml

from mtqa.errors import ReadError
from mtqa.findings import Finding
from mtqa.render.base import described, one_line, visible
from mtqa.render.places import Root
from mtqa.report import DocumentReport, Report


def render(report: Report) -> str:
    """The results as text. Characters that XML cannot hold are named in it."""
    root = Root.here()
    suites = [_suite(one, one_line(root.path(one.document.path))) for one in report.documents]
    suites += [_unreadable(error, one_line(root.path(error.where))) for error in report.unreadable]
    top = xml.Element("testsuites", {"name": "mtqa"} | _sums(suites))
    top.extend(suites)
    xml.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(top, encoding="unicode") + "\n"


def _suite(report: DocumentReport, path: str) -> xml.Element:
    gate = xml.Element("testcase", name="quality gate", classname=path)
    if not report.score.passed:
        _ending(gate, "failure", "gate", "; ".join(report.score.reasons))
    tests = [gate, *(_test(finding, path, report.score.passed) for finding in report.findings)]
    suite = xml.Element("testsuite", {"name": path} | _counts(tests))
    properties = xml.SubElement(suite, "properties")
    for name in ("value", "penalty", "words"):
        xml.SubElement(properties, "property", name=name, value=str(getattr(report.score, name)))
    suite.extend(tests)
    return suite


def _test(finding: Finding, path: str, passed: bool) -> xml.Element:
    name = f"{finding.line}:{finding.column} {finding.rule.id} “{one_line(finding.text)}”"
    test = xml.Element("testcase", name=name, classname=path)
    kind = f"{finding.severity.value} {finding.rule.id}"
    if not finding.is_open:
        reason = finding.status_reason or finding.status.meaning
        _ending(test, "skipped", kind, f"{described(finding)} (put aside: {visible(reason)})")
    else:
        _ending(test, "skipped" if passed else "failure", kind, described(finding))
    return test


def _ending(test: xml.Element, tag: str, kind: str, message: str) -> None:
    xml.SubElement(test, tag, type=kind, message=one_line(message)).text = visible(message)


def _unreadable(error: ReadError, path: str) -> xml.Element:
    test = xml.Element("testcase", name="read", classname=path)
    _ending(test, "error", "unreadable", f"{error.what}\n→ {error.advice}" if error.advice else error.what)
    suite = xml.Element("testsuite", {"name": path} | _counts([test]))
    suite.append(test)
    return suite


def _counts(tests: Iterable[xml.Element]) -> dict[str, str]:
    tests = list(tests)
    ends = [ending.tag for test in tests for ending in test]
    return {
        "tests": str(len(tests)),
        "failures": str(ends.count("failure")),
        "errors": str(ends.count("error")),
        "skipped": str(ends.count("skipped")),
    }


def _sums(suites: Iterable[xml.Element]) -> dict[str, str]:
    suites = list(suites)
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in ("tests", "failures", "errors")}
