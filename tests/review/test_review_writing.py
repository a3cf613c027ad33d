"""Replacements in every format: exactly in their place, spelt as the format has it, or not at all."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from deciding import RULE, decision, place_of, read, wish
from shell import HOME

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.read import decoded, read_text
from mtqa.review import Choice, Decision
from mtqa.review.edit import Wish
from mtqa.review.escaping import spellings
from mtqa.review.locate import Located
from mtqa.review.writing import Written, write
from mtqa.text import Document, Span

XLIFF = (
    '<xliff version="1.2"><file source-language="en" target-language="zh"><body><trans-unit id="a">'
    "<source>Lay it down &amp; go</source><target>{}</target></trans-unit></body></file></xliff>"
)
TMX = (
    '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Lay it down</seg></tuv>'
    '<tuv xml:lang="zh"><seg>{}</seg></tuv></tu></body></tmx>'
)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#: a.c:1\nmsgid "lay"\nmsgstr {}\n'
CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
NOTEBOOK = '{{"cells": [{{"cell_type": "markdown", "source": [{}]}}]}}'
ASS = "[Events]\nFormat: Start, Text\nDialogue: 0:00:01.00,{}\n"
ODD = "a<b & \"c\" 'd' \\e *f* _g_ `h` [i]"


def written(name: str, text: str, *replacements: tuple[str, str], config: Config | None = None) -> Written:
    document = read_text(name, text, config or Config())
    return write(document, [wish(document, *one) for one in replacements], config or Config())


CASES = [
    ("a.txt", "他把它放下。\r\n她走了。", ("把它", "将书"), "他将书放下。\r\n她走了。"),
    ("a.txt", "他把它[/b]放下。", ("[/b]", ""), "他把它放下。"),
    ("a", "他把它放下。", ("把它", ODD), f"他{ODD}放下。"),
    ("a.md", "# 题\n\n他**把它**放下。\n", ("把它", "将书"), "# 题\n\n他**将书**放下。\n"),
    ("a.md", "他把它放下。\n", ("把它", "将*书*"), "他将\\*书\\*放下。\n"),
    ("a.md", "他把它放下。\n", ("他", "1. 他"), "1\\. 他把它放下。\n"),
    ("a.md", "| 甲 | 乙 |\n|-|-|\n| 把它 | 丁 |\n", ("把它", "一|二"), "| 甲 | 乙 |\n|-|-|\n| 一\\|二 | 丁 |\n"),
    ("a.md", "> 他把\n> 它放下。\n", ("把它", "将书"), "> 他将书放下。\n"),
    ("a.md", "他把它放下。\n", ("把它", "<script>"), "他\\<script>放下。\n"),
    ("a.html", "<p id='把它'>他&#25226;它放下</p>", ("把它", "将<书>&"), "<p id='把它'>他将&lt;书&gt;&amp;放下</p>"),
    ("a.html", "<p>他<b>把它</b>放下。</p>", ("把它", ""), "<p>他<b></b>放下。</p>"),
    ("a.csv", "en,zh\nlay it,他把它放下\n", ("把它", "将书"), "en,zh\nlay it,他将书放下\n"),
    ("a.csv", 'en,zh\nlay it,"他,把它""放下"\n', ("把它", '"将"'), 'en,zh\nlay it,"他,""将""""放下"\n'),
    ("a.csv", 'en,zh\nlay it,"他,把它""放下"\n', ('它"放', "书"), 'en,zh\nlay it,"他,把书下"\n'),
    ("a.tsv", "en\tzh\nlay it\t他把它放下\n", ("把它", "将书,"), "en\tzh\nlay it\t他将书,放下\n"),
    ("a.jsonl", '{"en":"lay","zh":"他\\u628a它"}\n', ("把它", '"将"\\'), '{"en":"lay","zh":"他\\"将\\"\\\\"}\n'),
    ("a.po", PO.format('"他把它\\n放下"'), ("把它", '"将"\\'), PO.format('"他\\"将\\"\\\\\\n放下"')),
    ("a.po", PO.format('"他把"\n"它放下"'), ("把它", "将书"), PO.format('"他将书放下"')),
    ("a.json", '{"a": {"b": "他把它放下"}, "c": 1}', ("把它", 'a"b'), '{"a": {"b": "他a\\"b放下"}, "c": 1}'),
    ("a.arb", '{"a": "把它", "@a": {"context": "把它"}}', ("把它", "书"), '{"a": "书", "@a": {"context": "把它"}}'),
    ("a.yaml", "a: 他把它放下 # 把它\n", ("把它", "将书"), "a: 他将书放下 # 把它\n"),
    ("a.yaml", 'a: "他把它\\t放下"\n', ("把它", 'a"b\\'), 'a: "他a\\"b\\\\\\t放下"\n'),
    ("a.yaml", "a: '他把它放下'\n", ("把它", "it's"), "a: '他it''s放下'\n"),
    ("a.yaml", "a: |\n  他把它放下。\n  她走了。\n", ("把它", "将: 书"), "a: |\n  他将: 书放下。\n  她走了。\n"),
    ("a.xlf", XLIFF.format("他把它&amp;放下"), ("把它&", "<书>"), XLIFF.format("他&lt;书&gt;放下")),
    ("a.tmx", TMX.format("他把它放下"), ("把它", "书&"), TMX.format("他书&amp;放下")),
    ("a.mdx", "<A b='把它'>\n    他把它放{c}\n</A>\n", ("把它", "{书}"), "<A b='把它'>\n    他\\{书\\}放{c}\n</A>\n"),
    ("a.mdx", "import a from '把它'\n\n他把它放。\n", ("把它", "<b>"), "import a from '把它'\n\n他\\<b>放。\n"),
    ("a.ipynb", NOTEBOOK.format(r'"甲\n", "他把它\n", "放"'), ("把它放", '"将'), NOTEBOOK.format(r'"甲\n", "他\"将"')),
    ("a.ipynb", NOTEBOOK.format(r'"他\u628a它放下。"'), ("把它", "*书*"), NOTEBOOK.format(r'"他\\*书\\*放下。"')),
    ("a.rst", ".. note:: 他把它放下::\n\n    把它\n", ("把它", "将书"), ".. note:: 他将书放下::\n\n    把它\n"),
    ("a.rst", "- 他把它\n  放下 ``把它``。\n", ("把它放", "*书*"), "- 他\\*书\\*下 ``把它``。\n"),
    ("a.adoc", "[source]\n把它\n\n* 他把它放\n", ("把它", "`书`"), "[source]\n把它\n\n* 他&#96;书&#96;放\n"),
    ("a.adoc", "|===\n|他把它放下 |丁\n|===\n", ("把它", "一|二"), "|===\n|他一&#124;二放下 |丁\n|===\n"),
    ("a.ass", ASS.format(r"他{\i1}把它放下"), ("把它", "书，"), ASS.format(r"他{\i1}书，放下")),
    ("a.srt", f"{CUE}他把它放下\n", ("把它", "书"), f"{CUE}他书放下\n"),
    ("a.vtt", f"WEBVTT\n\n{CUE}他把它放下\n", ("把它", "书"), f"WEBVTT\n\n{CUE}他书放下\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "replacement", "expected"), CASES)
def test_nothing_changes_but_the_words(name: str, text: str, replacement: tuple[str, str], expected: str) -> None:
    done = written(name, text, replacement)
    assert done.refused == () and done.raw == expected


UNSAFE = [
    ("a.html", "<p>他把<b>它</b>放下。</p>", ("把它", "将书"), "markup"),
    ("a.md", "他把**它放**下。\n", ("把它", "将书"), "markup"),
    ("a.po", PO.format('"他把<b>它</b>放下"'), ("把它", "将书"), "markup"),
    ("a.xlf", XLIFF.format('他把<g id="1">它</g>放下'), ("把它", "将书"), "markup"),
    ("a.txt", "他把它放下。\n她走了。", ("下。\n她", "下，她"), "paragraph"),
    ("a.txt", "他把它放下。", ("把它", "将\n书"), "U+000A"),
    ("a.txt", "他把它放下。", ("把它", "将\u202e书"), "U+202E"),
    ("a.txt", "他把它放下。", ("把它", "将\x1b[31m书"), "U+001B"),
    ("a.csv", "en,zh\nlay it,他把它放下\nlay,放\n", ("把它", "一,二"), "meaning of the file around it"),
    ("a.csv", "en,zh\nlay it,他把它放下\n", ("他把它", "=HYPERLINK(1)"), "meaning of the file around it"),
    ("a.tsv", "en\tzh\nlay it\t他把它放下\n", ("他把它", "@cmd"), "meaning of the file around it"),
    ("a.po", PO.format('"他把它放下"'), ("他把它放下", ""), "meaning of the file around it"),
    ("a.po", PO.format('"他把它放下"'), ("把它", "把%s"), "meaning of the file around it"),
    ("a.json", '{"a": "他把它放下"}', ("他把它放下", "arrow-left"), "meaning of the file around it"),
    ("a.yaml", "a: 他把它放下\n", ("他把它放下", "yes"), "meaning of the file around it"),
    ("a.yaml", "a: 他把它放下\n", ("把它", "将 #"), "meaning of the file around it"),
    ("a.vtt", f"WEBVTT\n\n{CUE}他把它放下\n", ("把它", "<i>"), "meaning of the file around it"),
    ("a.ass", ASS.format("他把它放下"), ("把它", "{\\b1}"), "meaning of the file around it"),
    ("a.rst", "他把 **它** 放下。\n", ("把 它", "将书"), "markup"),
    ("a.adoc", "他把**它**放下。\n", ("把它", "将书"), "markup"),
    ("a.mdx", "他把<b>它</b>放下。\n", ("把它", "将书"), "markup"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "replacement", "hint"), UNSAFE)
def test_what_cannot_be_written_safely_is_a_letter(
    name: str, text: str, replacement: tuple[str, str], hint: str
) -> None:
    done = written(name, text, replacement)
    assert done.raw == text and done.edits == ()
    ((_, letter),) = done.refused
    assert hint in letter.what and letter.advice


def test_one_bad_replacement_of_many_is_found() -> None:
    rows = [f"lay {number},他把它{number}放下\n" for number in range(40)]
    good = [(f"把它{number}放", f"将{number}放") for number in range(40)]
    done = written("a.csv", "en,zh\n" + "".join(rows), *good[:17], (good[17][0], "一,二"), *good[18:])
    assert [one.said.text for one, _ in done.refused] == ["把它17放"]
    expected = [row if number == 17 else row.replace("把它", "将") for number, row in enumerate(rows)]
    assert done.raw == "en,zh\n" + "".join(expected)


def test_a_file_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.review.writing._MOST_READ", 1_000)
    rows = "".join(f"lay {number},他把它{number}放下\n" for number in range(40))
    with pytest.raises(UsageError, match="too many of the wordings"):
        written("a.csv", f"en,zh\n{rows}", *((f"把它{number}放", "一,二") for number in range(40)))


def test_two_that_overlap_are_both_refused_and_the_rest_is_written() -> None:
    done = written("a.txt", "林峰街道的人把它放下。", ("林峰", "枫林"), ("林峰街道", "临丰街道"), ("把它", "将书"))
    assert done.raw == "林峰街道的人将书放下。"
    assert {one.said.text for one, _ in done.refused} == {"林峰", "林峰街道"}
    assert all("another replacement overlaps it (d.json:0)" in letter.what for _, letter in done.refused)


def test_the_same_said_twice_is_written_once() -> None:
    assert written("a.txt", "他把它放下。", ("把它", "将书"), ("把它", "将书")).raw == "他将书放下。"
    assert len(written("a.txt", "他把它放下。", ("把它", "将书"), ("把它", "拿书")).refused) == 2


def test_what_stands_in_a_deletion_goes_with_it() -> None:
    done = written("a.txt", "全文2000字,读完5分钟\n他走了。", ("全文2000字,读完5分钟", ""), (",", "，"))
    assert done.raw == "\n他走了。" and done.refused == ()


def test_neighbours_are_no_overlap() -> None:
    assert written("a.txt", "他把它放下。", ("把", "将"), ("它", "书")).raw == "他将书放下。"


def test_stretches_move_with_what_stands_before_them() -> None:
    document = read("a.txt", "林峰的林峰和林峰。")
    done = write(document, [wish(document, "林峰", "枫", nth=1)], Config())
    assert done.raw == "林峰的枫和林峰。"
    first, second, third = (place_of(document, "林峰", nth) for nth in range(3))
    assert done.moved(first) == first and done.moved(second) is None
    assert done.moved(third) == third.shift(-1)


@pytest.mark.parametrize("seed", range(30))
def test_any_words_of_any_wording_read_as_they_were_meant(seed: int) -> None:
    """Whatever is written reads as the wording, in every format, or is refused and leaves the file as it was."""
    chance = random.Random(seed)
    letters = "林峰 <>&\"'\\*_`[]()#+-=|:;,.!%{}~1aé，。"
    wording = "".join(chance.choice(letters) for _ in range(chance.randint(0, 6)))
    for name, text, (words, _), _ in CASES:
        document = read_text(name, text)
        done = write(document, [wish(document, words, wording)], Config())
        if done.refused:
            assert done.raw == text
            continue
        place = place_of(document, words)
        expected = document.text[: place.start] + wording + document.text[place.end :]
        assert "".join(read_text(name, done.raw).text.split()) == "".join(expected.split()), (name, wording)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text, *_ in CASES])
