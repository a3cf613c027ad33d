"""Names that a page has in Latin letters and in Chinese: mtqa/evidence/rivals/latin_names.py."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from mtqa.bench.corpus import lines
from mtqa.bench.pages import bitext
from mtqa.checks.material import Material
from mtqa.engines.base import Progress
from mtqa.evidence.rivals.latin_names import LATIN_NAME, beside_latin
from mtqa.evidence.rivals.name_forms import NameForm
from mtqa.lexicon import LacTagger
from mtqa.script import han_count

_PAGE = 20  # sentences
_AROUND = 15  # characters that are printed on both sides


def latin_names(path: Path, every: int, skip: int, progress: Progress) -> str:
    """The rate of findings and each different one in its sentence. Of a table with a head (year, system, seg, zh_mt)
    one system in `every` is read, in the order of their names, without the first `skip`; of other files every line."""
    texts = _systems(path)[skip::every] if ".tsv" in path.suffixes else [lines(path)]
    pages = [text[start : start + _PAGE] for text in texts for start in range(0, len(text), _PAGE)]
    found: list[str] = []
    tagger = LacTagger()
    for done, page in enumerate(pages, 1):
        found += _found("\n".join(page), tagger)
        progress(done, len(pages))
    size = sum(han_count(line) for page in pages for line in page)
    rate = 1000 * len(found) / max(1, size)
    head = f"{path.name}: {len(pages)} pages, {size} Han characters, {len(found)} findings, {rate:.4f} per 1,000"
    return "\n".join([head, *dict.fromkeys(found)])


def _found(page: str, tagger: LacTagger) -> list[str]:
    material = Material(bitext(page), tagger)
    latin = list(material.matches(LATIN_NAME))
    forms = beside_latin(material.sentences, latin, material.dictionary) if latin else ()
    return [_line(form) for form in forms]


def _line(form: NameForm) -> str:
    rival = form.rival
    text, span = rival.segment.text, rival.span
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    return f"  {rival.wording}: {before}⟦{rival.stands}⟧{after}"


def _systems(path: Path) -> Sequence[list[str]]:
    """The translations of each system, in the order of the sentences."""
    return [[text for *_, text in rows] for _, rows in groupby(sorted(_rows(path)), key=lambda row: row[:2])]


def _rows(path: Path) -> Iterator[tuple[str, str, int, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["year"], row["system"], int(row["seg"]), row["zh_mt"]
