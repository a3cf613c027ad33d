"""Output formats: a Report as an HTML page, as data, as input of services and viewers, and as a terminal summary.

A format is a module of its name with `render(report) -> str`; its docstring says who reads it and where the
format is specified. It is imported when a report is first drawn in it: pandas takes 0.9 s to import and
jinja2 0.14 s, and a run that writes neither does not wait for them. The terminal summary, `mtqa.render.text`, is
not in the table because it draws on a console instead of returning a string.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import MappingProxyType

from mtqa.render.base import Renderer, save
from mtqa.render.outputs import Output, parse, refuse_clashes
from mtqa.report import Report

__all__ = ["FORMATS", "RENDERERS", "Output", "Renderer", "parse_output", "refuse_clashes", "write", "write_all"]

#: The formats of `--output`, and who reads each.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "html": "people: the whole text with its highlights, on one page",
        "json": "programs: everything that is known, with a schema",
        "jsonl": "programs that take one finding at a time",
        "csv": "spreadsheets",
        "sarif": "GitHub code scanning, Azure DevOps, viewers in editors",
        "github": "GitHub Actions: annotations beside the changed lines",
        "summary": "GitHub Actions: the page of the job, in Markdown",
        "gitlab": "GitLab: code quality in the merge request",
        "junit": "Jenkins and other services that show test results",
        "rdjsonl": "reviewdog: comments on pull requests, with suggestions",
        "marot": "Marot, Google's viewer of MQM annotations",
        "pearmut": "Pearmut: human annotators start from these spans",
    }
)


def _renderer(format: str) -> Renderer:
    def draw(report: Report) -> str:
        return str(import_module(f"mtqa.render.{format}").render(report))

    return draw


RENDERERS: Mapping[str, Renderer] = MappingProxyType({format: _renderer(format) for format in FORMATS})


def parse_output(value: str) -> Output:
    """Read an `--output` value into the arguments of `write`."""
    return parse(value, tuple(FORMATS))


def write(report: Report, format: str, path: str) -> None:
    """Draw `report` in a format of RENDERERS and write it to `path`, as `save` does."""
    write_all(report, [(format, path)])


def write_all(report: Report, outputs: Iterable[Output]) -> None:
    """Draw everything before anything is written, so that a run leaves all its outputs or none of them."""
    outputs = tuple(outputs)
    refuse_clashes(outputs, (document.document.path for document in report.documents))
    drawn = [(_drawn(report, format, path), path) for format, path in outputs]
    for text, path in drawn:
        save(text, path)


def _drawn(report: Report, format: str, path: str) -> str:
    if format == "summary" and path == os.environ.get("GITHUB_STEP_SUMMARY"):
        from mtqa.render.summary import continued

        return continued(report, path)
    return RENDERERS[format](report)
