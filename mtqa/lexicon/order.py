"""Marks of a word order that no Chinese sentence has: patterns over tagged words, each with a name.

The words of the closed classes come from the grammar. In 3.9 million characters of native news two marks stand
(docs/evaluation.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.lexicon.base import Word
from mtqa.lexicon.line import TaggedLine
from mtqa.text import Span

#: The mark that depends on what stands before the sentence.
FIRST = "particle first"

_WORD = r"(?:\S+/(?!w )\S+ )"  # any but punctuation
_NO_VERB = r"(?:(?:(?!作为/)\S+/p )(?:\S+/(?!w |v |c )\S+ ){1,8}?)"  # 在实践中
_BEGIN = r"(?:^|(?<=[。！？；]/w ))"
_STOP = r"(?=[，；！？]/w |。/w (?!。/w ))"  # not ...
# Verbs that stand with an object only (粘宾动词): what is, becomes, belongs to, comes from, serves to.
_BOUND = (
    "成为|等于|属于|位于|当作|具有|含有|变得|显得|加以|予以|致力于|善于|来自|源于|有助于|取决于|相当于|称为|视为|促使|"
    "迫使|使得|处于|基于|用于|限于|旨在|试图|意在|担任|充当|鉴于|归因于|有利于|不利于|得益于|适用于"
)
# A passive, a preposed object or a relative clause takes the object away.
_NO_OBJECT = "(?:被|由|把|将|所|给|何|什么|哪|哪里|谁)/"
# Prepositions that govern what follows, and words that belong before a noun.
_NEVER_LAST = "(?:把|被|从|对于|关于|随着|按照|除了)/p |(?:任何|某些|某个|每个)/r |(?:正在)/d |(?:以便|以及)/c "
_HOWEVER = r"(?:但是|然而|不过|因此|此外|而且)/\S+ "
_MAIN = (
    r"(?=(?:[它他她我你您这那]|[它他她我你]们)/r "
    rf"|{_WORD}{{1,5}}?(?:会|将|可以|能|能够|必须|应该|需要|是|已|已经|正在)/[vd] )"
)
_PERSON = (
    "人|人们|者|男子|女子|男人|女人|员工|球员|学生|患者|成员|客户|用户|孩子|父母|老师|医生|女孩|男孩|女性|男性|朋友|"
    "初学者"
)

_MARKS: tuple[tuple[str, str], ...] = (
    # 系统可以承受该负载无限期地， (indefinitely); 慢慢地， begins a clause, 以色列多地 are places.
    ("adverb last", rf"\S+/v {_WORD}{{0,8}}?(?P<flag>(?![^/\s]*多/)\S{{2,}}/(?:d|ad|a|z) 地/u ){_STOP}"),
    # 中的阻止行为… , 的时间…: the noun that belongs before it stands elsewhere.
    (FIRST, r"^(?P<flag>(?:中|上|下|里|内|之中|之间)/f 的/u |(?:的|地|得|着|了|过)/u )(?=\S+/(?!w )\S+ )"),
    # 在实践中，但是，… ; 默认设置应不是，但是，…: “however” between commas.
    ("connective alone", rf"{_BEGIN}{_NO_VERB}，/w (?P<flag>{_HOWEVER}，/w )"),
    ("connective alone", rf"(?:不是|应不是|不|没有|应|应该|将|可以|必须|会)/\S+ ，/w (?P<flag>{_HOWEVER}，/w )"),
    # 一个球员谁不想… (a player who).
    ("relative pronoun", rf"(?P<flag>(?:{_PERSON})/n 谁/r )(?!都/|也/|的/|是/|更/|能/|来/|先/|最/|说/|有/)(?=\S+/)"),
    # 不仅…，但… (not only … but).
    ("not only but", rf"不仅/\S+ {_WORD}{{1,20}}?，/w (?P<flag>(?:但|但是)/c )"),
    # 而不是生成一个系统，它更… (instead of).
    (
        "instead first",
        rf"{_BEGIN}(?P<flag>而不是/\S+ |而/c 不是/v ){_WORD}{{2,20}}，/w (?:{_WORD}{{1,8}}，/w )?{_MAIN}",
    ),
    # 它是更常见的是…
    ("to be twice", r"(?P<flag>是/v (?:(?:更|最|很|非常|更加)/d )\S+/a 的/u 是/v )"),
    ("verb without object", rf"(?P<clause>{_WORD}*)(?P<flag>(?:{_BOUND})/v ){_STOP}"),
    ("preposition last", rf"(?P<flag>{_NEVER_LAST}){_STOP}"),
)
_PATTERNS = tuple((name, re.compile(rf"(?:^|(?<= ))(?:{pattern})")) for name, pattern in _MARKS)
_TAKEN = re.compile(rf"(?:^|(?<= )){_NO_OBJECT}")


def broken(words: Sequence[Word]) -> Iterator[tuple[str, Span]]:
    """The marks in the tagged words of a sentence, with their names and places in the words' text."""
    line = TaggedLine(words)
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(line.text):
            if not _TAKEN.search(match.groupdict().get("clause") or ""):
                yield name, line.span_of(match, "flag")
