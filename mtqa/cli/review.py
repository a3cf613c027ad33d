"""`mtqa review`: carry out, count and merge the decisions of reviewers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import exit_on_error, tell
from mtqa.config import Config
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.render.outputs import Output
    from mtqa.review.applying import Applied
    from mtqa.review.merging import Merged

app = typer.Typer(no_args_is_help=True, help="Use the decisions of reviewers: apply, export, stats, merge.")

Decided = Annotated[list[str], typer.Argument(metavar="DECISIONS…", help="Files exported from the HTML report.")]
Prefer = Annotated[str, typer.Option(metavar="REVIEWER", help="Whose decision counts where reviewers disagree.")]
_LEFT_OUT_CODE = 1


@app.command()
@configured
def apply(
    settings: Settings,
    decisions: Decided,
    to: Annotated[Path | None, typer.Option(help="Folder for the corrected copies, with the same layout.")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Correct the files in place.")] = False,
    root: Annotated[
        Path | None, typer.Option(help="Folder that the files must lie in. Default: the working directory.")
    ] = None,
    prefer: Prefer = "",
    force: Annotated[bool, typer.Option("--force", help="Replace existing copies.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done; write nothing.")] = False,
) -> None:
    """Write accepted wordings into copies of the files, and remember in the baseline what was decided."""
    from mtqa.errors import ReadError, UsageError
    from mtqa.render.base import save
    from mtqa.review.applying import apply as apply_decisions
    from mtqa.review.destination import Destination
    from mtqa.review.outcome import outcome
    from mtqa.suppress import baseline_file

    if to and in_place:
        raise UsageError("--to and --in-place exclude each other", advice="leave one of them out")
    if to and to.exists() and not to.is_dir():
        raise UsageError("--to needs a folder, and this is a file", where=str(to), advice="choose another name")
    outputs = _outputs(settings.config, decisions)
    merged = _merged(decisions, prefer)
    destination = Destination((root or Path.cwd()).resolve(), to.resolve() if to else None, in_place, force)
    file = baseline_file(settings.config)
    applied, unreadable = apply_decisions(merged, destination, file.parent, settings.config)
    for error in unreadable:
        tell(f"mtqa: {error}")
    left = _tell_left_out(applied, merged)
    _carry_out(applied, settings.config, file, dry_run, tell if "-" in dict(outputs).values() else print)
    for _, path in outputs:
        save(outcome(merged, applied), path, "the outcome", "choose another place with --output json=FILE")
    raise typer.Exit(ReadError.exit_code if unreadable else _LEFT_OUT_CODE if left else 0)


@app.command()
def stats(
    decisions: Decided,
    prefer: Prefer = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the precision of each rule and the recall by reviewers' decisions, and how far the reviewers agree."""
    from mtqa.render.json import dumps
    from mtqa.review import stats

    with exit_on_error():
        merged = _merged(decisions, prefer)
        print(dumps(stats.tree(merged), indent=2) if as_json else stats.table(merged))


@app.command()
def merge(
    decisions: Decided,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The merged file; - is standard output.")
    ] = "-",
    prefer: Prefer = "",
) -> None:
    """Merge the decisions of several reviewers; list disputes, and how far the reviewers agree."""
    from mtqa.render.base import save
    from mtqa.review import load
    from mtqa.review.merged_file import merged_file
    from mtqa.review.merging import merge

    with exit_on_error():
        reviews = [load(path) for path in decisions]
        merged = merge(reviews, prefer)
        save(merged_file(merged, reviews), output, "the merged file", "choose another place with --output FILE")
        _tell_disputed(merged)
    raise typer.Exit(_LEFT_OUT_CODE if merged.disputed else 0)


