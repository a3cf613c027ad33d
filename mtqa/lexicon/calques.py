"""Structures of English in Chinese words: patterns, where they match, and how strongly each suggests a translation.

A pattern is a regular expression over tagged words, written as `word/tag ` one after the other with full-width
punctuation. So it can match 把 the preposition and not 把 the measure word. Suggestions are built from its groups; a
group `flag` is the span to mark if that is not the whole match.

The weight of each structure is measured: mtqa/data/calques.tsv, by `python -m research tables calque`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mtqa.data import data_file
from mtqa.lexicon.base import Word
from mtqa.lexicon.line import TaggedLine
from mtqa.text import Span

TABLE = data_file("calques.tsv")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure. The part of `name` before the point is the family; a structure without a point has no family and is
    only counted, because humans keep it in more than three of ten sentences, or native news has it. A `weak` structure
    is evidence only together with others: good Chinese has it sometimes. `better` is a template of groups."""

    name: str
    expression: str
    better: str
    weak: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: all of them take 0.1 s, and the strings of a program need none."""
        return _compiled(self.expression)

    @property
    def family(self) -> str:
        return self.name.partition(".")[0] if "." in self.name else ""


@dataclass(frozen=True, slots=True)
class Calque:
    """A structure at a place of a text; `better` is empty if it cannot be rewritten mechanically."""

    structure: Structure
    span: Span
    better: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Occurrences per 1,000 characters of native and of machine-translated text, and `avoided`: of the
    machine-translated sentences with the structure, the share in which the editor, or the human translator, does not
    use it."""

    native: float
    machine: float
    avoided: float

    @property
    def lift(self) -> float:
        return self.machine / self.native

    @property
    def weight(self) -> float:
        """How much one occurrence speaks for a translation, nats."""
        return max(0.0, math.log(self.lift))


def _structure(name: str, pattern: str, better: str = "") -> Structure:
    return Structure(name, rf"(?:^|(?<= ))(?:{pattern})", better, weak=False)


def _weak(name: str, pattern: str, better: str = "") -> Structure:
    return Structure(name, rf"(?:^|(?<= ))(?:{pattern})", better, weak=True)


_START = r"(?:^|(?<=[，。；：！？“”]/w ))"
_END = r"(?=[，。；！？”]/w |$)"
_WORD = r"(?:\S+/(?!w )\S+ )"  # any but punctuation
_TIME = r"(?:(?:时|之时|的时候)/\S+ |的/u 时候/n )"
_EACH = r"(?<!的/u )(?<!们/r )(?:每个人/\S+ |每个/\S+ 人/n |每/\S+ 个/\S+ 人/n )"
_ONE = r"(?:一个/m |一/m 个/q )"
_A = r"(?:一[个种]/m |一/m [个种]/q )"
_QUALITY = r"(?:\S+/d )?\S+/a 的/u "
_HE = r"(?P<who>他|她|他们|她们)/r "
_HE_OR_IT = r"(?P<who>他|她|它|他们|她们|它们)/r "
_IT = r"(?:它|它们)/r "
_AGAIN = r"(?P<flag>(?P=who)/r )(?!的/)"
_SAID = "说|称|表示|认为|相信|觉得|知道|希望|告诉|承认|强调|补充|写道|指出|声称|透露|发现|意识到|补充说|还说"
_SILENT = rf"(?:(?!(?:{_SAID})/)\S+/(?!w )\S+ )"  # no verb of saying: quoted speech may repeat the subject
_NOUN = r"\S+/(?:n|vn) "
_MANNERS = "成功|错误|秘密|仔细|正确|完全|轻松|缓慢|随机|公开|永久|意外|故意|神奇|勇敢"
_BECAME = "(?:成|变成|成为)"  # 成了一个…的人 is good Chinese
_CONCLUSION = "(?:然后|那么|就|则|便|才)/"  # 如果 stood first: what depends on it follows
_HARM = "困|埋|关|判|扣|列|拘|卡|堵|压|锁|囚"  # 被困在, 被埋在 are the usual Chinese

