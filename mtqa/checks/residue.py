"""Markup, placeholders, lines of a web page, doubled marks and sentences of a third language that are left over.

What it finds
    `residue.markup`: bracket tags ("[/b]"), tags and entities that are shown as text, placeholders that were never
    filled or got full-width signs (％d, ＄｛name｝), replacement characters, model tokens such as <unk>, a stray
    token between a person and what he says (T3). `residue.boilerplate`: a paragraph that belongs to the web page it
    was copied from: word counts, reading times, "share this", "read more". `residue.punctuation`: two marks where
    one belongs, ，。 or 、，. `residue.language`: a sentence that is neither Chinese nor English in a Chinese text.

Why it matters
    Such text was not meant for the reader. It shows that nobody read the translation. Deleting it takes a moment.

Example
    ⟦[/h3/]⟧雨后的山路格外安静

How to fix it
    Delete the tag or the line. A placeholder needs its value instead: look it up in the source. Translate the sentence
    in a third language, or put it in quotation marks if it is quoted.

Known limits
    Texts about markup or programming show tags and placeholders on purpose; write them as code (`<br>`), which is
    never judged. Sentences of a third language are not reported if quoted, or where they are more than a quarter of
    the sentences, as in a textbook; short ones are passed over. A boilerplate line has to be the whole paragraph:
    the same words inside a sentence are not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import LANGUAGES, language_of
from mtqa.lexicon.line import TaggedLine
from mtqa.script import HAN, letter_count
from mtqa.text import Span

MARKUP = Rule(
    "residue.markup",
    Category.MARKUP,
    Severity.MAJOR,
    "Markup or a placeholder is left over in the text; delete it.",
)
BOILERPLATE = Rule(
    "residue.boilerplate",
    Category.ADDITION,
    Severity.MINOR,
    "This line belongs to the web page that the text was copied from, not to the text; delete it.",
)

PUNCTUATION = Rule(
    "residue.punctuation",
    Category.PUNCTUATION,
    Severity.MINOR,
    "Two punctuation marks where one belongs.",
)
LANGUAGE = Rule(
    "residue.language",
    Category.UNTRANSLATED,
    Severity.MAJOR,
    "A sentence in a third language is left over in a Chinese text.",
)

_MARKUP = re.compile(
    r"""
      \[/[A-Za-z]\w{0,11}/?\] | \[[A-Za-z]\w{0,11}/\]                 # [/b] [/s2/] [hr/]
    | \[(?:img|url|quote|code|color|size|font|center)(?:=[^\]\s]{0,80})?\]   # BBCode
    | \[(?P<tag>[bius])\](?=.{0,400}\[/(?P=tag)\]) | (?<![A-Za-z0-9_\])])\[[bius]\](?![a-z])   # not input[i], "[i]t is"
    | </?(?:p|br|div|span|a|b|i|em|strong|img|font|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|script|style)\b
      [^<>]{0,200}>
    | &(?:nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|\#\d{2,6}|\#x[0-9a-fA-F]{2,6});
    | \{\{[^{}]{1,60}\}\} | \$\{[\w.]{1,40}\} | \{\d{1,2}\} | %\d\$[sd]
    | <unk> | \[UNK\] | </?s> | <pad> | [�￼]
    | (?<![\d０-９％])％(?:\d?[＄$])?[sdＳＤｓｄ](?![A-Za-zａ-ｚ])
    | [＄$]｛[^｛｝]{1,40}｝ | ｛｛[^｛｝]{1,60}｝｝ | ｛[\d０-９]{1,2}｝
    | ＜\s?/?\s?(?:br|p|b|i|a|div|span|strong|em|li|ul|td|tr)\s?/?\s?＞ | ＆(?:nbsp|amp|lt|gt|quot|\#\d{2,6})[;；]
    | _{2}(?:PH|VAR|TAG|PLACEHOLDER)_?\d+_{2} | ⟦\d+⟧ | @@\s
    """,
    re.VERBOSE,
)
# ，。 and the like; 。。 only alone, for three and more stand for an ellipsis.
_DOUBLED = re.compile(
    rf"(?<=[{HAN}”’」』）》])(?:[，、；][，、；。]|。[，、；]|(?<!。)。。(?!。)|：[，、；。])(?![，、；。：])"
)
# 大卫 T3 说
_TOKEN = re.compile(
    r"(?:^|(?<= ))\S+/PER (?P<flag>(?=[A-Za-z]{0,2}\d)[A-Za-z0-9]{1,3}/(?:nz|m|n|nw|ORG|PER|xc|vn) )"
    r"(?=(?:说|说道|表示|补充说|称|指出|解释说)/v )"
)
_MAYBE_TOKEN = re.compile(r"[A-Za-z]?\d\s?(?:说|表示|补充|称|指出|解释)")
_QUOTED = re.compile(r"[“”‘’「」『』《》〈〉\"]")
_FOREIGN_WORD = re.compile(rf"[^\W\d_{HAN}]+")
_LEAST_FOREIGN, _MOST_FOREIGN = 10, 1 / 4  # letters of a sentence; share of the sentences
# The whole paragraph: 本文共1200字，阅读约需3分钟; 预计阅读时间：5分钟; 点击阅读原文; 上一篇：…
_BOILERPLATE = re.compile(
    r"""
      \W*(?:本篇?|全篇?|该|此)?(?:文章?|篇)?(?:共计?|约|大约|字数|共有)?[:：]?\s*[\d,，]{2,7}\s*(?:余|多|个)?字
      (?:\W{0,2}.{0,8}?(?:阅读|读完|看完|浏览).{0,8}?\d+\s*(?:分钟|秒).{0,3})?\W*
    | \W*(?:预计|大约|约|全文|本文)?(?:需要?)?(?:阅读|读完|浏览|看完)
      (?:时间|时长|全文|本文|需要?|约|大约|完|[:：\s]){0,5}\d+\s*(?:分钟|秒)\W*
    | \W*\d+\s*分钟(?:阅读|读完)\W*
    | \W*(?:阅读|浏览|点击|评论|点赞|分享|转发|收藏)(?:量|次数|数)?[:：\s(（]+\d[\d,.]*\s*[万次+)）]{0,3}\W*
    | \W*(?:点击|戳|长按|扫码|扫描|识别).{0,14}?(?:阅读原文|关注我们|查看更多|了解更多|二维码|查看详情)\W*
    | \W*(?:上|下)一(?:篇|页|章)(?:[:：].{0,60})?
    | \W*(?:分享到|分享至|转发到|一键分享)[:：]?(?:\W*(?:微信|微博|朋友圈|QQ空间|QQ|好友|空间|豆瓣))*\W*
    | \W*(?:版权所有|保留所有权利|All\ [Rr]ights\ [Rr]eserved)(?:\W+.{0,30})?
    """,
    re.VERBOSE,
)


def run(material: Material) -> Iterator[Finding]:
    sources = {pair.target.index: pair.source.text for pair in material.bitext.pairs if pair.source}
    for segment, match in material.matches(_MARKUP):
        if match.group() in sources.get(segment.index, ""):  # markup of the program
            continue
        yield material.finding(MARKUP, segment, Span(*match.span()), 0.95, suggestions=[""])
    for segment in material.bitext.segments:
        if _BOILERPLATE.fullmatch(segment.text) and _is_paragraph(material, segment.span):
            yield material.finding(BOILERPLATE, segment, Span(0, len(segment.text)), 0.9, suggestions=[""])
    if material.is_chinese and (not material.translated or material.into_chinese):
        yield from _tokens(material)
        yield from _doubled(material)
        yield from _foreign(material, sources)


def _tokens(material: Material) -> Iterator[Finding]:
    """Tokens between a person and a verb of saying; the words are tagged only where one may stand."""
    for segment in material.bitext.segments:
        if _MAYBE_TOKEN.search(segment.text):
            line = TaggedLine(material.words_of(segment))
            for match in _TOKEN.finditer(line.text):
                yield material.finding(MARKUP, segment, line.span_of(match, "flag"), 0.8, suggestions=[""])


def _doubled(material: Material) -> Iterator[Finding]:
    for segment, match in material.matches(_DOUBLED):
        better = "。" if "。" in match.group() else match.group()[-1]
        yield material.finding(PUNCTUATION, segment, Span(*match.span()), 0.9, suggestions=[better])


def _foreign(material: Material, sources: Mapping[int, str]) -> Iterator[Finding]:
    """Whole sentences of a third language, unless the text has many."""
    document = material.bitext.document
    found = [
        segment
        for segment in material.bitext.segments
        if letter_count(segment.text) >= _LEAST_FOREIGN
        and not _QUOTED.search(segment.text)
        and not document.is_opaque(segment.span)
        and language_of(segment.text) not in ("zh", "en", "")
        and not {*_FOREIGN_WORD.findall(segment.text)} <= {*_FOREIGN_WORD.findall(sources.get(segment.index, ""))}
    ]
    if len(found) <= _MOST_FOREIGN * len(material.bitext.segments):
        for segment in found:
            language, span = language_of(segment.text), Span(0, len(segment.text))
            message = f"A sentence in a third language ({LANGUAGES[language]}) is left over in a Chinese text."
            yield material.finding(LANGUAGE, segment, span, 0.8, message=message, evidence={"language": language})


def _is_paragraph(material: Material, span: Span) -> bool:
    """Is `span` the whole of its paragraph?"""
    text = material.bitext.document.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    around = text[start : span.start] + text[span.end : end if end >= 0 else len(text)]
    return not around.strip()


CHECK = Check(
    run,
    (MARKUP, BOILERPLATE, PUNCTUATION, LANGUAGE),
    needs=frozenset(),
    own={
        BOILERPLATE.id: (frozenset({Need.PROSE}),),
        PUNCTUATION.id: (frozenset({Need.CHINESE}),),
        LANGUAGE.id: (frozenset({Need.CHINESE}),),
    },
)
