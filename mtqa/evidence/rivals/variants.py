"""Different wordings of a document for one English term: 居家观察, 家庭观察, 在家观察, 观察家庭.

Two phrases of two words are variants if one word is the same in both and the other two meet in English (or, before the
same word, share a character at different places), or if the same two words are in reverse order. A phrase in quotation
marks is a name; for two of them one related word is enough. Variants of variants belong to the same cluster.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from mtqa.evidence.rivals.base import Tagged
from mtqa.lexicon import Dictionary, Meeting, Word, chinese_zipf
from mtqa.text import Segment, Span

_CONTENT = frozenset(("n", "nz", "nw", "vn", "v", "a", "an", "ad", "s", "d"))
_HEADS = frozenset(("n", "nz", "nw", "vn", "v", "an", "s"))
# An English word that more than one Chinese word in 55 (e⁴) has is no evidence.
_LEAST_MEETING_NATS = 4.0
_PERSON = re.compile(r"[者员人们家]$")
_OPEN, _CLOSE = ("“", "「", "『", "《", '"'), ("”", "」", "』", "》", '"')


@dataclass
class Variant:
    """Two neighbouring content words, and every place where the document has them."""

    text: str
    words: tuple[str, str]
    verbal: bool = False  # begins with a verb, whose objects may vary
    quoted: bool = False
    places: list[tuple[Segment, Span]] = field(default_factory=list)


@dataclass(frozen=True)
class Cluster:
    """Wordings that may mean the same, the commonest first, and the English words in which they meet.

    links  the related pairs, as indices into `variants`, the smaller first, each with its English word
    kin    phrases that end in the same word as the commonest wording, but are not related to it
    """

    variants: tuple[Variant, ...]
    links: dict[tuple[int, int], str]
    kin: tuple[Variant, ...] = ()

    @property
    def leader(self) -> Variant:
        return self.variants[0]


def clusters(tagged: Tagged, dictionary: Dictionary) -> list[Cluster]:
    """The clusters of a document, in order of appearance."""
    variants = _phrases(tagged)
    links = dict(_links(variants, dictionary))
    result = []
    for members in _components(links):
        members.sort(key=lambda index: (-len(variants[index].places), index))
        renamed = {old: new for new, old in enumerate(members)}
        inside = {tuple(sorted((renamed[a], renamed[b]))): english for (a, b), english in links.items() if a in renamed}
        head = variants[members[0]].words[1]
        kin = [
            variant
            for index, variant in enumerate(variants)
            if index not in renamed and not variant.verbal and len(head) > 1 and is_same(variant.words[1], head)
        ]
        result.append(Cluster(tuple(variants[index] for index in members), inside, tuple(kin)))  # type: ignore[arg-type]
    return result


def _phrases(tagged: Tagged) -> list[Variant]:
    """Every phrase of two content words, in order of appearance, with its places."""
    found: dict[str, Variant] = {}
    for segment, words in tagged:
        for first, last in _neighbours(words):
            span = Span(first.span.start, last.span.end)
            text = span.of(segment.text)
            variant = found.setdefault(text, Variant(text, (first.text, last.text)))
            variant.places.append((segment, span))
            variant.verbal = variant.verbal or first.tag == "v"
            variant.quoted = variant.quoted or _is_quoted(segment.text, span)
    return list(found.values())


def _neighbours(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Neighbouring content words; a 的 may be between them."""
    for index, first in enumerate(words[:-1]):
        step = 2 if words[index + 1].text == "的" else 1
        if index + step < len(words):
            last = words[index + step]
            if first.tag in _CONTENT and last.tag in _HEADS and len(first.text) + len(last.text) >= 3:
                yield first, last


def _is_quoted(text: str, span: Span) -> bool:
    return text[: span.start].rstrip().endswith(_OPEN) or text[span.end :].lstrip().startswith(_CLOSE)


