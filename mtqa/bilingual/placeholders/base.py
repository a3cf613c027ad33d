"""The values that the comparison of placeholders begins and ends with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtqa.findings import Severity


class Kind(StrEnum):
    """What is wrong with a placeholder."""

    LOST = "lost"  # missing, or another one, or one too many
    ORDER = "order"  # unnumbered arguments of different types have changed places
    MIXED = "mixed"  # some arguments are numbered and some are not
    COUNTED = "counted"  # a name stands where the number was, and the number where the name was
    LENGTH = "length"  # %d for %ld
    NESTING = "nesting"  # a tag is closed before it is opened, or across another
    BRANCH = "branch"  # an ICU plural without its branch "other"
    BRACES = "braces"  # not as many opening as closing braces
    PERCENT = "percent"  # a lone % in a format string


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a unit: its codes in order, its whole text, what the file says of its placeholders, and whether it is
    the singular form of an entry with plural forms."""

    codes: tuple[str, ...]
    text: str
    flags: tuple[str, ...] = ()
    is_singular: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A fault of the target: what it lacks and what it has instead; `first` and `last` are the places among its codes,
    or None where the whole text has to be shown."""

    kind: Kind
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    severity: Severity = Severity.MAJOR


def severity_of(stopping: bool) -> Severity:
    """A fault at which the program stops is critical; one that shows a wrong text is major."""
    return Severity.CRITICAL if stopping else Severity.MAJOR
