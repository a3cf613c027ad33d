"""Two words of one document for one English term: 型号 and 模型 (“model”), 策略 and 政策 (“policy”).

A translator keeps to one rendering of a term; a machine chooses anew in every sentence. A noun is doubted here if the
channel through English makes it of another noun that the document uses more often. Native text has such pairs, too:
nouns with one meaning (手表, 腕表), and things that only English calls the same. `features` has what tells them apart,
and `mtqa.evidence.confidence` weighs it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mtqa.evidence.rivals.base import Rival, Tagged
from mtqa.lexicon import Channel, Dictionary, Word, chinese_zipf
from mtqa.lexicon.channel import form
from mtqa.script import HAN
from mtqa.text import Segment, Span

NOUNS = frozenset(("n", "nz", "nw", "vn", "an", "s"))
_CONTENT = NOUNS | {"v", "a", "ad"}
_WORD = re.compile(f"[{HAN}]{{2,4}}")
_LEAST_SEEN = 2  # uses of the other word: one use is no habit
_LEAST_WAY = 0.01  # probability that the other word becomes this one, by their best English word
_LEAST_ZIPF = 2.0  # once in ten million words: a rarer word is a piece that the tagger cut
_LEAST_NOUNS = 0.5  # of the uses of each word
_NAPIERIAN = math.log(10)


@dataclass(frozen=True, slots=True)
class Competing:
    """A noun at its place, with the noun that the document uses more often.

    features  what speaks for one English term behind both, by name; see `_lexical` and `_of_place`
    """

    rival: Rival
    features: Mapping[str, float]


@dataclass
class _Uses:
    """Every use of a word with its neighbours, the word before and the word after."""

    places: list[tuple[Segment, Span]] = field(default_factory=list)
    around: list[tuple[str, str]] = field(default_factory=list)
    nouns: int = 0

    @property
    def is_noun(self) -> bool:
        return self.nouns >= _LEAST_NOUNS * len(self.places)


def competing(tagged: Tagged, dictionary: Dictionary, channel: Channel) -> list[Competing]:
    """Every use of a noun that competes with a noun of more uses, in the order of the text."""
    uses = {word: word_uses for word, word_uses in _uses(tagged).items() if word_uses.is_noun}
    size = sum(len(words) for _, words in tagged)
    found = [
        noun
        for pair in _pairs(uses, channel)
        for noun in _places(*pair, uses[pair[0]], uses[pair[1]], size, dictionary, channel)
    ]
    return sorted(found, key=lambda noun: (noun.rival.segment.index, noun.rival.span))


def _uses(tagged: Tagged) -> dict[str, _Uses]:
    uses: defaultdict[str, _Uses] = defaultdict(_Uses)
    for segment, words in tagged:
        for index, word in enumerate(words):
            if word.tag in _CONTENT and _WORD.fullmatch(word.text) and chinese_zipf(word.text) >= _LEAST_ZIPF:
                word_uses = uses[word.text]
                word_uses.places.append((segment, word.span))
                word_uses.around.append((_neighbour(words, index, -1), _neighbour(words, index, 1)))
                word_uses.nouns += word.tag in NOUNS
    return uses


def _neighbour(words: Sequence[Word], index: int, step: int) -> str:
    """The word before or after, past a 的; "" for punctuation and words of one character."""
    at = index + step
    if 0 <= at < len(words) and words[at].text == "的":
        at += step
    if not 0 <= at < len(words) or words[at].tag == "w":
        return ""
    return words[at].text if len(words[at].text) > 1 else ""


def _pairs(uses: Mapping[str, _Uses], channel: Channel) -> Iterator[tuple[str, str]]:
    """Pairs of words that the channel connects, the rarer first, that never stand in one sentence: a sentence with both
    means two things. Looked up by their English, since all pairs of a long text would be too many."""
    ways: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for word, word_uses in uses.items():
        if len(word_uses.places) >= _LEAST_SEEN:
            for english, chance in channel.pivots(word).items():
                ways[english].append((chance, word))
    for commoners in ways.values():
        commoners.sort(reverse=True)
    inside = {word: {segment.index for segment, _ in word_uses.places} for word, word_uses in uses.items()}
    for word, word_uses in uses.items():
        connected: dict[str, None] = {}
        for english in channel.pivots(word):
            rendered = channel.renderings(english).get(word, 0.0)
            for chance, commoner in ways.get(english, ()):
                if chance * rendered < _LEAST_WAY:
                    break
                connected[commoner] = None
        for commoner in connected:
            contained = word in commoner or commoner in word
            more = len(uses[commoner].places) > len(word_uses.places)
            if more and not contained and inside[word].isdisjoint(inside[commoner]):
                yield word, commoner


def _places(
    word: str,
    commoner: str,
    word_uses: _Uses,
    commoner_uses: _Uses,
    size: int,
    dictionary: Dictionary,
    channel: Channel,
) -> Iterator[Competing]:
    found = _lexical(word, commoner, dictionary, channel)
    if found is None:
        return
    english, weight, features = found
    seen = len(word_uses.places), len(commoner_uses.places)
    before, after = (Counter(sides) for sides in zip(*commoner_uses.around, strict=True))
    for (segment, span), sides in zip(word_uses.places, word_uses.around, strict=True):
        shared = [before[sides[0]] if sides[0] else 0, after[sides[1]] if sides[1] else 0]
        rival = Rival(segment, span, commoner, "document", english, weight, features["shared"], seen)
        yield Competing(rival, {**features, **_of_place(word, commoner, seen, shared, size)})


def _of_place(word: str, commoner: str, seen: tuple[int, int], shared: Sequence[int], size: int) -> dict[str, float]:
    """What the document says.

    near         how many neighbours of the place the other word has elsewhere, 0–2
    habit        ln(1 + uses of the other word with such a neighbour)
    uses, other  ln of the uses of the word and of the other word
    key, topic   ln of how many times as frequent as in other text the word and the other word are here
    """
    key, topic = (
        math.log(count / size) + _NAPIERIAN * (9 - chinese_zipf(text))
        for text, count in ((word, seen[0]), (commoner, seen[1]))
    )
    return {
        "near": float(sum(map(bool, shared))),
        "habit": math.log1p(sum(shared)),
        "uses": math.log(seen[0]),
        "other": math.log(seen[1]),
        "key": key,
        "topic": topic,
    }


@lru_cache(maxsize=65536)
def _lexical(
    word: str, commoner: str, dictionary: Dictionary, channel: Channel
) -> tuple[str, float, Mapping[str, float]] | None:
    """The best English word on the way from `commoner` to `word`, its weight (nats), and what the lexicon says; None
    without such a way.

    meant, said      ln P(English | commoner), ln P(English | word)
    rendered, usual  ln P(word | English), ln P(commoner | English)
    overlap          share of their English that both words have in common, 0–1: near 1 for synonyms
    shared           the same by the senses of the dictionary
    """
    said, meant = channel.pivots(word), channel.pivots(commoner)
    common = sorted(said.keys() & meant.keys())
    english = max(common, key=lambda pivot: meant[pivot] * channel.renderings(pivot).get(word, 0.0), default="")
    renderings = channel.renderings(english) if english else {}
    if not english or meant[english] * renderings.get(word, 0.0) < _LEAST_WAY:
        return None
    meeting = dictionary.meeting(word, commoner)
    features = {
        "meant": math.log(meant[english]),
        "said": math.log(said[english]),
        "rendered": math.log(renderings[word]),
        "usual": math.log(renderings.get(commoner, 0.0) + 1e-4),
        "overlap": sum(min(said[pivot], meant[pivot]) for pivot in common),
        "shared": meeting.shared if meeting else 0.0,
    }
    return form(english), meeting.weight if meeting else 0.0, features
