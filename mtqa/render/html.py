"""The report as one self-contained HTML page that needs no network and no JavaScript.

Whatever a template prints is made `visible` and then escaped, in one place (`finalize` and autoescape), so
that no document, path or message can bring in markup or reorder a line. The page's Content-Security-Policy
allows the one style sheet and the one script by their hashes and nothing else.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mtqa.findings import Severity
from mtqa.render.base import visible
from mtqa.render.report.view import HEAT_STEPS, DocumentView
from mtqa.report import Report

_FOLDER = Path(__file__).parent / "report"
_STYLES = ("theme.css", "report.css", "reading.css", "print.css")


def render(report: Report) -> str:
    """The page as text."""
    style, script = _style(), _script()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            documents=[DocumentView(f"d{number}", one) for number, one in enumerate(report.documents, 1)],
            severities=list(reversed(Severity)),
            heat_steps=HEAT_STEPS,
            style=style,
            style_hash=_hash(style),
            script=script,
            script_hash=_hash(script),
        )
        + "\n"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["mapping"] = lambda value: isinstance(value, Mapping)
    environment.filters["figure"] = _figure
    return environment


def _finalize(value: Any) -> Any:
    """What the page prints: text made visible; markup of our own templates as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _figure(value: float) -> str:
    """A figure of evidence, short: four significant digits, no exponent for what people count."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


@cache
def _style() -> Markup:
    return Markup("".join((_FOLDER / name).read_text("utf-8") for name in _STYLES))  # our own files


@cache
def _script() -> Markup:
    return Markup((_FOLDER / "report.js").read_text("utf-8"))  # our own file


def _hash(text: str) -> str:
    """How a Content-Security-Policy names an inline style or script."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
