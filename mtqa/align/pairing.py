"""Makes a Bitext of target and source: each segment of the target with the source segment that it translates.

If both documents consist of units, units are matched: by their place in a bilingual file, by their ids in two files of
one format. Slides are matched by their number and chapters by their name where both files have the same. Only the
sentences within a unit, a slide or a chapter, and those of other running text, are aligned. If the alignment joins two
sentences, so does the Bitext: a pair is a whole translation, and its target is a segment like any other. Segments are
never joined across the end of a paragraph or beyond the longest length allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mtqa.align.beads import Bead, Join, Similarity, draft, settled
from mtqa.align.completeness import missing, with_missing
from mtqa.align.segment import segment
from mtqa.config import Config
from mtqa.lexicon import Dictionary, shared_dictionary
from mtqa.read.plurals import alternatives
from mtqa.text import Bitext, Document, Note, Pair, Segment, Span, Unit

#: Segments of the target and of the source that translate each other.
Group = tuple[Sequence[Segment], Sequence[Segment]]
_TABLES = frozenset({"csv", "tsv", "jsonl", "parquet"})
_FLOWING = frozenset({"pdf"})  # formats whose sections are pages
_LEAST_MATCH = 0.5  # share of ids that two files must have in common to be matched by them


def align(
    target: Document,
    max_chars: int = Config.max_segment_chars,
    dictionary: Dictionary | None = None,
    similarity: Similarity | None = None,
) -> Bitext:
    """Cut a document into segments and pair them with those of its source, if it has one. `similarity`
    returns how similar sentences are in meaning; it is called where a decision is close."""
    targets = segment(target, max_chars)
    if target.source is None:
        return Bitext(target, tuple(map(Pair, targets)))
    groups = list(_groups(target, target.source, targets, segment(target.source, max_chars)))
    dictionary = dictionary or shared_dictionary()
    drafts = []
    for ours, theirs in groups:
        joins = _joins(target.source.text, theirs, max_chars), _joins(target.text, ours, max_chars)
        texts = [part.text for part in theirs], [part.text for part in ours]
        drafts.append(draft(*texts, dictionary, joins, doubting=similarity is not None))
    return _bitext(target, target.source, groups, settled(drafts, similarity))


def _bitext(target: Document, source: Document, groups: Sequence[Group], found: Sequence[Sequence[Bead]]) -> Bitext:
    """The Bitext of all groups, given the beads of each."""
    pairs: list[Pair] = []
    omitted: list[Segment] = []
    for (ours, theirs), beads in zip(groups, found, strict=True):
        for left, right in beads:
            original = _joined(source.text, theirs[left.start : left.stop])
            translation = _joined(target.text, ours[right.start : right.stop], len(pairs))
            if translation:
                pairs.append(Pair(translation, original))
            elif original:
                omitted.append(original)
    return Bitext(target, tuple(pairs), source, tuple(omitted))


def beside(target: Document, source: Document) -> Document:
    """The target with another file as its source; its units get the text that they translate."""
    matched = counterparts(target, source) or {}
    units = (
        replace(unit, source=source.units[matched[index]].span.of(source.text) if index in matched else "")
        for index, unit in enumerate(target.units)
    )
    notes = [Note.of("same_ids", n=len(matched), total=len(target.units))] if matched else []
    if _TABLES.issuperset((target.format, source.format)) and not matched:
        notes.append(Note.of("rows_not_matched", path=source.path))
        source = replace(source, units=())  # rows that are not known to belong together are aligned by their text
    lacking = missing(target, source, matched.values()) if matched else 0
    if lacking:
        notes.append(Note.of("missing_units", n=lacking, path=source.path))
    known = with_missing(target, lacking) if matched else target.completeness
    return replace(target, source=source, units=tuple(units), notes=(*target.notes, *notes), completeness=known)


def translations(bitext: Bitext) -> Iterator[Pair]:
    """The pairs with a source, in order. A unit in which a sentence has no counterpart is a single pair:
    additions and omissions can only be judged in the whole unit."""
    document, source = bitext.document, bitext.source
    matched = counterparts(document, source) if source else None
    if source is None or matched is None:
        yield from (pair for pair in bitext.pairs if pair.source is not None)
        return
    with_omissions = {id(source.unit_at(part.span.start)) for part in bitext.omitted}
    origins = {id(document.units[ours]): source.units[theirs] for ours, theirs in matched.items()}
    for unit, group in groupby(bitext.pairs, lambda pair: document.unit_at(pair.target.span.start)):
        pairs = list(group)
        origin = origins.get(id(unit))
        if unit is None or origin is None or (id(origin) not in with_omissions and all(pair.source for pair in pairs)):
            yield from (pair for pair in pairs if pair.source is not None)
        elif origin.span.of(source.text).strip():
            target = Segment(pairs[0].target.index, unit.span, unit.span.of(document.text))
            yield Pair(target, Segment(0, origin.span, origin.span.of(source.text)))


def counterparts(target: Document, source: Document) -> dict[int, int] | None:
    """The index of the source unit for each unit of the target; None where the two cannot be matched by units."""
    if not target.units or not source.units:
        return None
    if source.path == target.path and len(source.units) == len(target.units):  # a bilingual file
        return {index: index for index in range(len(target.units))}
    if target.rows != source.rows:  # the number of a row says nothing where one table has rows that the other lacks
        return None
    return _same_ids(target.units, source.units)


def _same_ids(target: Sequence[Unit], source: Sequence[Unit]) -> dict[int, int] | None:
    """The index of the source unit with the same id; if several have it, the second is matched with the second. A
    plural form is matched with the source's plural, where the source has no such form."""
    where: dict[str, list[int]] = {}
    for index, unit in enumerate(source):
        where.setdefault(unit.id, []).append(index)
    seen: dict[str, int] = {}
    matched: dict[int, int] = {}
    for index, unit in enumerate(target):
        occurrence = seen[unit.id] = seen.get(unit.id, -1) + 1
        names = (unit.id,) if unit.id in where else alternatives(unit.id)
        if occurrence < len(places := next((where[name] for name in names if name in where), ())):
            matched[index] = places[occurrence]
    return matched if len(matched) >= _LEAST_MATCH * len(target) else None


