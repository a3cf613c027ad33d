"""Characters that belong to another way of writing than the file's.

What it finds
    `script.mixed`: Traditional characters in a file in Simplified ones, and the other way round. `script.japanese`:
    Japanese forms and kana in a Chinese translation. What the file should have is said by `lang-pair`, by the file
    itself (Language in a PO header) or by its name (zh_TW.po, values-zh-rCN). A character is reported once in a file,
    at its first place; if most of a file is in the other characters, it is one finding.

Why it matters
    Such a unit was copied from the other translation, or written by a model that mixes them. Readers see it at once,
    and search does not find it.

Example
    Current connection → 目前⟦連⟧接 (zh_CN.po)

How to fix it
    Write the character of the file's own variety; if the whole unit was copied from the other translation, take over
    its words, too (網絡 is 網路 in Taiwan). Replace a Japanese form by the Chinese character, and translate what is in
    kana.

Known limits
    Only characters that one variety has are evidence: 后, 里 and 台 are in both, and rare characters are not judged.
    Words of the other region in the right characters (網絡 in zh_TW) are not found. A unit about a language, a script
    or Japan, and what the source has in the same characters, are passed over. Of a file whose variety nothing says
    only Japanese forms are found, and only beside a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mtqa.bilingual.credits import is_credits
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon.lac import simplified
from mtqa.lexicon.traditional import to_traditional
from mtqa.lexicon.variety import JAPANESE, KANA_RUN, Variety, foreign_to, variety_of
from mtqa.text import Pair, Span

MIXED = Rule(
    "script.mixed",
    Category.SPELLING,
    Severity.MAJOR,
    "Characters of the other variety of Chinese.",
)
FORMS_OF_JAPAN = Rule(
    "script.japanese",
    Category.SPELLING,
    Severity.MAJOR,
    "Japanese characters in a Chinese translation.",
)

_CONFIDENCE = 0.9
_LEAST_THROUGHOUT = 5  # units in the other variety, if they are more than half
_LONGEST = 12  # characters of a stretch that is marked as a whole
_LEAST_FORMS = 2  # Japanese forms in Traditional text, where old prints have some of them as well
_ABOUT_SCRIPTS = re.compile(
    r"\b(?:chinese|traditional|simplified|taiwan|hong kong|japan(?:ese)?|kanji|kana|hiragana|katakana|cantonese"
    r"|mandarin|ideograph\w*|pinyin|zhuyin|bopomofo|cjk|han|hanja|language)\b|[繁简簡正]體?体?中文|[繁简]体字?|日[语文語本]",
    re.IGNORECASE,
)


def run(material: Material) -> Iterator[Finding]:
    variety = variety_of(material.bitext.document, material.lang_pair)
    units = list(_units(material))
    if variety:
        yield from _mixed(material, units, variety)
    yield from _japanese(material, units, variety)


def _is_throughout(found: Sequence[object], units: Sequence[object]) -> bool:
    return len(found) >= _LEAST_THROUGHOUT and len(found) > len(units) / 2


def _mixed(material: Material, units: Sequence[tuple[Pair, str]], variety: Variety) -> Iterator[Finding]:
    """One finding for each character, at its first place: one replacement mends them all."""
    foreign, known = foreign_to(variety), set[str]()
    found: list[tuple[Pair, str, list[int]]] = []
    for pair, text in units:
        source = pair.source.text if pair.source else ""
        places = [at for at, character in enumerate(text) if character in foreign and character not in source]
        if places:
            found.append((pair, text, places))
    for pair, text, places in found[:1] if _is_throughout(found, units) else found:
        if not known.issuperset(text[at] for at in places):
            first = next(at for at in places if text[at] not in known)
            span = _stretch([at for at in places if at >= first])
            known.update(text[at] for at in places)
            yield _other_variety(material, pair, span, text, variety)


def _other_variety(material: Material, pair: Pair, span: Span, text: str, variety: Variety) -> Finding:
    written = span.of(text)
    better = simplified(written) if variety == "simplified" else to_traditional(written)
    other = "Traditional" if variety == "simplified" else "Simplified"
    message = f"“{written}” has {other} characters; the file is in {variety.capitalize()} ones."
    found = material.finding(
        MIXED, pair.target, span, _CONFIDENCE, suggestions=[better], evidence={"fault": f"{other.lower()}_characters"}
    )
    return replace(found, message=message)  # in the characters that are meant, not in those of the file


def _japanese(material: Material, units: Sequence[tuple[Pair, str]], variety: Variety) -> Iterator[Finding]:
    found = list(_forms_of_japan(material, units, variety))
    yield from found[:1] if _is_throughout(found, units) else found


def _forms_of_japan(material: Material, units: Sequence[tuple[Pair, str]], variety: Variety) -> Iterator[Finding]:
    for pair, text in units:
        if pair.source is None or KANA_RUN.search(pair.source.text):
            continue
        kana = KANA_RUN.search(text)
        forms = [at for at, character in enumerate(text) if character in JAPANESE and character not in pair.source.text]
        if kana is None and len(forms) < (1 if variety == "simplified" else _LEAST_FORMS):
            continue
        span = Span(*kana.span()) if kana else _stretch(forms)
        message = f"“{span.of(text)}” is Japanese."
        yield material.finding(FORMS_OF_JAPAN, pair.target, span, _CONFIDENCE, message=message)


def _units(material: Material) -> Iterator[tuple[Pair, str]]:
    """The segments that have something to judge, each with its text in the characters of the file. Units
    about scripts, and lists of translators, are passed over."""
    document = material.bitext.document
    for pair in material.bitext.pairs:
        text = material.as_written(pair.target).text
        source = pair.source.text if pair.source else ""
        unit = document.unit_at(pair.target.span.start)
        source = (unit.source if unit else "") or source
        if not (_ABOUT_SCRIPTS.search(source) or _ABOUT_SCRIPTS.search(text) or is_credits(source)):
            yield pair, text


def _stretch(places: list[int]) -> Span:
    """From the first of the characters to the last, if they stand close; else the first."""
    last = max(at for at in places if at < places[0] + _LONGEST)
    return Span(places[0], last + 1)


_BESIDE_SOURCE = frozenset({Need.SOURCE})
CHECK = Check(
    run,
    (MIXED, FORMS_OF_JAPAN),
    own={MIXED.id: (frozenset({Need.CHINESE}), _BESIDE_SOURCE), FORMS_OF_JAPAN.id: (_BESIDE_SOURCE,)},
)
