"""Compares a run with the baseline: known findings, new findings, and findings that no longer occur."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mtqa.checks import RULES
from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.findings import Status
from mtqa.report import DocumentReport
from mtqa.suppress.baseline import NAME, Contents, Entry, load, merged, nearest, relative
from mtqa.suppress.recognised import Recognised
from mtqa.suppress.regraded import Grades
from mtqa.suppress.reviewed import Remembered
from mtqa.text import Note

#: Values of --baseline that are not paths.
NEAREST, NONE = "nearest", "none"


@dataclass(frozen=True)
class Baseline:
    """What the baseline has, and its file."""

    file: Path
    contents: Contents

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.contents.entries

    @property
    def folder(self) -> Path:
        return self.file.parent

    def copy_of(self, path: str) -> str | None:
        """The file of which a file is a corrected copy; both paths as from the working directory."""
        original = self.contents.copies.get(relative(path, self.folder))
        return None if original is None else os.path.relpath(self.folder / original)

    def band_of(self, path: str) -> Band | None:
        """How a file read when the baseline was written; `path` as a report shows it."""
        return self.contents.bands.get(relative(path, self.folder))


def baseline_file(config: Config) -> Path:
    """The path of the baseline, which may not exist yet. A path in a configuration file is relative to its folder."""
    if config.baseline in (NEAREST, NONE):
        return nearest(Path.cwd()) or Path.cwd() / NAME
    from_file = not config.origin("baseline").startswith(("--", "MTQA_"))
    return Path(config.root if from_file else "", config.baseline)


def open_baseline(config: Config) -> Baseline | None:
    """The baseline, if there is one. Raises UsageError if a named baseline does not exist."""
    if config.baseline == NONE:
        return None
    file = baseline_file(config)
    if file.exists():
        return Baseline(file, load(file))
    if config.baseline == NEAREST:
        return None
    advice = f"create it with mtqa baseline create --baseline {file}, or leave the option out"
    raise UsageError("there is no such baseline", where=str(file), advice=advice)


@dataclass(frozen=True)
class Comparison:
    """The open findings of a run, as baseline entries, beside the baseline.

    given       the folders that were given to the run, relative to the baseline's folder
    rules       the rules that were on
    paths       those of the documents, relative to the baseline's folder
    recognised  the open findings, beside those that are known
    remembered  what reviewers decided about places in the documents
    """

    documents: Sequence[DocumentReport]
    baseline: Baseline
    given: tuple[str, ...]
    rules: frozenset[str]
    paths: tuple[str, ...]
    recognised: Recognised
    remembered: Remembered

    @classmethod
    def of(
        cls,
        documents: Sequence[DocumentReport],
        baseline: Baseline,
        given: Sequence[str],
        rules: frozenset[str],
    ) -> Comparison:
        """Compare the open findings of `documents` with the baseline; `given` are the paths given to the run."""
        paths = tuple(relative(report.document.path, baseline.folder) for report in documents)
        folders = tuple(relative(path, baseline.folder) for path in given if Path(path).is_dir())
        gone = _gone(paths, baseline.folder)
        recognised = Recognised.of(documents, paths, baseline.entries, gone)
        remembered = Remembered.of(documents, paths, baseline.contents, gone)
        return cls(documents, baseline, folders, rules, paths, recognised, remembered)

    def applied(self) -> list[DocumentReport]:
        """The documents with the known findings marked, graded as reviewers did, and with those that they added."""
        graded = self._grades.applied(self._marked)
        return [self.remembered.with_added(number, report) for number, report in enumerate(graded)]

    @cached_property
    def _marked(self) -> list[DocumentReport]:
        """The documents with the known findings marked."""
        findings = [list(report.findings) for report in self.documents]
        for number, entry in self.recognised.matching.known.items():
            document, index = self.recognised.places[number]
            reason = entry.reason or "known in the baseline"
            findings[document][index] = replace(findings[document][index], status=Status.BASELINE, status_reason=reason)
        known = [replace(report, findings=tuple(all_)) for report, all_ in zip(self.documents, findings, strict=True)]
        return [self.remembered.marked(number, report) for number, report in enumerate(known)]

    @cached_property
    def _grades(self) -> Grades:
        gone = _gone(self.paths, self.baseline.folder)
        return Grades.of(self._marked, self.paths, self.baseline.contents.regraded, gone)

    @property
    def new(self) -> list[Entry]:
        """The findings that are not known."""
        found = zip(self.recognised.found, self.recognised.places, strict=True)
        return [entry for entry, (document, index) in found if self._marked[document].findings[index].is_open]

    @property
    def kept(self) -> list[Entry]:
        """The known findings as they are now, and those that this run did not check for."""
        found, known = self.recognised.found, self.recognised.matching.known
        now = [replace(found[number], reason=entry.reason) for number, entry in known.items()]
        stale = set(self.stale)
        return now + [entry for entry in self._left() if entry not in stale]

    @property
    def contents(self) -> Contents:
        """The baseline as the documents are now, without what no longer occurs."""
        kept = self.remembered.kept(lambda path: path not in self._rules_run and not self._vanished(path))
        copies = {copy: file for copy, file in kept.copies.items() if (self.baseline.folder / copy).exists()}
        regraded = self._grades.kept(self._is_stale)
        return replace(kept, entries=merged(self.kept), bands=self.bands, copies=copies, regraded=regraded)

    @property
    def bands(self) -> dict[str, Band]:
        """How the files read now, and those that this run did not read."""
        return bands(self.documents, self.baseline.folder, self.baseline.contents.bands)

    @cached_property
    def stale(self) -> list[Entry]:
        """The known findings that no longer occur: their rule ran over their file, or the file is gone from a
        folder that was checked."""
        return [entry for entry in self._left() if self._is_stale(entry)]

    def _is_stale(self, entry: Entry) -> bool:
        """Of a finding that was not found: does it no longer occur?"""
        run = self._rules_run
        anywhere = frozenset[str]().union(*run.values()) if self._vanished(entry.path) else frozenset[str]()
        return entry.rule not in RULES or entry.rule in run.get(entry.path, anywhere)

    @cached_property
    def _rules_run(self) -> dict[str, frozenset[str]]:
        """The rules that ran over each file."""
        return {path: report.rules_run(self.rules) for path, report in zip(self.paths, self.documents, strict=True)}

    @property
    def notices(self) -> tuple[Note, ...]:
        """A note if known findings no longer occur."""
        count = sum(entry.count for entry in self.stale)
        return (Note.of("stale_baseline", file=str(self.baseline.file), n=count),) if count else ()

    def _left(self) -> Iterator[Entry]:
        """The known findings that were not found, with the number of times."""
        return (replace(entry, count=left) for entry, left in self.recognised.matching.left.items() if left)

    def _vanished(self, path: str) -> bool:
        """Is the file gone from a folder that was checked?"""
        inside = any(folder == "." or path.startswith(f"{folder}/") for folder in self.given)
        return inside and not (self.baseline.folder / path).exists()


def _gone(paths: Iterable[str], folder: Path) -> Callable[[str], bool]:
    """Whether what a file had, if it is not found there, no longer occurs in it: it was read, or does not exist."""
    read = set(paths)
    return lambda path: path in read or not (folder / path).exists()


def bands(
    documents: Iterable[DocumentReport], folder: Path, known: Mapping[str, Band] | None = None
) -> dict[str, Band]:
    """The bands of documents by their path, relative to `folder`; `known` are those of files that still exist."""
    kept = {path: band for path, band in (known or {}).items() if (folder / path).exists()}
    return kept | {relative(found.document.path, folder): found.band for found in documents if found.band}