def _groups(
    target: Document, source: Document, targets: Sequence[Segment], sources: Sequence[Segment]
) -> Iterator[Group]:
    """Groups of segments that translate each other, in the order of the target."""
    matched = counterparts(target, source)
    if matched is None:
        yield from _by_section(target, source, targets, sources)
        return
    theirs = _by_unit(source.units, sources)
    ours = _by_unit(target.units, targets)
    for index in range(len(target.units)):
        yield ours.get(index, ()), theirs.get(matched.get(index, -1), ())


def _by_section(
    target: Document, source: Document, targets: Sequence[Segment], sources: Sequence[Segment]
) -> Iterator[Group]:
    """Groups of segments in sections of the same name; a single group where the files differ in their sections, or
    where a sentence may run on from one to the next, as on pages."""
    names = [section.name for section in target.sections]
    if not names or target.format in _FLOWING or names != [section.name for section in source.sections]:
        yield targets, sources
        return
    ours, theirs = _sections(target, targets), _sections(source, sources)
    for name in dict.fromkeys(["", *names]):
        yield ours.get(name, ()), theirs.get(name, ())


def _sections(document: Document, segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    """The segments of each section."""

    def section_of(part: Segment) -> str:
        return document.section_at(document.raw_span(part.span).start)

    return {name: list(parts) for name, parts in groupby(segments, section_of)}


def _by_unit(units: Sequence[Unit], segments: Sequence[Segment]) -> dict[int, list[Segment]]:
    """The segments of each unit; units and segments are in order."""
    index = 0

    def unit_of(part: Segment) -> int:
        nonlocal index
        while units[index].span.end <= part.span.start:
            index += 1
        return index

    return {key: list(parts) for key, parts in groupby(segments, unit_of)}


def _joins(text: str, parts: Sequence[Segment], max_chars: int) -> Join:
    """A function that returns whether a segment and the next may be joined: within a paragraph, up to `max_chars`."""

    def joins(index: int) -> bool:
        first, second = parts[index].span, parts[index + 1].span
        return second.end - first.start <= max_chars and "\n" not in text[first.end : second.start]

    return joins


def _joined(text: str, parts: Sequence[Segment], index: int | None = None) -> Segment | None:
    """The segments joined into one segment; None without segments."""
    if not parts:
        return None
    span = Span(parts[0].span.start, parts[-1].span.end)
    return Segment(parts[0].index if index is None else index, span, span.of(text), parts[0].note)
