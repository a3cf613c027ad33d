"""The report as one self-contained HTML page that needs no network, and no JavaScript for reading.

All that a template prints is made `visible` and then escaped, in one place (`finalize` and autoescape), so
that no document, path or message can inject markup or reorder a line. The page's Content-Security-Policy
allows the one style sheet and the two scripts by their hashes and nothing else: a loader, and what it inflates.

The page is made of files of `mtqa.render.page/`: templates, style sheets and scripts, which are joined without their
comments; there is no build step.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

from mtqa.completeness import needs_work
from mtqa.data import folder_of
from mtqa.findings import Category, Severity
from mtqa.mqm import LEAST_WORDS
from mtqa.render.base import visible
from mtqa.render.page import back_translation, charts, rivals
from mtqa.render.page.data import block
from mtqa.render.page.heat import HEAT_STEPS
from mtqa.render.page.overview_charts import along
from mtqa.render.page.packs import Packs, deflated
from mtqa.render.page.prose import DIMENSIONS
from mtqa.render.page.rules import Manual
from mtqa.render.page.scores import filter_by
from mtqa.render.page.side_by_side import side_by_side
from mtqa.render.page.terms import things
from mtqa.render.page.view import left_out, views, worst_first
from mtqa.render.page.words import Words, named_in, reason_in_chinese, rule_in_chinese
from mtqa.render.scores import points_of
from mtqa.report import Report

_FOLDER = folder_of("mtqa.render.page")
# In this order: later style sheets and scripts build on earlier ones.
_STYLES = (
    "theme", "frame", "overview", "prose", "finding", "review", "panel", "tables", "scores", "side", "narrow", "print",
)  # fmt: skip
_LOADER = ("inflate", "load")
_SCRIPTS = (
    "words", "packs", "kept", "decisions", "findings", "places", "walk", "cards", "marks", "talk", "drafts",
    "panel", "peek", "messages", "corrected", "score", "files", "taking", "table", "filters", "marking", "selected",
    "keys", "end", "explain", "hover", "print", "route", "review", "start",
)  # fmt: skip


def render(report: Report) -> str:
    """The page as text."""
    style, script = _joined("styles", "css", _STYLES), _joined("scripts", "js", _SCRIPTS)
    loader = _joined("scripts", "js", _LOADER)
    words = Words("zh" if report.config.interface == "zh" else "en")
    documents, packs = views(report.documents, report.previous), Packs()
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            words=words,
            t=words.say,
            attr=words.attribute,
            documents=documents,
            ranked=worst_first(documents),
            gone=left_out(report),
            severities=list(reversed(Severity)),
            dimensions=DIMENSIONS,
            categories=[category.value for category in Category],
            heat_steps=HEAT_STEPS,
            packs=packs,
            manual=Manual(packs, words),
            # The last that the template asks for: it holds what was packed before, and the words that were used.
            data=lambda: block(report, documents, packs, words.used | named_in(script)),
            style=style,
            style_hash=_hash(style),
            script=deflated(script),
            loader=loader,
            script_hashes=[_hash(loader), _hash(script)],
        )
        + "\n"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=[_Unindented],
    )
    environment.tests["mapping"] = lambda value: isinstance(value, Mapping)
    environment.filters["figure"] = _figure
    environment.globals |= {
        "along": along,
        "charts": charts,
        "rivals": rivals,
        "trip": back_translation,
        "things": things,
        "side_by_side": side_by_side,
        "reason_in_chinese": reason_in_chinese,
        "rule_in_chinese": rule_in_chinese,
        "needs_work": needs_work,
        "points_of": points_of,
        "filter_by": filter_by,
        "least_words": LEAST_WORDS,
    }
    return environment


class _Unindented(Extension):
    """Templates without their indentation, which would be a tenth of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"(?m)^[ \t]+", "", source)


def _finalize(value: Any) -> Any:
    """What the page prints: text made visible; markup of our own templates as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _figure(value: float) -> str:
    """A figure of evidence, short: four significant digits, no exponent for counts."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


@cache
def _joined(folder: str, suffix: str, names: tuple[str, ...]) -> Markup:
    """Our own style sheets or scripts as one, without comments and white space that no browser needs."""
    files = (_FOLDER / folder / f"{name}.{suffix}" for name in names)
    shortened: Callable[[str], str] = cssmin if suffix == "css" else jsmin
    return Markup(shortened("\n".join(file.read_text("utf-8") for file in files)))


def _hash(text: str) -> str:
    """The name of an inline style or script in a Content-Security-Policy."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
