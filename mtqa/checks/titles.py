"""One person with two titles that are the same word in English.

What it finds
    A name beside one title in one place and beside another title elsewhere, where both titles translate the same
    English word (主任 and 导演 are “director”, 书记 and 秘书 are “secretary”). The rarer title is reported, with the
    other as the suggestion; if both are as frequent, the later one.

Why it matters
    Readers take the person for two people, or for an official who makes films.

Example
    队长刘洋带队参加了比赛……比赛结束后，⟦船长⟧刘洋没有接受采访

How to fix it
    Find out which office the person holds, in the source or in a Chinese report, and write that title everywhere. If
    the person holds both, dismiss the finding.

Known limits
    Only titles directly before or after the name are found. A person who holds both offices, and whose offices share an
    English word, is reported wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.reversals import sound
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Dictionary, Meeting, Word
from mtqa.text import Segment, Span

INCONSISTENT = Rule(
    "titles.inconsistent",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "One person has two titles that are the same word in English.",
)

# An English word that at most one Chinese word in 150 (e⁵) has names an office; “head” has too many.
_LEAST_MEETING_NATS = 5.0

_Place = tuple[Segment, Span]


def run(material: Material) -> Iterator[Finding]:
    for person, titles in _people(material).items():
        for title, rival in combinations(titles, 2):
            meeting = _meeting(title, rival, material.dictionary)
            if meeting:
                rare, common = (title, rival) if len(titles[title]) < len(titles[rival]) else (rival, title)
                for segment, span in titles[rare]:
                    yield _finding(material, segment, span, person, common, meeting)


def _people(material: Material) -> dict[str, dict[str, list[_Place]]]:
    """Each person's titles, in order of appearance, with their places."""
    people: dict[str, dict[str, list[_Place]]] = {}
    for segment, words in material.sentences:
        for index, word in enumerate(words):
            if word.tag == "PER" and len(word.text) >= 2:
                for title in _titles(words, index):
                    people.setdefault(word.text, {}).setdefault(title.text, []).append((segment, title.span))
    return people


def _titles(words: Sequence[Word], index: int) -> Iterator[Word]:
    """Nouns directly before and after the name."""
    for place in (index - 1, index + 1):
        if 0 <= place < len(words) and words[place].tag == "n" and len(words[place].text) >= 2:
            yield words[place]


def _meeting(title: str, rival: str, dictionary: Dictionary) -> Meeting | None:
    """The English word that two titles share, unless one is a kind of the other (副主任, 主任) or they always mean the
    same."""
    if title.endswith(rival) or rival.endswith(title):
        return None
    meeting = dictionary.meeting(title, rival)
    return meeting if meeting and meeting.weight >= _LEAST_MEETING_NATS and meeting.shared < 1 else None


def _finding(material: Material, segment: Segment, span: Span, person: str, title: str, meeting: Meeting) -> Finding:
    return material.finding(
        INCONSISTENT,
        segment,
        span,
        0.8,
        message=f"“{person}” has the title “{title}” elsewhere; both titles are “{meeting.english}” in English.",
        suggestions=sound(material, segment, span, [title]),
        evidence={
            "rival": title,
            "person": person,
            "title": span.of(segment.text),
            "proposed_by": "variants",
            "english": meeting.english,
        },
    )


CHECK = Check(run, (INCONSISTENT,), frozenset({Need.CHINESE, Need.PROSE}))
