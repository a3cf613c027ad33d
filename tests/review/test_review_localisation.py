"""Replacements in localisation files: in their place, with the escapes of the format, and read back as meant."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from deciding import place_of, wish

from mtqa.config import Config
from mtqa.read import decoded, read_text
from mtqa.review.writing import Written, write

ANDROID = '<resources><string name="a">{}</string></resources>'
QT = "<TS><context><name>W</name><message><source>Lay</source><translation>{}</translation></message></context></TS>"
RESX = '<root><data name="a" xml:space="preserve"><value>{}</value></data></root>'
PLIST = (
    "<plist><dict><key>a</key><dict><key>NSStringLocalizedFormatKey</key><string>%#@n@</string>"
    "<key>n</key><dict><key>other</key><string>{}</string></dict></dict></dict></plist>"
)
CATALOG = (
    '{{"sourceLanguage": "en", "strings": {{"Lay": {{"localizations": {{"zh-Hans": '
    '{{"stringUnit": {{"state": "translated", "value": "{}"}}}}}}}}}}}}'
)
HOSTILE = 'it\'s "a\\b" <i & 😀 = # ! : @ ? | ~'

#: name, file, what the string is, the words to replace, the wording, and what the string becomes.
CASES = [
    ("strings.xml", ANDROID, "他把它放下", "把它", "“将”'s\"\\&<书", "他“将”\\'s\\\"\\\\&amp;&lt;书放下"),
    ("strings.xml", ANDROID, "把它放下", "把它", "@书", "\\@书放下"),
    ("strings.xml", ANDROID, '"他把它  放下"', "把它", "it's", '"他it\\\'s  放下"'),
    ("strings.xml", ANDROID, "<![CDATA[他把它放下]]>", "把它", "a<b&c", "<![CDATA[他a<b&c放下]]>"),
    ("strings.xml", ANDROID, "他\\u628a它放下", "把它", "将😀", "他将😀放下"),
    ("strings.xml", ANDROID, "\\u4ed6\\u628a\\u5b83", "把", "将", "\\u4ed6&#x5C06;\\u5b83"),
    ("zh.ts", QT, "他把它&amp;放下", "把它&", "<书>'s", "他&lt;书&gt;'s放下"),
    ("zh.resx", RESX, "他把它 {0}", "把它", "将<", "他将&lt; {0}"),
    ("zh.resw", RESX, "他把它", "把它", "]]>", "他]]&gt;"),
    ("zh.stringsdict", PLIST, "%d 把它", "把它", "\\书&", "%d \\书&amp;"),
    ("zh.strings", '"a" = "{}";', '他\\"把它\\n放下', "把它", '“将”"\\', '他\\"“将”\\"\\\\\\n放下'),
    ("zh.strings", '"a" = "{}";', "\\U4ed6\\U628a", "把", "将😀", "\\U4ed6\\U5c06\\Ud83d\\Ude00"),
    ("zh.strings", "<plist><dict><key>a</key><string>{}</string></dict></plist>", "把它", "把它", "a&b", "a&amp;b"),
    ("Zh.xcstrings", CATALOG, "他把它放下", "把它", '“将”"\\', '他“将”\\"\\\\放下'),
    ("zh.properties", "a = {}\n", "他把它放下", "把它", "将\\:#", "他将\\\\:#放下"),
    ("zh.properties", "a {}\n", "把它放下", "把它", "= 书", "\\= 书放下"),
    ("zh.properties", "a={}\n", "把它放下", "把它", "# 书", "# 书放下"),
    ("zh.properties", "a={}\n", "\\u628a\\u5b83!", "把", "将", "\\u5c06\\u5b83!"),
    ("zh.properties", "a={}\n", "{0} 把它", "把它", "it's", "{0} it''s"),
    ("zh.properties", "a={}\nb=乙\n", "他把\\\n    它放下", "把它", "将书", "他将书放下"),
    ("zh.ftl", "a = {}\n", "他把它放下", "把它", 'a{b"', '他a{"{"}b"放下'),
    ("zh.ftl", "a =\n    {}\n", "把它放下", "把它", "[书]", '{"["}书]放下'),
    ("zh.ftl", "a = { $n ->\n   *[other] {}\n }\n", "{ $n } 把它", "把它", "书", "{ $n } 书"),
    ("zh.json", '{{"a": "{}"}}', "\\u628a\\u5b83", "把", "将", "\\u5c06\\u5b83"),
]


def written(name: str, raw: str, words: str, wording: str) -> Written:
    document = read_text(name, raw)
    return write(document, [wish(document, words, wording)], Config())


def filled(form: str, string: str) -> str:
    return form.format(string) if "{{" in form else form.replace("{}", string)


@pytest.mark.parametrize(("name", "form", "string", "words", "wording", "expected"), CASES)
def test_the_wording_is_written_as_the_format_spells_it(
    name: str, form: str, string: str, words: str, wording: str, expected: str
) -> None:
    done = written(name, filled(form, string), words, wording)
    assert done.refused == () and done.raw == filled(form, expected)


@pytest.mark.parametrize(("name", "form", "string"), list(dict.fromkeys(case[:3] for case in CASES)))
def test_a_hostile_wording_is_read_back(name: str, form: str, string: str) -> None:
    words = next(case[3] for case in CASES if case[:3] == (name, form, string))
    document = read_text(name, filled(form, string))
    done = write(document, [wish(document, words, HOSTILE)], Config())
    place = place_of(document, words)
    expected = document.text[: place.start] + HOSTILE + document.text[place.end :]
    assert not done.refused and read_text(name, done.raw).text.split() == expected.split()


@pytest.mark.parametrize(
    ("name", "form", "string", "wording"),
    [
        ("strings.xml", ANDROID, "他把它", "%s"),
        ("strings.xml", ANDROID, "他把它", "<b>"),
        ("zh.properties", "a={}\n", "{0} 把它", "{1}"),
        ("zh.properties", "a={}\n", "{0} 把它", "'{x}'"),
        ("zh.resx", RESX, "把它 {0}", "{1}"),
        ("zh.ftl", "a = {}\n", "他把它放下", "a{b}"),
        ("zh.ftl", "a = {}\nb = 把书\n", "他把它放下", "<i>"),
        ("zh.strings", '"a" = "{}";', "他把它", "%@"),
    ],
)
def test_a_wording_that_is_code_is_refused(name: str, form: str, string: str, wording: str) -> None:
    raw = filled(form, string)
    done = written(name, raw, "把它", wording)
    assert done.raw == raw and len(done.refused) == 1


@pytest.mark.parametrize("seed", range(30))
def test_any_wording_is_read_back_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    letters = "林峰 <>&\"'\\*_`[]()#+-=|:;,.!@?%{}~1aéu，。😀"
    wording = "".join(chance.choice(letters) for _ in range(chance.randint(0, 6)))
    for name, form, string, words, *_ in CASES:
        raw = filled(form, string)
        document = read_text(name, raw)
        done = write(document, [wish(document, words, wording)], Config())
        if done.refused:
            assert done.raw == raw
            continue
        place = place_of(document, words)
        expected = document.text[: place.start] + wording + document.text[place.end :]
        assert "".join(read_text(name, done.raw).text.split()) == "".join(expected.split()), (name, wording)


def test_latin_1_keeps_its_encoding(tmp_path: Path) -> None:
    """A file up to Java 8: what its encoding has not is escaped, and what it has stays."""
    data = "# café\na=\\u4ed6\\u628a\\u5b83\n".encode("iso-8859-1")
    document = decoded("zh.properties", data)
    assert document.encoding == "iso8859-1" and document.text == "他把它\n"
    done = write(document, [wish(document, "把", "将")], Config())
    assert done.raw.encode(document.encoding) == "# café\na=\\u4ed6\\u5c06\\u5b83\n".encode("iso-8859-1")


@pytest.mark.parametrize(
    ("string", "words", "wording", "after"),
    [
        ("你好，您有消息。", "您有消息", "您有 %d 条消息", "你好，您有 %d 条消息。"),  # one of two is back
        ("%s，您有 %(n)s 条消息。", "%(n)s", "%d", "%s，您有 %d 条消息。"),
        ("%s，您有 %d 条消息。", "%s，您有 %d 条", "您有", None),
        ("%s，您有消息。", "消息", "%u 条消息", None),
    ],
)
def test_a_wording_may_put_back_the_placeholders_of_the_source_alone(
    string: str, words: str, wording: str, after: str | None
) -> None:
    entry = '#, c-format\nmsgid "%s, you have %d messages."\nmsgstr "{}"\n'
    done = written("a.po", entry.format(string), words, wording)
    assert done.raw == entry.format(after or string)
    assert bool(done.refused) is (after is None)
