"""Ways out: a Report as a page, as data, as a table, and as a summary in the terminal.

A format's module is imported when a report is first drawn in it: pandas takes 0.9 s to import and jinja2
0.14 s, which a run that writes neither need not wait for. The terminal summary, `mtqa.render.text`, is not
in the table because it draws on a console instead of returning a string.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import PurePath
from types import MappingProxyType

from mtqa.errors import UsageError
from mtqa.render.base import Renderer, save, visible
from mtqa.report import Report

__all__ = ["RENDERERS", "Renderer", "parse_output", "write"]


def _html(report: Report) -> str:
    from mtqa.render.html import render

    return render(report)


def _json(report: Report) -> str:
    from mtqa.render.json import render

    return render(report)


def _csv(report: Report) -> str:
    from mtqa.render.csv import render

    return render(report)


RENDERERS: Mapping[str, Renderer] = MappingProxyType({"html": _html, "json": _json, "csv": _csv})


def write(report: Report, format: str, path: str) -> None:
    """Draw `report` in a format of RENDERERS and leave it at `path`, as `save` does."""
    save(RENDERERS[format](report), path)


def parse_output(value: str) -> tuple[str, str]:
    """Read an `--output` value into the arguments of `write`.

    >>> parse_output("html=reports/a=b.html"), parse_output("json=-")
    (('html', 'reports/a=b.html'), ('json', '-'))
    """
    format, equals, path = value.partition("=")
    known = ", ".join(RENDERERS)
    if not equals:
        suffix = PurePath(value).suffix.lstrip(".").lower()
        guess = value if suffix not in RENDERERS else f"{suffix}={value}"
        example = guess if guess != value else "html=reports/report.html"
        raise UsageError(
            f"--output needs FORMAT=PATH, not “{visible(value)}”",
            advice=f"write --output {visible(example)} (formats: {known})",
        )
    if format not in RENDERERS:
        near = get_close_matches(format.lower(), RENDERERS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"--output knows no format “{visible(format)}”", advice=f"{hint}formats: {known}")
    if not path:
        raise UsageError(
            f"--output {format}= names no file",
            advice=f"write --output {format}=PATH, or {format}=- for stdout",
        )
    return format, path
