"""JUnit XML: a run as test results, for Jenkins, GitLab, Azure DevOps, CircleCI and other services that show them.

There is no standard; this is the form of Jenkins, https://github.com/jenkinsci/xunit-plugin, `junit-10.xsd`.
A document is a suite. Its first test is the gate, with the reasons why it failed; each finding is a further test.
The run as a whole, which can fail for its own reasons (`--max-findings`), is a suite with the gate alone.
Services stop a build at any failure; so a finding is a failure only where the gate of its document failed, and a
skipped test with its message otherwise, as are suppressed findings. A file that
could not be read is an error; the gate of a document that was not judged is a skipped test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as xml

from mtqa.errors import ReadError
from mtqa.findings import Finding
from mtqa.render.base import one_line, visible, words_of
from mtqa.render.places import Root, place_in
from mtqa.render.scores import caution, tree
from mtqa.render.sentences import sentence
from mtqa.render.units import told
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Reason, Verdict


def render(report: Report) -> str:
    """The results as text. Characters that XML cannot hold are named in it."""
    root = Root.here()
    suites = [_suite_of([_gate("mtqa", report.reasons, Verdict.FAIL)], "mtqa")]
    suites += [_suite(document, one_line(root.path(document.document.path))) for document in report.documents]
    suites += [_unreadable(error, one_line(root.path(error.where))) for error in report.unreadable]
    top = xml.Element("testsuites", {"name": "mtqa"} | _totals(suites))
    top.extend(suites)
    xml.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(top, encoding="unicode") + "\n"


def _suite(report: DocumentReport, path: str) -> xml.Element:
    tests = [
        _gate(path, report.reasons, report.verdict),
        *(_test(finding, path, report) for finding in report.findings),
    ]
    suite = _suite_of(tests, path)
    properties = xml.Element("properties")
    for name, figure in _figures(report).items():
        xml.SubElement(properties, "property", name=name, value=visible(str(figure)))
    if known := report.completeness:
        for name in ("translated", "fuzzy", "untranslated"):
            xml.SubElement(properties, "property", name=f"units_{name}", value=str(getattr(known, name)))
    suite.insert(0, properties)
    return suite


def _figures(report: DocumentReport) -> dict[str, Any]:
    """The score and what belongs to it; what a document has none of is left out."""
    score = report.score
    figures: dict[str, Any] = {"value": score.value, "penalty": score.penalty, "words": score.words}
    figures |= tree(score, report.config.scoring.model)
    figures["too_short"] = "true" if figures["too_short"] else ""
    figures["caution"] = caution(report)
    return {name: figure for name, figure in figures.items() if figure not in (None, "")}


def _gate(path: str, reasons: Sequence[Reason], verdict: Verdict) -> xml.Element:
    test = xml.Element("testcase", name="quality gate", classname=path)
    why = "; ".join(map(sentence, reasons))
    if verdict is Verdict.NOT_JUDGED:
        _add_result(test, "skipped", "not judged", f"not judged: {why}")
    elif reasons:
        _add_result(test, "failure", "gate", why)
    return test


def _test(finding: Finding, path: str, report: DocumentReport) -> xml.Element:
    words = one_line(words_of(finding, report.document))
    name = f"{one_line(place_in(finding, report.document))} {finding.rule.id} “{words}”"
    test = xml.Element("testcase", name=name, classname=path)
    kind = f"{finding.severity.value} {finding.rule.id}"
    message = told(finding, report)
    if not finding.is_open:
        reason = finding.status_reason or finding.status.meaning
        _add_result(test, "skipped", kind, f"{message} (suppressed: {visible(reason)})")
    else:
        _add_result(test, "failure" if report.verdict is Verdict.FAIL else "skipped", kind, message)
    return test


def _add_result(test: xml.Element, tag: str, kind: str, message: str) -> None:
    xml.SubElement(test, tag, type=kind, message=one_line(message)).text = visible(message)


def _unreadable(error: ReadError, path: str) -> xml.Element:
    test = xml.Element("testcase", name="read", classname=path)
    _add_result(test, "error", "unreadable", f"{error.what}\n→ {error.advice}" if error.advice else error.what)
    return _suite_of([test], path)


def _suite_of(tests: Sequence[xml.Element], name: str) -> xml.Element:
    suite = xml.Element("testsuite", {"name": name} | _counts(tests))
    suite.extend(tests)
    return suite


def _counts(tests: Sequence[xml.Element]) -> dict[str, str]:
    results = [result.tag for test in tests for result in test]
    return {
        "tests": str(len(tests)),
        "failures": str(results.count("failure")),
        "errors": str(results.count("error")),
        "skipped": str(results.count("skipped")),
    }


def _totals(suites: Sequence[xml.Element]) -> dict[str, str]:
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in ("tests", "failures", "errors")}
