"""Plurals and messages in JSON, as i18next, ICU, FormatJS, Vue and gettext write them, beside the source's."""

from __future__ import annotations

from localisation import notes, parsed, sources
from read_properties import said

from mtqa.align import beside

I18NEXT_EN = (
    '{"key": "Key", "cup_one": "{{count}} cup", "cup_other": "{{count}} cups", "old": "Egg", "old_plural": "Eggs"}'
)


def test_plurals_of_i18next() -> None:
    english = parsed("en.json", I18NEXT_EN)
    document = beside(parsed("zh.json", '{"key": "钥匙", "cup_other": "{{count}} 杯", "old_0": "鸡蛋"}'), english)
    assert sources(document) == {"key": "Key", "cup_other": "{{count}} cups", "old_0": "Eggs"}
    assert notes(document) == {"same_ids": 3}
    flat = beside(parsed("zh.json", '{"key": "钥匙", "cup": "杯子", "old": "蛋"}'), english)
    assert sources(flat) == {"key": "Key", "cup": "{{count}} cups", "old": "Egg"}


def test_icu_and_formatjs() -> None:
    english = (
        '{"a": {"defaultMessage": "{n, plural, one {# cup of {x}} other {# cups of {x}}}", "description": "menu"}}'
    )
    document = parsed("zh.json", '{"a": "{n, plural, other {{x}有 \'#\' # 杯}}", "b": "共 {n, plural, other {# 个}}"}')
    assert said(document) == {"a[other]": "{x}有 '#' # 杯", "b": "共 {n, plural, other {# 个}}"}
    paired = beside(document, parsed("en.json", english))
    assert sources(paired)["a[other]"] == "# cups of {x}"
    assert "{n}" in document.units[0].codes and parsed("en.json", english).units[0].note == "menu"


def test_a_string_of_nothing_but_escapes_is_text() -> None:
    assert said(parsed("a.json", r'{"a": "\u4f60\u597d", "b": "zh-CN"}')) == {"a": "你好"}


def test_json_whose_keys_are_the_text() -> None:
    raw = r'{"": {"domain": "a"}, "Save \"it\"": "保存", "Cancel": ["取消"], "menu\u0004Go on": "继续", "a.b": "甲"}'
    document = parsed("zh.json", raw)
    assert sources(document) == {'Save "it"': 'Save "it"', "Cancel[0]": "Cancel", "menu\x04Go on": "Go on", "a.b": ""}
    assert parsed("zh.json", '{"save": "保存", "menu.title": "题"}').source is None
    natural = parsed("zh.json", '{"{{count}} new cups_other": "{{count}} 杯"}')
    assert [unit.source for unit in natural.units] == ["{{count}} new cups"]


def test_plurals_of_vue() -> None:
    english = parsed(
        "en.json", '{"car": "car | cars", "egg": "no eggs | one egg | {n} eggs", "title": "A | B | C | D"}'
    )
    document = beside(
        parsed("zh.json", '{"car": "车", "egg": "没有蛋 | {n} 个蛋", "title": "甲 | 乙 | 丙 | 丁"}'), english
    )
    assert sources(document) == {
        "car": "cars",
        "egg[one]": "one egg",
        "egg[other]": "{n} eggs",
        "title": "A | B | C | D",
    }
    assert said(parsed("zh.json", '{"title": "主页 | 网站"}')) == {"title": "主页 | 网站"}  # a bar that is a bar


def test_icu_in_xliff() -> None:
    raw = (
        '<xliff version="1.2"><file><body><trans-unit id="a"><source>{N, plural, =1 {<x id="I"/> day} other {# days}}'
        "</source><target>{N, plural, other {# 天}}</target></trans-unit></body></file></xliff>"
    )
    (unit,) = parsed("a.xlf", raw).units
    assert (unit.id, unit.source, unit.codes) == ("a[other]", "# days", ("{N}",))
    flat = parsed("a.xlf", raw.replace("{N, plural, other {# 天}}", "{N} 天")).units[0]
    assert (flat.id, flat.source) == ("a", "# days")
