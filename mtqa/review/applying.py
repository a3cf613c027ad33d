"""Carrying decisions out: dismissed findings are added to the baseline, accepted wordings written into copies.

First everything is worked out, then the baseline is written, then the copies, each atomically: after an interruption,
run the same command again. Decisions about a file that has changed since it was checked are not carried out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa.checks import RULES
from mtqa.config import Config
from mtqa.config.per_path import at
from mtqa.errors import MtqaError, ReadError, UsageError
from mtqa.findings import Finding
from mtqa.read import decoded, encoding, files
from mtqa.review.decisions import Choice, Decision
from mtqa.review.destination import Destination
from mtqa.review.locate import Located
from mtqa.review.merging import Case, Merged, Version
from mtqa.review.packages import PACKAGES, Packaged
from mtqa.review.writing import Written, write
from mtqa.suppress.baseline import Entry, merged, relative
from mtqa.text import Span

_REASON = "dismissed in review"


@dataclass
class Applied:
    """The result of the decisions about one file.

    `dismissed` are the entries to add to the baseline, `right` those to remove from it. `dismissals` counts dismissed
    findings, `written` the wordings in the copy, `open` accepted findings without a wording that was written. `copy`
    and `data` are the corrected file, where anything is written; `renamed` are the paths of the file and its copy in
    the baseline, where they differ; `left_out` are the decisions that cannot be carried out.
    """

    path: str
    file: Path
    dismissed: list[Entry] = field(default_factory=list)
    right: list[Entry] = field(default_factory=list)
    dismissals: int = 0
    written: int = 0
    open: int = 0
    copy: Path | None = None
    renamed: tuple[str, str] | None = None
    data: bytes = b""
    left_out: list[tuple[Decision, MtqaError]] = field(default_factory=list)


def apply(
    merged_: Merged, destination: Destination, folder: Path, config: Config
) -> tuple[list[Applied], list[MtqaError]]:
    """Work out the results of all decisions, and errors about files that cannot be used. `folder` is that of the
    baseline. Writes nothing."""
    applied: list[Applied] = []
    errors: list[MtqaError] = []
    names: dict[Path, str] = {}
    for version, cases in merged_.by_version().items():
        try:
            work = _Work(version, destination, folder, config)
            if (other := names.setdefault(work.file, work.path)) != work.path:
                what = f"this is the same file as {files.shown(other)}, which has decisions under that name, too"
                raise UsageError(what, where=files.shown(work.path), advice="apply the two files of decisions in turn")
            applied.append(work.done(cases))
        except MtqaError as error:
            errors.append(error)
    return applied, errors


def joined(entries: Sequence[Entry], applied: Iterable[Applied]) -> tuple[Entry, ...]:
    """The baseline with the dismissed findings added and the accepted ones removed; the entries of a file are added for
    its copy as well. Doing it twice changes nothing."""
    applied = list(applied)
    dismissed = Counter(_key(entry) for file in applied for entry in file.dismissed)
    renamed = [file.renamed for file in applied if file.renamed]
    right = {_key(entry) for file in applied for entry in file.right} - dismissed.keys()
    copied = [replace(entry, path=to) for here, to in renamed for entry in entries if entry.path == here]
    known = {_key(entry) for entry in entries} | dismissed.keys()
    copied = [entry for entry in copied if _key(entry) not in known]
    kept = [entry for entry in (*entries, *copied) if _key(entry) not in right]
    there: Counter[tuple[str, ...]] = Counter()
    for entry in kept:
        there[_key(entry)] += entry.count
    reasons = {_key(entry): entry for file in applied for entry in file.dismissed}
    added = [replace(reasons[key], count=count - there[key]) for key, count in dismissed.items() if count > there[key]]
    return merged([*kept, *added])


def _key(entry: Entry) -> tuple[str, ...]:
    """The file, and the parts of the fingerprint."""
    return entry.path, *entry.place


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
        layout = PACKAGES.get(self.document.format)
        self.packaged = Packaged(layout(files.shown(self.path), self.data, self.config)) if layout else None

    def done(self, cases: Sequence[Case]) -> Applied:
        applied = Applied(self.path, self.file)
        held = [(outcome, place) for outcome, place in self._located(cases, applied) if place is not None]
        wanted = [(decision, place) for decision, place in held if decision.replacement is not None]
        written = write(self.document, wanted, self.config, self.packaged)
        applied.left_out += written.refused
        # Several findings may have the same wording at the same place; it is refused for all of them.
        refused = {(decision.span, decision.replacement) for decision, _ in written.refused}
        applied.written = sum((decision.span, decision.replacement) not in refused for decision, _ in wanted)
        applied.dismissals = sum(decision.choice is Choice.DISMISS for decision, _ in held)
        applied.open = sum(decision.choice is Choice.ACCEPT for decision, _ in held) - applied.written
        if written.edits:
            applied.data = self._bytes(written)
            applied.copy = self.destination.copy_of(self.file)
            self.destination.refuse_taken(self.file, applied.copy, applied.data)
        self._remember(held, written, applied)
        return applied

    def _located(self, cases: Sequence[Case], applied: Applied) -> Iterable[tuple[Decision, Span | None]]:
        located = Located(self.document)
        for case in cases:
            if case.outcome is not None:
                place = located.place(case.outcome)
                if place is None:
                    what = "the file has no finding with this fingerprint at that place"
                    error = UsageError(what, advice="export the decisions again from the report of this file")
                    applied.left_out.append((case.outcome, error))
                yield case.outcome, place

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

    def _remember(self, held: Sequence[tuple[Decision, Span]], written: Written, applied: Applied) -> None:
        """Add entries of the baseline for the file, unless the copy replaces it, and for the copy."""
        here = Located(self.document)
        if applied.copy != self.file:
            for decision, place in held:
                self._enter(applied, self.file, decision, here.finding(decision.rule, place, decision.span))
        if applied.copy is None:
            return
        if applied.copy != self.file:
            applied.renamed = relative(str(self.file), self.folder), relative(str(applied.copy), self.folder)
        there = Located(decoded(files.shown(self.path), applied.data, self.config))
        for decision, place in held:
            moved = written.moved(decision.span)
            found = next(there.places(moved), None) if moved else None
            if found is not None and moved is not None:
                self._enter(applied, applied.copy, decision, there.finding(decision.rule, found, moved))
            elif RULES[decision.rule][0].once:  # it is recognised by its file alone
                self._enter(applied, applied.copy, decision, here.finding(decision.rule, place, decision.span))

    def _enter(self, applied: Applied, file: Path, decision: Decision, finding: Finding) -> None:
        note = " ".join(decision.note.split())
        entry = Entry.of(relative(str(file), self.folder), finding, f"{_REASON}: {note}" if note else _REASON)
        (applied.dismissed if decision.choice is Choice.DISMISS else applied.right).append(entry)
