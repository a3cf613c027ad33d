"""How much of a file of units is translated, fuzzy units, and the gate that asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from read_properties import check_offsets, check_segments, check_units

import mtqa
from mtqa.align import beside
from mtqa.completeness import Completeness, needs_work
from mtqa.config import Config
from mtqa.read import read_text
from mtqa.render.sentences import coverage, sentence
from mtqa.report import DocumentReport
from mtqa.report.gate import Verdict
from mtqa.text import Document, Unit

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
OPEN = 'msgid "Open the <b>file</b> at https://x.test"\nmsgstr "打开 https://x.test 的<b>文件</b>"\n'
FUZZY = '#, fuzzy\nmsgid "Close the window"\nmsgstr "关闭\\n窗口"\n'
SAVE = 'msgid "Save the document"\nmsgstr "保存文档"\n'
EMPTY = 'msgid "Print the page"\nmsgstr ""\n'
OBSOLETE = '#~ msgid "Quit the program"\n#~ msgstr "退出程序"\n'
NO_TEXT = 'msgid "—"\nmsgstr ""\n'


def po(*entries: str) -> str:
    return "\n".join((HEADER, *entries))


def unit(number: int, state: str, target: str, *, translate: str = "yes") -> str:
    return (
        f'<trans-unit id="{number}" translate="{translate}"><source>Text {number}</source>'
        f'<target state="{state}">{target}</target></trans-unit>'
    )


def numbers(document: Document) -> tuple[int, int, int] | None:
    known = document.completeness
    return (known.translated, known.fuzzy, known.untranslated) if known else None


XLIFF = "<xliff version='1.2'><file><body>{}</body></file></xliff>"
NO_TARGET = '<trans-unit id="9"><source>Text 9</source></trans-unit>'
MIXED = XLIFF.format(
    unit(1, "final", "一")
    + unit(2, "needs-review-translation", "二")
    + unit(3, "new", "Text 3")
    + unit(4, "new", "四")
    + unit(5, "final", "五", translate="no")
    + NO_TARGET
)


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.po", po(OPEN, FUZZY, SAVE, EMPTY, OBSOLETE, NO_TEXT), (2, 1, 1)),
        ("a.po", po(EMPTY), (0, 0, 1)),
        ("a.po", po('msgid "and"\nmsgstr "、"\n', '#, fuzzy\nmsgid "or"\nmsgstr "/"\n'), (1, 1, 0)),
        ("a.po", po('msgid "and"\nmsgstr " "\n'), (0, 0, 1)),
        ("a.po", po('#, fuzzy\nmsgid "Print"\nmsgstr ""\n'), (0, 0, 1)),
        ("a.xlf", MIXED, (1, 2, 2)),
        ("a.csv", "source,target\nOne,一\nTwo,\nThree\n", (1, 0, 2)),
        ("a.json", '{"a": "一", "b": ""}', None),  # nothing says that b is not empty in the source
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n一\n", None),
        ("a.md", "一", None),
    ],
)
def test_numbers_of_units(name: str, raw: str, expected: tuple[int, int, int] | None) -> None:
    assert numbers(read_text(name, raw)) == expected


@pytest.mark.parametrize("state", ["fuzzy", "new", "initial", "unfinished", "needs_review", "needs-l10n", "NEW"])
def test_states_that_need_work(state: str) -> None:
    assert needs_work(state)


@pytest.mark.parametrize("state", ["", "translated", "final", "reviewed", "signed-off", "finished"])
def test_states_that_do_not(state: str) -> None:
    assert not needs_work(state)


@pytest.mark.parametrize(
    "entries", [(FUZZY, OPEN, SAVE), (OPEN, FUZZY, SAVE), (OPEN, SAVE, FUZZY), (OPEN, FUZZY, FUZZY, SAVE), (FUZZY,)]
)
def test_fuzzy_units_are_passed_over(entries: tuple[str, ...]) -> None:
    """What is left is the same as in a file without them, but for its places in the file."""
    whole = read_text("a.po", po(*entries))
    skipped = read_text("a.po", po(*entries), Config(fuzzy="skip"))
    without = read_text("a.po", po(*(entry for entry in entries if entry != FUZZY)))
    for side in (skipped, skipped.source):
        if side and side.text:
            check_offsets(side)
            check_segments(side)
    check_units(skipped)
    assert skipped.text == without.text and skipped.opaque == without.opaque
    assert _without_places(skipped) == _without_places(without)
    for one in skipped.units:
        assert skipped.raw[slice(*_ends(skipped, one.span))] == without.raw[slice(*_ends(without, one.span))]
    assert numbers(skipped) == numbers(whole)
    assert [note.kind for note in skipped.notes] == ["fuzzy_units"]
    assert dict(skipped.notes[0].arguments) == {"n": entries.count(FUZZY), "total": len(entries)}


def _without_places(document: Document) -> list[Unit]:
    return [replace(unit, places=()) for unit in document.units]


def _ends(document: Document, span: Any) -> tuple[int, int]:
    raw = document.raw_span(span)
    return raw.start, raw.end


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        ('{"a": "甲", "b": "乙"}', '{"a": "An apple", "b": "A bear", "c": "A cat"}', (2, 0, 1)),
        ('{"a": "甲", "b": ""}', '{"a": "An apple", "b": "A bear"}', (1, 0, 1)),
        ('{"a": "甲", "b": "乙"}', '{"a": "An apple", "b": "A bear"}', (2, 0, 0)),
        ('{"n_other": "{{n}} 只猫"}', '{"n_one": "One cat", "n_other": "{{n}} cats"}', (1, 0, 0)),
        ('{"n_other": "{{n}} 只猫"}', '{"m_one": "One cat", "n_other": "{{n}} cats"}', (1, 0, 1)),
    ],
)
def test_keys_that_the_source_has(target: str, source: str, expected: tuple[int, int, int]) -> None:
    assert numbers(beside(read_text("zh.json", target), read_text("en.json", source))) == expected


def test_a_unit_is_not_missing_twice() -> None:
    """What the target leaves untranslated, or passes over, is no further unit because a source has it, too."""
    source = read_text("en.po", po(OPEN, FUZZY, SAVE, EMPTY.replace('""', '"印"'), SAVE.replace("Save", "Find")))
    for config in (Config(fuzzy="check"), Config(fuzzy="skip")):
        target = read_text("zh.po", po(OPEN, FUZZY, SAVE, EMPTY), config)
        assert numbers(beside(target, source)) == (2, 1, 2)


@pytest.mark.parametrize(
    ("known", "percent", "text"),
    [
        (Completeness(1204, 31, 57), 93.1, "translated: 93.1 % (1,204 of 1,292 units, 31 fuzzy)"),
        (Completeness(1999, 0, 1), 99.9, "translated: 99.9 % (1,999 of 2,000 units)"),
        (Completeness(2, 0, 0), 100.0, "translated: 100 % (2 of 2 units)"),
        (Completeness(), 100.0, "translated: 100 % (0 of 0 units)"),
    ],
)
def test_the_share_is_rounded_down(known: Completeness, percent: float, text: str) -> None:
    assert (known.percent, coverage(known)) == (percent, text)


def test_the_gate_compares_what_is_not_rounded() -> None:
    assert Completeness(2, 0, 1).is_under(66.7) and not Completeness(2, 0, 1).is_under(66.6)
    assert not Completeness(19, 0, 1).is_under(95) and Completeness(1999, 0, 1).is_under(100)


def judged(folder: Path, text: str, name: str = "a.po", **options: Any) -> DocumentReport:
    (folder / name).write_text(text, encoding="utf-8")
    (report,) = mtqa.check(str(folder / name), models=False, cache=False, select=("residue",), **options).documents
    return report


@pytest.mark.parametrize(
    ("entries", "options", "verdict", "reasons"),
    [
        ((EMPTY,), {}, Verdict.NOT_JUDGED, ["none of its units is translated (1 unit)"]),
        (
            (EMPTY, EMPTY),
            {"min_translated": 95},
            Verdict.FAIL,
            [
                "none of its units is translated (2 units)",
                "0 % of its units are translated (0 of 2), under 95 (--min-translated)",
            ],
        ),
        ((EMPTY,), {"min_translated": 0}, Verdict.NOT_JUDGED, ["none of its units is translated (1 unit)"]),
        ((OPEN, EMPTY), {}, Verdict.PASS, []),
        ((OPEN, EMPTY), {"min_translated": 50}, Verdict.PASS, []),
        (
            (OPEN, SAVE, FUZZY),
            {"min_translated": 95},
            Verdict.FAIL,
            ["66.6 % of its units are translated (2 of 3, 1 more are fuzzy), under 95 (--min-translated)"],
        ),
        ((OPEN, SAVE, OBSOLETE, NO_TEXT), {"min_translated": 100}, Verdict.PASS, []),
        ((FUZZY,), {"fuzzy": "skip"}, Verdict.NOT_JUDGED, ["none of its units is translated (1 unit)"]),
    ],
)
def test_the_gate(
    tmp_path: Path, entries: tuple[str, ...], options: dict[str, Any], verdict: Verdict, reasons: list[str]
) -> None:
    found = judged(tmp_path, po(*entries), **options)
    assert (found.verdict, list(map(sentence, found.reasons))) == (verdict, reasons)


def test_the_gate_says_where_it_could_not_ask(tmp_path: Path) -> None:
    found = judged(tmp_path, '{"a": "甲", "b": "乙"}', "a.json", min_translated=95.0)
    assert found.verdict is Verdict.PASS and "coverage_unknown" in [note.kind for note in found.document.notes]
    found = judged(tmp_path, "甲", "a.md", min_translated=95.0)
    assert not found.document.notes


def test_settings_for_some_paths(tmp_path: Path) -> None:
    (tmp_path / "mtqa.toml").write_text(
        '[[paths]]\nfiles = ["b.po"]\nmin-translated = 40\nfuzzy = "skip"\n', encoding="utf-8"
    )
    for name in ("a.po", "b.po"):
        (tmp_path / name).write_text(po(OPEN, FUZZY, EMPTY), encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("a.po", "b.po")]
    made = mtqa.check(*paths, models=False, cache=False, config=str(tmp_path / "mtqa.toml"))
    assert [found.verdict for found in made.documents] == [Verdict.PASS, Verdict.FAIL]
    assert [len(found.document.units) for found in made.documents] == [2, 1]
