"""Placeholders, tags and addresses that differ from the source.

What it finds
    Text that is not prose and has to stay unchanged: printf (`%s`, `%1$d`, `%(name)s`, `%v`), braces (`{name}`, `${x}`,
    `{{ x }}`, `{ $n }`), ICU arguments, `%1`, `$1`, `:name`, `%name%`, `@:key`, `\\n`, HTML and XML tags (also `<0>`),
    URLs and e-mail addresses. A placeholder, tag or address is reported if it is missing from the translation or is
    only there. So are arguments of different types that have changed places without numbers, a tag without its partner,
    a lone `%` where the source writes `%%`, ICU messages with a brace too few or without `other`, and a name that
    stands where the number was counted (`%@ 个`).

Why it matters
    A lost `%s` is a crash or a sentence without its subject; a tag that is not closed breaks the page; an address that
    was translated leads nowhere. Critical is what stops the program, by the language that the file names (`c-format`):
    in C `%s` for a number or for nothing, in Python another number of arguments or an unknown name, in PHP one more.

Example
    Hello, %s! You have {count} messages. → ⟦%d⟧你好！你有 {count} 条消息。

How to fix it
    Copy the placeholder, tag or address from the source, character by character, to where Chinese needs it. If
    arguments have to change places, number them (`%1$s`, `%2$s`); give each tag its partner.

Known limits
    Numbered arguments may change places, and unnumbered ones of one type cannot be told apart. Branches of ICU
    plurals may differ, since Chinese has one form; each of their arguments has to occur once. For braces that the
    source repeats, and for elements that it repeats word for word, once is enough, too. In a singular form the number
    may be a word. The codes of a date (`%Y-%m-%d`) may change. Names in angle brackets that the reader fills in may
    be translated (<name>, <名称>). Entities (`&amp;`) are not compared. A URL may point to the page in another language
    (/en/ for /zh-cn/). `:name`, `@name`, `$1` and `%1` are placeholders only where prose would not have them, or
    where the file names its format; where many translations of a document leave out `@name`, units with it are not
    compared. Tags of type (<b>, <i>) that are lost in pairs are minor. The list of translators, and what says where
    to report bugs, may hold any address. Where the source is the name of a text (time_format), nothing is
    compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtqa.bilingual.credits import is_credits
from mtqa.bilingual.placeholders import Difference, Kind, Side, differences
from mtqa.bilingual.placeholders.compare import MAIL, URL
from mtqa.bilingual.plurals import is_singular
from mtqa.bilingual.prose import is_key
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.findings.fingerprint import around
from mtqa.findings.places import prose_span
from mtqa.read.placeholders import codes
from mtqa.text import Document, Segment, Span, Unit

LOST = Rule(
    "placeholders.lost",
    Category.MARKUP,
    Severity.MAJOR,
    "A placeholder, tag or address differs from the source.",
)

_CONFIDENCE, _CONFIDENCE_COUNTED = 0.95, 0.8
_FREE_SIGNS = ("@", ":")  # of codes that look like prose
_LEAST_FREE, _SHARE_FREE = 8, 0.05  # units that lose such a code, and their share of those that have one


@dataclass(frozen=True, slots=True)
class _Found:
    """One side with the places of its codes in the file."""

    side: Side
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Both sides of a unit or a sentence, and what is wrong with the target."""

    segment: Segment
    source: _Found
    target: _Found
    found: Sequence[Difference]

    def has(self, sign: str) -> bool:
        return any(code.startswith(sign) for code in (*self.source.side.codes, *self.target.side.codes))


def run(material: Material) -> Iterator[Finding]:
    document = material.bitext.document
    if document.units and document.source is not None:
        yield from _units(material, document, document.source)
        return
    for pair in material.translated:
        if pair.source is not None and not is_credits(pair.source.text):
            source = _of_text(pair.source.text, pair.target.text)
            target = _of_text(pair.target.text, pair.source.text, pair.target, document)
            found = differences(source.side, target.side)[:1]
            yield from _compare(material, _Compared(pair.target, source, target, found))


def _units(material: Material, document: Document, source: Document) -> Iterator[Finding]:
    """Compare the codes of whole units; findings are at the first segment of each."""
    by_id = {unit.id: unit for unit in source.units}
    beside = source.path != document.path  # the two sides were read apart
    firsts: dict[int, Segment] = {}
    for pair in material.bitext.pairs:
        unit = document.unit_at(pair.target.span.start)
        if unit is not None:
            firsts.setdefault(unit.span.start, pair.target)
    compared: list[_Compared] = []
    for index, unit in enumerate(document.units):
        origin = by_id.get(unit.id) if beside else source.units[index]
        first = firsts.get(unit.span.start)
        if origin and first and not _has_no_text(origin.span.of(source.text), unit.span.of(document.text)):
            singular = is_singular(unit)
            theirs = _of_unit(origin, source, unit.written if beside else "", singular)
            ours = _of_unit(unit, document, origin.written if beside else "", singular)
            compared.append(_Compared(first, theirs, ours, differences(theirs.side, ours.side)[:1]))
    free = {sign for sign in _FREE_SIGNS if _is_translated_freely(compared, sign)}
    for one in compared:
        if not any(one.has(sign) for sign in free):
            yield from _compare(material, one)


