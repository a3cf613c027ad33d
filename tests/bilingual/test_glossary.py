"""`--glossary` and `--language`: files of terms are read or refused with their line, and hold path by path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shell import Shell, flat

from mtqa.bilingual.glossary import load, words

PAIRS = "source,target\nThe server crashed.,伺服器崩溃了。\nClear the caches.,请清空缓存。\n"
TBX3 = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1">
  <langSec xml:lang="en"><termSec><term>server</term></termSec></langSec>
  <langSec xml:lang="zh-CN"><termSec><term>服务器</term></termSec>
    <termSec><term>伺服器</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
  </langSec>
  <langSec xml:lang="de"><termSec><term>Server</term></termSec></langSec>
</conceptEntry></body></text></tbx>
"""
TBX2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="1">
<langSet xml:lang="en"><tig><term>server</term></tig></langSet>
<langSet xml:lang="zh"><ntig><termGrp><term>服务器</term></termGrp></ntig>
<tig><term>伺服器</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>
"""
BOMB = '<!DOCTYPE tbx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tbx xml:lang="en"><text>&b;</text></tbx>'


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def read(folder: Path, text: str, name: str = "terms.csv") -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return [(one.source, one.allowed, one.forbidden, one.line) for one in load(str(path)).terms]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "server,服务器|!伺服器,the machine\n"),
        ("a.csv", "\ufeff# ours\r\n\r\nnote;zh;en\r\nthe machine;服务器|!伺服器;server\r\n"),
        ("a.tsv", "Source\tTarget\nserver\t服务器 | ! 伺服器\n"),
        ("a.tbx", TBX3),
        ("a.tbx", TBX2),
        ("a.xml", TBX3.replace('xml:lang="en" xmlns', 'xml:lang="fr" xmlns')),
    ],
)
def test_one_glossary_in_many_forms(tmp_path: Path, name: str, text: str) -> None:
    ((source, allowed, forbidden, line),) = read(tmp_path, text, name)
    assert (source, allowed, forbidden) == ("server", ("服务器",), ("伺服器",))
    assert "server" in "\n".join(text.splitlines()[line - 1 : line + 1])


def test_a_quoted_cell_over_two_lines_is_counted(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,甲,"two\nlines"\nb,乙,x\n')
    assert [(one[0], one[3]) for one in rows] == [("a", 1), ("b", 3)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "server,服务器\ncache,\n", "a.csv:2: the term “cache” has no target"),
        ("a.csv", "server,服务器\n,缓存\n", "a.csv:2: “缓存” has no source term"),
        ("a.csv", "server,!\n", "a.csv:1: a ! stands before nothing"),
        ("a.csv", "x,甲|!甲\n", "a.csv:1: “甲” is allowed and forbidden"),
        ("a.csv", "x,甲\n--,乙\n", "a.csv:2: “--” has no letter in it"),
        ("a.csv", "zh,note\n甲,x\n", "a.csv:1: the header names no column of terms"),
        ("a.csv", "# nothing\n", "a.csv: the glossary holds no term"),
        ("a.xls", "x", "no glossary is read from .xls"),
        ("a.tbx", BOMB, "declares an entity"),
        ("a.tbx", TBX3[:300], "not well-formed XML"),
        ("a.tbx", "<html/>", "its root element is <html>"),
        ("a.tbx", TBX3.replace("zh-CN", "ja"), "the glossary holds no term"),
        ("no/where.csv", "", "no such file"),
    ],
)
def test_letters_end_the_run_before_anything_is_checked(mtqa: Shell, name: str, text: str, said: str) -> None:
    if text:
        (mtqa.folder / name).write_text(text, encoding="utf-8")
    (mtqa.folder / "p.csv").write_text(PAIRS, encoding="utf-8")
    done = mtqa("check", "--no-models", "--glossary", name, "p.csv", code=2)
    assert said in flat(done.stderr) and not done.stdout


def test_words_have_places() -> None:
    said = words("Ｃaches, C++ und 模型")
    assert [said.text[span.start : span.end] for span in said.spans] == ["Ｃaches", "C++", "und", "模", "型"]


def checked(mtqa: Shell, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", *arguments, code=code)
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


def found(tree: dict[str, Any], name: str) -> list[str]:
    (document,) = (one for one in tree["documents"] if one["path"].endswith(name))
    return [one["text"] for one in document["findings"] if one["rule"] == "glossary.term"]


def test_a_changed_glossary_changes_what_is_found_in_an_unchanged_document(mtqa: Shell) -> None:
    (mtqa.folder / "p.csv").write_text(PAIRS, encoding="utf-8")
    terms = mtqa.folder / "terms.csv"
    terms.write_text("server,服务器|!伺服器\n", encoding="utf-8")
    first = checked(mtqa, "p.csv", "--glossary", "terms.csv")
    assert found(first, "p.csv") == ["伺服器"] and "|glossary:" in first["signature"]
    assert checked(mtqa, "p.csv", "--glossary", "terms.csv") == first  # from what was kept
    terms.write_text("server,伺服器\ncache,快取\n", encoding="utf-8")
    second = checked(mtqa, "p.csv", "--glossary", "terms.csv")
    assert found(second, "p.csv") == ["缓存"] and second["signature"] != first["signature"]
    (finding,) = second["documents"][0]["findings"]
    assert finding["suggestions"] == ["快取"] and finding["evidence"]["glossary_entry"] == "terms.csv:2"
    without = mtqa("check", "--no-models", "p.csv")
    assert b"needs a glossary" not in without.stdout


def test_a_glossary_path_by_path(mtqa: Shell) -> None:
    for folder in ("one", "two", "three"):
        (mtqa.folder / folder).mkdir()
        (mtqa.folder / folder / "p.csv").write_text(PAIRS, encoding="utf-8")
    (mtqa.folder / "terms").mkdir()
    (mtqa.folder / "terms" / "one.csv").write_text("server,服务器|!伺服器\n", encoding="utf-8")
    (mtqa.folder / "terms" / "two.csv").write_text("cache,快取\n", encoding="utf-8")
    entries = "".join(f"[[paths]]\nfiles = ['/{n}/']\nglossary = 'terms/{n}.csv'\n" for n in ("one", "two"))
    (mtqa.folder / "mtqa.toml").write_text(entries)
    names = ("one/p.csv", "two/p.csv", "three/p.csv")
    tree = checked(mtqa, *names)
    assert [found(tree, name) for name in names] == [["伺服器"], ["缓存"], []]
    below = mtqa.at(mtqa.folder / "two")
    assert found(checked(below, "p.csv"), "p.csv") == ["缓存"]  # a path starts from the folder of its file
    assert checked(below, "p.csv")["signature"] == tree["signature"]
    (mtqa.folder / "terms" / "two.csv").write_text("cache,\n", encoding="utf-8")
    said = flat(mtqa("check", "--no-models", "one/p.csv", code=2).stderr)
    assert "terms/two.csv:1: the term “cache” has no target" in said


def test_languages_path_by_path(mtqa: Shell) -> None:
    english = "The rain stopped, and the children ran into the yard. Nobody called them in.\n"
    for name in ("en/a.md", "zh/a.md", "b.md"):
        (mtqa.folder / name).parent.mkdir(exist_ok=True)
        (mtqa.folder / name).write_text(english, encoding="utf-8")
    (mtqa.folder / "mtqa.toml").write_text(
        "models = false\n[[paths]]\nfiles = ['/en/']\nlanguage = 'en'\n[[paths]]\nfiles = ['/zh/']\nlanguage = 'zh'\n"
    )
    done = mtqa("check", ".", "-o", "json=r.json", code=1)
    told = "1 of 3 documents is not judged: declared to be in another language, language = en (mtqa.toml:4)"
    assert told in flat(done.stderr) and "1 of 3 documents is not judged: not Chinese" in flat(done.stderr)
    documents = {one["path"]: one for one in json.loads((mtqa.folder / "r.json").read_text())["documents"]}
    assert {name: [one["rule"] for one in document["findings"]] for name, document in documents.items()} == {
        "zh/a.md": ["language.wrong"],
        "b.md": [],
        "en/a.md": [],
    }
    verdicts = {name: (document["verdict"], document["score"]) for name, document in documents.items()}
    assert verdicts == {"b.md": ("not_judged", None), "en/a.md": ("not_judged", None), "zh/a.md": ("fail", 0.0)}
    assert "nothing was judged" in flat(mtqa("check", "en/a.md").stderr)
    assert "needs one of auto, zh, en, other" in flat(mtqa("check", "--language", "klingon", "b.md", code=2).stderr)
