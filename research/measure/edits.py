"""Errors of adequacy put into good translations: those MetricX-24 was made to see (arXiv 2410.03983, table 1: omission,
duplication, unrelated and gibberish translations, missing punctuation, untranslated copies), and changed numbers, names
and placeholders.

Every edit takes a pair (source, target), a random generator and the other pairs of the page; it returns the pair with
its error, or None if the pair has nothing that can be changed so. The same seed makes the same errors.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from mtqa.bilingual.numbers import Quantity, chinese, english
from mtqa.lexicon import Dictionary
from mtqa.script import HAN, han_count, has_han

_CLAUSE = re.compile(r"(?<=[，；。！？])|(?<=[,;.!?]) ")
_END = re.compile(r"[.!?。！？]$")
_WIDE = str.maketrans("，。！？；：", ",.!?;:")
_HAN = re.compile(f"[{HAN}]")
_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_CODES = ("%s", "%d", "{name}", "{0}", "${count}", "%(user)s", "<b>", "{{ title }}")
_ADDRESSES = ("https://www.example.org/guide/start.html", "support@example.org")


class Pair(NamedTuple):
    """A source and its translation."""

    source: str
    target: str

    @property
    def into_chinese(self) -> bool:
        return has_han(self.target)


class Edit(NamedTuple):
    """A kind of error: how it is made, and the rules of which at least one has to find it."""

    make: Callable[[Pair, random.Random, Sequence[Pair]], Pair | None]
    rules: frozenset[str]


def _size(text: str) -> int:
    """The length in characters of English; a Han character counts as three."""
    return han_count(text) * 3 or len(text)


def _clauses(text: str) -> list[str]:
    return [part for part in _CLAUSE.split(text) if part]


def omission(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """Clauses with 30 to 80 % of the text are missing, at the end or at the start."""
    parts = _clauses(pair.target)
    total, cuts = _size(pair.target), []
    for at in range(1, len(parts)):
        for kept in (parts[:at], parts[at:]):
            share = 1 - sum(map(_size, kept)) / total
            if 0.3 <= share <= 0.8 and total * share >= 40:
                cuts.append(kept)
    if not cuts:
        return None
    joint = "" if pair.into_chinese else " "
    left = joint.join(chance.choice(cuts)).strip(" ,，;；")
    return pair._replace(target=left if _END.search(left) else left + ("。" if pair.into_chinese else "."))


def duplication(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The whole translation twice, or its longest clause."""
    joint = "" if pair.into_chinese else " "
    if len(pair.target) < 12:
        return None
    longest = max(_clauses(pair.target), key=len)
    if chance.random() < 0.5 or len(longest) < 12:
        return pair._replace(target=pair.target + joint + pair.target)
    return pair._replace(target=pair.target.replace(longest, longest + joint + longest, 1))


