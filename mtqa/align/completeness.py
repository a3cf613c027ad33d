"""The units of a source that a translation in another file lacks: `zh.json` beside `en.json`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from mtqa.completeness import Completeness, needs_work
from mtqa.text import Document

# CLDR's plural forms in a key, as i18next (`item_one`), Rails (`item.one`) and others write them. Chinese has only
# `other`.
_PLURAL = re.compile(r"(?P<name>.+[._/\[])(?:zero|one|two|few|many)(?P<end>\]?)", re.DOTALL)
_BY_TIME = frozenset({"srt", "vtt", "ass"})  # a cue is named by its time, which a translator may move


def missing(target: Document, source: Document, matched: Iterable[int]) -> int:
    """The number of source units that the target lacks; `matched` are the indices of those that it has. Units that it
    passes over are counted already, and a form of the plural that Chinese does not have is not missing."""
    there = set(matched)
    ids = {unit.id for unit in target.units}
    passed_over = Counter(target.completeness.passed_over if target.completeness else ())
    count = 0
    for index, unit in enumerate(source.units):
        plural = _PLURAL.fullmatch(unit.id)
        if index in there or (plural and f"{plural['name']}other{plural['end']}" in ids):
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
