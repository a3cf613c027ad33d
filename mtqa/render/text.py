"""The summary in the terminal: a verdict, a line or two a finding, what was skipped, totals, the signature.

Of several documents, those that passed without findings are only counted, unless `verbose` is set, and what was
skipped is printed once for all of them.
On a terminal a finding takes two lines and a long quotation is shortened. Elsewhere it takes one line of any
length, so that `grep` and the log of a build have everything. Text of the document is never read as rich's markup
("[/s2/]" closes a tag there) and never reaches the terminal as a control sequence: it is made `visible` first, and
wrapped in `Text`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from mtqa.completeness import Completeness
from mtqa.findings import Finding, Json, Severity, Status, as_json
from mtqa.render.base import one_line, unjudged, words_of
from mtqa.render.places import place_in
from mtqa.render.scores import aligned, caution, headline, rates
from mtqa.render.sentences import coverage, sentence
from mtqa.render.units import LONGEST, origin
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Verdict, percent
from mtqa.text import Document, shortened

_STYLES = {Severity.MINOR: "cyan", Severity.MAJOR: "yellow", Severity.CRITICAL: "bold red"}
_VERDICTS = {
    Verdict.PASS: Text("PASS", "bold green"),
    Verdict.FAIL: Text("FAIL", "bold red"),
    Verdict.NOT_JUDGED: Text("NOT JUDGED", "bold yellow"),
}
_CAUTION = Text("PASS", "bold yellow")  # with faults that a reader should know of
_QUOTE_CELLS = 44  # the longest quotation on a terminal: leaves 36 of 80 columns for place, severity and rule
_REASONS, _REASON_CELLS = 3, 60  # sentences that read most translated, and characters of each
_ALIGN_CELLS = 40  # beyond this a quotation no longer pushes the messages of the others to the right


def render(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print the summary on `console`, with the evidence of each finding if `verbose`; the console decides about
    colours and width."""
    many = len(report.documents) != 1
    not_judged = {id(document) for document in unjudged(report)}
    shown = [
        document
        for document in report.documents
        if verbose
        or not many
        or document.open_findings
        or document.verdict is Verdict.FAIL
        or document.reads_translated
        or id(document) in not_judged
    ]
    for number, document in enumerate(shown):
        if number:
            console.print()
        _document(document, console, verbose)
    if many:
        if shown:
            console.print()
        _totals(report, console)
    for reason in report.reasons:
        _line(
            console, Text.assemble(("FAIL", "bold red"), "  the run as a whole: ", (_one_line(sentence(reason)), "red"))
        )
    if not report.passed and not report.exit_code:
        _line(console, Text("a gate failed; the exit code is 0 because of --exit-zero", "dim"))
    _skipped(report, console)
    _line(console, Text.assemble(("signature ", "dim"), (_one_line(report.signature), "dim")))


def _line(console: Console, text: Text) -> None:
    """One line of output: not wrapped, not cropped, no markup, emoji codes or highlighting."""
    console.print(text, soft_wrap=True, markup=False, emoji=False, highlight=False)


def _one_line(text: str) -> str:
    """The text on one line, without commands: build servers obey `##[group]` and `##vso[…]` in a log."""
    return re.sub(r"##(?=\w*\[)", "## ", one_line(text))


def _document(report: DocumentReport, console: Console, verbose: bool) -> None:
    score = report.score
    verdict = _CAUTION if report.cautions else _VERDICTS[report.verdict]
    head = Text.assemble(verdict, "  ", (_one_line(report.document.path), "bold"))
    if score.value is None:
        why = "; ".join(map(sentence, report.reasons))
        _line(console, head.append(f"  {_one_line(why)}"))
        _coverage(report.completeness, console)
    else:
        head.append(f"  score {_one_line(headline(score))}  ").append_text(_counts(score.counts))
        _line(console, head.append(f"  ({score.words:,} words)"))
        if score.penalty:
            _line(console, Text(f"  {rates(score)}", "dim"))
        _translated(report, console)
        _coverage(report.completeness, console)
        for reason in report.reasons:
            _line(console, Text.assemble("  failed: ", (_one_line(sentence(reason)), "red")))
        if report.cautions:
            _line(console, Text(f"  {caution(report)}", "yellow"))
        if verbose:
            for row in aligned(score):
                _line(console, Text(f"  {row}", "dim"))
        _findings(report, console, verbose)
        if not any(score.counts.values()):
            _line(console, Text("  nothing was flagged", "" if report.reads_translated else "green"))
    for status, count in report.suppressed_counts.items():
        _line(console, Text(f"  suppressed: {count} {status.meaning}", "dim"))
    for note in report.document.notes:
        _line(console, Text(f"  note: {_one_line(sentence(note))}", "dim"))


def _translated(report: DocumentReport, console: Console) -> None:
    """How likely the document is a machine translation, with the sentences that say so where it is."""
    if report.translated is None:
        return
    if report.machine_translated is None:
        _line(console, Text("  reads machine-translated: too short to tell", "dim"))
        return
    _line(
        console,
        Text(
            f"  reads machine-translated: {percent(report.machine_translated)} %",
            "bold yellow" if report.reads_translated else "dim",
        ),
    )
    if report.reads_translated:
        for index in report.translated.segments[:_REASONS]:
            segment = report.segments[index]
            place, text = f"{segment.place.line}:{segment.place.column}", shortened(segment.segment.text, _REASON_CELLS)
            _line(console, Text(f"    {place}  {_one_line(text)}", "dim"))


