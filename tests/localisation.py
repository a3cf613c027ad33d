"""Localisation files of each format, small and with all that the format has; and what to ask of their documents."""

from __future__ import annotations

import pytest
from read_properties import sound

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read import read_text
from mtqa.text import Document, Span

ANDROID = """<?xml version="1.0" encoding="utf-8"?>
<!-- Copyright -->
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
    <!-- On the
         first page -->
    <string name="greeting">  他\\'说  <b>你好</b>\\n&lt;i>“\\u4e2d\\ud83d\\ude00”，<xliff:g>%1$s</xliff:g>人</string>
    <string name="quoted">"真  的"\\"</string>
    <string name="key" translatable="false">甲</string>
    <string name="link">@string/greeting</string>
    <string name="device" product="tablet"><![CDATA[<a href="x">平板</a>]]></string>
    <plurals name="days">
        <item quantity="other">%d 天</item>
    </plurals>
    <string-array name="week"><item>周一</item><item>周二</item></string-array>
    <array name="icons"><item>@drawable/a</item><item>#fff</item></array>
    <integer name="n">3</integer>
</resources>
"""

QT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Window</name>
    <message>
        <location filename="../w.cpp" line="3"/>
        <source>&amp;Save %1 files</source>
        <comment>menu</comment>
        <extracomment>Shown in the
            corner</extracomment>
        <translation>保存 %1 个文件(&amp;S)</translation>
    </message>
    <message numerus="yes">
        <source>%n cup(s)</source>
        <translation><numerusform>%n 杯</numerusform></translation>
    </message>
    <message>
        <source>Line one
  line two</source>
        <translation type="unfinished">第一行
  第二行<byte value="x7"/></translation>
    </message>
    <message><source>Quit</source><translation type="unfinished"></translation></message>
    <message><source>Qt</source><translation type="unfinished">Qt</translation></message>
    <message><source>Old</source><translation type="vanished">旧</translation></message>
</context>
<context><name></name><message id="by-id"><source>Go</source><translation>走</translation></message></context>
</TS>
"""

STRINGS = """/* The button */
"Save %@ changes" = "保存\\"%@\\"的\\n更\\U6539\\Ud83d\\Ude00";
// No comment provided by engineer.
menu.title = "菜单
第二";
"Cancel" = '取消';
"""

PLIST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>%d files</key>
<dict>
    <key>NSStringLocalizedFormatKey</key><string>在 %1$#@folders@ 中有 %#@files@</string>
    <key>files</key>
    <dict>
        <key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
        <key>NSStringFormatValueTypeKey</key><string>d</string>
        <key>other</key><string>%d 个文件 &amp; 夹</string>
    </dict>
</dict>
<key>wide</key><dict><key>NSStringVariableWidthRuleType</key><dict><key>20</key><string>短的</string></dict></dict>
</dict></plist>
"""

CATALOG = r"""{ "sourceLanguage" : "en", "version" : "1.0", "strings" : {
  "Save \"it\"" : { "comment" : "A button", "localizations" : {
    "ja" : { "stringUnit" : { "state" : "translated", "value" : "保存" } },
    "zh-Hans" : { "stringUnit" : { "state" : "needs_review", "value" : "存\u4e0b" } } } },
  "cups" : { "localizations" : {
    "en" : { "variations" : { "plural" : {
      "one" : { "stringUnit" : { "state" : "translated", "value" : "%lld cup" } },
      "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld cups" } } } } },
    "zh-Hans" : { "variations" : { "plural" : {
      "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld 杯" } } } } },
    "zh-Hant" : { "stringUnit" : { "state" : "translated", "value" : "杯子" } } } },
  "brand" : { "shouldTranslate" : false },
  "gone" : { "extractionState" : "stale", "localizations" : {
    "zh-Hans" : { "stringUnit" : { "state" : "translated", "value" : "旧" } } } },
  "Fresh" : { "localizations" : { "zh-Hans" : { "stringUnit" : { "state" : "new", "value" : "Fresh" } } } },
  "Open" : { }
} }"""

PROPERTIES = """# For the title,
! in two lines
title.text = \\u4f60\\u597d\\ud83d\\ude00, \\
    \\t世界\\\\
a\\ b\\=c:甲=\\:乙

# far away

count {0} 个 ''文件'' 和 '{1}' 及 'a'b
path=/usr/share
empty
"""

RESX = """<?xml version="1.0" encoding="utf-8"?>
<root>
  <resheader name="version"><value>2.0</value></resheader>
  <data name="Hello" xml:space="preserve"><value>你好 {0} &amp;
世界</value><comment>On the
 start page</comment></data>
  <data name="Size" type="System.Drawing.Size, System.Drawing"><value>甲, 3</value></data>
  <data name="Icon" mimetype="application/x-microsoft.net.object.bytearray.base64"><value>甲AAA</value></data>
  <data name=">>label.Name"><value>甲</value></data>
  <data name="Typed" type="System.String"><value>乙</value></data>
</root>
"""

FLUENT = """### The file

# Greets the user
hello = 你好，{ $name }！{"{"}甲{"\\u4e59"}
    第二行
       第三
    .title = 标题
-brand = 火狐
emails = { $n ->
    [one] { $n } 封
   *[other] { $gender ->
       [male] 他
      *[other] { NUMBER($n) } 封邮件
    }
 }
mixed = 有 { $n ->
   *[other] 几封
 } 在此
"""


def parsed(name: str, raw: str, **options: str) -> Document:
    document = read_text(name, raw, Config(**options))  # type: ignore[arg-type]
    sound(document)
    return document


def sources(document: Document) -> dict[str, str]:
    return {unit.id: unit.source for unit in document.units}


def place(document: Document, text: str) -> tuple[int, int]:
    start = document.text.index(text)
    found = document.place(document.raw_span(Span(start, start + len(text))).start)
    return found.line, found.column


def notes(document: Document) -> dict[str, int | str | float]:
    return {note.kind: dict(note.arguments).get("n", "") for note in document.notes}


def refusal(name: str, raw: str, **options: str) -> str:
    with pytest.raises(ReadError) as caught:
        read_text(name, raw, Config(**options))  # type: ignore[arg-type]
    assert caught.value.advice and caught.value.where == name
    return caught.value.what
