"""What a glossary can say: terms that stay, patterns, case, JSON; and how bad input is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from shell import Shell, flat

from mtqa.bilingual.glossary import Term, load
from mtqa.errors import UsageError

LIST = """[
  {"source": "cache", "target": ["缓存", "快取"], "avoid": ["高速缓冲"], "note": "not the processor's",
   "case_sensitive": false, "do_not_translate": false},
  {"source": "Go", "do_not_translate": true},
  {"source": "Word", "target": "文字处理", "case_sensitive": true, "id": 7},
  {"avoid": "/简直(不要太|绝绝子)/i"}
]"""
OBJECT = (
    '{"cache": "缓存|!高速缓冲", "SCSS": "=", "surface": {"target": "界面", "avoid": ["/表面(?!上)/"]}, "a": ["甲"]}'
)
TBX = """<tbx type="TBX-Basic" xml:lang="en"><text><body><conceptEntry id="1">
<descrip type="Translation needed">No</descrip><langSec xml:lang="en"><termSec><term>SCSS</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def read(folder: Path, text: str, name: str) -> list[Term]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return list(load(str(path)).terms)


def test_a_list_of_entries_in_json(tmp_path: Path) -> None:
    cache, go, word, forbidden = read(tmp_path, LIST, "a.json")
    assert (cache.allowed, cache.forbidden, cache.note) == (("缓存", "快取"), ("高速缓冲",), "not the processor's")
    assert [term.line for term in (cache, go, word, forbidden)] == [2, 4, 5, 6]
    assert (go.allowed, go.kept, go.exact) == (("Go",), True, True)
    assert (word.allowed, word.kept, word.exact) == (("文字处理",), False, True)
    assert [str(pattern) for pattern in forbidden.patterns] == ["/简直(不要太|绝绝子)/i"] and not forbidden.source
    for number, file in enumerate(('{"terms": %s}', '{"version": 1, "terms": %s}', '{"terms": %s, "made": "2026"}')):
        assert read(tmp_path, file % LIST, f"{number}.json") == [cache, go, word, forbidden]


def test_switches_in_json_that_are_not_set(tmp_path: Path) -> None:
    unset = '{"source": "a", "target": "甲", "translatable": null, "forbidden": null, "source_id": 7}'
    barred = '{"source": "b", "target": "坏译", "forbidden": true}'
    listed = '{"source": "c", "target": "丙", "forbidden": ["坏"]}'
    plain, none, some = read(tmp_path, f"[{unset}, {barred}, {listed}]", "a.json")
    assert (plain.allowed, plain.forbidden, plain.kept) == (("甲",), (), False)
    assert (none.allowed, none.forbidden) == ((), ("坏译",))
    assert (some.allowed, some.forbidden) == (("丙",), ("坏",))


def test_an_object_of_terms_in_json(tmp_path: Path) -> None:
    cache, scss, surface, last = read(tmp_path, OBJECT, "a.json")
    assert (cache.allowed, cache.forbidden) == (("缓存",), ("高速缓冲",))
    assert scss.kept and scss.allowed == ("SCSS",)
    assert (surface.allowed, [str(pattern) for pattern in surface.patterns]) == (("界面",), ["/表面(?!上)/"])
    assert last.allowed == ("甲",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "SCSS,=\n"),
        ("a.csv", "SCSS,SCSS\n"),
        ("a.csv", "term,do_not_translate,zh\nSCSS,yes,\n"),
        ("a.csv", "term;description;casesensitive;translatable;forbidden;zh\nSCSS;a language;no;no;no;\n"),
        ("a.tbx", TBX),
    ],
)
def test_a_term_that_stays(tmp_path: Path, name: str, text: str) -> None:
    (term,) = read(tmp_path, text, name)
    assert (term.source, term.allowed, term.kept, term.exact) == ("SCSS", ("SCSS",), True, True)