def unrelated(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The translation of something else, about as long."""
    size = _size(pair.target)
    near = [one.target for one in others if one.source != pair.source and 0.6 <= _size(one.target) / size <= 1.6]
    return pair._replace(target=chance.choice(near)) if near and size >= 40 else None


def gibberish(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """Each character is replaced by one of another translation; in English, each word."""
    if _size(pair.target) < 40:
        return None
    pool = "".join(one.target for one in others[:200])
    if pair.into_chinese:
        han = _HAN.findall(pool)
        return pair._replace(target=_HAN.sub(lambda match: chance.choice(han), pair.target))
    words = [word.lower() for word in re.findall("[A-Za-z]+", pool)]
    return pair._replace(target=re.sub("[A-Za-z]+", lambda match: chance.choice(words), pair.target))


def missing_punctuation(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The mark at the end is missing."""
    if not (_END.search(pair.target) and _END.search(pair.source)):
        return None
    return pair._replace(target=pair.target[:-1])


def foreign_punctuation(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The marks are those of the other language."""
    if pair.into_chinese:
        changed = re.sub(
            f"(?<=[{HAN}])[，。！？；：](?=[{HAN}]|$)", lambda match: match[0].translate(_WIDE), pair.target
        )
    else:
        changed = re.sub("(?<=[a-z])[,.] ?", lambda match: {",": "，", ".": "。"}[match[0][0]], pair.target)
    return pair._replace(target=changed) if changed != pair.target else None


def _digits(pair: Pair) -> list[Quantity]:
    found = chinese(pair.target) if pair.into_chinese else english(pair.target)
    return [one for one in found if one.sure and re.match(r"\d", one.span.of(pair.target))]


def number(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The number is a little greater, ten times as great, or has two digits exchanged."""
    found = _digits(pair)
    if not found:
        return None
    span = chance.choice(found).span
    digits = re.match(r"\d+", span.of(pair.target))
    old = digits[0] if digits else ""
    changed = [old + "0", str(int(old) + chance.choice((1, 2, 3, 10)))]
    if len(old) > 1 and old[0] != old[1] != "0":
        changed.append(old[1] + old[0] + old[2:])
    at = span.start
    return pair._replace(target=pair.target[:at] + chance.choice(changed) + pair.target[at + len(old) :])


def scale(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """万 for 亿, million for billion, and the other way round."""
    swap = {"万": "亿", "亿": "万", "million": "billion", "billion": "million"}
    found = re.search(r"(?<=\d)( ?)(万|亿|million|billion)", pair.target)
    if not found:
        return None
    return pair._replace(target=pair.target[: found.start(2)] + swap[found[2]] + pair.target[found.end(2) :])


def unit(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """Another unit, currency or month."""
    swap = {"公里": "英里", "英里": "公里", "美元": "欧元", "英镑": "美元", "欧元": "美元", "%": "", "％": ""}
    swap |= {"小时": "分钟", "分钟": "小时", "公斤": "吨", "米": "厘米", "个月": "周"}
    swap |= {"kilometers": "miles", "miles": "kilometers", "hours": "minutes", "minutes": "hours", "dollars": "euros"}
    found = re.search(rf"(?<=\d)( ?)({'|'.join(swap)})(?![A-Za-z])", pair.target)
    if not found or (found[2] == "米" and "平方" in pair.target):
        return None
    return pair._replace(target=pair.target[: found.start(2)] + swap[found[2]] + pair.target[found.end(2) :])


def name(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The name of another person or place of the same kind that the dictionary knows."""
    dictionary = _dictionary()
    for match in _NAME.finditer(pair.source if pair.into_chinese else pair.target):
        english = match[0]
        kind = next((kind for kind in _NAMES if english in kind), ())
        both = pair.target + pair.source
        renderings = [one for one, _ in dictionary.named(english.lower()) if len(one) > 1 and one in both]
        if renderings and kind:
            other = chance.choice([one for one in kind if one != english])
            old, new = (renderings[0], _NAMES_CHINESE[other]) if pair.into_chinese else (english, other)
            return pair._replace(target=pair.target.replace(old, new)) if old in pair.target else None
    return None


def placeholder(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """A placeholder or address of both sides is missing or changed in the target."""
    code = chance.choice((*_CODES, *_ADDRESSES))
    other = chance.choice(["", "", {"%s": "%d", "%d": "%s"}.get(code, code.replace("a", "e").replace("o", "u"))])
    return Pair(f"{code} {pair.source}", f"{other} {pair.target}".strip()) if other != code else None


def copy(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """The source in place of the translation."""
    return pair._replace(target=pair.source) if len(pair.source.split()) > 3 or not pair.into_chinese else None


def partial(pair: Pair, chance: random.Random, others: Sequence[Pair]) -> Pair | None:
    """A clause of the source in place of a clause of the translation."""
    parts, foreign = _clauses(pair.target), _clauses(pair.source)
    plain = [one for one in foreign if len(re.findall(r"\b[a-z]+", one)) >= 3 or han_count(one) >= 4]
    plain = [one for one in plain if not re.search("[\"“”()（）《》']", one)]
    if len(parts) < 2 or not plain or re.search('["“《(（]', pair.target):
        return None
    at = chance.randrange(len(parts))
    joint = "" if pair.into_chinese else " "
    return pair._replace(target=joint.join((*parts[:at], chance.choice(plain).strip(" ,，."), *parts[at + 1 :])))


_IN_CHINESE = """
London 伦敦 Paris 巴黎 Berlin 柏林 Tokyo 东京 Beijing 北京 Moscow 莫斯科 Sydney 悉尼 Chicago 芝加哥
Rome 罗马 Madrid 马德里 Cairo 开罗
China 中国 France 法国 Germany 德国 Japan 日本 Russia 俄罗斯 Italy 意大利 Australia 澳大利亚 Spain 西班牙
India 印度 Brazil 巴西 Canada 加拿大
Trump 特朗普 Biden 拜登 Johnson 约翰逊 Obama 奥巴马 Putin 普京 Clinton 克林顿"""
_NAMES_CHINESE = dict(zip(_IN_CHINESE.split()[::2], _IN_CHINESE.split()[1::2], strict=True))
_CITIES, _COUNTRIES = 11, 11
_NAMES = (
    tuple(_NAMES_CHINESE)[:_CITIES],
    tuple(_NAMES_CHINESE)[_CITIES : _CITIES + _COUNTRIES],
    tuple(_NAMES_CHINESE)[_CITIES + _COUNTRIES :],
)


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


EDITS: dict[str, Edit] = {
    "omission": Edit(omission, frozenset({"omission.segment"})),
    "duplication": Edit(duplication, frozenset({"addition.segment"})),
    "unrelated": Edit(unrelated, frozenset({"omission.segment", "addition.segment"})),
    "gibberish": Edit(gibberish, frozenset({"omission.segment", "addition.segment"})),
    "missing punctuation": Edit(missing_punctuation, frozenset({"punctuation.mismatch"})),
    "foreign punctuation": Edit(foreign_punctuation, frozenset({"punctuation.mismatch"})),
    "number": Edit(number, frozenset({"numbers.changed"})),
    "scale": Edit(scale, frozenset({"numbers.changed"})),
    "unit": Edit(unit, frozenset({"numbers.changed"})),
    "name": Edit(name, frozenset({"names.changed"})),
    "placeholder": Edit(placeholder, frozenset({"placeholders.lost"})),
    "copy": Edit(copy, frozenset({"untranslated.copy"})),
    "partial copy": Edit(partial, frozenset({"untranslated.partial"})),
}
