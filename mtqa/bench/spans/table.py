"""The span benchmark as Markdown, and what was missed or falsely flagged, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtqa.bench.spans import Slice
from mtqa.bench.spans.curve import Line, dial
from mtqa.bench.spans.figures import (
    Figures,
    WordFigures,
    category_figures,
    f1,
    figures,
    lintscore,
    ratio,
    reliability,
    rule_figures,
)
from mtqa.bench.spans.figures import word_figures as count_words
from mtqa.calibration.alarms import Alarms
from mtqa.render.base import visible
from mtqa.text import Document

_NONE = Alarms()
_LEGEND = """\
Precision: share of the findings that touch a gold span. Recall: share of the gold spans that a finding touches.
Partial credit: findings and gold spans paired one to one, and credited with the share of their characters that the
partner covers (MPP, micro-averaged, arXiv 2603.19921). lintscore: T × (T / (T + F))² for T true and F false findings,
as proselint has it. False alarms: findings that touch no gold span, in text by people all of them. Seconds are those of
the whole data set, memory is the peak of the process so far."""


def table(
    slices: Sequence[Slice],
    curves: Sequence[tuple[str, Sequence[Line]]],
    signature: str,
    false_alarms: Alarms = _NONE,
) -> str:
    """The report, without any text of the data sets: that may not be published."""
    sections = [f"# Span benchmark\n\n`{signature}`", _summary(slices), _LEGEND]
    for part in slices:
        sections += [f"## {part.name}", *_details(part), _dial(part, false_alarms)]
    for name, lines in curves:
        sections += [f"## Curve: {name}", _curve(lines)]
    return "\n\n".join(sections) + "\n"


def lists(slices: Sequence[Slice]) -> str:
    """Misses and false alarms, one a line. A slice without punctuation repeats another slice and is skipped."""
    lines = []
    for part in slices:
        if not part.repeated:
            lines += [f"misses: {part.name}", *_misses(part)] if not part.human else []
            lines += [f"false alarms: {part.name}", *_alarms(part)]
    return "\n".join(lines)


def _summary(slices: Sequence[Slice]) -> str:
    columns = [_column(part) for part in slices]
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    return _markdown(["", *(part.name for part in slices)], rows)


def _column(part: Slice) -> dict[str, str]:
    counted = figures(part.checked)
    found = _found(counted) if not part.human else dict.fromkeys(_found(counted), "–")
    words = count_words(part.checked)
    return {
        "documents": f"{len(part.checked):,}",
        "characters": f"{counted.characters:,}",
        **found,
        **_words(words),
        "findings": f"{counted.findings:,}",
        "of them major or critical": f"{counted.serious:,}",
        "false alarms per 1,000 characters": _number(counted.alarms),
        "seconds": f"{part.seconds:.1f}",
        "peak memory, GB": f"{part.gigabytes:.2f}",
    }


def _found(counted: Figures) -> dict[str, str]:
    precise, recalled = counted.credit
    return {
        "gold spans, major and critical": f"{counted.majors:,}",
        "gold spans, minor": f"{counted.minors:,}",
        "gold spans without severity": f"{counted.unrated:,}",
        "precision": _share(counted.precision),
        "recall of majors": _share(ratio(counted.majors_found, counted.majors)),
        "recall": _share(counted.recall),
        "F1": _share(f1(counted.precision, counted.recall)),
        "lintscore": f"{lintscore(counted.true, counted.findings - counted.true):.1f}",
        "precision, partial credit": _share(precise),
        "recall, partial credit": _share(recalled),
        "F1, partial credit": _share(f1(precise, recalled)),
    }


def _words(counted: WordFigures) -> dict[str, str]:
    return {
        "words / BAD / flagged": f"{counted.words:,} / {counted.bad:,} / {counted.flagged:,}" if counted.words else "–",
        "word precision": _share(ratio(counted.both, counted.flagged) if counted.words else None),
        "word recall": _share(ratio(counted.both, counted.bad)),
        "word MCC": _number(counted.mcc if counted.words else None),
    }


def _details(part: Slice) -> Iterator[str]:
    rules = rule_figures(part.checked)
    if not rules:
        yield "No findings."
    elif part.human:
        characters = figures(part.checked).characters
        rows = [[f"`{r.rule}`", str(r.findings), _number(ratio(1000 * r.findings, characters))] for r in rules]
        yield _markdown(["rule", "findings", "per 1,000 characters"], rows)
    else:
        rows = [[f"`{r.rule}`", str(r.findings), _share(ratio(r.true, r.findings)), str(r.majors_found)] for r in rules]
        yield _markdown(["rule", "findings", "precision", "majors found"], rows)
        bins = [
            [f"{b.low:.1f}–{b.low + 0.1:.1f}", str(b.findings), _number(b.confidence), _share(b.true)]
            for b in reliability(part.checked)
        ]
        if categories := category_figures(part.checked):
            rows = [[c.category, str(c.majors), str(c.found), _share(c.found / c.majors)] for c in categories]
            yield _markdown(["category", "majors", "found", "recall"], rows)
        yield _markdown(["confidence", "findings", "mean confidence", "true"], bins)


def _dial(part: Slice, false_alarms: Alarms) -> str:
    """What each strictness finds."""
    rows = []
    for strictness, counted in dial(part.checked, false_alarms):
        found = [] if part.human else [_share(counted.precision), _share(ratio(counted.majors_found, counted.majors))]
        rows.append([f"{strictness:g}", str(counted.findings), *found, _number(counted.alarms)])
    shares = [] if part.human else ["precision", "recall of majors"]
    return _markdown(["strictness", "findings", *shares, "false alarms per 1,000 characters"], rows)


def _curve(lines: Sequence[Line]) -> str:
    """Recall of majors, with the false alarms per 1,000 native characters that it really costs."""
    rates = [f"≤ {point.rate:g} per 1,000" for point in lines[0].points]
    rows = [[line.source, *(f"{point.recall:.1%} ({point.alarms:.2f})" for point in line.points)] for line in lines]
    return _markdown(["major recall (false alarms)", *rates], rows)


def _misses(part: Slice) -> Iterator[str]:
    for checked in part.checked:
        for gold in checked.sample.gold:
            if not checked.is_found(gold):
                where = _place(checked.sample.document, gold.span.start)
                text = gold.span.of(checked.sample.document.raw)
                yield _line(where, gold.severity or "BAD", text, gold.suggestion)


def _alarms(part: Slice) -> Iterator[str]:
    for checked in part.checked:
        for finding in checked.findings:
            if part.human or not checked.is_true(finding):
                where = _place(checked.sample.document, finding.span.start)
                what = f"{finding.rule.id} {finding.severity} {finding.confidence:.2f}"
                yield _line(where, what, finding.text, " / ".join(finding.suggestions))


def _place(document: Document, offset: int) -> str:
    place = document.place(offset)
    return f"{document.path}:{place.line}:{place.column}"


def _line(where: str, what: str, text: str, suggestion: str) -> str:
    line = f"{where} {what} {text}" + (f" → {suggestion}" if suggestion else "")
    return visible(line).replace("\n", "␊")


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
