"""Localisation files that are damaged, hostile or something else, and those that a directory gives."""

from __future__ import annotations

import plistlib
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from localisation import ANDROID, CATALOG, FLUENT, PLIST, PROPERTIES, QT, RESX, STRINGS, refusal
from read_properties import sound

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import decoded, discover, read_text

DAMAGED = [
    ("a.xml", "<resources><string name='a'>甲\\u4e</string></resources>", r"line 1, column 30: \u without its four"),
    ("a.xml", "<resources><string>甲", "line 1, column 21: not well-formed XML"),
    (
        "a.xml",
        "<resources><string name='a'><xliff:g>甲</xliff:g></string></resources>",
        "line 1, column 29: not well-f",
    ),
    ("a.xml", "<web-app>甲</web-app>", "the root element is <web-app>: this is not Android's"),
    ("a.xml", "甲", "line 1, column 1: not well-formed XML"),
    ("a.xml", "", "line 1, column 1: not well-formed XML"),
    ("a.resx", "<resources/>", "the root element is <resources>, not <root>"),
    ("a.ts", "<xliff/>", "the root element is <xliff>, not <TS>"),
    ("a.stringsdict", "<dict/>", "the root element is <dict>, not <plist>"),
    ("a.strings", '"a" = "甲', "line 1, column 7: a string that does not end"),
    ("a.strings", '"a" = "甲"\n"b" = "乙";', 'line 2, column 1: a semicolon is missing before "b"'),
    ("a.strings", '"a" = "甲"', "line 1, column 10: the last entry does not end"),
    ("a.strings", '"a" = ("甲");', 'line 1, column 7: not a strings file: ("甲");'),
    ("a.strings", "\n/* 甲", "line 2, column 1: a comment that does not end"),
    ("a.strings", '"a" = "\\U4";', r"line 1, column 8: \U without its four digits"),
    ("a.properties", "a=甲\nb=乙\\u12\n", r"line 2, column 4: \u without its four digits"),
    ("a.ftl", "a = 甲\nb = { $x\n", "line 3, column 1: not Fluent"),
    ("a.ftl", "a = 甲 }\n", "line 1, column 7: not Fluent"),
    ("a.ftl", f"a = {'{' * 5000}", "it is nested too deeply"),
]


@pytest.mark.parametrize(("name", "raw", "what"), DAMAGED)
def test_damaged_files(name: str, raw: str, what: str) -> None:
    assert refusal(name, raw).startswith(what)


@pytest.mark.parametrize("name", ["a.xml", "a.ts", "a.resx", "a.stringsdict", "a.strings"])
def test_entity_bombs(name: str) -> None:
    root = {"a.xml": "resources", "a.ts": "TS", "a.resx": "root"}.get(name, "plist")
    raw = f'<!DOCTYPE x [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]><{root}>&b;</{root}>'
    assert refusal(name, raw).startswith("the file declares an entity")


