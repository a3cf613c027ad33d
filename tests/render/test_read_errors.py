"""Errors about files are values: every kind has its sentences in both languages, and the page shows one of them."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mtqa
from mtqa.errors import ReadError, read_errors
from mtqa.patterns import SLOT
from mtqa.render.html import render

PACKAGE = Path(mtqa.__file__).parent
#: What makes errors of a kind, and the arguments that it adds to those of the call.
MAKERS = {
    "of": set[str](),
    "fault": {"line", "column"},
    "error": {"package", "program", "format"},
    "_wrong": {"line", "column", "quoted"},
    "_no_column": {"option", "listed", "first", "n"},
    "few": {"listed", "first", "n"},
}
#: Files that cannot be read, with a word that the Chinese sentence must have.
UNREADABLE = {
    "a.json": ('{"a": "好" "b"}', "第 1 行第 11 列：不是有效的 JSON"),
    "a.xlf": ("<xliff><file>", "不是格式正确的 XML"),
    "entity.xlf": ('<!DOCTYPE x [<!ENTITY e "x">]><xliff>&e;</xliff>', "实体 &amp;e;"),
    "root.resx": ("<resources/>", "根元素是 &lt;resources&gt;，而不是 &lt;root&gt;"),
    "a.yaml": ("a: [好\nb: }", "不是有效的 YAML"),
    "a.po": ('msgid "a"\nmsgstr "好"\nbad line here\n', "第 3 行不是 PO 的写法"),
    "a.strings": ('"a" = "好"\n"b" = "坏";', "之前缺少分号"),
    "a.ftl": ("好好好\n", "不是有效的 Fluent"),
    "a.properties": ("a=\\u12\n", "缺少四位十六进制数"),
    "a.srt": ("好。\n", "没有找到带时间的字幕"),
    "a.ipynb": ("{}", "不是 Jupyter 笔记本"),
    "a.csv": ("id,name\n1,2\n", "没有看起来像中文译文的列"),
    "a.tmx": ('<tmx><body><tu><tuv xml:lang="de"><seg>a</seg></tuv></tu></body></tmx>', "没有 zh 译文"),
    "a.docx": ("PK damaged", "不是 Word 文件，或已损坏"),
    "a.xyz": ("好", "mtqa 不认识 .xyz 文件"),
    "a.txt": ("", "文件是空的"),
    "a.md": ("---\n", "只有标记或标点"),
    "binary.txt": ("\0\1\2\3" * 20, "是二进制文件"),
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call that makes an error of a kind: the name of the maker, and the call."""
    of_kind = re.compile(r"(?:(?:ReadError|Breakdown)\.(of)|(?:self|package)\.(error)|(fault|_wrong|_no_column))")
    for path in (*PACKAGE.glob("*.py"), *PACKAGE.glob("read/*.py"), *PACKAGE.glob("pipeline/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (maker := of_kind.fullmatch(ast.unparse(node.func))):
                yield maker[1] or maker[2] or maker[3], node


def words_in(node: ast.AST | None) -> set[str]:
    """The strings that an expression may be: those of its branches."""
    if isinstance(node, ast.IfExp):
        return words_in(node.body) | words_in(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def made() -> Iterator[tuple[set[str], set[str], set[str]]]:
    """Of each call: the kinds, the names of the advice, and the arguments."""
    for maker, call in calls():
        kinds = words_in(call.args[0])
        given = {one.arg: one.value for one in call.keywords}
        forwards = maker in ("of", "fault")
        advice = words_in(given["advice"]) if "advice" in given else kinds if forwards else set[str]()
        arguments = {name for name in given if name} - {"advice"} | MAKERS[maker]
        unpacked = {ast.unparse(one.value).partition("(")[0] for one in call.keywords if one.arg is None}
        yield kinds, advice, arguments.union(*(MAKERS.get(name, set()) for name in unpacked))


def test_every_kind_has_its_sentences_and_every_sentence_its_kind() -> None:
    kinds = {f"error.{kind}" for kinds, _, _ in made() for kind in kinds}
    advice = {f"advice.{name}" for _, names, _ in made() for name in names}
    assert kinds | advice == set(read_errors()) and len(kinds) > 60


def test_every_sentence_is_in_both_languages() -> None:
    for key, said in read_errors().items():
        assert re.search("[一-鿿]", said["zh"]) and not re.search("[一-鿿]", said["en"]), key
        assert not english(SLOT.sub("", said["zh"])), key


def test_every_error_has_the_arguments_of_its_sentences() -> None:
    for kinds, advice, arguments in made():
        if not kinds:  # it hands a kind and its arguments on
            continue
        for key in [f"error.{kind}" for kind in kinds] + [f"advice.{name}" for name in advice]:
            wanted = {slot[1] for said in read_errors()[key].values() for slot in SLOT.finditer(said)}
            assert wanted <= arguments, key


def test_no_error_about_a_file_that_is_checked_is_prose() -> None:
    for folder in ("read", "pipeline"):
        for path in (PACKAGE / folder).glob("*.py"):
            assert not re.search(r"\b(ReadError|Breakdown)\(", path.read_text("utf-8")), path.name


def english(text: str) -> list[str]:
    """The English phrases of a text, without commands and what it quotes."""
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}", re.sub("“[^”]*”|`[^`]*`", "", text))


def section(page: str) -> list[str]:
    """What the page says of each file that could not be read, without the file's name."""
    listed = re.search(r'<section class="unreadable".*?</section>', page, re.DOTALL)
    assert listed
    without = re.sub(r"<code>.*?</code>", "", listed[0])
    return [re.sub("<[^>]*>", "", item) for item in re.findall("<li>(.*?)</li>", without, re.DOTALL)]


@pytest.fixture
def page_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Draws the page of a run over the unreadable files, in a language."""
    monkeypatch.chdir(tmp_path)
    for name, (text, _) in UNREADABLE.items():
        Path(name).write_text(text, "utf-8")
    with zipfile.ZipFile("b.docx", "w") as archive:
        archive.writestr("a.xml", "<a/>")
    Path("bytes.txt").write_bytes("好好好好好".encode() + b"\xff\n")
    Path("empty").mkdir()
    return lambda language: render(
        mtqa.check(*UNREADABLE, "b.docx", "bytes.txt", "empty", "gone/a.txt", models=False, interface=language)
    )


def test_the_chinese_page_says_in_chinese_why_files_were_not_read(page_of: Any) -> None:
    said = section(page_of("zh"))
    assert len(said) == len(UNREADABLE) + 4
    for item in said:
        assert re.search("[一-鿿].*→.*[一-鿿]", item) and not english(item) and "{" not in item, item
    for _, chinese in UNREADABLE.values():
        assert any(chinese in item for item in said), chinese


def test_the_english_page_says_what_the_command_line_says(page_of: Any) -> None:
    said = "\n".join(section(page_of("en")))
    assert not re.search("[一-鿿]", re.sub("“?[^\n ]*[好坏][^\n]*", "", said))
    assert "a semicolon is missing before" in said
    assert "not a Word document: word/document.xml is missing → open it in the program it comes from" in said


def test_the_sentence_of_an_error_is_that_of_its_words() -> None:
    error = ReadError.of("no_po", "a.po", advice="po", line=1234, quoted="x")
    assert str(error).splitlines()[0] == "a.po: line 1234 is not PO: x"
    assert error.words == ("error.no_po", "advice.po") and error.arguments == {"line": 1234, "quoted": "x"}