def _coverage(known: Completeness | None, console: Console) -> None:
    """How much of a file of units is translated."""
    if known and known.total:
        _line(console, Text(f"  {coverage(known)}", "dim"))


def _totals(report: Report, console: Console) -> None:
    """One line for all documents, and the suppressed findings of all, also of those that are not shown."""
    scores = [document.score for document in report.documents]
    failed, skipped = report.count(Verdict.FAIL), report.count(Verdict.NOT_JUDGED)
    cautious = sum(bool(document.cautions) for document in report.documents)
    counts = {severity: sum(score.counts[severity] for score in scores) for severity in Severity}
    _line(
        console,
        Text.assemble(
            (f"{len(scores):,} documents", "bold"),
            f": {report.count(Verdict.PASS):,} passed",
            (f" ({cautious:,} of them with a caution)" if cautious else "", "yellow"),
            ", ",
            (f"{failed:,} failed", "red" if failed else ""),
            (f", {skipped:,} not judged" if skipped else "", "yellow"),
            (f", {len(report.unreadable):,} not read" if report.unreadable else "", "red"),
            "  ",
            _counts(counts),
            f"  ({sum(score.words for score in scores):,} words)",
        ),
    )
    known = [document.completeness for document in report.documents if document.completeness]
    _coverage(sum(known, Completeness()), console)
    suppressed = sum((Counter(document.suppressed_counts) for document in report.documents), Counter[Status]())
    for status, count in suppressed.items():
        _line(console, Text(f"  suppressed: {count:,} {status.meaning}", "dim"))


def _skipped(report: Report, console: Console) -> None:
    """The rules that were not checked, each with the number of documents unless that is all of them."""
    found = Counter(skipped for document in report.documents for skipped in document.not_checked)
    for skipped, count in found.items():
        some = f" ({count:,} of {len(report.documents):,} documents)" if count != len(report.documents) else ""
        _line(console, Text(f"  not checked: {_one_line(sentence(skipped))}{some}", "dim"))


def _counts(counts: Mapping[Severity, int]) -> Text:
    parts = [Text(f"{counts[severity]:,} {severity}", _STYLES[severity]) for severity in reversed(Severity)]
    return Text(" · ").join(parts)


def _findings(report: DocumentReport, console: Console, verbose: bool) -> None:
    """The findings under each other, columns padded by the cells that characters take, not their number."""
    findings, document = report.open_findings, report.document
    heads = [(_one_line(place_in(finding, document)), finding.severity.value, finding.rule.id) for finding in findings]
    widths = [max(map(cell_len, column)) for column in zip(*heads, strict=True)]
    quotes = [_quote(finding, document, short=console.is_terminal) for finding in findings]
    quote_width = max((quote.cell_len for quote in quotes if quote.cell_len <= _ALIGN_CELLS), default=0)
    for finding, head, quote in zip(findings, heads, quotes, strict=True):
        place, severity, rule = (
            part + " " * (width - cell_len(part)) for part, width in zip(head, widths, strict=True)
        )
        line = Text.assemble(
            f"  {' ' * (len(place) - len(place.rstrip()))}{place.rstrip()}  ",
            (severity, _STYLES[finding.severity]),
            "  ",
            (rule, "dim"),
            "  ",
            quote,
        )
        message = Text(_one_line(finding.message))
        place_of_text = Text(_one_line(origin(finding, report, sys.maxsize if verbose else LONGEST)), "dim")
        if console.is_terminal:
            _line(console, line)
            for part in filter(None, (message, place_of_text)):
                console.print(Padding(part, (0, 0, 0, widths[0] + 4)), markup=False, emoji=False, highlight=False)
        else:
            line.append(" " * (max(0, quote_width - quote.cell_len) + 2))
            line.append_text(message)
            _line(console, line.append("  ").append_text(place_of_text) if place_of_text else line)
        if verbose:
            _line(console, Text(" " * (widths[0] + 4) + _evidence(finding), "dim"))


def _evidence(finding: Finding) -> str:
    """The evidence of a finding as `name value` pairs: nested tables as JSON."""
    evidence: dict[str, Json] = {"confidence": round(finding.confidence, 2), **as_json(finding.evidence)}
    values = (
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in evidence.items()
        if value != ""
    )
    return " · ".join(f"{name} {_one_line(value)}" for name, value in values)


def _quote(finding: Finding, document: Document, *, short: bool) -> Text:
    text = Text(_one_line(words_of(finding, document)))
    better = Text(" / ".join(_one_line(wording) or "(delete)" for wording in finding.suggestions), "green")
    if short:
        text.truncate(_QUOTE_CELLS, overflow="ellipsis")
        better.truncate(_QUOTE_CELLS, overflow="ellipsis")
    quote = Text.assemble("«", text, "»")
    return quote.append(" → ").append_text(better) if finding.suggestions else quote


def render_unreadable(report: Report, console: Console) -> None:
    """Print which files could not be read, and what to do. `console` should be that of stderr."""
    for error in report.unreadable:
        where = (_one_line(error.where), "bold")
        _line(console, Text.assemble(("UNREADABLE", "bold red"), "  ", where, f"  {_one_line(error.what)}"))
        if error.advice:
            _line(console, Text(f"  → {_one_line(error.advice)}"))