def test_columns_for_forbidden_wordings_and_for_case(tmp_path: Path) -> None:
    one, two, three = read(
        tmp_path,
        "en,zh,forbidden,case sensitive\nserver,服务器,伺服器|/主机(?!板)/,\nGo,围棋,,yes\nbad,坏译,yes,no\n",
        "a.csv",
    )
    assert (one.forbidden, [pattern.text for pattern in one.patterns]) == (("伺服器",), ["主机(?!板)"])
    assert two.exact and not one.exact
    assert (three.allowed, three.forbidden) == ((), ("坏译",))
    (wrong,) = read(tmp_path, "en,zh,avoid\nyes,可,是\n", "b.csv")
    assert (wrong.allowed, wrong.forbidden) == (("可",), ("是",))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '[\n{"source": "a",}\n]', "a.json: line 2, column 16: not JSON"),
        ("a.json", '[\n{"source": "a", "avoids": ["b"]}\n]', "a.json:2: there is no key “avoids”"),
        ("a.json", '[\n{"source": 3, "target": "b"}\n]', "a.json:2: “source” is not a text"),
        ("a.json", '[\n"cache"]', "a.json:2: entry 1 is not an object"),
        ("a.json", '{"a": [1]}', "a.json:1: “target” is neither a text nor a list of texts"),
        ("a.json", '{"a": {"target": "b", "case_sensitive": "yes"}}', "“case_sensitive” is neither true nor false"),
        ("a.json", "7", "a.json: the glossary is neither a list nor an object"),
        ("a.json", "[]", "a.json: the glossary has no terms"),
        ("a.json", '{"a":\n{}}', "a.json:2: the term “a” has no target"),
        ("a.json", "[" * 100_000, "a.json: it is nested too deeply"),
        ("a.csv", "a,!/(/\n", "a.csv:1: /(/ is not a regular expression"),
        ("a.csv", "a,b\nc,/d/\n", "a.csv:2: /d/ is a pattern, and only forbidden wordings can be"),
        ("a.csv", "a,!/x*/\n", "a.csv:1: /x*/ also matches no text at all"),
        ("a.csv", "a,!/(((b{900}){900}){900})/\n", "repeats too often"),
        ("a.csv", f"a,!/{'b' * 501}/\n", "a pattern has more than 500 characters"),
        ("a.csv", "a,甲|!/.+/\n", "a.csv:1: “甲” is both allowed and forbidden"),
        ("a.csv", "a,=|甲\n", "a.csv:1: the term “a” must stay, and has a translation"),
        ("a.csv", ",=\n", "a.csv:1: “=” has no source term"),
        ("a.csv", "en,zh,dnt\na,甲,maybe\n", "a.csv:2: “maybe” is neither yes nor no"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, text, name)
    assert message in str(error.value).replace(f"{tmp_path}/", "") and error.value.advice


def findings(mtqa: Shell, glossary: str, name: str, text: str, *more: str) -> list[dict[str, Any]]:
    (mtqa.folder / "terms.csv").write_text(glossary, encoding="utf-8")
    (mtqa.folder / name).write_text(text, encoding="utf-8")
    chosen = ("--glossary", "terms.csv", "--select", "glossary", "--no-cache", *more)
    tree = json.loads(mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", *chosen, name).stdout)
    found: list[dict[str, Any]] = tree["documents"][0]["findings"]
    return found


def test_a_pattern_that_backtracks_without_end_ends_the_run_with_its_row(mtqa: Shell) -> None:
    (mtqa.folder / "terms.csv").write_text("cache,缓存\n,!/(a|aa)+的的/\n", encoding="utf-8")
    (mtqa.folder / "p.txt").write_text("这是" + "a" * 60 + "的一句话。\n", encoding="utf-8")
    began = time.perf_counter()
    done = mtqa("check", "--no-models", "--glossary", "terms.csv", "p.txt", code=2)
    assert "terms.csv:2" in flat(done.stderr) and "backtracks without end" in flat(done.stderr)
    assert time.perf_counter() - began < 60


def test_a_glossary_in_traditional_characters_for_a_text_in_them(mtqa: Shell) -> None:
    rows = "software,軟體|!軟件\nserver,伺服器\nGitHub,=\n"
    text = "source,target\nInstall the software on this server.,請在這臺伺服器上安裝軟體。\n"
    text += "The software is from GitHub.,這個軟件來自開源網站，請務必從那裡下載並檢查。\n"
    found = findings(mtqa, rows, "p.csv", text)
    assert {finding["text"] for finding in found if finding["rule"] == "glossary.term"} == {"軟件"}
    assert [finding["suggestions"] for finding in found if finding["rule"] == "glossary.term"] == [["軟體"]]
    assert [finding["suggestions"] for finding in found if finding["rule"] == "glossary.translated"] == [["GitHub"]]


def test_terms_in_code_are_not_required(mtqa: Shell) -> None:
    (mtqa.folder / "en.md").write_text("Run `cache clear` before you start the game.\n")
    found = findings(mtqa, "cache,缓存\n", "zh.md", "开始游戏之前先运行 `cache clear`。\n", "--source", "en.md")
    assert found == []