def test_every_place_of_the_prose_is_found_again(name: str, text: str) -> None:
    """From the file's offsets back into the prose, for every stretch of up to three characters."""
    document: Document = read_text(name, text)
    located = Located(document)
    for start in range(len(document.text)):
        for end in range(start + 1, min(start + 4, len(document.text) + 1)):
            if "\n" not in document.text[start:end]:
                made, place = decision(document, document.text[start:end], None)
                found = located.place(made)
                assert found is not None and document.raw_span(found) == document.raw_span(place)


@pytest.mark.parametrize("file", sorted((HOME / "tests" / "documents").iterdir()), ids=lambda file: file.name)
def test_files_of_other_programs_keep_all_but_the_words(file: Path) -> None:
    """Ten words of each are replaced: all of them and nothing else, or the file stays as it is."""
    document = decoded(file.name, file.read_bytes())
    words = list(re.finditer(r"[\u4e00-\u9fff]{2}", document.text))
    words = [one for one in words if not document.is_opaque(Span(*one.span()))][:: max(1, len(words) // 10)]
    located, wanted = Located(document), []
    for found in words:
        finding = located.finding(RULE, Span(*found.span()))
        said = Decision(finding.fingerprint, RULE, finding.span, finding.text, Choice.ACCEPT, "“甲”&乙'<")
        assert located.place(said) is not None
        wanted.append(Wish.of(said, Span(*found.span())))
    done = write(document, wanted, Config())
    torn = {wish.said.text for wish in wanted if re.search(r"[<*]", wish.said.text)}
    torn |= {"那么"} & {wish.said.text for wish in wanted}  # in `a<b 那么 c>d`, which then would be a tag
    assert {wish.said.text for wish, _ in done.refused} == torn and len(done.edits) == len(wanted) - len(torn) > 0
    kept, at, old = "", 0, 0
    for edit in done.edits:
        same = document.raw[old : edit.raw.start]
        assert done.raw[at : at + len(same)] == same
        kept, at, old = kept + same, at + len(same) + len(edit.spelt), edit.raw.end
    assert done.raw[at:] == document.raw[old:]
    assert read_text(file.name, done.raw).text.count("“甲”&乙'<") == len(done.edits)


def test_a_file_is_written_in_the_format_it_was_given() -> None:
    config = Config(formats={"*.inc": "md", "*.md": "html"})
    assert written("a.inc", "他把它放下。\n", ("把它", "将*书*"), config=config).raw == "他将\\*书\\*放下。\n"
    assert written("a.md", "<p>他把它放下", ("把它", "<书>"), config=config).raw == "<p>他&lt;书&gt;放下"


def test_spellings_are_given_once() -> None:
    assert spellings("markdown", "走") == spellings("tmx", "走") == ("走",) and len(spellings("yaml", "it's")) == 2


def test_thousands_of_replacements_are_written_in_time() -> None:
    text = "".join(f"第{number}个人把它放下，**走了**。\n\n" for number in range(3_000))
    document = read("a.md", text)
    located = Located(document)
    places = [Span(found.start(), found.end()) for found in re.finditer("把它", document.text)]
    wanted = []
    for number, place in enumerate(places):
        finding = located.finding(RULE, place)
        said = Decision(
            finding.fingerprint, RULE, finding.span, "把它", Choice.ACCEPT, f"将{number}" if number % 7 else "将*书*"
        )
        wanted.append(Wish.of(said, place))
    started = time.process_time()
    done = write(document, wanted, Config())
    moved = [done.moved(span) for span in (Span(0, 1), places[-1], Span(len(text) - 3, len(text)))]
    spent = time.process_time() - started
    print(f"{spent:.1f} s for 3,000 replacements")
    assert moved[0] == Span(0, 1) and moved[2] == Span(len(done.raw) - 3, len(done.raw))
    assert len(done.edits) == 3_000 and done.raw.count("将\\*书\\*") == 429 and spent < 60
