"""Placeholders, tags and addresses that differ from the source.

What it finds
    Text that is not prose and has to stay unchanged: printf (`%s`, `%1$d`, `%(name)s`), braces (`{name}`, `${x}`,
    `{{ x }}`), ICU arguments, HTML and XML tags, URLs and e-mail addresses. A placeholder, tag or address is reported
    if it is missing from the translation or is only there; so are printf placeholders without numbers in another order.

Why it matters
    A lost `%s` is a crash or a sentence without its subject; a tag that is not closed breaks the page; an address that
    was translated leads nowhere.

Example
    Hello, %s! You have {count} messages. → ⟦%d⟧你好！你有 {count} 条消息。

Known limits
    Branches of ICU plurals may differ, since Chinese has one form; each of their arguments has to occur once. For
    braces that the source repeats, once is enough, too. Names in angle brackets that the reader fills in may be
    translated (<name>, <名称>). Entities (`&amp;`) are not compared. A URL may point to the page in another language
    (/en/ for /zh-cn/).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.read.placeholders import codes
from mtqa.script import HAN
from mtqa.text import Document, Pair, Span, Unit

LOST = Rule(
    "placeholders.lost",
    Category.MARKUP,
    Severity.MAJOR,
    "A placeholder, tag or address differs from the source.",
)

_PRINTF = re.compile(
    r"%(?:(?P<place>\d{1,2})\$)?(?P<name>\([\w.]+\))?[-+#0]{0,3}[\d.*]*(?:hh|h|ll|l|j|z|t|L|q)?(?P<type>[a-zA-Z@])"
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[\w:.-]+)(?P<rest>[^<>]*?)(?P<empty>/?)>")
_ICU = re.compile(r"\{\s*(\w+)\s*,\s*(?:plural|select|selectordinal)\b")
_BRANCH = re.compile(r"\}\s*(?:=\d+|\w+)\s*\{|\}\s*\}")
_URL = re.compile(rf"(?:https?://|www\.)[^\s<>\"'“”‘’（）()《》，。；！？、\u3000-\u303f{HAN}]+")
_MAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][A-Za-z0-9_.+-]*@(?!\dx\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LANGUAGE_IN_URL = re.compile(
    r"(?<=[/.=_-])(?:en|zh|cn)(?:[-_](?:us|gb|cn|tw|hans|hant|hk))?(?=[/.?&_-]|$)|(?<=//)(?:en|zh)(?=\.)"
)
_NOT_COMPARED = frozenset(("%%",))
_VOID_TAGS = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))  # tags that nothing closes
_IN_HAN = re.compile(rf"<[^<>]{{0,40}}[{HAN}][^<>]{{0,40}}>")  # <名称> for <name>


def run(material: Material) -> Iterator[Finding]:
    document = material.bitext.document
    if document.units and document.source is not None:
        yield from _units(material, document)
        return
    for pair in material.translated:
        if pair.source is not None:
            yield from _compare(material, pair, _codes_in(pair.source.text), _codes_in(pair.target.text))


def _units(material: Material, document: Document) -> Iterator[Finding]:
    """Compare the codes of whole units; findings are at the first segment of each."""
    sources = {unit.id: unit for unit in document.source.units} if document.source else {}
    paired = document.source is not None and document.source.path == document.path
    firsts: dict[int, Pair] = {}
    for pair in material.bitext.pairs:
        unit = document.unit_at(pair.target.span.start)
        if unit is not None:
            firsts.setdefault(unit.span.start, pair)
    for index, unit in enumerate(document.units):
        origin = document.source.units[index] if paired and document.source else sources.get(unit.id)
        if origin and (first := firsts.get(unit.span.start)):
            source = document.source.text if document.source else ""
            yield from _compare(material, first, _codes_of_unit(origin, source), _codes_of_unit(unit, document.text))


def _codes_of_unit(unit: Unit, text: str) -> list[str]:
    prose = unit.span.of(text)
    return [*unit.codes, *_addresses(prose)]


def _codes_in(text: str) -> list[str]:
    return [*(code.text for code in codes(text)), *_addresses(text)]


def _addresses(text: str) -> list[str]:
    urls = [match[0].rstrip(".,;:!?/") for match in _URL.finditer(text)]
    return urls + [match[0].rstrip(".") for match in _MAIL.finditer(text)]


def _compare(material: Material, pair: Pair, source: Sequence[str], target: Sequence[str]) -> Iterator[Finding]:
    expected, present = _keys(source), _keys(target)
    if pair.source is not None and (filled_in := _to_fill_in(expected - present, expected, pair.target.text)):
        expected -= filled_in
    elif pair.source is not None and (filled_in := _to_fill_in(present - expected, present, pair.source.text)):
        present -= filled_in
    lost, new = expected - present, present - expected
    if lost or new:
        missing, extra = (
            list(dict.fromkeys(_shown(key, found) for key in side)) for side, found in ((lost, source), (new, target))
        )
        yield material.finding(
            LOST,
            pair.target,
            _first_extra(pair.target.text, extra),
            0.95,
            message=_message(", ".join(missing), ", ".join(extra)),
            evidence={"missing_placeholders": missing, "extra_placeholders": extra},
        )
    elif (order := _order(source)) != _order(target) and len(order) > 1:
        message = f"{', '.join(source)} are in another order, which printf ignores; number them (%1$s)."
        yield material.finding(LOST, pair.target, Span(0, len(pair.target.text)), 0.9, message=message)


def _message(missing: str, extra: str) -> str:
    if missing and extra:
        return f"{missing} in the source is {extra} here."
    return f"{missing} in the source is missing here." if missing else f"{extra} is not in the source."


def _to_fill_in(unmatched: Counter[str], found: Counter[str], other_side: str) -> Counter[str]:
    """Names in angle brackets that the reader fills in: they may be translated if the other side has as many Chinese
    names and none of them is a tag."""
    names = {key[1:-1]: key for key in unmatched if re.fullmatch(r"<\w[^/>]*>", key)}
    filled_in = Counter(
        {key: unmatched[key] for name, key in names.items() if name not in _VOID_TAGS and f"</{name}>" not in found}
    )
    return filled_in if filled_in and filled_in.total() == len(_IN_HAN.findall(other_side)) else Counter()


def _keys(found: Sequence[str]) -> Counter[str]:
    """The codes that both sides must have, counted in a comparable form; codes that may be repeated count once."""
    keys: Counter[str] = Counter()
    plural = any(_ICU.search(code) for code in found)
    for code in found:
        if code in _NOT_COMPARED or code.startswith(("&", "<!--")) or _BRANCH.fullmatch(code):
            continue
        key = _key(code)
        once = plural or code.startswith(("{", "$", "#")) or "(" in code
        keys[key] = 1 if once else keys[key] + 1
    return keys


def _key(code: str) -> str:
    if match := _ICU.search(code):
        return f"{{{match[1]}}}"
    if match := _TAG.fullmatch(code):
        name = match["name"].lower()
        return f"<{match['close']}{name}>" if name not in ("br", "hr", "img", "wbr") else f"<{name}>"
    if match := _PRINTF.fullmatch(code):
        return f"%{match['name'] or ''}{match['type']}"
    if _URL.fullmatch(code):
        return _LANGUAGE_IN_URL.sub("", code.lower()).replace("//", "/")
    return re.sub(r"\s+", "", code)


def _shown(key: str, found: Sequence[str]) -> str:
    return next((code for code in found if _key(code) == key), key)


def _order(found: Sequence[str]) -> list[str]:
    """The types of printf placeholders without name and number, in their order."""
    matches = [_PRINTF.fullmatch(code) for code in found]
    return [match["type"] for match in matches if match and not match["place"] and not match["name"]]


def _first_extra(text: str, extra: Sequence[str]) -> Span:
    """The first extra placeholder, if the text shows it; else the whole text."""
    for code in extra:
        if (at := text.find(code)) >= 0:
            return Span(at, at + len(code))
    return Span(0, len(text))


CHECK = Check(run, (LOST,), frozenset({Need.SOURCE}))
