"""Localisation files as the tools of Android, Apple, Qt, Java, .NET and Fluent write them."""

from __future__ import annotations

import pytest
from localisation import (
    ANDROID,
    CATALOG,
    FLUENT,
    PLIST,
    PROPERTIES,
    QT,
    RESX,
    STRINGS,
    notes,
    parsed,
    place,
    refusal,
    sources,
)
from read_properties import said, sound

from mtqa.align import beside
from mtqa.read import decoded
from mtqa.text import Span

# Android


def test_android() -> None:
    document = parsed("values-zh/strings.xml", ANDROID)
    assert said(document) == {
        "greeting": "他'说 你好\n“中😀”，%1$s人",
        "quoted": '真  的"',
        "device@tablet": "平板",
        "days[other]": "%d 天",
        "week[0]": "周一",
        "week[1]": "周二",
    }
    greeting, _, device, *_ = document.units
    assert greeting.codes == ("<b>", "</b>", "<i>", "%1$s") and greeting.note == "On the first page"
    assert device.codes == ("<a href=x>", "</a>")  # quotation marks as aapt2 reads them
    assert place(document, "你好") == (6, 40) and place(document, "平板") == (10, 65)
    assert document.raw[document.raw_span(Span((at := document.text.index("😀")), at + 1)).start :].startswith(
        "\\ud83d\\ude00"
    )
    assert notes(document) == {"protected_units": 1}


def test_android_beside_its_source() -> None:
    english = ANDROID.replace("他\\'说", "He said").replace(
        '<item quantity="other">%d 天', '<item quantity="one">%d day</item><item quantity="other">%d days'
    )
    document = beside(parsed("zh/strings.xml", ANDROID), parsed("en/strings.xml", english))
    assert sources(document)["days[other]"] == "%d days" and sources(document)["greeting"].startswith("He said")
    assert notes(document) == {"protected_units": 1, "same_ids": 6}  # `one` is not missing in Chinese


# Qt


def test_qt() -> None:
    document = parsed("zh.ts", QT)
    assert said(document) == {
        "Window|&Save %1 files|menu": "保存 %1 个文件(&S)",
        "Window|%n cup(s)": "%n 杯",
        "Window|Line one\n  line two": "第一行\n第二行",
        "by-id": "走",
    }
    assert [unit.source for unit in document.units] == ["&Save %1 files", "%n cup(s)", "Line one\nline two", "Go"]
    assert [unit.state for unit in document.units] == ["", "", "unfinished", ""]
    assert document.units[0].note == "menu\nShown in the corner" and document.units[2].codes == ("<byte x7>",)
    assert place(document, "第二行") == (22, 3)
    assert notes(document) == {"untranslated_units": 2, "obsolete_units": 1}


@pytest.mark.parametrize(
    "raw", ['import x from "y";\nexport const zh = {a: "你好"};', "// 说明\nexport default {}", "{ }"]
)
def test_typescript_is_an_error(raw: str) -> None:
    assert "TypeScript has the same suffix" in refusal("zh.ts", raw)


# Apple


def test_apple_strings() -> None:
    document = parsed("zh-Hans.lproj/a.strings", STRINGS)
    assert said(document) == {"Save %@ changes": '保存"%@"的\n更改😀', "menu.title": "菜单\n第二", "Cancel": "取消"}
    assert sources(document) == {"Save %@ changes": "Save %@ changes", "menu.title": "", "Cancel": "Cancel"}
    assert [unit.note for unit in document.units] == ["The button", "", ""]
    assert place(document, "的") == (2, 30) and place(document, "第二") == (5, 1)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-8-sig", "utf-8"])
def test_the_encodings_of_apple_strings(codec: str) -> None:
    text = "/* 说明 */\n" + STRINGS
    data = ("\ufeff" + text).encode(codec) if codec == "utf-16-be" else text.encode(codec)
    document = decoded("a.strings", data)
    sound(document)
    assert said(document)["Cancel"] == "取消" and document.raw == text


def test_apple_strings_with_names_for_keys_have_no_source() -> None:
    assert parsed("a.strings", '"a.b" = "甲";\n"Save" = "存";').source is None