@app.command()
@configured("interface", "max_file_bytes")
def export(
    settings: Settings,
    report: Annotated[str, typer.Argument(metavar="REPORT.json", help="The report, written with --output json=FILE.")],
    decisions: Annotated[
        list[str] | None, typer.Argument(metavar="[DECISIONS…]", help="Files exported from the HTML report.")
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="xlsx, csv or docx; - is standard output."),
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="Folder that the Word documents must lie in. Default: the working directory.")
    ] = None,
    prefer: Prefer = "",
) -> None:
    """Write findings and decisions for people: a workbook, CSV, or the Word document with tracked changes."""
    from mtqa.review.exports import written

    merged = _merged(decisions, prefer) if decisions else None
    done = written(report, merged, output or [], (root or Path.cwd()).resolve(), settings.config)
    if merged:
        _tell_disputed(merged)
    for line in done.lines:
        tell(line)
    raise typer.Exit(_LEFT_OUT_CODE if done.left_out or (merged and merged.disputed) else 0)


def _merged(paths: Sequence[str], prefer: str) -> Merged:
    from mtqa.review import load
    from mtqa.review.merging import merge

    return merge([load(path) for path in paths], prefer)


def _tell_disputed(merged: Merged) -> None:
    from mtqa.render.base import one_line
    from mtqa.review.stats import agreement_lines

    for line in filter(None, agreement_lines(merged)):
        tell(line)
    if merged.disputed:
        tell(f"{len(merged.disputed):,} disputed and not carried out (--prefer REVIEWER decides):")
    for case in merged.disputed:
        tell(f"  {one_line(str(case))}")


def _tell_left_out(applied: Sequence[Applied], merged: Merged) -> bool:
    """Print what cannot be carried out, and why; return whether there was anything."""
    from mtqa.render.base import one_line

    _tell_disputed(merged)
    left = [(file.path, decision, error) for file in applied for decision, error in file.left_out]
    for path, decision, error in left:
        about = one_line(f"{decision.where}: {path}  {decision.rule}  «{decision.text}»")
        tell(f"mtqa: {about}: {error.what}\n  → {error.advice}")
    return bool(left or merged.disputed)


def _carry_out(
    applied: Sequence[Applied], config: Config, file: Path, dry_run: bool, say: Callable[[str], None]
) -> None:
    """Write the baseline, then the corrected files: a file corrected in place no longer has the decided findings. `say`
    tells what became of the decisions."""
    from mtqa.cli.baseline import write
    from mtqa.render.base import put
    from mtqa.review.remembering import joined
    from mtqa.suppress import NONE
    from mtqa.suppress.baseline import Contents, load

    known = load(file) if file.exists() and config.baseline != NONE else Contents()
    after = joined(known, [done.memory for done in applied])
    if config.baseline != NONE and after != known and not dry_run:
        write(file, after, say)
    for done in applied:
        if done.copy is not None and not dry_run:
            put(done.data, done.copy)
            done.copy.chmod(done.file.stat().st_mode & 0o777)
        say(_outcome(done, dry_run))


def _outcome(done: Applied, dry_run: bool) -> str:
    """What became of the decisions about a file, on one line."""
    import os

    from mtqa.render.base import one_line
    from mtqa.review.applying import State

    written, not_written = done.count(State.WRITTEN), done.count(State.NOT_WRITTEN)
    places = f" ({done.places:,} places)" if done.places > written else ""
    counts = [
        f"{written:,} accepted{places}" + (f" and written to {os.path.relpath(done.copy)}" if done.copy else ""),
        f"{done.count(State.CONFIRMED):,} confirmed",
        f"{done.count(State.DISMISSED):,} dismissed",
        *([f"{not_written:,} accepted and not written"] if not_written else []),
        *([f"{done.regraded:,} changed in severity or category"] if done.regraded else []),
    ]
    dry = " (dry run: nothing was changed)" if dry_run else ""
    return one_line(f"{done.path}: {', '.join(counts)}{dry}")


def _outputs(config: Config, decisions: Sequence[str]) -> list[Output]:
    """Where the outcome is written: only where the flag says so, since a configuration file means reports."""
    from mtqa.render.outputs import parse, refuse_clashes

    named = config.output if config.origins.get("output") == "--output" else ()
    outputs = [parse(value, ["json"]) for value in named]
    refuse_clashes(outputs, decisions)
    return outputs
