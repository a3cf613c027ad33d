"""Compares a run with the baseline: accepted findings, new findings, and findings that no longer occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mtqa.checks import RULES
from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.findings import Status
from mtqa.report import DocumentReport
from mtqa.suppress.baseline import NAME, Contents, Entry, Matching, load, match, nearest, relative
from mtqa.text import Note

#: Values of --baseline that are not paths.
NEAREST, NONE = "nearest", "none"


@dataclass(frozen=True)
class Baseline:
    """The accepted findings, how the files read, and the file of the baseline."""

    file: Path
    contents: Contents

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.contents.entries

    @property
    def folder(self) -> Path:
        return self.file.parent

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

    given   the folders that were given to the run, relative to the baseline's folder
    rules   the rules that were on
    places  the document and finding of each entry in `found`, as indexes
    """

    documents: Sequence[DocumentReport]
    baseline: Baseline
    given: tuple[str, ...]
    rules: frozenset[str]
    places: tuple[tuple[int, int], ...]
    found: tuple[Entry, ...]
    matching: Matching

    @classmethod
    def of(
        cls,
        documents: Sequence[DocumentReport],
        baseline: Baseline,
        given: Sequence[str],
        rules: frozenset[str],
    ) -> Comparison:
        """Compare the open findings of `documents` with the baseline; `given` are the paths given to the run."""
        paths = [relative(report.document.path, baseline.folder) for report in documents]
        places = tuple(
            (number, index)
            for number, report in enumerate(documents)
            for index, finding in enumerate(report.findings)
            if finding.is_open
        )
        found = tuple(Entry.of(paths[number], documents[number].findings[index]) for number, index in places)
        read = set(paths)

        def gone(path: str) -> bool:
            return path in read or not (baseline.folder / path).exists()

        folders = tuple(relative(path, baseline.folder) for path in given if Path(path).is_dir())
        once = [n for n, (number, index) in enumerate(places) if documents[number].findings[index].rule.once]
        matching = match(found, baseline.entries, gone, once)
        return cls(documents, baseline, folders, rules, places, found, matching)

    def applied(self) -> list[DocumentReport]:
        """The documents with the accepted findings marked."""
        findings = [list(report.findings) for report in self.documents]
        for number, entry in self.matching.accepted.items():
            document, index = self.places[number]
            reason = entry.reason or "accepted in the baseline"
            findings[document][index] = replace(findings[document][index], status=Status.BASELINE, status_reason=reason)
        return [
            replace(report, findings=tuple(decided)) for report, decided in zip(self.documents, findings, strict=True)
        ]

    @property
    def new(self) -> list[Entry]:
        """The findings that are not accepted."""
        return [entry for number, entry in enumerate(self.found) if number not in self.matching.accepted]

    @property
    def kept(self) -> list[Entry]:
        """The accepted findings as they are now, and those that this run did not check for."""
        now = [replace(self.found[number], reason=entry.reason) for number, entry in self.matching.accepted.items()]
        stale = set(self.stale)
        return now + [entry for entry in self._left() if entry not in stale]

    @property
    def bands(self) -> dict[str, Band]:
        """How the files read now, and those that this run did not read."""
        return bands(self.documents, self.baseline.folder, self.baseline.contents.bands)

    @cached_property
    def stale(self) -> list[Entry]:
        """The accepted findings that no longer occur: their rule ran over their file, or the file is gone from a
        folder that was checked."""
        run = {
            relative(report.document.path, self.baseline.folder): report.rules_run(self.rules)
            for report in self.documents
        }
        anywhere = frozenset[str]().union(*run.values())
        return [
            entry
            for entry in self._left()
            if entry.rule not in RULES
            or entry.rule in run.get(entry.path, anywhere if self._vanished(entry.path) else ())
        ]

    @property
    def notices(self) -> tuple[Note, ...]:
        """A note if accepted findings no longer occur."""
        count = sum(entry.count for entry in self.stale)
        return (Note.of("stale_baseline", file=str(self.baseline.file), n=count),) if count else ()

    def _left(self) -> Iterator[Entry]:
        """The accepted findings that were not found, with the number of times."""
        return (replace(entry, count=left) for entry, left in self.matching.left.items() if left)

    def _vanished(self, path: str) -> bool:
        """Is the file gone from a folder that was checked?"""
        inside = any(folder == "." or path.startswith(f"{folder}/") for folder in self.given)
        return inside and not (self.baseline.folder / path).exists()


def bands(
    documents: Iterable[DocumentReport], folder: Path, known: Mapping[str, Band] | None = None
) -> dict[str, Band]:
    """The bands of documents by their path, relative to `folder`; `known` are those of files that still exist."""
    kept = {path: band for path, band in (known or {}).items() if (folder / path).exists()}
    return kept | {relative(found.document.path, folder): found.band for found in documents if found.band}
