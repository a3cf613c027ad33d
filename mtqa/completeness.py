"""How much of a file of units is translated, as a value: the gate compares it, and renderers show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

# gettext; XLIFF 1.2 and 2; Qt. A state that begins with “needs” (XLIFF 1.2, Xcode's needs_review) is one, too.
_UNFINISHED = frozenset({"fuzzy", "new", "initial", "unfinished"})


def needs_work(state: str) -> bool:
    """Does the state of a unit, in the words of its format, say that its translation is not finished?

    >>> needs_work("fuzzy"), needs_work("needs-review-translation"), needs_work("final"), needs_work("")
    (True, True, False, False)
    """
    state = state.lower()
    return state in _UNFINISHED or state.startswith("needs")


@dataclass(frozen=True, slots=True)
class Completeness:
    """Numbers of units: translated, fuzzy (translated, but their state says that they need work), untranslated.

    Units that nobody has to translate (protected, obsolete) are in none of them. `passed_over` are the ids of the units
    that the file has and that are not judged, so that a source beside it does not count them once more.

    >>> Completeness(999, 1, 0).percent, Completeness(1_999, 0, 1).percent
    (99.9, 99.9)
    """

    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0
    passed_over: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.translated + self.fuzzy + self.untranslated

    @property
    def percent(self) -> float:
        """The share that is translated, rounded down: 100 only where all are."""
        return math.floor(1000 * self.translated / self.total) / 10 if self.total else 100.0

    def is_under(self, percent: float) -> bool:
        """Is less than this share translated?"""
        return 100 * self.translated < percent * self.total

    def __add__(self, other: Completeness) -> Completeness:
        """Both files together."""
        return Completeness(
            self.translated + other.translated, self.fuzzy + other.fuzzy, self.untranslated + other.untranslated
        )
