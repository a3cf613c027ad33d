"""Carrying decisions out: what was dismissed goes into the baseline, accepted wordings are written into copies.

First everything is worked out, then the baseline is written, then the copies, each atomically: after an interruption,
run the same command again. Decisions about a file that has changed since it was checked are not carried out.

An accepted wording is written where the reviewer put the finding. Where a finding stands for many places and the
wording is the one that mtqa proposes, all places are mended, each in its own way, but those that another wording
covers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.errors import MtqaError, ReadError, UsageError
from mtqa.read import decoded, encoding, files
from mtqa.review.additions import Addition
from mtqa.review.decisions import Choice, Decision, Said, Version
from mtqa.review.destination import Destination
from mtqa.review.locate import Located
from mtqa.review.merging import Case, Merged
from mtqa.review.packages import PACKAGES, Packaged
from mtqa.review.remembering import Memory
from mtqa.review.wishes import carried_out
from mtqa.review.writing import Written


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

    `memory` is what the baseline learns. `places` counts the wordings in the copy, `regraded` the findings that were
    given another severity or category. `copy` and `data` are the corrected file, where anything is written; `left_out`
    are the decisions that cannot be carried out, wholly or at some places.
    """

    path: str
    file: Path
    memory: Memory
    places: int = 0
    regraded: int = 0
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
    decided, noted = merged_.by_version(), merged_.regraded_only()
    for version in dict.fromkeys((*decided, *noted)):
        cases, additions = decided.get(version, ([], []))
        try:
            work = _Work(version, destination, folder, config)
            if (other := names.setdefault(work.file, work.path)) != work.path:
                what = f"this is the same file as {files.shown(other)}, which has decisions under that name, too"
                raise UsageError(what, where=files.shown(work.path), advice="apply the two files of decisions in turn")
            applied.append(work.done(cases, additions, noted.get(version, ())))
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
        layout = PACKAGES.get(self.document.format)
        self.packaged = Packaged(layout(files.shown(self.path), self.data, self.config)) if layout else None

    def done(self, cases: Sequence[Case], additions: Sequence[Addition], noted: Sequence[Decision]) -> Applied:
        applied = Applied(self.path, self.file, Memory(self.folder, self.file))
        carried = carried_out(self.located, cases, additions, self.config, self.packaged, noted)
        for said, _ in carried.held:
            if said.choice:
                applied.mark(said, State.WRITTEN if carried.is_written(said) else _UNWRITTEN[said.choice])
            applied.regraded += isinstance(said, Decision) and said.regrades
        applied.places = sum(carried.places.values())
        applied.left_out += carried.left_out
        after = None
        if carried.written.edits:
            applied.data = self._bytes(carried.written)
            applied.copy = self.destination.copy_of(self.file)
            self.destination.refuse_taken(self.file, applied.copy, applied.data)
            after = Located(decoded(files.shown(self.path), applied.data, self.config))
        applied.memory.learn(carried.held, self.located, carried.written, applied.copy, after)
        return applied

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


_UNWRITTEN = {
    Choice.ACCEPT: State.NOT_WRITTEN,
    Choice.CONFIRM: State.CONFIRMED,
    Choice.DISMISS: State.DISMISSED,
}
