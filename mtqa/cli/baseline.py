"""`mtqa baseline`: register the current findings as known, so that the gate counts only new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import console, exit_on_error, opened_cache, print_table, tell
from mtqa.config import Config
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.report import Report
    from mtqa.suppress import Baseline
    from mtqa.suppress.baseline import Contents, Entry

app = typer.Typer(no_args_is_help=True, help="Manage the baseline of known findings: create, update, show.")

Paths = Annotated[list[str], typer.Argument(help="Files or directories, as for `mtqa check`.")]
PathsOrHere = Annotated[list[str] | None, typer.Argument(help="Files or directories. Default: the working directory.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why these findings may stay; kept with each of them.")]
File = Annotated[
    str | None,
    typer.Option("--baseline", metavar="PATH", help="Use this file instead of the nearest .mtqa-baseline.json."),
]


@app.command()
@configured
def create(
    settings: Settings,
    paths: Paths,
    reason: Reason = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing baseline.")] = False,
) -> None:
    """Write all current findings into the baseline."""
    from mtqa.errors import UsageError
    from mtqa.suppress import bands, baseline_file
    from mtqa.suppress.baseline import Contents, Entry, merged, relative

    file = baseline_file(settings.config)
    if file.exists() and not force:
        advice = "mtqa baseline update keeps its reasons; --force replaces it"
        raise UsageError("there is a baseline already", where=str(file), advice=advice)
    report = _report_without_baseline(paths, settings.config)
    entries = merged(
        Entry.of(relative(document.document.path, file.parent), finding, reason)
        for document in report.documents
        for finding in document.open_findings
    )
    if report.documents or not report.unreadable:  # after a mistyped path no empty baseline must block the next attempt
        write(file, Contents(entries, bands(report.documents, file.parent)))
    raise typer.Exit(_exit_code(report, "no finding in these files was registered"))


@app.command()
@configured
def update(
    settings: Settings,
    paths: PathsOrHere = None,
    add: Annotated[bool, typer.Option("--add", help="Add new findings as well.")] = False,
    reason: Reason = "",
) -> None:
    """Remove findings that no longer occur and update those that moved. New findings are added only with --add."""
    from dataclasses import replace

    from mtqa.suppress import Decisions
    from mtqa.suppress.baseline import merged

    opened = _existing(settings.config)
    given = paths or ["."]
    report = _report_without_baseline(given, settings.config, opened)
    compared = Decisions(replace(settings.config, diff_base=""), given).compared(report.examined)
    added = [replace(entry, reason=reason) for entry in compared.new] if add else []
    _list("removed, because they no longer occur", compared.stale)
    _list("registered" if add else "new and not registered (--add registers them)", compared.new)
    contents = compared.contents
    write(opened.file, replace(contents, entries=merged([*contents.entries, *added])))
    raise typer.Exit(_exit_code(report, "the known findings in these files are unchanged"))


@app.command()
def show(baseline: File = None) -> None:
    """List the known findings and what reviewers decided, each with its reason."""
    import os

    from mtqa.config.load import load
    from mtqa.render.base import one_line

    with exit_on_error():
        opened = _existing(load({"baseline": baseline}, os.environ, Path.cwd()).config)
        contents = opened.contents
        entries = (*contents.entries, *contents.wordings, *(found.entry for found in contents.confirmed))
        cells = [(entry.path, entry.rule, f"«{entry.text}»", str(entry.count), entry.reason) for entry in entries]
        for found in contents.regraded:
            given = ", ".join(filter(None, (found.severity, found.category)))
            reason = ": ".join(filter(None, (f"{given} in review", found.entry.reason)))
            cells.append((found.entry.path, found.entry.rule, f"«{found.entry.text}»", str(found.entry.count), reason))
        print_table(("file", "rule", "text", "times", "reason"), (tuple(map(one_line, row)) for row in cells))
        print(f"\n{_total(contents)} in {one_line(str(opened.file))}")


def _existing(config: Config) -> Baseline:
    from mtqa.errors import UsageError
    from mtqa.suppress import open_baseline

    opened = open_baseline(config)
    if opened is None:
        advice = "make one: mtqa baseline create PATHS"
        raise UsageError(
            "there is no .mtqa-baseline.json here or in a parent folder", where=str(Path.cwd()), advice=advice
        )
    return opened


def _report_without_baseline(paths: Sequence[str], config: Config, known: Baseline | None = None) -> Report:
    """The report of a run without a baseline or a base commit, so that every finding is open; the bands of files are
    those of the baseline `known`."""
    from dataclasses import replace

    from mtqa.cli.check import open_models
    from mtqa.pipeline import run
    from mtqa.render.progress import Bars
    from mtqa.suppress import NONE

    config = replace(config, baseline=NONE, diff_base="")
    with Bars() as bars, opened_cache(config) as cache:
        engines = open_models(config, cache, bars) if config.models else None
        bands = known.band_of if known else None
        return run(paths, config, engines, tasks=bars.task, cache=cache, bands=bands)


def write(file: Path, contents: Contents, say: Callable[[str], None] = print) -> None:
    """Write the baseline into its file, and say its size."""
    from mtqa.render.base import save, visible
    from mtqa.suppress.baseline import dumps

    save(dumps(contents), str(file), "the baseline", "choose another place with --baseline PATH")
    say(visible(f"{_total(contents)} in {file}"))


def _total(contents: Contents) -> str:
    """How much the baseline has, of files and, apart from these, of their corrected copies."""
    own = _counts(contents, lambda path: path not in contents.copies)
    copied = _counts(contents, lambda path: path in contents.copies)
    parts = []
    if own.files or not copied.files:
        parts.append(f"{own} of {_counted(own.files, 'file', 'files')}")
    if copied.files:
        what = "as many" if str(own) == str(copied) else str(copied)
        parts.append(f"{what} of {_counted(copied.files, 'corrected copy', 'corrected copies')}")
    return ", and ".join(parts)


class _Counts(NamedTuple):
    """How much the baseline has of some files, and how many these are."""

    known: int
    wordings: int
    confirmed: int
    regraded: int
    files: int

    def __str__(self) -> str:
        parts = (
            (self.known, "known finding", "known findings"),
            (self.wordings, "accepted wording", "accepted wordings"),
            (self.confirmed, "finding to be mended", "findings to be mended"),
            (self.regraded, "changed severity or category", "changed severities or categories"),
        )
        found = [_counted(*part) for part in parts if part[0]]
        return ", ".join(found or [_counted(*parts[0])])


def _counts(contents: Contents, is_wanted: Callable[[str], bool]) -> _Counts:
    """The counts of the files whose path is wanted."""
    known = [entry for entry in contents.entries if is_wanted(entry.path)]
    wordings = [entry for entry in contents.wordings if is_wanted(entry.path)]
    confirmed = [found.entry for found in contents.confirmed if is_wanted(found.entry.path)]
    regraded = [found.entry for found in contents.regraded if is_wanted(found.entry.path)]
    files = {entry.path for entry in (*known, *wordings, *confirmed, *regraded)}
    totals = (sum(entry.count for entry in entries) for entries in (known, wordings, confirmed, regraded))
    return _Counts._make((*totals, len(files)))


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _list(title: str, entries: Sequence[Entry]) -> None:
    from mtqa.render.base import one_line

    if entries:
        print(f"{title}:")
    for entry in entries:
        times = f" ({entry.count}×)" if entry.count > 1 else ""
        print(one_line(f"  {entry.path}  {entry.rule}  «{entry.text}»{times}"))


def _exit_code(report: Report, consequence: str) -> int:
    """0, or 3 after printing which files could not be read and what that means for the baseline."""
    from mtqa.errors import ReadError
    from mtqa.render.text import render_unreadable

    render_unreadable(report, console(stderr=True))
    if report.unreadable:
        tell(f"mtqa: {consequence}")
    return ReadError.exit_code if report.unreadable else 0
