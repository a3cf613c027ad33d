"""Carrying decisions out: what was dismissed goes into the baseline, accepted wordings are written into copies.

First everything is worked out, then the baseline is written, then the copies, each atomically: after an interruption,
run the same command again. Decisions about a file that has changed since it was checked are not carried out.

An accepted wording is written where the reviewer put the finding. Where a finding stands for many places and the
wording is the one that mtqa proposes, all places are mended, each in its own way, but those that another wording
covers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mtqa.checks.everywhere import Mend, mends
from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.errors import MtqaError, ReadError, UsageError
from mtqa.read import decoded, encoding, files
from mtqa.review.additions import Addition
from mtqa.review.decisions import Choice, Decision, Said
from mtqa.review.destination import Destination
from mtqa.review.edit import Wish
from mtqa.review.locate import Located
from mtqa.review.merging import Case, Merged, Version
from mtqa.review.packages import PACKAGES, Packaged
from mtqa.review.remembering import Memory
from mtqa.review.writing import Written, write
from mtqa.text import Span

Held = tuple[Said, Span]
"""What a reviewer said, and the place in the prose of its finding."""


class State(StrEnum):
    """What became of a decision."""

    WRITTEN = "written"
    """Accepted, and the wording is in the copy."""
    NOT_WRITTEN = "not_written"
    """Accepted, and the wording cannot be written."""
    CONFIRMED = "confirmed"
    """Open, to be mended by hand."""
    DISMISSED = "dismissed"
    """No fault; the baseline has it."""


@dataclass
class Applied:
    """The result of the decisions about one file.

    `memory` is what the baseline learns. `places` counts the wordings in the copy. `copy` and `data` are the corrected
    file, where anything is written; `left_out` are the decisions that cannot be carried out, wholly or at some places.
    """

    path: str
    file: Path
    memory: Memory
    places: int = 0
    copy: Path | None = None
    data: bytes = b""
    left_out: list[tuple[Said, MtqaError]] = field(default_factory=list)
    _states: dict[int, State] = field(default_factory=dict)

    def mark(self, said: Said, state: State) -> None:
        self._states[id(said)] = state

    def state_of(self, said: Said) -> State | None:
        """What became of this very decision; None where the file has no such finding."""
        return self._states.get(id(said))

    def count(self, state: State) -> int:
        """How many decisions have that state."""
        return list(self._states.values()).count(state)


def apply(
    merged_: Merged, destination: Destination, folder: Path, config: Config
) -> tuple[list[Applied], list[MtqaError]]:
    """Work out the results of all decisions, and errors about files that cannot be used. `folder` is that of the
    baseline. Writes nothing."""
    applied: list[Applied] = []
    errors: list[MtqaError] = []
    names: dict[Path, str] = {}
    for version, (cases, additions) in merged_.by_version().items():
        try:
            work = _Work(version, destination, folder, config)
            if (other := names.setdefault(work.file, work.path)) != work.path:
                what = f"this is the same file as {files.shown(other)}, which has decisions under that name, too"
                raise UsageError(what, where=files.shown(work.path), advice="apply the two files of decisions in turn")
            applied.append(work.done(cases, additions))
        except MtqaError as error:
            errors.append(error)
    return applied, errors


class _Work:
    """The decisions about one version of one file. Raises MtqaError where none of them can be carried out."""

    def __init__(self, version: Version, destination: Destination, folder: Path, config: Config) -> None:
        self.path, self.sha256 = version
        self.destination = destination
        self.folder = folder
        self.file = destination.file(self.path)
        self.config = at(config, str(self.file))
        self.data = files.read_bytes(str(self.file), files.shown(self.path), config.max_file_bytes)
        if hashlib.sha256(self.data).hexdigest() != self.sha256:
            advice = "check and review it again; if decisions were applied in place, they are carried out already"
            raise ReadError("the file has changed since it was checked", where=files.shown(self.path), advice=advice)
        self.document = decoded(files.shown(self.path), self.data, self.config)
        self.located = Located(self.document)
        self._known_mends: dict[str, list[Mend]] = {}
        layout = PACKAGES.get(self.document.format)
        self.packaged = Packaged(layout(files.shown(self.path), self.data, self.config)) if layout else None

    def done(self, cases: Sequence[Case], additions: Sequence[Addition]) -> Applied:
        applied = Applied(self.path, self.file, Memory(self.folder, self.file))
        held = list(self._held(cases, additions, applied))
        for said, _ in held:
            applied.mark(said, _BEFORE_WRITING[said.choice or Choice.CONFIRM])
        wishes = list(self._wishes(held, applied))
        written = write(self.document, wishes, self.config, self.packaged)
        self._count(applied, wishes, written)
        after = None
        if written.edits:
            applied.data = self._bytes(written)
            applied.copy = self.destination.copy_of(self.file)
            self.destination.refuse_taken(self.file, applied.copy, applied.data)
            after = Located(decoded(files.shown(self.path), applied.data, self.config))
        applied.memory.learn(held, self.located, written, applied.copy, after)
        return applied

    def _held(self, cases: Sequence[Case], additions: Sequence[Addition], applied: Applied) -> Iterator[Held]:
        """The decisions whose finding is there; the others are left out."""
        for outcome in (case.outcome for case in cases):
            if outcome is not None and (place := self.located.place(outcome)) is not None:
                yield outcome, place
            elif outcome is not None:
                what = "the file has no finding with this fingerprint at that place"
                error = UsageError(what, advice="export the decisions again from the report of this file")
                applied.left_out.append((outcome, error))
        for added in (addition.added for addition in additions if not addition.disputed):
            place = self.located.target(added.target)
            if place is not None:
                yield added, place
            else:
                applied.left_out.append((added, _nowhere()))

    def _wishes(self, held: Sequence[Held], applied: Applied) -> Iterator[Wish]:
        """The wordings to write."""
        everywhere: dict[str, list[Wish]] = {}  # by rule
        one_by_one: list[Wish] = []
        for said, place in held:
            if said.choice is not Choice.ACCEPT:
                continue
            target = place if said.target.span == said.span else self.located.target(said.target)
            if target is None:
                applied.left_out.append((said, _nowhere()))
            elif said.rule not in everywhere and (every := self._everywhere(said)):
                everywhere[said.rule] = every
                applied.mark(said, State.WRITTEN)  # even where other wordings cover all of its places
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
            self._known_mends[rule] = mends(rule, self.document)
        return self._known_mends[rule]

    def _count(self, applied: Applied, wishes: Sequence[Wish], written: Written) -> None:
        """Mark what is written, with one sentence for each decision of which something is not."""
        # Several findings may have the same wording at the same place; it is refused for all of them.
        refused = {(wish.raw, wish.wording): error for wish, error in written.refused}
        failed: dict[int, list[UsageError]] = {}
        wanted: dict[int, list[Wish]] = {}
        for wish in wishes:
            wanted.setdefault(id(wish.said), []).append(wish)
            if error := refused.get((wish.raw, wish.wording)):
                failed.setdefault(id(wish.said), []).append(error)
        for key, every in wanted.items():
            errors = failed.get(key, [])
            applied.places += len(every) - len(errors)
            applied.mark(every[0].said, State.WRITTEN if len(errors) < len(every) else State.NOT_WRITTEN)
            if errors:
                applied.left_out.append((every[0].said, _partly(errors, len(every))))

    def _bytes(self, written: Written) -> bytes:
        """The bytes of the copy, in the encoding of the original."""
        if self.packaged:
            return self.packaged.copy(written.edits)
        codec, name = self.document.encoding, files.shown(self.path)
        advice = "save it as UTF-8 and check it again"
        try:
            if encoding.encode(self.document.raw, codec, self.data) == self.data:
                return encoding.encode(written.raw, codec, self.data)
        except UnicodeEncodeError as error:
            character = str(error.object)[error.start]
            what = f"the encoding of the file, {codec}, has no “{files.shown(character)}”"
            raise UsageError(what, where=name, advice=f"{advice}, or choose another wording") from error
        raise UsageError(f"the file cannot be written back byte by byte as {codec}", where=name, advice=advice)


_BEFORE_WRITING = {
    Choice.ACCEPT: State.NOT_WRITTEN,
    Choice.CONFIRM: State.CONFIRMED,
    Choice.DISMISS: State.DISMISSED,
}


def _nowhere() -> UsageError:
    what = "the file does not have these characters there, or they are no text"
    return UsageError(what, advice="export the decisions again from the report of this file, or correct it by hand")


def _partly(errors: Sequence[UsageError], places: int) -> UsageError:
    """The error about a decision of which some places are not written."""
    if places == 1:
        return errors[0]
    what = f"{len(errors):,} of {places:,} places: {errors[0].what}"
    return UsageError(what, advice=errors[0].advice)
