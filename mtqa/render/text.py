"""The summary in the terminal: a verdict, a line or two a finding, what was skipped, the signature.

On a terminal a finding takes two lines and a long quotation is shortened. Anywhere else it takes one, whole,
however long, so that `grep` and the log of a build keep everything. Nothing of the document is ever read as
rich's markup ("[/s2/]" closes a tag there) nor reaches the terminal as a control sequence: text goes in as
`Text`, made `visible` first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from mtqa.findings import Evidence, Finding, Severity
from mtqa.render.base import visible
from mtqa.report import DocumentReport, Report

_STYLES = {Severity.MINOR: "cyan", Severity.MAJOR: "yellow", Severity.CRITICAL: "bold red"}
_QUOTE_CELLS = 44  # the longest quotation on a terminal: leaves 36 of 80 columns for place, severity and rule
_ALIGN_CELLS = 40  # beyond this a quotation no longer pushes the messages of the others to the right


def render(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print the summary on `console`, with the evidence of every finding where it is to be `verbose`; colours and
    widths are the console's own."""
    for number, document in enumerate(report.documents):
        if number:
            console.print()
        _document(document, console, verbose)
    _line(console, Text.assemble(("signature ", "dim"), (_one_line(report.signature), "dim")))


def _line(console: Console, text: Text) -> None:
    """One line of output: not wrapped, not cropped, no markup, emoji codes or highlighting."""
    console.print(text, soft_wrap=True, markup=False, emoji=False, highlight=False)


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "⏎").replace("\t", " ")


def _document(report: DocumentReport, console: Console, verbose: bool) -> None:
    score = report.score
    style = "bold green" if score.passed else "bold red"
    _line(
        console,
        Text.assemble(
            (score.verdict.upper(), style),
            "  ",
            (_one_line(report.document.path), "bold"),
            f"  score {score.value:.1f}  ",
            _counts(report),
            f"  ({score.words:,} words)",
        ),
    )
    for reason in score.reasons:
        _line(console, Text.assemble("  failed: ", (_one_line(reason), "red")))
    _findings(report.open_findings, console, verbose)
    if not report.open_findings:
        _line(console, Text("  nothing was flagged", "green"))
    for status, count in report.put_aside.items():
        _line(console, Text(f"  put aside: {count} {status.meaning}", "dim"))
    for skipped in report.skipped:
        _line(console, Text(f"  not checked: {_one_line(skipped)}", "dim"))
    for note in report.document.notes:
        _line(console, Text(f"  note: {_one_line(note)}", "dim"))


def _counts(report: DocumentReport) -> Text:
    counts = report.score.counts
    parts = [Text(f"{counts[severity]} {severity}", _STYLES[severity]) for severity in reversed(Severity)]
    return Text(" · ").join(parts)


def _findings(findings: Sequence[Finding], console: Console, verbose: bool) -> None:
    """The findings under each other, columns padded by the cells that characters take, not their number."""
    heads = [(f"{one.line}:{one.column}", one.severity.value, one.rule.id) for one in findings]
    widths = [max(map(cell_len, column)) for column in zip(*heads, strict=True)]
    quotes = [_quote(one, short=console.is_terminal) for one in findings]
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
        if console.is_terminal:
            _line(console, line)
            console.print(Padding(message, (0, 0, 0, widths[0] + 4)), markup=False, emoji=False, highlight=False)
        else:
            line.append(" " * (max(0, quote_width - quote.cell_len) + 2))
            _line(console, line.append_text(message))
        if verbose:
            _line(console, Text(" " * (widths[0] + 4) + _evidence(finding), "dim"))


def _evidence(finding: Finding) -> str:
    """What a finding rests on, as `name value` pairs: nested tables as JSON."""
    evidence: Evidence = {"confidence": round(finding.confidence, 2), **finding.evidence}
    values = (
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in evidence.items()
        if value != ""
    )
    return " · ".join(f"{name} {_one_line(value)}" for name, value in values)


def _quote(finding: Finding, *, short: bool) -> Text:
    text = Text(_one_line(finding.text))
    better = Text(" / ".join(_one_line(wording) or "(delete)" for wording in finding.suggestions), "green")
    if short:
        text.truncate(_QUOTE_CELLS, overflow="ellipsis")
        better.truncate(_QUOTE_CELLS, overflow="ellipsis")
    quote = Text.assemble("«", text, "»")
    return quote.append(" → ").append_text(better) if finding.suggestions else quote


def render_unreadable(report: Report, console: Console) -> None:
    """Print what could not be read and what to do: diagnostics, so `console` should be that of stderr."""
    for error in report.unreadable:
        where = (_one_line(error.where), "bold")
        _line(console, Text.assemble(("UNREADABLE", "bold red"), "  ", where, f"  {_one_line(error.what)}"))
        if error.advice:
            _line(console, Text(f"  → {_one_line(error.advice)}"))
