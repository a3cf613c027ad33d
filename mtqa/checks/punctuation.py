"""Punctuation of the wrong width, and punctuation that differs from the source.

What it finds
    punctuation.mismatch: no mark at the end of the translation where the source has one; a statement for a question;
    brackets or quotation marks that the translation opens and does not close; a half-width mark between Chinese
    characters; full-width marks in English. It needs the source.
    punctuation.halfwidth: half-width marks (, . ! ? ; :) between Chinese characters, where there are at least five and
    at least half of the marks are half-width. It reports once a document and says how many there are; accepting its
    wording in a review mends all of them.

Why it matters
    Chinese prose takes full-width marks (GB/T 15834). Machine translation often writes half-width marks throughout, as
    in English; an editor repairs that by one replacement, so it is reported once. A sentence without its final mark may
    have lost more than the mark.

Example
    Is it open? → 开门了⟦。⟧
    昨天下午⟦,⟧孩子们在河边放风筝,老人在树下喝茶,谁也没有注意到天色变了.

How to fix it
    Write the suggested mark. Where the end of a sentence has lost its mark, compare the end with the source: words may
    be missing, too. If half-width marks are the style of the house, ignore the rule for that path.

Known limits
    Some Chinese publishers use half-width marks on purpose. A single half-width mark in a text that is otherwise
    full-width is reported only with a source. If at least half of the sentences have no mark at their end, as in
    subtitles and headlines, that is the style and is not reported. A mark that has the width of the other language at
    least half of the time (in the strings of a program in ten places and a quarter of all) is reported once a document,
    and so are marks left out in the strings of a program. A mark that ends a string as it ends the source is no fault
    where the file never writes it full-width and has it less than three times. Commas are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from mtqa.bilingual.punctuation import Fault, faults, lacks_end
from mtqa.checks.base import Check, Wording
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.script import HAN
from mtqa.text import Document, Segment, Span

HALFWIDTH = Rule(
    "punctuation.halfwidth",
    Category.PUNCTUATION,
    Severity.MINOR,
    "Half-width punctuation between Chinese characters throughout the text.",
    once=True,
)

MISMATCH = Rule(
    "punctuation.mismatch",
    Category.PUNCTUATION,
    Severity.MINOR,
    "The punctuation differs from the source.",
)

_CLOSING = "”’」』）》】\"')"
_HALF = re.compile(rf"(?<=[{HAN}{_CLOSING}])[,.!?;:](?![A-Za-z0-9])")
_FULL = re.compile(rf"(?<=[{HAN}{_CLOSING}])[，。！？；：]")
_FULL_WIDTH = dict(zip(",.!?;:", "，。！？；：", strict=True))
# Half-width throughout: at least five marks, and at least half of all marks.
_LEAST_HALFWIDTH = 5
_LEAST_SHARE = 1 / 2
# A final mark that is missing in so many sentences is missing on purpose.
_STYLE_SHARE, _LEAST_UNMARKED = 1 / 2, 3
# The strings of a program are by several hands: two of them write the colons of a quarter of it.
_STYLE_SHARE_OF_STRINGS, _LEAST_OF_STRINGS = 1 / 4, 10


def run(material: Material) -> Iterator[Finding]:
    half = half_width(material.bitext.document) if material.is_chinese else []
    full = sum(1 for _ in material.matches(_FULL))
    throughout = len(half) >= _LEAST_HALFWIDTH and len(half) >= _LEAST_SHARE * (len(half) + full)
    if throughout:
        yield from _halfwidth(material, half, full)
    if material.is_pair:
        yield from _beside_source(material, throughout)


def half_width(document: Document) -> list[Wording]:
    """The half-width marks between Chinese characters in the prose, each with the full-width one. All of them are
    mended where the finding that stands for them is accepted."""
    found = ((Span(*match.span()), _FULL_WIDTH[match[0]]) for match in _HALF.finditer(document.text))
    return [(place, mark) for place, mark in found if not document.is_opaque(place)]


def _halfwidth(material: Material, half: Sequence[Wording], full: int) -> Iterator[Finding]:
    """One finding, at the first mark in a segment."""
    first = ((found, place, mark) for place, mark in half if (found := material.bitext.segment_at(place.start)))
    for segment, place, mark in islice(first, 1):
        yield material.finding(
            HALFWIDTH,
            segment,
            place.shift(-segment.span.start),
            0.95,
            message=f"{len(half)} half-width marks between Chinese characters; Chinese prose takes full-width marks.",
            suggestions=[mark],
            evidence={"half_width_marks": len(half), "full_width_marks": full},
        )


def _beside_source(material: Material, throughout: bool) -> Iterator[Finding]:
    pairs = [(pair.source.text, pair.target) for pair in material.translated if pair.source]
    unmarked = sum(lacks_end(source, target.text) for source, target in pairs)
    style = unmarked >= _LEAST_UNMARKED and unmarked >= _STYLE_SHARE * len(pairs)
    hidden = material.bitext.document.is_opaque
    after = [target.text for _, target in pairs[1:]] + [""]
    found: dict[str, list[tuple[Segment, Fault]]] = {}
    sources = {target.index: source for source, target in pairs}
    for (source, target), next_text in zip(pairs, after, strict=True):
        for fault in faults(source, target.text, next_text, into_chinese=material.into_chinese):
            known = (fault.kind is Fault.Kind.END and style) or (fault.kind is Fault.Kind.WIDTH and throughout)
            if not known and not hidden(fault.span.shift(target.span.start)):
                found.setdefault(fault.mark if fault.kind is Fault.Kind.WIDTH else fault.kind.name, []).append(
                    (target, fault)
                )
    for mark, places in found.items():
        as_style = _is_style(material, mark, len(places))
        if not as_style and _is_copied_at_ends(material, mark, places, sources):
            continue
        for target, fault in places[:1] if as_style else places:
            more = f" {len(places)} such places: a house style?" if as_style else ""
            evidence: Evidence = {"fault": fault.name, "mark": fault.mark}
            if as_style:
                evidence["places"] = len(places)
            yield material.finding(
                MISMATCH,
                target,
                fault.span,
                fault.kind.confidence,
                message=fault.message + more,
                suggestions=filter(None, [fault.suggestion]),
                evidence=evidence,
            )


def _is_style(material: Material, mark: str, count: int) -> bool:
    """Does the document write a mark in the width of the other language at least half of the time? That is the style of
    a house, and one finding says so. In the strings of a program, marks left out at the end are, too, and a mark in ten
    places and a quarter of them: one decision mends them all."""
    if count < _LEAST_UNMARKED:
        return False
    if mark == Fault.Kind.END.name:
        return material.is_software
    if mark not in _FULL_WIDTH:
        return False
    there = material.bitext.document.text.count(_FULL_WIDTH[mark])
    is_many = material.is_software and count >= _LEAST_OF_STRINGS
    return count >= (_STYLE_SHARE_OF_STRINGS if is_many else _STYLE_SHARE) * (count + there)


def _is_copied_at_ends(
    material: Material, mark: str, places: list[tuple[Segment, Fault]], sources: Mapping[int, str]
) -> bool:
    """Does the mark only end units whose source ends in it, too, and is it nowhere full-width? Many programs keep the
    mark of the source there (“Continue?” → 继续?), so a few of them say nothing."""
    document = material.bitext.document
    if mark not in _FULL_WIDTH or _FULL_WIDTH[mark] in document.text:
        return False
    for target, fault in places:
        end = target.span.start + fault.span.end
        unit = document.unit_at(end - 1)
        if unit is None or document.text[end : unit.span.end].strip():
            return False
        if sources[target.index].rstrip()[-1:] != mark:
            return False
    return True


CHECK = Check(
    run,
    (HALFWIDTH, MISMATCH),
    own={MISMATCH.id: (frozenset({Need.PAIR}),)},
    everywhere={HALFWIDTH.id: half_width},
)
