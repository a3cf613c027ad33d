"""`--glossary` and `--language`: glossaries are read, or refused with the line; both may be set for some paths."""

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
    return [(term.source, term.allowed, term.forbidden, term.line) for term in load(str(path)).terms]


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
def test_a_glossary_in_each_format(tmp_path: Path, name: str, text: str) -> None:
    ((source, allowed, forbidden, line),) = read(tmp_path, text, name)
    assert (source, allowed, forbidden) == ("server", ("服务器",), ("伺服器",))
    assert "server" in "\n".join(text.splitlines()[line - 1 : line + 1])


def test_a_quoted_cell_over_two_lines_is_counted(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,甲,"two\nlines"\nb,乙,x\n')
    assert [(row[0], row[3]) for row in rows] == [("a", 1), ("b", 3)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "server,服务器\ncache,\n", "a.csv:2: the term “cache” has no target"),
        ("a.csv", "server,服务器\n,缓存\n", "a.csv:2: “缓存” has no source term"),
        ("a.csv", "server,!\n", "a.csv:1: there is no wording after !"),
        ("a.csv", "x,甲|!甲\n", "a.csv:1: “甲” is both allowed and forbidden"),
        ("a.csv", "x,甲\n--,乙\n", "a.csv:2: “--” has no letter or digit"),
        ("a.csv", "zh,note\n甲,x\n", "a.csv:1: the header has no column for the source terms"),
        ("a.csv", "# nothing\n", "a.csv: the glossary has no terms"),
        ("a.xls", "x", "a glossary cannot be read from .xls"),
        ("a.tbx", BOMB, "declares an entity"),
        ("a.tbx", TBX3[:300], "not well-formed XML"),
        ("a.tbx", "<html/>", "this is not a TBX file: it begins with <html>, not <tbx> or <martif>"),
        ("a.tbx", TBX3.replace("zh-CN", "ja"), "the glossary has no terms"),
        ("no/where.csv", "", "no such file"),
    ],
)
def test_an_unusable_glossary_ends_the_run_before_any_check(mtqa: Shell, name: str, text: str, message: str) -> None:
    if text:
        (mtqa.folder / name).write_text(text, encoding="utf-8")
    (mtqa.folder / "p.csv").write_text(PAIRS, encoding="utf-8")
    done = mtqa("check", "--no-models", "--glossary", name, "p.csv", code=2)
    assert message in flat(done.stderr) and not done.stdout


def test_words_have_places() -> None:
    split = words("Ｃaches, C++ und 模型")
    assert [split.text[span.start : span.end] for span in split.spans] == ["Ｃaches", "C++", "und", "模", "型"]


def checked(mtqa: Shell, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = mtqa("check", "--no-models", "--exit-zero", "-q", "-o", "json=-", *arguments, code=code)
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


def found(tree: dict[str, Any], name: str) -> list[str]:
    (document,) = (document for document in tree["documents"] if document["path"].endswith(name))
    return [finding["text"] for finding in document["findings"] if finding["rule"] == "glossary.term"]


def test_a_changed_glossary_changes_what_is_found_in_an_unchanged_document(mtqa: Shell) -> None:
    (mtqa.folder / "p.csv").write_text(PAIRS, encoding="utf-8")
    terms = mtqa.folder / "terms.csv"
    terms.write_text("server,服务器|!伺服器\n", encoding="utf-8")
    first = checked(mtqa, "p.csv", "--glossary", "terms.csv")
    assert found(first, "p.csv") == ["伺服器"] and "|glossary:" in first["signature"]
    assert checked(mtqa, "p.csv", "--glossary", "terms.csv") == first  # from the cache
    terms.write_text("server,伺服器\ncache,快取\n", encoding="utf-8")
    second = checked(mtqa, "p.csv", "--glossary", "terms.csv")
    assert found(second, "p.csv") == ["缓存"] and second["signature"] != first["signature"]
    (finding,) = second["documents"][0]["findings"]
    assert finding["suggestions"] == ["快取"] and finding["evidence"]["glossary_entry"] == "terms.csv:2"
    without = mtqa("check", "--no-models", "p.csv")
    assert b"needs a glossary" not in without.stdout


def test_a_glossary_for_some_paths(mtqa: Shell) -> None:
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
    assert found(checked(below, "p.csv"), "p.csv") == ["缓存"]  # a path is relative to the folder of its file
    assert checked(below, "p.csv")["signature"] == tree["signature"]
    (mtqa.folder / "terms" / "two.csv").write_text("cache,\n", encoding="utf-8")
    message = flat(mtqa("check", "--no-models", "one/p.csv", code=2).stderr)
    assert "terms/two.csv:1: the term “cache” has no target" in message


def test_languages_for_some_paths(mtqa: Shell) -> None:
    english = "The rain stopped, and the children ran into the yard. Nobody called them in.\n"
    for name in ("en/a.md", "zh/a.md", "b.md"):
        (mtqa.folder / name).parent.mkdir(exist_ok=True)
        (mtqa.folder / name).write_text(english, encoding="utf-8")
    (mtqa.folder / "mtqa.toml").write_text(
        "models = false\n[[paths]]\nfiles = ['/en/']\nlanguage = 'en'\n[[paths]]\nfiles = ['/zh/']\nlanguage = 'zh'\n"
    )
    done = mtqa("check", ".", "-o", "json=r.json", code=1)
    note = "1 of 3 documents is not judged: declared to be in another language, language = en (mtqa.toml:4)"
    assert note in flat(done.stderr) and "1 of 3 documents is not judged: not Chinese" in flat(done.stderr)
    documents = {
        document["path"]: document for document in json.loads((mtqa.folder / "r.json").read_text())["documents"]
    }
    assert {name: [finding["rule"] for finding in document["findings"]] for name, document in documents.items()} == {
        "zh/a.md": ["language.wrong"],
        "b.md": [],
        "en/a.md": [],
    }
    verdicts = {name: (document["verdict"], document["score"]) for name, document in documents.items()}
    assert verdicts == {"b.md": ("not_judged", None), "en/a.md": ("not_judged", None), "zh/a.md": ("fail", 0.0)}
    assert "nothing was judged" in flat(mtqa("check", "en/a.md").stderr)
    assert "needs one of auto, zh, en, other" in flat(mtqa("check", "--language", "klingon", "b.md", code=2).stderr)