STRUCTURES: tuple[Structure, ...] = (
    _structure("when", rf"{_START}当/p (?P<rest>{_WORD}{{1,15}}?{_TIME})(?=，/w )", "{rest}"),
    _structure("everyone", rf"{_EACH}(?P<rest>{_WORD}{{0,2}}?都(?:会|能|要|有|是|在|可以)?/\S+ )", "大家{rest}"),
    _structure("it moved", rf"(?:把|将)/p {_IT}(?=\S+/v )"),
    _structure("it.last", rf"\S+/v (?:了/\S+ )?{_IT}{_END}"),
    _weak("article.made", rf"(?P<head>\S+/v 了/\S+ ){_A}(?P<rest>{_QUALITY})", "{head}{rest}"),
    _weak(
        "got one",
        rf"(?P<head>(?!{_BECAME}/)\S+/v 了/\S+ ){_ONE}(?!又/)(?P<rest>{_WORD}{{1,6}}){_END}",
        "{head}{rest}",
    ),
    _weak("article.have", rf"(?P<head>有/v ){_A}(?P<rest>{_QUALITY})", "{head}{rest}"),
    _weak("article.as", rf"(?P<head>作为/\S+ ){_ONE}", "{head}"),  # before a noun with 的 it is good Chinese
    _weak("article.quality", rf"(?P<head>是/v ){_A}(?P<rest>{_QUALITY})", "{head}{rest}"),
    _structure(
        "possessive.verb", rf"{_HE}(?!{_SAID})\S+/v (?:[了着过]/\S+ )?(?P<flag>(?P=who)/r 的/u )(?=\S+/n )", "自己的"
    ),
    _weak("possessive.same", rf"{_HE}(?!的/|和/|与/){_SILENT}{{1,8}}?(?P<flag>(?P=who)/r 的/u )", "自己的"),
    _weak("subject again", rf"{_START}{_HE_OR_IT}(?!的/){_SILENT}{{1,12}}，/w {_AGAIN}"),
    _structure("subject again after", rf"{_HE_OR_IT}(?!的/){_WORD}{{1,8}}?(?:时|之后|后|之前)/\S+ ，/w {_AGAIN}"),
    _structure("manner.adverb", rf"(?<!被/p )(?P<rest>(?:{_MANNERS})/\S+ )地/u ", "{rest}"),
    _structure("passive.modal", r"(?P<head>(?:需要|应该|可以|必须|可能)/[vd] )被/p (?P<rest>\S+/v )", "{head}{rest}"),
    _weak("passive of place", rf"被/p (?!{_HARM})\S+/v (?:在|到|给)/\S+ (?={_WORD})"),
    _weak("chain.nouns", rf"{_NOUN}的/u {_NOUN}的/u {_NOUN}"),
    _structure(
        "chain.most", r"\S+/(?:n|nz|r|s|LOC|ORG|PER) (?P<flag>的/u (?P<rest>(?:最/d \S+|最[^/\s])/a 的/u ))", "{rest}"
    ),
    _structure("there.where", r"(?<=，/w )在那里/\S+ "),
    _structure(
        "condition.last",
        rf"(?!\S+/[cd] ){_SILENT}，/w (?P<flag>如果/\S+ (?:(?!{_CONCLUSION}){_WORD}){{1,25}})(?=[。？]/w )",
    ),
    _structure("without.case", rf"在/\S+ 没有/\S+ {_WORD}{{1,10}}?的/u 情况/\S+ 下/\S+ "),
    _structure("why.this", rf"{_START}这/r (?:[就也正]/d 是/v |[就也正]是/\S+ )为什么/\S+ (?!呢/)(?={_WORD})", "所以"),
    # None of these is an error, or evidence by itself; many of them together suggest a translation.
    _weak("it is done", rf"{_IT}{_WORD}{{0,2}}?被/p "),
    _weak("a quality", rf"{_A}{_QUALITY}"),
    _weak("is a noun", rf"是/v {_ONE}{_WORD}{{1,6}}{_END}"),
    _weak("is of quality", rf"是/v (?:\S+/d )?\S+/a 的/u {_END}"),
    _weak("there is one", rf"有/v {_A}"),
    _weak("rather than", r"，/w (?:而/\S+ 不是/\S+ |而不是/\S+ )"),
    _weak("because it", rf"，/w 因为/\S+ (?:{_IT}|他们/r |这/r )"),
    _weak("but it", rf"(?:但|但是|如果|所以|虽然|然后|并且|而且|当)/\S+ {_IT}"),
    _weak("verb it", rf"\S+/v (?:了/\S+ )?{_IT}"),
    _weak("its", r"(?:它|它们|他们|她们)/r 的/u "),
    _weak("many others", r"(?:许多|很多|所有|一些|几个|任何)/\S+ 其他/\S+ "),
    _weak("many people", r"(?:许多人|大多数人)/\S+ |大多数/\S+ "),
    _weak("some", r"(?:某些|某个|某种)/\S+ "),
    _weak("may be", r"可能/\S+ 是/v "),
    _weak("usually", r"(?:通常|总是)/\S+ "),
    _weak("seem", r"(?:看起来|似乎|看上去|听起来)/\S+ "),
    _weak("unfortunately", r"(?:不幸|有趣|幸运|奇怪|讽刺)的是/\S+ |(?:不幸|有趣|幸运|奇怪)/\S+ 的/u 是/v "),
    _weak("so", r"如此/\S+ \S+/a "),
    _weak("has no", r"没有/v \S+/a 的/u "),
)
# A shorter text counts as a text of this length: two structures in two sentences are not a habit.
_LEAST_CHARACTERS = 500


def calques(words: Sequence[Word]) -> Iterator[Calque]:
    """Every structure in the tagged words of a sentence, in the order of the table; spans are in the words' text."""
    line = TaggedLine(words)

    for structure in STRUCTURES:
        for match in structure.pattern.finditer(line.text):
            span = line.span_of(match, "flag" if "flag" in match.groupdict() else 0)
            groups = {name: "".join(word.text for word in line.words_of(match, name)) for name in match.groupdict()}
            yield Calque(structure, span, structure.better.format(**groups))


@cache
def _table() -> dict[str, Measured]:
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: Measured(float(native), float(machine), float(avoided)) for name, native, machine, avoided in rows}


def measured(structure: Structure) -> Measured:
    """The row of a structure in the table; an unmeasured structure has the weight 0."""
    return _table().get(structure.name, Measured(1.0, 1.0, 0.5))


def weight(found: Iterable[Calque]) -> float:
    """How much the structures of one sentence speak for a translation, nats; of overlapping
    structures the heaviest counts."""
    counted: list[Span] = []
    total = 0.0
    for value, span in sorted(((measured(calque.structure).weight, calque.span) for calque in found), reverse=True):
        if not any(span.overlaps(taken) for taken in counted):
            counted.append(span)
            total += value
    return total


def density(found: Iterable[Iterable[Calque]], characters: int) -> float:
    """How much the structures of a document, given by sentence, speak for a translation, nats per 1,000 characters.

    Weak structures count, too. Native news has the least, human translations have more and machine translations the
    most: a prior for "translated", which separates the last two poorly.
    """
    return 1000 * sum(map(weight, found)) / max(_LEAST_CHARACTERS, characters)
