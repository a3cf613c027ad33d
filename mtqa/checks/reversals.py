"""Suggestions that would reverse what a sentence says: after 需要被告知 → 需要告知 it is the told who have to tell.

A wording that loses a negation or the mark of a passive is not offered: no check that reads one language alone knows
who acts, or that the negation is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mtqa.checks.material import Material
from mtqa.text import Segment, Span

# Words, not characters: 特别, 未来, 不断 and 被子 negate nothing.
_NEGATION = re.compile("别|[不没未](?:会|能|能够|可|可以|要|是|该|应|应该|敢|肯|必|得|再|曾|有|想|愿|许|准|让|用|需)?")
_PASSIVE = re.compile("被")
# In the new wording a character is enough: 不可用 → 无法使用 keeps the negation, 被授予 → 获授 the passive.
_NEGATIVE, _SUFFERING = re.compile("[不没未别无非勿莫免]"), re.compile("[被受遭挨获]")
_MARKS = re.compile("[被不没未别]")


def sound(material: Material, segment: Segment, span: Span, wordings: Iterable[str]) -> list[str]:
    """The wordings for `span` of a segment that keep every negation and passive in it. Words are tagged only where
    the text has one of the characters, since that takes time."""
    if not _MARKS.search(span.of(segment.text)):
        return list(wordings)
    flagged = [word.text for word in material.words_of(segment) if span.contains(word.span)]
    return [wording for wording in wordings if not reverses(flagged, wording)]


def reverses(flagged: Sequence[str], wording: str) -> bool:
    """Does the wording lose a negation, or the mark of a passive, of the words in whose place it is put?

    >>> reverses(("需要", "被", "告知"), "需要告知"), reverses(("不", "可用"), "可用")
    (True, True)
    >>> reverses(("不", "可用"), "无法使用"), reverses(("特别",), "尤其")
    (False, False)
    """
    return any(
        sum(mark.fullmatch(word) is not None for word in flagged) > len(kept.findall(wording))
        for mark, kept in ((_NEGATION, _NEGATIVE), (_PASSIVE, _SUFFERING))
    )
