"""The wordings that reviewers want in a document, and which of them are written: what `mtqa review apply` and `export`
share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqa.checks.everywhere import Mend, mends
from mtqa.config import Config
from mtqa.errors import MtqaError, UsageError
from mtqa.review.additions import Addition
from mtqa.review.decisions import Choice, Decision, Said
from mtqa.review.edit import Wish
from mtqa.review.locate import Located
from mtqa.review.merging import Case
from mtqa.review.packages import Packaged
from mtqa.review.writing import Written, write
from mtqa.text import Span

Held = tuple[Said, Span]
"""What was said of a finding, and where in the prose the finding is."""


@dataclass(frozen=True)
class Carried:
    """What becomes of the decisions about one document. `held` are those whose finding is there; `left_out` those that
    are not carried out, wholly or at some places, each with the reason. `places` counts the places at which each is
    written, by its identity."""

    held: tuple[Held, ...]
    written: Written
    left_out: tuple[tuple[Said, MtqaError], ...]
    places: Mapping[int, int]

    def is_written(self, said: Said | None) -> bool:
        """Is the wording of this very decision in the copy, at some place at least?"""
        return id(said) in self.places


def carried_out(
    located: Located,
    cases: Iterable[Case],
    additions: Iterable[Addition],
    config: Config,
    packaged: Packaged | None = None,
    noted: Iterable[Decision] = (),
) -> Carried:
    """Write the accepted wordings into a copy of the document's text, or of its package. `noted` was said of findings
    that nobody decided."""
    wishing = _Wishing(located)
    held = tuple(wishing.held(cases, additions, noted))
    wishes = list(wishing.wishes(held))
    written = write(located.document, wishes, config, packaged)
    # Several findings may have the same wording at the same place; it is refused for all of them.
    refused = {(wish.raw, wish.wording): error for wish, error in written.refused}
    # What is mended everywhere is written, even where other wordings cover all of its places.
    wanted: dict[int, tuple[Said, list[Wish]]] = {id(said): (said, []) for said in wishing.mended}
    for wish in wishes:
        wanted.setdefault(id(wish.said), (wish.said, []))[1].append(wish)
    places: dict[int, int] = {}
    for key, (said, every) in wanted.items():
        errors = [error for wish in every if (error := refused.get((wish.raw, wish.wording)))]
        if errors:
            wishing.left_out.append((said, _partly(errors, len(every))))
        if len(errors) < len(every) or not every:
            places[key] = len(every) - len(errors)
    return Carried(held, written, tuple(wishing.left_out), places)


class _Wishing:
    """Finds the places of decisions in one document. `left_out` are those without a place, with the reason; `mended`
    those that are carried out at all places that their finding stands for."""

    def __init__(self, located: Located) -> None:
        self.located = located
        self.left_out: list[tuple[Said, MtqaError]] = []
        self.mended: list[Said] = []
        self._known_mends: dict[str, list[Mend]] = {}

    def held(self, cases: Iterable[Case], additions: Iterable[Addition], noted: Iterable[Decision]) -> Iterator[Held]:
        """The decisions whose finding is there; the others are left out."""
        for outcome in (*(case.outcome for case in cases), *noted):
            if outcome is not None and (place := self.located.place(outcome)) is not None:
                yield outcome, place
            elif outcome is not None:
                what = "the file has no finding with this fingerprint at that place"
                error = UsageError(what, advice="export the decisions again from the report of this file")
                self.left_out.append((outcome, error))
        for added in (addition.added for addition in additions if not addition.disputed):
            place = self.located.target(added.target)
            if place is not None:
                yield added, place
            else:
                self.left_out.append((added, _nowhere()))

    def wishes(self, held: Sequence[Held]) -> Iterator[Wish]:
        """The wordings to write."""
        everywhere: dict[str, list[Wish]] = {}  # by rule
        one_by_one: list[Wish] = []
        for said, place in held:
            if said.choice is not Choice.ACCEPT:
                continue
            target = place if said.target.span == said.span else self.located.target(said.target)
            if target is None:
                self.left_out.append((said, _nowhere()))
            elif said.rule not in everywhere and (every := self._everywhere(said)):
                everywhere[said.rule] = every
                self.mended.append(said)
            else:
                one_by_one.append(Wish.of(said, target))
        yield from one_by_one
        taken = {offset for wish in one_by_one for offset in range(wish.raw.start, wish.raw.end)}
        yield from (
            wish
            for every in everywhere.values()
            for wish in every
            if taken.isdisjoint(range(wish.raw.start, wish.raw.end))
        )

    def _everywhere(self, said: Said) -> list[Wish]:
        """The wishes for all places that the finding stands for, if it is accepted as mtqa proposes."""
        every = self._mends(said.rule) if isinstance(said, Decision) and not said.moved else []
        proposed = any(mend.raw == said.span and mend.wording == said.replacement for mend in every)
        return [Wish(said, mend.place, mend.raw, mend.wording) for mend in every] if proposed else []

    def _mends(self, rule: str) -> list[Mend]:
        """The places that a finding of the rule stands for, found once for any number of decisions."""
        if rule not in self._known_mends:
            self._known_mends[rule] = mends(rule, self.located.document)
        return self._known_mends[rule]


def _nowhere() -> UsageError:
    what = "the file does not have these characters there, or they are no text"
    return UsageError(what, advice="export the decisions again from the report of this file, or correct it by hand")


def _partly(errors: Sequence[UsageError], places: int) -> UsageError:
    """The error about a decision of which some places are not written."""
    if places == 1:
        return errors[0]
    what = f"{len(errors):,} of {places:,} places: {errors[0].what}"
    return UsageError(what, advice=errors[0].advice)
