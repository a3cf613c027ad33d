"""A document that reads machine-translated: every output says so, and none of them shows it as fine."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from handmade import checked, plain, report
from packed import whole
from rich.console import Console

from mtqa.evidence.translationese import Translated
from mtqa.render import RENDERERS, text
from mtqa.report import Report

TEXT = "当他被问到这个问题时，他表示他将会做出一个决定。\n雨停了，孩子们都跑到院子里去。\n"


def made(translated: Translated | None) -> Report:
    return report(replace(checked(plain(TEXT), []), translated=translated))


CLEARLY, HARDLY, SHORT = made(Translated(0.973, (0,))), made(Translated(0.2, (0,))), made(Translated(None))


def printed(found: Report) -> str:
    stream = io.StringIO()
    text.render(found, Console(file=stream, width=100))
    return stream.getvalue()


def test_the_terminal_names_the_sentences() -> None:
    lines = printed(CLEARLY).splitlines()
    assert lines[1:3] == [
        "  reads machine-translated: 97 %",
        "    1:1  当他被问到这个问题时，他表示他将会做出一个决定。",
    ]
    assert "  reads machine-translated: 20 %\n" in printed(HARDLY) and "1:1" not in printed(HARDLY)
    assert "  reads machine-translated: too short to tell\n" in printed(SHORT)
    assert "machine-translated" not in printed(made(None))


@pytest.mark.parametrize(("found", "value"), [(CLEARLY, 0.973), (HARDLY, 0.2), (SHORT, None), (made(None), None)])
def test_json_has_the_probability(found: Report, value: float | None) -> None:
    (document,) = json.loads(RENDERERS["json"](found))["documents"]
    assert document["machine_translated"] == value
    assert document["translated_segments"] == ([0] if value else [])


def test_sarif_has_the_probability_of_each_document() -> None:
    (run,) = json.loads(RENDERERS["sarif"](CLEARLY))["runs"]
    assert run["properties"]["machine_translated"] == {"letter.txt": 0.973}
    (run,) = json.loads(RENDERERS["sarif"](SHORT))["runs"]
    assert run["properties"]["machine_translated"] == {}


def test_the_job_summary_shows_no_green_sign() -> None:
    page = RENDERERS["summary"](CLEARLY)
    assert "### ⚠️ `letter.txt`" in page and "- ⚠️ reads machine-translated: 97 %" in page
    assert "letter.txt" not in RENDERERS["summary"](HARDLY)  # passed without findings: it is only counted


def test_the_page_is_not_green() -> None:
    page = whole(RENDERERS["html"](CLEARLY))
    assert 'class="verdict pass caution"' in page and "Reads machine-translated: 97 %" in page
    assert '<a href="#d1-s0">当他被问到' in page
    page = RENDERERS["html"](HARDLY)
    assert 'class="verdict pass"' in page and "Reads machine-translated: 20 %" in page
    assert "too short to tell" in RENDERERS["html"](SHORT)