def _has_no_text(source: str, target: str) -> bool:
    """Is the source no text that was translated: a request for credits, or a key?"""
    return is_credits(source) or is_key(source, target)


def _of_unit(unit: Unit, document: Document, beside: str, singular: bool) -> _Found:
    """The codes of a unit, also those that only the other side, which was read apart, shows to be codes."""
    found = list(zip(unit.codes, unit.places, strict=False))
    if beside and (late := _late(unit, document, beside)):
        found = sorted([*found, *late], key=lambda code: code[1])
    prose = unit.span.of(document.text)
    found += [(text, document.raw_span(span.shift(unit.span.start))) for text, span in _addresses(prose)]
    side = Side(tuple(text for text, _ in found), unit.written or prose, unit.flags, singular)
    return _Found(side, tuple(place for _, place in found))


def _late(unit: Unit, document: Document, beside: str) -> list[tuple[str, Span]]:
    prose = unit.span.of(document.text)
    known = set(unit.codes)
    return [
        (code.text, document.raw_span(Span(code.start, code.end).shift(unit.span.start)))
        for code in codes(prose, beside, unit.flags)
        if code.text not in known
    ]


def _of_text(text: str, beside: str, segment: Segment | None = None, document: Document | None = None) -> _Found:
    found = [(code.text, Span(code.start, code.end)) for code in codes(text, beside)] + _addresses(text)
    places: tuple[Span, ...] = ()
    if segment and document:
        places = tuple(document.raw_span(span.shift(segment.span.start)) for _, span in found)
    return _Found(Side(tuple(code for code, _ in found), text), places)


def _addresses(text: str) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    for pattern, marks in ((URL, ".,;:!?/"), (MAIL, ".")):
        for match in pattern.finditer(text):
            address = match[0].rstrip(marks)
            found.append((address, Span(match.start(), match.start() + len(address))))
    return found


def _is_translated_freely(compared: Sequence[_Compared], sign: str) -> bool:
    """Do many translations of the document leave out codes with this sign? They are the words of a small language of
    the program's own then: e2fsck writes @i for “inode”, and translators write the word."""
    having = [one for one in compared if one.has(sign)]
    lost = sum(any(code.startswith(sign) for found in one.found for code in found.missing) for one in having)
    return lost >= max(_LEAST_FREE, _SHARE_FREE * len(having))


def _compare(material: Material, compared: _Compared) -> Iterator[Finding]:
    segment, target = compared.segment, compared.target
    for difference in compared.found:
        evidence: Evidence = {"fault": difference.kind.value}
        if difference.kind in (Kind.LOST, Kind.NESTING, Kind.LENGTH, Kind.PERCENT, Kind.BRANCH, Kind.BRACES):
            evidence["missing_placeholders"] = list(difference.missing)
            evidence["extra_placeholders"] = list(difference.extra)
        finding = material.finding(
            LOST,
            segment,
            Span(0, len(segment.text)),
            _CONFIDENCE_COUNTED if difference.kind is Kind.COUNTED else _CONFIDENCE,
            severity=difference.severity,
            message=_message(difference),
            evidence=evidence,
        )
        yield _at_place(material, segment, finding, _span(difference, target.places))


def _span(difference: Difference, places: Sequence[Span]) -> Span | None:
    if difference.first is None or difference.last is None:
        return None
    first, last = places[difference.first], places[difference.last]
    return Span(min(first.start, last.start), max(first.end, last.end))


def _at_place(material: Material, segment: Segment, finding: Finding, raw: Span | None) -> Finding:
    """The finding at a stretch of the file. A tag is no part of the text, where the stretch is then empty."""
    if raw is None:
        return finding
    document = material.bitext.document
    inside, place = prose_span(document, raw), document.place(raw.start)
    within = material.bitext.segment_at(inside.start)
    if within is None or document.unit_at(within.span.start) != document.unit_at(segment.span.start):
        within = segment
    return replace(
        finding,
        span=raw,
        text=raw.of(document.raw),
        segment=within.index,
        line=place.line,
        column=place.column,
        context=around(material.traditional or document.text, inside.start, inside.end),
    )


def _message(difference: Difference) -> str:
    missing, extra = ", ".join(difference.missing), ", ".join(difference.extra)
    match difference.kind:
        case Kind.ORDER:
            return f"{missing} are in another order, which printf ignores; number them (%1$s)."
        case Kind.MIXED:
            return f"{extra} has no number and others have; number all of them."
        case Kind.COUNTED:
            return f"{extra} stands where the source counts {missing}; number the arguments (%1$s) to move them."
        case Kind.NESTING:
            return f"{extra} has no partner here."
        case Kind.PERCENT:
            return "A lone % in a format string; write %%."
        case Kind.BRANCH:
            return "The plural has no branch “other”, which ICU needs."
        case Kind.BRACES:
            return f"A {missing} is missing here; the source has as many {{ as }}."
    if missing and extra:
        return f"{missing} in the source is {extra} here."
    return f"{missing} in the source is missing here." if missing else f"{extra} is not in the source."


CHECK = Check(run, (LOST,), frozenset({Need.SOURCE}))