def _links(variants: Sequence[Variant], dictionary: Dictionary) -> Iterator[tuple[tuple[int, int], str]]:
    """Related pairs with their English word; only phrases that share the first or last character of a word are
    compared."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, variant in enumerate(variants):
        for character in {word[0] for word in variant.words} | {word[-1] for word in variant.words}:
            groups[character].append(index)
    for a, b in sorted({pair for group in groups.values() for pair in combinations(group, 2)}):
        variant, rival = variants[a], variants[b]
        if variant.text not in rival.text and rival.text not in variant.text:
            english = _related(variant, rival, dictionary)
            if english is not None:
                yield (a, b), english


def _components(links: dict[tuple[int, int], str]) -> list[list[int]]:
    """The connected components of the links, as lists of indices."""
    group: dict[int, list[int]] = {}
    for a, b in links:
        members, joined = group.setdefault(a, [a]), group.setdefault(b, [b])
        if members is not joined:
            members.extend(joined)
            group.update(dict.fromkeys(joined, members))
    return list({id(members): members for members in group.values()}.values())


def _related(variant: Variant, rival: Variant, dictionary: Dictionary) -> str | None:
    """The English word in which two phrases meet, "" if they are related by characters only, None if they are not
    related."""
    firsts, lasts = (variant.words[0], rival.words[0]), (variant.words[1], rival.words[1])
    if is_same(variant.words[0], rival.words[1]) and is_same(variant.words[1], rival.words[0]):
        # 观察的家庭 is a clause, and 送居民 a verb with its object; neither is a term.
        return None if "的" in variant.text + rival.text or min(map(len, firsts + lasts)) < 2 else ""
    same_first, same_last = is_same(*firsts), is_same(*lasts)
    if variant.quoted and rival.quoted and (same_first or same_last or _meeting(*firsts, dictionary)):
        return _english(*firsts, dictionary) or _english(*lasts, dictionary)
    if variant.verbal or rival.verbal:
        return None
    if same_last and not same_first:
        return _english(*firsts, dictionary) or ("" if _shifted(*firsts) else None)
    if same_first and not same_last:
        return _english(*lasts, dictionary)
    return None


def _english(word: str, rival: str, dictionary: Dictionary) -> str | None:
    """The English word in which two Chinese words meet, or None."""
    meeting = _meeting(word, rival, dictionary)
    return meeting.english if meeting else None


def _meeting(word: str, rival: str, dictionary: Dictionary) -> Meeting | None:
    meeting = dictionary.meeting(word, rival)
    return meeting if meeting and meeting.weight >= _LEAST_MEETING_NATS else None


def _shifted(word: str, rival: str) -> bool:
    """Do two words of two characters share a character at different places, as 家庭 and 在家 do? Words that share it at
    the same place are a series, such as 大型, 中型, 小型."""
    return len(word) == len(rival) == 2 and (word[0] == rival[1] or word[1] == rival[0])


def fitted(wording: str, variant: Variant, leader: Variant) -> str:
    """The wording with the suffix for persons that the variant has and the leader does not have."""
    suffix = _PERSON.search(variant.text)
    adds = suffix and variant.words[1] != leader.words[1] and not _PERSON.search(wording)
    return wording + suffix[0] if suffix and adds else wording


def is_same(word: str, rival: str) -> bool:
    """Are two words the same, also without a suffix for persons (观察, 观察者), or is one the first character of the
    other (爱, 爱心)?"""
    short, long = sorted((_PERSON.sub("", word) or word, _PERSON.sub("", rival) or rival), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def centres(cluster: Cluster, dictionary: Dictionary, most: int) -> list[str]:
    """Wordings that are not in the text, made of words that meet several of the cluster's varying words in English, the
    likeliest first: 居家 meets 在家 and 家庭."""
    leader = cluster.leader
    found: dict[str, float] = {}
    for place in (0, 1):
        fixed = leader.words[1 - place]
        varying = {v.words[place] for v in cluster.variants if is_same(v.words[1 - place], fixed)}
        if len(varying) < 2:
            continue
        met = Counter(rival for word in varying for rival in dictionary.neighbours(word, _LEAST_MEETING_NATS))
        for rival, times in met.items():
            if times >= 2 and len(rival) > 1 and rival not in varying:
                found[rival + fixed if place == 0 else fixed + rival] = times * chinese_zipf(rival)
    return sorted(found, key=lambda wording: -found[wording])[:most]
