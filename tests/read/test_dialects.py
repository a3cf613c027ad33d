"""Codes in the strings of software: what is evidence for those that look like prose, and what it costs."""

from __future__ import annotations

import time

import pytest

from mtqa.read import read_text
from mtqa.read.placeholders import codes

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_TW\\nPlural-Forms: nplurals=1;\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "beside", "flags", "expected"),
    [
        ("Hello :name", "", (), [":name"]),
        ("您好:name", "Hello :name", (), [":name"]),
        ("您好:name", "Hello", (), []),
        ("Hello :name, %s", "", ("c-format",), ["%s"]),
        ("at 10:30, see a::b, :smile: and http://x.org", "", (), []),
        ("Ask @count people", "", (), ["@count"]),
        ("Write to a@example.org", "", (), []),
        ("$1 changed $2", "", (), ["$1", "$2"]),
        ("It costs $1.50 or $12", "", (), []),
        ("It took $1 million", "", (), []),
        ("Only $2 left", "", (), []),
        ("%1 of %2", "", (), ["%1", "%2"]),
        ("Uses 5% 1 day", "", (), []),
        ("%1s left", "", ("qt-format",), ["%1"]),
        ("%1s left", "", (), ["%1s"]),
        ("100% done", "", ("no-c-format",), []),
        ("see <3> and <4>", "", (), []),
        ("see <3>there</3>", "", (), ["<3>", "</3>"]),
        ("见<3>那里", "see <3>there</3>", (), ["<3>"]),
        ("%slink%s", "%s链接%s", (), ["%s", "%s"]),
        ("%slink%s", "", ("php-format",), ["%s", "%s"]),
        ("a 50%so-called share", "", (), []),
        ("Written to <standard output>", "", (), []),
        ("<a href='x' {more}>x</a>", "", (), ["<a href='x' {more}>", "</a>"]),
        ("{...} or { $n } or {$n}", "", (), ["{ $n }", "{$n}"]),
        ("C:\\new \\n \\next", "", (), ["\\n"]),
        ("%<PRIuMAX> of %2$*1$d, %1$m", "", (), ["%<PRIuMAX>", "%2$*1$d", "%1$m"]),
    ],
)
def test_codes(text: str, beside: str, flags: tuple[str, ...], expected: list[str]) -> None:
    assert [code.text for code in codes(text, beside, flags)] == expected


def test_a_unit_knows_its_codes_and_where_they_stand() -> None:
    entry = (
        "#, c-format, fuzzy\n"
        'msgid "<b>%d</b> \\"file\\"\\n"\n'
        'msgid_plural "%d files\\n"\n'
        'msgstr[0] "<b>%d</b> 個\\"檔案\\"\\n"\n'
    )
    raw = HEAD + entry
    document = read_text("zh_TW.po", raw)
    (unit,) = document.units
    assert (document.language, document.forms, unit.forms, unit.flags) == ("zh_TW", 1, 1, ("c-format",))
    assert unit.written == '<b>%d</b> 個"檔案"\n' and unit.state == "fuzzy"
    assert [place.of(raw) for place in unit.places] == list(unit.codes) == ["<b>", "%d", "</b>"]


def test_places_of_inline_elements() -> None:
    target = "按<x id='1'/><g id='2'>此處&lt;b&gt;</g>"
    raw = f"<xliff><trans-unit id='a'><source>Press</source><target>{target}</target></trans-unit></xliff>"
    (unit,) = read_text("a.xlf", raw).units
    assert unit.codes == ("<x 1>", "<g 2>", "<b>")
    assert [place.of(raw) for place in unit.places] == ["<x id='1'/>", "<g id='2'>", "&lt;b&gt;"]


@pytest.mark.parametrize("piece", ["<a b=  ", "{", "%(", "<a x", "${", "@:a.", ":a", "<1", "{{ ", "[b=", "\\n", "%1$"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()
    sum(1 for _ in codes(text, text))
    assert time.process_time() - started < 4
