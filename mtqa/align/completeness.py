"""The units of a source that a translation in another file lacks: `zh.json` beside `en.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from mtqa.completeness import Completeness, needs_work
from mtqa.read.plurals import other_form
from mtqa.text import Document

_BY_TIME = frozenset({"srt", "vtt", "ass"})  # a cue is named by its time, which a translator may move


def missing(target: Document, source: Document, matched: Iterable[int]) -> int:
    """The number of source units that the target lacks; `matched` are the indices of those that it has. Units that it
    passes over are counted already, and a form of the plural that Chinese does not have is not missing."""
    there = set(matched)
    covered = {unit.id for unit in target.units} | {source.units[index].id for index in there}
    passed_over = Counter(target.completeness.passed_over if target.completeness else ())
    count = 0
    for index, unit in enumerate(source.units):
        if index in there or {other_form(unit.id), f"{unit.id}_plural"} & covered:
            continue
        if passed_over[unit.id]:
            passed_over[unit.id] -= 1
        else:
            count += 1
    return count


def with_missing(target: Document, count: int) -> Completeness | None:
    """The completeness of a target whose source has `count` more units."""
    if target.format in _BY_TIME:
        return target.completeness
    fuzzy = sum(needs_work(unit.state) for unit in target.units)
    known = target.completeness or Completeness(len(target.units) - fuzzy, fuzzy)
    return replace(known, untranslated=known.untranslated + count)