def test_stringsdict() -> None:
    document = parsed("zh.stringsdict", PLIST)
    assert said(document) == {
        "%d files": "在 %1$#@folders@ 中有 %#@files@",
        "%d files.files[other]": "%d 个文件 & 夹",
        "wide[20]": "短的",
    }
    assert document.units[0].codes == ("%1$#@folders@", "%#@files@")
    flat = "<plist><dict><key>a</key><string>甲</string></dict></plist>"
    assert said(parsed("a.strings", flat)) == said(parsed("a.xml", flat)) == {"a": "甲"}


def test_string_catalogs() -> None:
    document = parsed("Localizable.xcstrings", CATALOG)
    assert said(document) == {'Save "it"': "存下", "cups[other]": "%lld 杯"}
    assert sources(document) == {'Save "it"': 'Save "it"', "cups[other]": "%lld cups"}
    assert (document.units[0].state, document.units[0].note) == ("needs_review", "A button")
    assert place(document, "存") == (4, CATALOG.splitlines()[3].index("存") + 1)
    counts = {"untranslated_units": 2, "obsolete_units": 1, "protected_units": 1}
    assert notes(document) == {**counts, "read_languages": ""}
    traditional = parsed("a.xcstrings", CATALOG, lang_pair="en-zh-Hant")
    assert said(traditional) == {"cups": "杯子"} and sources(traditional) == {"cups": "%lld cups"}
    assert said(parsed("a.xcstrings", CATALOG, lang_pair="zh-Hans-ja")) == {'Save "it"': "保存"}


def test_what_is_no_catalog() -> None:
    assert refusal("a.xcstrings", '{"a": 1}') == "this is not a string catalog"
    assert refusal("a.xcstrings", '{"sourceLanguage": "en", "strings": [{"a": "b"}]}').startswith("the file has no tr")
    assert refusal("a.xcstrings", CATALOG.replace("zh-", "fr-")) == "the file has no translation into zh"
    assert refusal("a.xcstrings", CATALOG[:300]).startswith("line 5, column 13: not JSON")


# Java


def test_java_properties() -> None:
    document = parsed("messages_zh.properties", PROPERTIES)
    assert said(document) == {
        "title.text": "你好😀,\t世界\\",
        "a b=c": "甲=:乙",
        "count": "{0} 个 '文件' 和 {1} 及 ab",
    }
    assert [unit.note for unit in document.units] == ["For the title,\nin two lines", "", ""]
    assert document.units[2].codes == ("{0}", "'{1}'")  # MessageFormat shows the braces there
    assert place(document, "世界") == (4, 7) and place(document, "文件") == (9, 15)


@pytest.mark.parametrize(
    ("data", "codec", "text"),
    [
        ("a=caf\xe9 \\u4f60\n".encode("iso-8859-1"), "iso8859-1", "café 你\n"),
        ("a=你好，世界\n".encode(), "utf-8", "你好，世界\n"),
        ("a=你好，世界，今天天气\n".encode("gb18030"), "gb18030", "你好，世界，今天天气\n"),
        ("\ufeffa=你好\n".encode(), "utf-8", "你好\n"),
    ],
)
def test_the_encodings_of_java(data: bytes, codec: str, text: str) -> None:
    document = decoded("a.properties", data)
    assert (document.encoding, document.text) == (codec, text)


# .NET


def test_resx() -> None:
    document = parsed("a.zh-CN.resx", RESX)
    assert said(document) == {"Hello": "你好 {0} &\n世界", "Typed": "乙"}
    assert document.units[0].note == "On the start page" and document.units[0].codes == ("{0}",)
    assert place(document, "世界") == (5, 1)


# Fluent


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fluent(newline: str) -> None:
    document = parsed("zh-CN/a.ftl", FLUENT.replace("\n", newline))
    assert said(document) == {
        "hello": "你好，{ $name }！{甲乙第二行第三",
        "hello.title": "标题",
        "-brand": "火狐",
        "emails[one]": "{ $n } 封",
        "emails[other][male]": "他",
        "emails[other][other]": "{ NUMBER($n) } 封邮件",
        "mixed": "有 几封 在此",
    }
    assert document.units[0].note == "Greets the user" and document.units[0].codes == ("{ $name }",)
    assert place(document, "第三") == (6, 8) and place(document, "封邮件") == (13, 31)
