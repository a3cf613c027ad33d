"""`mtqa glossary suggest`: the terms of translations, clear ones as rows, the others as comments."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import Shell, flat

from mtqa.bilingual.glossary import load
from mtqa.bilingual.suggested_terms import suggested_terms
from mtqa.lexicon import shared_dictionary

PAIRS = [
    ("Open the file", "打开文件"),
    ("The file was deleted", "文件已删除"),
    ("Rename this file now", "立即重命名文件"),
    ("The translation memory is empty", "翻译记忆库是空的"),
    ("Merge a translation memory", "合并翻译记忆库"),
    ("Export the Translation Memory", "导出翻译记忆库"),
    ("Clear the cache", "清空缓存"),
    ("The cache is full", "缓存已满"),
    ("Rebuild the caches", "重建快取"),
    ("Caches are old", "快取太旧"),
    ("It is only seen twice: kernel", "只见过两次：内核"),
    ("The kernel again", "又是内核"),
]


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def test_terms_with_one_wording_and_with_several() -> None:
    found = {term.term: term for term in suggested_terms(PAIRS, shared_dictionary())}
    assert (found["file"].clear, found["file"].wordings) == (True, (("文件", 3),))
    assert (found["translation memory"].clear, found["translation memory"].wordings) == (True, (("翻译记忆库", 3),))
    assert not found["cache"].clear and dict(found["cache"].wordings) == {"缓存": 2, "快取": 2}
    assert "kernel" not in found and "memory" not in found and "the" not in found
    assert "kernel" in {term.term for term in suggested_terms(PAIRS, shared_dictionary(), 2)}


def test_the_order_does_not_depend_on_that_of_the_units() -> None:
    forwards, backwards = (list(suggested_terms(pairs, shared_dictionary())) for pairs in (PAIRS, PAIRS[::-1]))
    assert forwards == backwards and [term.units for term in forwards] == sorted(
        (term.units for term in forwards), reverse=True
    )


def test_a_unit_that_is_there_twice_counts_once() -> None:
    assert not list(suggested_terms([("Open the file", "打开文件")] * 5, shared_dictionary()))


def test_traditional_wordings_stay_as_they_are() -> None:
    pairs = [("The software is new", "軟體是新的"), ("Buy software", "購買軟體"), ("Update software!", "更新軟體！")]
    (term,) = (term for term in suggested_terms(pairs, shared_dictionary()) if term.term == "software")
    assert term.wordings == (("軟體", 3),)


def po(folder: Path, pairs: list[tuple[str, str]]) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    units = "".join(f'\nmsgid "{english}"\nmsgstr "{chinese}"\n' for english, chinese in pairs)
    (folder / "zh.po").write_text(head + units, encoding="utf-8")


def test_the_command_writes_a_glossary_that_mtqa_reads(mtqa: Shell) -> None:
    po(mtqa.folder, PAIRS)
    done = mtqa("glossary", "suggest", "zh.po", "--output", "terms.csv")
    assert "12 pairs" in flat(done.stderr)
    text = (mtqa.folder / "terms.csv").read_text(encoding="utf-8")
    assert "file,文件,文件 3 of 3 units\n" in text and '# cache,快取|缓存,"快取 2, 缓存 2 of 4 units"\n' in text
    terms = {term.source: term.allowed for term in load(str(mtqa.folder / "terms.csv")).terms}
    assert terms["file"] == ("文件",) and "cache" not in terms
    assert "there is a file already" in flat(
        mtqa("glossary", "suggest", "zh.po", "--output", "terms.csv", code=2).stderr
    )
    mtqa("glossary", "suggest", "zh.po", "--output", "terms.csv", "--force")
    assert (mtqa.folder / "terms.csv").read_text(encoding="utf-8") == text
    assert mtqa("glossary", "suggest", "zh.po").stdout.decode() == text


def test_texts_beside_their_source_and_what_cannot_be_read(mtqa: Shell) -> None:
    (mtqa.folder / "en.md").write_text("Open the file.\n\nDelete the file.\n\nRename the file.\n")
    (mtqa.folder / "zh.md").write_text("打开文件。\n\n删除文件。\n\n重命名文件。\n", encoding="utf-8")
    assert "file,文件" in mtqa("glossary", "suggest", "zh.md", "--source", "en.md").stdout.decode()
    assert "no English text beside" in flat(mtqa("glossary", "suggest", "zh.md", code=2).stderr)
    assert "no such file" in flat(mtqa("glossary", "suggest", "none.po", code=3).stderr)
    assert "CSV or TSV" in flat(mtqa("glossary", "suggest", "zh.md", "-o", "terms.json", code=2).stderr)
