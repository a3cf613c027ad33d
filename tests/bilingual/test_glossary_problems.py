"""`mtqa glossary check`: what is wrong with a glossary itself, by line; and exit codes."""

from __future__ import annotations

import json

import pytest
from shell import Shell, flat

from mtqa.bilingual.glossary import entries
from mtqa.bilingual.glossary.problems import KINDS, problems

SOUND = (
    "source,target,note\ncache,缓存|快取|!高速缓冲,\nbank,河岸,of a river\nbank,银行,where money is\nSCSS,=,\n"
    "surface,界面|!/表面(?!上)/,\non the surface,表面上,\nGo,围棋,\n,!绝绝子,\nserver,服务器|!伺服器,\n"
)


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def found(text: str, name: str = "a.csv") -> list[tuple[int, str]]:
    return [(problem.line, problem.kind) for problem in problems(name, entries(name, text.encode()))[1]]


def test_a_sound_glossary_has_no_problem() -> None:
    assert found(SOUND.replace("Go,围棋,\n", "")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cache,缓存\ncache,缓存\n", [(2, "duplicate")]),
        ("cache,缓存\nCache,缓存\n", [(2, "duplicate")]),
        ("cache,缓存\ncaches,快取\n", [(2, "variant")]),
        ("cache,缓存\ncache,快取\n", [(2, "contradiction")]),
        ("cache,缓存\ncache,快取|!缓存\n", [(2, "contradiction")]),
        ("cache,缓存\ncache,快取|!/缓.*/\n", [(2, "contradiction")]),
        ("SCSS,=\nSCSS,样式\n", [(2, "contradiction")]),
        ("cache,缓存\n,!缓存\n", [(2, "forbidden")]),
        ("cache,缓存|!缓存\n", [(1, "row")]),
        ("superficially,表面上\nsurface,界面|!表面\n", [(2, "inside")]),
        ("surface,表面上|!表面\n", [(1, "inside")]),
        ("cache,\nserver,服务器\nx,/乙/\n", [(1, "row"), (3, "row")]),
        ("cache , 缓存\n", [(1, "space"), (1, "space")]),
        ("cache,缓\u200b存\n", [(1, "space")]),
        ("API key,ＡＰＩ密钥\n", [(1, "width")]),
        ("cache,缓存｜快取\n", [(1, "width")]),
        ("cache,缓存；快取\n", [(1, "width")]),
        ("cache,！高速缓冲\n", [(1, "width")]),
        ("cache,缓存(名词)\n", [(1, "remark")]),
        ("order,订单\n", [(1, "general")]),
        ("sort order,排序方式\n", []),
        (",!的\n", [(1, "general")]),
        (
            "cache,缓存\nserver,服务器\nsoftware,软件\nnetwork,网络\nprogram,程式|!軟體\nuser,使用者|用戶\n",
            [(6, "script")],
        ),
        ("software,軟體\nnetwork,網路\nprogram,程式\nserver,伺服器\nvariable,變數\ncache,缓存\n", [(6, "script")]),
    ],
)
def test_each_kind_of_problem(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(text) == expected
    assert {kind for _, kind in expected} <= KINDS.keys()


def test_the_command_lists_problems_and_exits_with_one(mtqa: Shell) -> None:
    (mtqa.folder / "good.csv").write_text("cache,缓存\n", encoding="utf-8")
    (mtqa.folder / "bad.json").write_text('{"cache": "缓存",\n "cache": "快取", "order": "订单"}', encoding="utf-8")
    assert "good.csv: 1 term, no problems" in flat(mtqa("glossary", "check", "good.csv").stdout)
    text = flat(mtqa("glossary", "check", "good.csv", "bad.json", code=1).stdout)
    assert "bad.json:2: contradiction: “cache” is “快取” here, and “缓存” in line 1" in text
    assert "bad.json: 3 terms, 2 problems" in text
    tree = json.loads(mtqa("glossary", "check", "--format", "json", "bad.json", code=1).stdout)
    (glossary,) = tree["glossaries"]
    assert (glossary["path"], glossary["terms"]) == ("bad.json", 3)
    assert [(problem["line"], problem["kind"]) for problem in glossary["problems"]] == [
        (2, "contradiction"),
        (2, "general"),
    ]
    left = mtqa("glossary", "check", "--ignore", "contradiction,general", "bad.json")
    assert "no problems" in flat(left.stdout)
    assert "the kinds are row" in flat(mtqa("glossary", "check", "--ignore", "x", "bad.json", code=2).stderr)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.csv", None, "no such file"),
        ("a.xls", "x", "a glossary cannot be read from .xls"),
        ("a.json", "[1,", "line 1, column 4: not JSON"),
        ("a.tbx", "<html/>", "this is not a TBX file"),
    ],
)
def test_a_file_that_is_no_glossary_is_unreadable(mtqa: Shell, name: str, text: str | None, message: str) -> None:
    if text:
        (mtqa.folder / name).write_text(text)
    (mtqa.folder / "good.csv").write_text("cache,缓存\n", encoding="utf-8")
    done = mtqa("glossary", "check", name, "good.csv", code=3)
    assert message in flat(done.stderr) and "good.csv: 1 term" in flat(done.stdout)


def test_a_file_without_terms_is_a_problem(mtqa: Shell) -> None:
    (mtqa.folder / "a.csv").write_text("# nothing\n")
    assert "the glossary has no terms" in flat(mtqa("glossary", "check", "a.csv", code=1).stdout)
