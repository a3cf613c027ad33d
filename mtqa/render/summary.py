"""A page in GitHub's Markdown: verdicts, totals, and the findings of each document.

Read by people on the page of a job: `--output summary="$GITHUB_STEP_SUMMARY"`; also useful in a
comment. Specified in https://github.github.com/gfm/ and, as to the page of a job,
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary.

Text of documents is in code spans, where Markdown, HTML, mentions and links have no effect; messages are escaped.
GitHub discards a page larger than 1 MiB: so the documents that failed come first, and those that do not fit are
counted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from mtqa.completeness import Completeness
from mtqa.findings import Finding, Severity
from mtqa.render.base import one_line, unjudged, words_of
from mtqa.render.places import Root, place_in
from mtqa.render.scores import caution, headline, rates, table
from mtqa.render.sentences import coverage, sentence
from mtqa.render.units import LONGEST, mark
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Verdict, percent
from mtqa.text import Document, Unit, shortened

MOST_BYTES = 1024 * 1024  # of a page
_RESERVED_BYTES = 400  # for the line that counts what did not fit
_MOST_QUOTED = 200  # characters of a document in one cell

_SIGNS = {Verdict.PASS: "✅", Verdict.FAIL: "❌", Verdict.NOT_JUDGED: "⚪"}
_WORDS = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.NOT_JUDGED: "not judged"}
_CAUTION = "⚠️"  # passed, with faults that a reader should know of
_MARKS = {Severity.CRITICAL: "🔴", Severity.MAJOR: "🟠", Severity.MINOR: "🔵"}


def render(report: Report, room: int = MOST_BYTES) -> str:
    """The page as text, of at most `room` bytes."""
    root = Root.here()
    head = "\n".join(_head(report, root)) + "\n"
    left = room - len(head.encode()) - _RESERVED_BYTES
    if left < 0:
        return ""  # the page is full: with more, GitHub would discard it
    parts = [head]
    missing = 0
    not_judged = {id(document) for document in unjudged(report)}
    for document in sorted(report.documents, key=_badness):
        fine = document.verdict is not Verdict.FAIL and not document.reads_translated
        if not document.open_findings and fine and id(document) not in not_judged:
            continue
        part = "\n".join(_document(document, root)) + "\n"
        size = len(part.encode())
        if missing or size > left:
            missing += 1
        else:
            parts.append(part)
            left -= size
    if missing:
        parts.append(f"\n{_count(missing, 'more document')} with findings would not fit on this page.\n")
    return "".join(parts)


def continued(report: Report, path: str) -> str:
    """The page with the content of `path` before it: each command of a step adds to the page of the job."""
    place = Path(path)
    there = place.read_bytes().decode("utf-8", "replace") if place.is_file() else ""
    return there + render(report, MOST_BYTES - len(there.encode()))


def _head(report: Report, root: Root) -> Iterator[str]:
    failed, skipped = report.count(Verdict.FAIL), report.count(Verdict.NOT_JUDGED)
    verdict = _WORDS[report.verdict] if not (report.passed and report.unreadable) else "could not read everything"
    counts = {level: sum(document.score.counts[level] for document in report.documents) for level in reversed(Severity)}
    cautious = sum(bool(document.cautions) for document in report.documents)
    sign = _CAUTION if report.verdict is Verdict.PASS and cautious else _SIGNS[report.verdict]
    yield f"## {'❌' if report.passed and report.unreadable else sign} mtqa {verdict}"
    yield ""
    totals = " · ".join(f"{_MARKS[level]} {count:,} {level}" for level, count in counts.items())
    unjudged_ = f", {skipped:,} not judged" if skipped else ""
    careful = f", {cautious:,} passed with a caution" if cautious else ""
    yield f"{_count(len(report.documents), 'document')}, {failed:,} failed{careful}{unjudged_} · {totals}"
    yield ""
    if any(counts.values()):
        yield from ("Findings are possible errors until a reviewer confirms them.", "")
        yield from _table(report)
    known = [document.completeness for document in report.documents if document.completeness]
    if (whole := sum(known, Completeness())).total:
        yield from (coverage(whole), "")
    for reason in report.reasons:
        yield f"- failed: {_escaped(sentence(reason))}"
    for error in report.unreadable[:100]:
        yield f"- not read: {_code(root.path(error.where))} {_escaped(error.what)}"
    if len(report.unreadable) > 100:
        yield f"- {len(report.unreadable) - 100:,} more were not read"
    for note in report.passed_over.notes():
        yield f"- {_escaped(sentence(note))}"
    yield ""
    yield f"<sub>{_escaped(report.signature)}</sub>"


def _badness(report: DocumentReport) -> tuple[int, float]:
    """Failed before not judged before passed, then the lowest score."""
    order = (Verdict.FAIL, Verdict.NOT_JUDGED, Verdict.PASS)
    return order.index(report.verdict), report.score.value or 0


def _document(report: DocumentReport, root: Root) -> Iterator[str]:
    score = report.score
    yield ""
    sign = _CAUTION if report.cautions else _SIGNS[report.verdict]
    yield f"### {sign} {_code(root.path(report.document.path))} {_escaped(headline(score))}".rstrip()
    yield ""
    if report.translated:
        chance = report.machine_translated
        figure = "too short to tell" if chance is None else f"{percent(chance)} %"
        yield f"- {'⚠️ ' if report.reads_translated else ''}reads machine-translated: {figure}"
    if report.completeness:
        yield f"- {coverage(report.completeness)}"
    for reason in report.reasons:
        yield f"- {_WORDS[report.verdict]}: {_escaped(sentence(reason))}"
    if report.cautions:
        yield f"- {caution(report)}"
    if score.penalty:
        yield f"- {rates(score)}"
    if report.open_findings:
        yield ""
        yield "| place | severity | rule | text | better | why |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(finding, report) for finding in report.open_findings)


def _table(report: Report) -> Iterator[str]:
    """The findings of all documents by category and severity, and what they cost."""
    head, *rows = table(document.score for document in report.documents)
    yield f"| {' | '.join(head)} |"
    yield f"|---{'|--:' * (len(head) - 1)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _escaped_place(finding: Finding, document: Document) -> str:
    """The place; the name of a slide, page or chapter is text of the file."""
    place = place_in(finding, document)
    return _cell(place) if document.sections else place


def _row(finding: Finding, report: DocumentReport) -> str:
    better = " / ".join(_cell(wording) if wording else "(delete)" for wording in finding.suggestions)
    cells = (
        _escaped_place(finding, report.document),
        f"{_MARKS[finding.severity]} {finding.severity}",
        _cell(finding.rule.id),
        _cell(words_of(finding, report.document)),
        better,
        _escaped(finding.message) + _unit(report.unit_of(finding)),
    )
    return f"| {' | '.join(cells)} |"


def _unit(unit: Unit | None) -> str:
    """The id of a unit, and that it is fuzzy, behind a message."""
    if unit is None:
        return ""
    return f" · {_cell(shortened(unit.id, LONGEST))}" + (f" ({_escaped(mark(unit))})" if mark(unit) else "")


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _code(text: str) -> str:
    """Text in a code span, whose fence is longer than any row of backticks in the text.

    >>> _code("a`b"), _code("`")
    ('``a`b``', '`` ` ``')
    """
    text = shortened(one_line(text), _MOST_QUOTED)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) or not text else ""
    return f"{fence}{room}{text}{room}{fence}"


def _cell(text: str) -> str:
    """A code span in a table, where a bar ends a cell even in code."""
    return _code(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    r"""Text outside of code: no character has a meaning in Markdown or HTML, and `@`, `#1` and `www.` make no links.

    >>> _escaped("<b> [x](y) @me")
    '&lt;b&gt; \\[x\\]\\(y\\) @<!-- -->me'
    """
    text = re.sub(r"([\\`*_{}\[\]()+!|~\-])", r"\\\1", one_line(text))
    text = html.escape(text, quote=False)
    return re.sub(r"([@#]|://|www(?=\.))", r"\1<!-- -->", text)
