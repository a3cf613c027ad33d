"""Jupyter notebooks: Markdown within the strings of JSON, each character with its place in the file."""

from __future__ import annotations

import json
import random
import re
from html import unescape
from typing import Any

import pytest
from read_properties import check_offsets

from mtqa.align.segment import segment
from mtqa.errors import ReadError
from mtqa.read import decoded, read_text
from mtqa.text import Document, Note, Span


def notebook(*cells: dict[str, Any], **details: Any) -> str:
    return json.dumps({"cells": cells, "nbformat": 4}, ensure_ascii=False, indent=1, **details)


def cell(source: Any, kind: str = "markdown") -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {"name": "不读"}, "source": source}


def read(raw: str) -> Document:
    document = read_text("a.ipynb", raw)
    assert document.format == "ipynb"
    check_offsets(document)
    segment(document)
    for offset, character in enumerate(document.text):
        behind = document.raw_span(Span(offset, offset + 1)).of(raw)
        if character != "\n" and behind != character:  # it is an escape of JSON, of HTML, both, or a soft line break
            joined = re.sub(r'"[ \n]*,[ \n]*"', "", behind)
            text = json.loads(f'"{joined}"')
            code = "`" in text and document.is_opaque(Span(offset, offset + 1))
            assert code or character in unescape(text) or (character == " " and not text.strip(" \t\r\n>"))
            assert code or character in ("\ufffd", " ") or len(text) == 1 or text.startswith("&")
    return document


CASES = [
    ([cell(["# 题\n", "\n", "甲**乙**丙\n", "丁"])], "题\n甲乙丙丁\n"),
    ([cell("甲\n\n- 乙\n- 丙\n"), cell("x = '不读'", "code"), cell("不读", "raw"), cell("`丁` &amp; 戊")],
     "甲\n乙\n丙\n丁 & 戊\n"),
    ([cell(["```\n", "不读\n", "```\n", "甲\t乙\\*"])], "甲 乙*\n"),
    ([cell("")], ""),
    ([cell(["甲", "乙"])], "甲乙\n"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "text"), CASES)
@pytest.mark.parametrize("ascii", [False, True])
def test_the_markdown_cells(cells: list[dict[str, Any]], text: str, ascii: bool) -> None:
    raw = json.dumps({"cells": cells}, ensure_ascii=ascii)
    assert read(raw).text == text


def test_the_places_are_those_of_the_json() -> None:
    raw = notebook(
        cell(["甲“乙”\n", 'say "丙"\n', "\n", "`丁`见 https://a.example/b 。<!-- mtqa-ignore names: 因为 -->"])
    )
    document = read(raw)
    for words in ("甲“乙”", "丙", "丁", "https://a.example/b"):
        start = document.text.index(words)
        assert document.raw_span(Span(start, start + len(words))).of(raw) == words
    quote = document.text.index('"')
    assert document.raw_span(Span(quote, quote + 1)).of(raw) == '\\"'
    assert [span.of(document.text) for span in document.opaque] == ["丁", "https://a.example/b"]
    assert [span.of(raw) for span in document.comments] == ["<!-- mtqa-ignore names: 因为 -->"]


def test_what_is_never_closed_is_told_with_the_line_of_the_file() -> None:
    raw = notebook(cell("甲"), cell(["乙\n", "\n", "<!-- 丙\n", "戊"]))
    (note,) = read(raw).notes
    line = raw[: raw.index("丙")].count("\n") + 1
    assert note == Note.of("comment_never_closed", line=line)


def test_old_notebooks_have_worksheets() -> None:
    assert read(json.dumps({"worksheets": [{"cells": [cell("甲", "heading"), cell("乙", "code")]}]})).text == "甲\n"


def test_a_notebook_of_code_alone_is_no_error() -> None:
    document = decoded("a.ipynb", notebook(cell("x", "code")).encode())
    assert document.text == "" and document.notes == (Note.of("no_prose"),)


@pytest.mark.parametrize(
    ("raw", "what"),
    [('{"a": "甲"}', "not a notebook"), ('{"cells": [', "not JSON"), ("[" * 5_000 + "]" * 5_000, "nested too deeply"),
     ('{"cells": {"a": {"cell_type": "markdown", "source": "甲"}}}', "not a notebook")],
)  # fmt: skip
def test_what_is_no_notebook_is_an_error(raw: str, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        read_text("a.ipynb", raw)


PARTS = ["甲乙", "**", "`", "\n", "\n\n", "> ", "- ", '"', "\\", "&amp;", "<b>", "<!--", "-->", "😀", "\t", "| "]


@pytest.mark.parametrize("seed", range(150))
def test_anything_is_read_with_exact_places(seed: int) -> None:
    chance = random.Random(seed)
    lines = ["".join(chance.choice(PARTS) for _ in range(chance.randint(0, 12))) for _ in range(chance.randint(0, 4))]
    source = lines if chance.random() < 0.7 else "".join(lines)
    read(json.dumps({"cells": [cell(source), cell(lines)]}, ensure_ascii=chance.random() < 0.5))
