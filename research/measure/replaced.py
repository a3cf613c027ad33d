"""What editors replaced in machine translations: the words of MLQE-PE's targets that its post-edits have otherwise.

The words of both are aligned; a stretch in whose place the post-edit has another wording is a major error, with that
wording as its suggestion. Words that were only left out, added or moved, and marks, are no errors here.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from mtqa.bench.spans.sets import Gold, Sample, SpanSet
from mtqa.bench.spans.sets.base import drawn
from mtqa.findings import Severity
from mtqa.lexicon import Tagger, Word
from mtqa.read import read_text
from mtqa.script import has_han
from mtqa.text import Span

_COLUMNS = {"target", "post_edit"}


def is_edited(path: Path) -> bool:
    """Is it a table with machine translations and their post-edits?"""
    if path.suffix != ".tsv":
        return False
    with path.open(encoding="utf-8", newline="") as stream:
        return _COLUMNS.issubset(stream.readline().rstrip("\r\n").split("\t"))


def edited_set(path: Path, limit: int | None, tagger: Tagger) -> SpanSet:
    """Each row a document, with what the editor replaced as its errors; `limit` draws rows."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    samples = []
    for number, row in drawn(list(enumerate(rows, 2)), limit):
        gold = tuple(replaced(row["target"], "".join(row["post_edit"].split()), tagger))
        samples.append(Sample(read_text(f"{path.name} line {number}.txt", row["target"]), gold))
    return SpanSet(f"{path.name}, replaced by the editor", tuple(samples))


def replaced(target: str, edited: str, tagger: Tagger) -> Iterator[Gold]:
    """The stretches of `target` in whose place `edited` has another wording, both with Chinese words.

    The category says how many words were replaced.
    """
    before, after = _words(target, tagger), _words(edited, tagger)
    steps = SequenceMatcher(None, [_plain(word) for word in before], [_plain(word) for word in after], autojunk=False)
    for kind, start, end, from_, to in steps.get_opcodes():
        if kind != "replace":
            continue
        span = Span(before[start].span.start, before[end - 1].span.end)
        wording = "".join(word.text for word in after[from_:to])
        written = "".join(span.of(target).split())
        changed = wording not in written and written not in wording  # else words were only added or left out
        if changed and has_han(written) and has_han(wording):
            category = {1: "one word", 2: "two words"}.get(end - start, "more words")
            yield Gold(span, Severity.MAJOR, wording, category=category)


def _words(text: str, tagger: Tagger) -> list[Word]:
    return [word for word in tagger.tag(text) if word.tag != "w" and any(map(str.isalnum, word.text))]


def _plain(word: Word) -> str:
    """The word without its case, its width and its white space."""
    return "".join(unicodedata.normalize("NFKC", word.text).lower().split())