SAMPLES = {
    "strings.xml": ANDROID,
    "zh.ts": QT,
    "a.strings": STRINGS,
    "a.stringsdict": PLIST,
    "a.xcstrings": CATALOG,
    "a.properties": PROPERTIES,
    "a.resx": RESX,
    "a.ftl": FLUENT,
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_cut_off_anywhere(name: str) -> None:
    for end in range(0, len(SAMPLES[name]), 7):
        try:
            sound(read_text(name, SAMPLES[name][:end]))
        except ReadError as error:
            assert error.where == name and error.advice


@pytest.mark.parametrize("name", SAMPLES)
def test_a_lone_surrogate_is_no_traceback(name: str) -> None:
    sound(read_text(name, SAMPLES[name].replace("保存", "保\ud800存").replace("你好", "你\udfff好")))


MANY = {
    "a.xml": ('<string name="k{}">第{}句\\n。</string>\n', "<resources>{}</resources>"),
    "a.ts": (
        "<message><source>S{}</source><translation>第{}句</translation></message>\n",
        "<TS><context><name>C</name>{}</context></TS>",
    ),
    "a.strings": ('"k{}" = "第{}句\\n。";\n', "{}"),
    "a.properties": ("k{} = 第{}句\\n。\n", "{}"),
    "a.resx": ('<data name="k{}"><value>第{}句</value></data>\n', "<root>{}</root>"),
    "a.ftl": ("k{} = 第{}句\n", "{}"),
    "a.stringsdict": ("<key>k{}</key><string>第{}句</string>\n", "<plist><dict>{}</dict></plist>"),
}


@pytest.mark.parametrize("name", MANY)
def test_many_units(name: str) -> None:
    count = 10_000
    unit, file = MANY[name]
    raw = file.replace("{}", "".join(unit.format(number, number) for number in range(count)))
    start = time.process_time()
    assert len(read_text(name, raw).units) == count
    assert time.process_time() - start < 15


HUGE = {
    "quotes": ("a.xml", "<resources><string name='a'>" + "\"'\\'" * 100_000 + "甲</string></resources>"),
    "comments": ("a.xml", "<!-- x -->" * 100_000 + "<resources/>"),
    "question marks": ("a.xml", "<?x " * 100_000),
    "doctypes": ("a.xml", "<!DOCTYPE [" * 100_000),
    "open comments": ("a.strings", "/* " * 300_000),
    "stars": ("a.strings", "/" + "*" * 500_000),
    "slashes": ("a.strings", "/" * 500_000 + " x"),
    "backslashes": ("a.strings", '"' + "\\" * 500_001),
    "continuations": ("a.properties", "a=甲" + "\\\n" * 200_000),
    "equals": ("a.properties", "=" * 500_000 + "甲"),
    "apostrophes": ("a.properties", "a={0}甲" + "'" * 500_001),
    "arguments": ("a.properties", "a=" + "{ " * 300_000 + "甲"),
    "icu": ("a.json", '{"a": "' + "{n, plural, other {" * 2_000 + '甲"}'),
    "icu closed": ("a.json", '{"a": "' + "{n, plural, other {" * 2_000 + "甲" + "}}" * 2_000 + '"}'),
    "icu quotes": ("a.json", '{"a": "{n, plural, other {甲' + "'{" * 100_000 + '"}'),
    "fluent": ("a.ftl", "a = 甲" + " { $x }" * 20_000 + "\n"),
    "fluent lines": ("a.ftl", "a =\n" + "    甲\n" * 20_000),
    "angle brackets": ("a.strings", '"k" = "' + "<x>甲" * 100_000 + '";'),
    "a long key": ("a.strings", f'"Save all" = "甲"; "{"a_" * 50_000}!" = "乙";'),
    "depth": ("a.stringsdict", "<plist>" + "<dict><key>a</key>" * 50_000),
}


@pytest.mark.parametrize("case", HUGE)
def test_hostile_text_takes_no_time(case: str) -> None:
    name, raw = HUGE[case]
    start = time.process_time()
    try:
        read_text(name, raw)
    except ReadError as error:
        assert error.advice
    assert time.process_time() - start < 10


#: A file, and what its strings may be made of.
FORMS = {
    "a.xml": (
        "<resources><string name='a'>{}</string></resources>",
        [
            "甲",
            " ",
            "\n",
            "\\n",
            "\\'",
            '"',
            '\\"',
            "\\u4f60",
            "\\ud83d\\ude00",
            "&amp;",
            "<b>乙</b>",
            "%1$s",
            "😀",
            "\\@",
        ],
    ),
    "a.ts": (
        "<TS><message><source>a</source><translation>{}</translation></message></TS>",
        ["甲", " ", "\n", "\r\n", "&amp;", "&lt;b&gt;", "<byte value='x7'/>", "%1", "😀", "a。"],
    ),
    "a.strings": (
        '"a" = "{}";',
        ["甲", " ", "\n", "\\n", '\\"', "\\U4f60", "\\Ud83d\\Ude00", "%@", "%#@x@", "\\101", "😀", "<i>", "'"],
    ),
    "a.properties": (
        "a={}\nb=乙\n",
        ["甲", " ", "\\\n  ", "\\n", "\\u4f60", "\\ud83d\\ude00", "=", "#", "''", "'", "{0}", "\\:", "😀", "\t"],
    ),
    "a.resx": (
        "<root><data name='a'><value>{}</value></data></root>",
        ["甲", " ", "\n", "&amp;", "{0}", "<![CDATA[<x>]]>", "😀", "&#x4F60;", "a。"],
    ),
    "a.ftl": (
        "a = {}\n",
        ["甲", " ", "\n  ", "\n\n   ", "{ $x }", '{"{"}', '{""}', "<b>", "😀", "\r\n ", "[", "a。", "{ -t }"],
    ),
    "a.json": (
        '{"a": "{n, plural, other {{}}}"}',
        ["甲", " ", "#", "'{'", "{x}", "\\u4f60", "''", "\\n", "}", "{", "other {", "😀", "<b>"],
    ),
}


@settings(max_examples=400)
@given(data=st.data(), name=st.sampled_from(sorted(FORMS)))
def test_offsets_lead_back(data: st.DataObject, name: str) -> None:
    form, parts = FORMS[name]
    raw = form.replace("{}", "".join(data.draw(st.lists(st.sampled_from(parts), max_size=12))))
    try:
        sound(read_text(name, raw))
    except ReadError as error:
        assert error.where == name and error.advice


def test_a_directory_gives_the_chinese_files(tmp_path: Path) -> None:
    files = {
        "res/values/strings.xml": ANDROID,
        "res/values-zh-rCN/strings.xml": ANDROID,
        "res/values-b+zh+Hant/arrays.xml": ANDROID,
        "res/values-zh-rCN/styles.xml": "<resources><style/></resources>",
        "res/zh/web.xml": "<web-app/>",
        "en.lproj/a.strings": STRINGS,
        "zh-Hans.lproj/a.strings": STRINGS,
        "zh-Hans.lproj/a.stringsdict": PLIST,
        "a.xcstrings": CATALOG,
        "fr.xcstrings": CATALOG.replace("zh-", "fr-"),
        "qt/app_zh.ts": QT,
        "qt/app.ts": QT,
        "qt/app_de.ts": QT.replace("zh_CN", "de"),
        "src/zh.ts": "export const zh = 1;",
        "app.properties": "a=b",
        "messages_zh_CN.properties": PROPERTIES,
        "A.resx": RESX,
        "A.zh-Hans.resx": RESX,
        "l10n/zh-CN/a.ftl": FLUENT,
        "l10n/de/a.ftl": FLUENT,
        "azhure.resx": RESX,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, errors, _ = discover([str(tmp_path)])
    assert errors == [] and sorted(str(Path(path).relative_to(tmp_path)) for path in found) == [
        "A.zh-Hans.resx",
        "a.xcstrings",
        "l10n/zh-CN/a.ftl",
        "messages_zh_CN.properties",
        "qt/app.ts",
        "qt/app_zh.ts",
        "res/values-b+zh+Hant/arrays.xml",
        "res/values-zh-rCN/strings.xml",
        "zh-Hans.lproj/a.strings",
        "zh-Hans.lproj/a.stringsdict",
    ]
    included, *_ = discover([str(tmp_path)], Config(include=("**/*.ts", "*.resx")))
    assert {Path(path).name for path in included} >= {"app_de.ts", "A.resx"}
    assert "zh.ts" not in {Path(path).name for path in included}


def test_a_directory_without_chinese_says_why(tmp_path: Path) -> None:
    for folder in ("zh-tools", "zh_CN"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.resx").write_text(RESX, encoding="utf-8")
    found, (error,), _ = discover([str(tmp_path / "zh-tools")])  # a project's name
    assert found == [] and "left out: 1 by language" in str(error.advice)
    assert len(discover([str(tmp_path / "zh_CN")])[0]) == 1


def test_a_property_list_that_has_only_keys_for_the_program() -> None:
    raw = "<plist><dict><key>NSStringVariableWidthRuleType</key><string>甲</string></dict></plist>"
    assert not read_text("a.stringsdict", raw).units


@pytest.mark.parametrize("name", ["zh.strings", "zh.stringsdict"])
def test_binary_property_lists_say_how_to_convert_them(name: str) -> None:
    data = plistlib.dumps({"保存": "保存"}, fmt=plistlib.FMT_BINARY)
    with pytest.raises(ReadError, match="Apple's binary format") as caught:
        decoded(name, data)
    assert caught.value.advice == f"convert it: plutil -convert xml1 {name}"
