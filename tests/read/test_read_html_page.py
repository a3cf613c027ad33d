"""HTML as saved from the web: the furniture of a page is shown and not judged, and an article is never lost."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from read_properties import check_offsets

from mtqa.align.segment import segment
from mtqa.config import Config
from mtqa.read import read_text
from mtqa.text import Document

LONG = "这是正文的一段，讲一件事情。" * 3
LINKS = "<ul><li><a href=x>相关甲</a><li><a href=y>相关乙</a><li><a href=z>相关丙</a></ul>"


def read(raw: str, config: Config | None = None) -> Document:
    document = read_text("a.html", raw, config or Config())
    check_offsets(document)
    for span in document.furniture:
        assert document.is_opaque(span) and "\n" not in span.of(document.text)
    return document


def judged(document: Document) -> list[str]:
    starts = {span.start for span in document.furniture}
    lines, at = [], 0
    for line in document.text.splitlines(keepends=True):
        if at not in starts:
            lines.append(line.rstrip("\n"))
        at += len(line)
    return lines


CASES = [
    # landmarks
    (f"<nav>导航</nav><p>{LONG}</p><footer>版权</footer>", [LONG]),
    (f"<header><h1>题</h1><p>横幅</p></header><p>{LONG}</p>", ["题", LONG]),
    (f"<p role=navigation>导航</p><p role='banner'>横幅</p><p>{LONG}</p><div role=contentinfo>底</div>", [LONG]),
    (f"<div role=dialog>接受 Cookie？</div><div aria-hidden=true>影</div><p>{LONG}</p>", [LONG]),
    (f"<aside>广告</aside><p>{LONG}</p><nav role=none>不是导航</nav>", [LONG, "不是导航"]),
    # what belongs to an article is the article's
    (f"<article><header><h1>题</h1>某人</header><p>{LONG}</p><aside>旁注</aside><footer>日期</footer></article>",
     ["题", "某人", LONG, "旁注", "日期"]),
    (f"<blockquote>引文<footer>某人</footer></blockquote><p>{LONG}</p>", ["引文", "某人", LONG]),
    # main and article
    (f"<title>题</title><div>横幅</div><main><p>{LONG}</p></main><div>推荐</div>", ["题", LONG]),
    (f"<div>横幅</div><article>{LONG}</article><p>之间</p><article>{LONG}</article><div>推荐</div>", [LONG, LONG]),
    (f"<main>壳</main><p>{LONG}</p>", ["壳", LONG]),  # a `main` with hardly anything in it is not believed
    (f"<article>{LONG}<article>评论甲</article><article>评论乙</article></article>", [LONG]),
    (f"<article>题<article>{LONG}</article></article>", ["题", LONG]),  # the article around another is but a frame
    # lists of links
    (f"<main><p>{LONG}</p>{LINKS}</main>", [LONG]),
    (f"<main>{LONG}<ul><li><a href=x>甲</a>：一种东西<li><a href=y>乙</a>：另一种<li><a>丙</a>：也是</ul></main>",
     [LONG, "甲：一种东西", "乙：另一种", "丙：也是"]),
    # without any of that, or with nothing but that, everything is judged
    (f"<p>{LONG}</p>{LINKS}", [LONG, "相关甲", "相关乙", "相关丙"]),
    (f"<div>{LONG}</div><div>又一段</div>", [LONG, "又一段"]),
    ("<nav>只有导航</nav>", ["只有导航"]),
    ("<main><ul><li><a href=x>甲</a><li><a href=y>乙</a><li><a href=z>丙</a></ul></main>", ["甲", "乙", "丙"]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "lines"), CASES)
def test_what_is_judged(raw: str, lines: list[str]) -> None:
    document = read(raw)
    assert judged(document) == lines
    assert "".join(part.text for part in segment(document)) == "".join(lines)


@pytest.mark.parametrize(("raw", "lines"), CASES)
def test_furniture_is_in_the_text_and_judged_on_demand(raw: str, lines: list[str]) -> None:
    found, asked = read(raw), read(raw, Config(furniture=True))
    assert found.text == asked.text and found.runs == asked.runs and asked.furniture == ()
    assert replace(found, opaque=(), furniture=(), notes=()) == replace(asked, opaque=(), notes=())


def test_a_note_counts_it() -> None:
    (note,) = read(CASES[0][0]).notes
    assert (note.kind, dict(note.arguments)) == ("furniture", {"n": 2, "total": 3})


def test_markdown_has_none() -> None:
    assert read_text("a.md", f"<nav>导航</nav>\n\n{LONG}\n").furniture == ()


PARTS = [
    *(
        "<nav>",
        "</nav>",
        "<main>",
        "</main>",
        "<article>",
        "</article>",
        "<header>",
        "<footer>",
        "<aside>",
        "<a href=x>",
    ),
    *("</a>", "<ul>", "<li>", "</ul>", "<div role=navigation>", "</div>", "<h1>", "</h1>", "甲乙丙", "<p>", "文字。"),
]


@pytest.mark.parametrize("seed", range(200))
def test_something_is_always_judged(seed: int) -> None:
    chance = random.Random(seed)
    document = read("甲" + "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 40))))
    assert any(line.strip() for line in judged(document))


@pytest.mark.parametrize(
    "unit",
    [
        "<header>",
        "<article>甲",
        "<ul><li><a>甲",
        "<div role=menu>",
        "<nav>甲</nav>",
        "<main>",
        "<h1>甲<header>",
        "<a>甲",
    ],
)
def test_hostile_pages_take_no_time(unit: str) -> None:
    started = time.process_time()
    read_text("a.html", unit * (200_000 // len(unit)))
    assert time.process_time() - started < 5
