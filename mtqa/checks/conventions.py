"""Conventions of localisation files: line ends, plural forms, accelerators, characters that nobody sees.

What it finds
    `conventions.newline`: a line end at the beginning or end of a unit that only one side has. `conventions.plurals`:
    an entry with more or fewer plural forms than the header of its PO file says; one finding a file.
    `conventions.accelerator`: an accelerator (&File, _File) that was lost where the file keeps them elsewhere, that
    stands twice, or that is a Chinese character. `conventions.invisible`: zero-width and other invisible characters
    that the source has not, and the sign that replaces characters that could not be read.

Why it matters
    msgfmt --check refuses the first two. A menu without its accelerator cannot be opened from the keyboard. A word with
    an invisible character in it is not found by a search, and breaks where it should not.

Example
    &Save → 保存(&S)
    &Open → ⟦打开⟧

How to fix it
    Give the translation the line ends of its source, and as many plural forms as the header of its file says (for
    Chinese `nplurals=1`: one). Write the accelerator in brackets behind the label, 打开(&O), with a letter that its
    menu has not used. Delete the invisible character; where a character could not be read, look it up in the source.

Known limits
    Another letter is right. A lost accelerator is only reported if five units keep theirs and four of five do. Line
    ends are compared where white space counts: not in XLIFF and TMX without xml:space="preserve". Joiners between emoji
    are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.script import HAN
from mtqa.text import Pair, Segment, Span, Unit

NEWLINE = Rule(
    "conventions.newline",
    Category.MARKUP,
    Severity.MAJOR,
    "Source and translation do not both begin or end with a line end.",
)
PLURALS = Rule(
    "conventions.plurals",
    Category.MARKUP,
    Severity.MAJOR,
    "The entry has another number of plural forms than the header says.",
    once=True,
)
ACCELERATOR = Rule(
    "conventions.accelerator",
    Category.MARKUP,
    Severity.MINOR,
    "The accelerator is lost or wrong.",
)
INVISIBLE = Rule(
    "conventions.invisible",
    Category.MARKUP,
    Severity.MINOR,
    "An invisible character that the source has not.",
)

_CONFIDENCE = 0.95
_LEAST_KEPT, _SHARE_KEPT = 5, 4 / 5  # units that keep their accelerator
_LONGEST_LABEL = 80  # characters of a text that can have an accelerator
# & and _ before a letter or digit; && is the sign itself, &amp; an entity, and foo_bar a name. What follows is bounded,
# so that no text takes quadratic time.
_MARKS = {
    "&": re.compile(rf"(?<!&)&(?=[A-Za-z0-9{HAN}])(?![A-Za-z]{{1,20}};|#\d+;)"),
    "_": re.compile(rf"(?<![\w_])_(?=[A-Za-z0-9{HAN}])(?!\w{{0,80}}_)|(?<=[a-zA-Z])_(?=[a-z])(?!\w{{0,80}}_)"),
}
_NAME = re.compile(r"\b[a-z0-9]\w*_\w|[A-Z0-9]+_[A-Z0-9_]+|_\(|[^.][.!]$")  # a name in a program, or a sentence
_ON_HAN = re.compile(rf"(?<!&)&[{HAN}]|(?<!\w)_[{HAN}]")
# Format characters without a shape: zero-width spaces, soft hyphen, byte order mark, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd]")
_JOINERS = re.compile("(?<![\ufe0f\U0001f000-\U0001faff])[\u200c\u200d](?![\u2600-\u27bf\U0001f000-\U0001faff])")
_REPLACED = "\ufffd"


class _Twins(NamedTuple):
    """A unit with its source, and the first and last segment of its translation."""

    unit: Unit
    origin: Unit
    first: Segment
    last: Segment


def run(material: Material) -> Iterator[Finding]:
    twins = list(_twins(material))
    yield from _line_ends(material, twins)
    yield from _plurals(material, twins)
    yield from _accelerators(material, twins)
    yield from _invisible(material)


def _twins(material: Material) -> Iterator[_Twins]:
    document = material.bitext.document
    source = document.source
    if source is None or not document.units:
        return
    beside = source.path != document.path
    by_id = {unit.id: unit for unit in source.units} if beside else {}
    ends: dict[int, list[Segment]] = {}
    for segment in material.bitext.segments:
        if unit := document.unit_at(segment.span.start):
            ends.setdefault(unit.span.start, [segment, segment])[1] = segment
    for index, unit in enumerate(document.units):
        origin = by_id.get(unit.id) if beside else source.units[index]
        if origin and (found := ends.get(unit.span.start)):
            yield _Twins(unit, origin, *found)


def _line_ends(material: Material, twins: list[_Twins]) -> Iterator[Finding]:
    for unit, origin, first, last in twins:
        theirs, ours = origin.written, unit.written
        if not (theirs.strip() and ours.strip()) or unit.state == "fuzzy":  # which msgfmt leaves out
            continue
        for where, segment, span in (
            ("begins", first, Span(0, 1)),
            ("ends", last, Span(len(last.text) - 1, len(last.text))),
        ):
            has = [text.startswith("\n") if where == "begins" else text.endswith("\n") for text in (theirs, ours)]
            if has[0] != has[1]:
                lacking = "the translation does not" if has[0] else "the source does not"
                side = "source" if has[0] else "translation"
                message = f"The {side} {where} with a line end, and {lacking}."
                evidence: Evidence = {"fault": f"{side}_{where}"}
                yield material.finding(NEWLINE, segment, span, _CONFIDENCE, message=message, evidence=evidence)


def _plurals(material: Material, twins: list[_Twins]) -> Iterator[Finding]:
    declared = material.bitext.document.forms
    wrong = [twin for twin in twins if declared and twin.unit.forms and twin.unit.forms != declared]
    if wrong:
        first = wrong[0]
        message = f"The header says nplurals={declared}; plural forms of this entry: {first.unit.forms}."
        evidence: Evidence = {"plural_forms": first.unit.forms, "declared_forms": declared}
        span = Span(0, len(first.first.text))
        yield material.finding(PLURALS, first.first, span, _CONFIDENCE, message=message, evidence=evidence)


def _accelerators(material: Material, twins: list[_Twins]) -> Iterator[Finding]:
    for mark, pattern in _MARKS.items():
        marked = [
            (twin, max(len(pattern.findall(twin.unit.written)), _has_any(twin.unit.written, mark)))
            for twin in twins
            if _has_one(twin.origin.written, pattern)
        ]
        kept = sum(count > 0 for _, count in marked)
        lost_matters = kept >= _LEAST_KEPT and kept >= _SHARE_KEPT * len(marked)
        for twin, count in marked:
            text, span, evidence = twin.first.text, Span(0, len(twin.first.text)), Evidence(mark=mark)
            if count == 0 and lost_matters:
                message, evidence["fault"] = (
                    f"The accelerator of the source ({mark}) is missing here.",
                    "no_accelerator",
                )
            elif count > 1 and kept >= _LEAST_KEPT:
                message, evidence["fault"] = f"{count} accelerators ({mark}); one label has one.", "many_accelerators"
                evidence["accelerators"] = count
                found = list(pattern.finditer(text))
                span = Span(found[1].start(), found[1].end() + 1) if len(found) > 1 else span
            elif (match := _ON_HAN.search(text)) and match[0][0] == mark:
                message = f"“{match[0]}”: no key types a Chinese character; write ({mark}F)."
                span, evidence["fault"] = Span(*match.span()), "accelerator_on_character"
            else:
                continue
            yield material.finding(ACCELERATOR, twin.first, span, _CONFIDENCE, message=message, evidence=evidence)


def _has_any(target: str, mark: str) -> bool:
    """Does the target keep the accelerator anywhere, also in the middle of a name: 西里尔文 (IS_O-8859-5)?"""
    return re.search(rf"(?<!{mark}){mark}[A-Za-z0-9{HAN}]", target) is not None


def _has_one(source: str, pattern: re.Pattern[str]) -> bool:
    """Is it a label with an accelerator?"""
    return len(source) <= _LONGEST_LABEL and not _NAME.search(source) and len(pattern.findall(source)) == 1


def _invisible(material: Material) -> Iterator[Finding]:
    """One finding for each of the characters in a segment that the source has not."""
    for pair in material.translated:
        for pattern in (_INVISIBLE, _JOINERS):
            match = pattern.search(pair.target.text)
            if match and match[0] not in _whole_source(material, pair):
                code = f"U+{ord(match[0]):04X}"
                replaced = match[0] == _REPLACED
                yield material.finding(
                    INVISIBLE,
                    pair.target,
                    Span(*match.span()),
                    _CONFIDENCE,
                    severity=Severity.MAJOR if replaced else None,
                    message=f"{code} stands for a character that could not be read."
                    if replaced
                    else f"{code}, an invisible character, is not in the source.",
                    evidence={"fault": "unreadable" if replaced else "invisible", "mark": code},
                )


def _whole_source(material: Material, pair: Pair) -> str:
    """The source of a sentence, or of its whole unit."""
    unit = material.bitext.document.unit_at(pair.target.span.start)
    return (pair.source.text if pair.source else "") + (unit.source if unit else "")


CHECK = Check(run, (NEWLINE, PLURALS, ACCELERATOR, INVISIBLE), frozenset({Need.SOURCE}))
