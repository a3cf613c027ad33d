"""Two forms of one name in a document: which is doubted, and forms with a part that was added or translated.

芦钢 becomes 芦利钢 where a machine spells a name anew, 美景东方社区 becomes 美丽的东方社区 where it translates a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mtqa.evidence.rivals.base import Rival, Tagged
from mtqa.lexicon import NAME_TAGS, Dictionary, Word, chinese_zipf
from mtqa.lexicon.lac import simplified
from mtqa.text import Segment, Span

# wordfreq: from Zipf 3 (once in a million words) a word is known to every reader; below 2 to hardly any.
_WELL_KNOWN, _UNKNOWN = 3.0, 2.0
# A form is clearly right if the document has it so often, and so many times as often as the other.
_LEAST_SEEN, _LEAST_TIMES = 3, 2
_LEAST_MEETING_NATS = 3.0
_LEAST_NAME = 3  # characters of the part that both forms share: 东方社区
_NOT_A_GIVEN_NAME = frozenset("老小大阿先女太氏某")
_DESCRIBING = frozenset({"a", "an", "n"})


class Likeness(StrEnum):
    """Why two names are taken for one."""

    TRANSLITERATED = "transcribed_twice"
    LATIN = "in_two_scripts"
    ADDED = "one_character_more"
    TRANSLATED = "translated_in_part"


@dataclass(frozen=True)
class NameForm:
    """A form of a name that another form casts doubt on; `clear` if the other is surely right."""

    rival: Rival
    likeness: Likeness
    clear: bool


@dataclass(frozen=True)
class Named:
    """A name and its places in the document, in order."""

    text: str
    places: tuple[tuple[Segment, Span], ...]

    @cached_property
    def segments(self) -> frozenset[int]:
        return frozenset(segment.index for segment, _ in self.places)

    @cached_property
    def zipf(self) -> float:
        """How well readers of Chinese know it."""
        return chinese_zipf(simplified(self.text))

    @property
    def first(self) -> tuple[int, int]:
        segment, span = self.places[0]
        return segment.index, span.start


def forms(name: Named, rival: Named, likeness: Likeness, *, clear: bool | None = None) -> Iterator[NameForm]:
    """The places of the form that is doubted: a name that hardly a reader knows beside a well-known name, else the
    rarer, else the later. `clear` says that `name` is wrong."""
    if clear:
        wrong, right = name, rival
    else:
        wrong, right, clear = _doubted(name, rival)
    for segment, span in wrong.places:
        seen = len(wrong.places), len(right.places)
        yield NameForm(Rival(segment, span, right.text, "document", seen=seen), likeness, clear)


def _doubted(name: Named, rival: Named) -> tuple[Named, Named, bool]:
    """The form that is doubted, the other, and whether the other is surely right."""
    known, rival_known = name.zipf, rival.zipf
    if min(known, rival_known) < _UNKNOWN and max(known, rival_known) >= _WELL_KNOWN:
        return (name, rival, True) if known < rival_known else (rival, name, True)
    rare, common = sorted((name, rival), key=lambda form: len(form.places))
    if len(common.places) >= max(_LEAST_SEEN, _LEAST_TIMES * len(rare.places)):
        return rare, common, True
    early, late = sorted((name, rival), key=lambda form: form.first)
    return late, early, False


def added(tagged: Tagged) -> Iterator[NameForm]:
    """People with a name of two characters, and the same with a third between them; never both in one sentence, and not
    two people whom readers know."""
    people: dict[str, list[tuple[Segment, Span]]] = {}
    for segment, words in tagged:
        for word in words:
            if word.tag == "PER":
                people.setdefault(word.text, []).append((segment, word.span))
    for name, places in people.items():
        short = people.get(name[0] + name[-1]) if len(name) == 3 else None
        if short and not _NOT_A_GIVEN_NAME & set(name):
            longer, shorter = Named(name, tuple(places)), Named(name[0] + name[-1], tuple(short))
            both_known = min(longer.zipf, shorter.zipf) >= _UNKNOWN  # 李强 and 李克强 are two people
            if not both_known and not longer.segments & shorter.segments:
                yield from forms(longer, shorter, Likeness.ADDED)


def translated(tagged: Tagged, dictionary: Dictionary) -> Iterator[NameForm]:
    """A name whose first part is a description with 的 in one place and another word, with a character or an English
    sense in common, in another: 美丽的东方社区, 美景东方社区."""
    described: dict[str, dict[str, list[tuple[Segment, Span]]]] = {}
    direct: dict[str, dict[str, list[tuple[Segment, Span]]]] = {}
    for segment, words in tagged:
        for index, word in enumerate(words):
            if len(word.text) < _LEAST_NAME or word.tag not in NAME_TAGS:
                continue
            if before := _description(words, index):
                span = Span(before.span.start, word.span.end)
                described.setdefault(word.text, {}).setdefault(before.text, []).append((segment, span))
            elif index and len(words[index - 1].text) == 2 and words[index - 1].tag in _DESCRIBING | NAME_TAGS:
                before = words[index - 1]
                span = Span(before.span.start, word.span.end)
                direct.setdefault(word.text, {}).setdefault(before.text, []).append((segment, span))
            if len(word.text) >= _LEAST_NAME + 2:
                direct.setdefault(word.text[2:], {}).setdefault(word.text[:2], []).append((segment, word.span))
    for name, descriptions in described.items():
        for description, wrong_places in descriptions.items():
            for part, right_places in direct.get(name, {}).items():
                if _are_one(description, part, dictionary):
                    wrong = Named(f"{description}的{name}", tuple(wrong_places))
                    yield from forms(wrong, Named(part + name, tuple(right_places)), Likeness.TRANSLATED, clear=True)


def _description(words: Sequence[Word], index: int) -> Word | None:
    """The adjective or noun before 的 and the word at `index`."""
    if index >= 2 and words[index - 1].text == "的" and len(words[index - 2].text) >= 2:
        return words[index - 2] if words[index - 2].tag in _DESCRIBING else None
    return None


def _are_one(description: str, part: str, dictionary: Dictionary) -> bool:
    description, part = simplified(description), simplified(part)
    if description in part or part in description:
        return False
    meeting = dictionary.meeting(description, part)
    return bool(set(description) & set(part)) or bool(meeting and meeting.weight >= _LEAST_MEETING_NATS)
